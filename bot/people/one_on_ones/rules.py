"""When a one-on-one takes place, given a recurrence and the days of two people. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.cadence import DAY, Recurrence, WorkCalendar, next_occurrence, next_waking, prompt_moment, resolve
from bot.people.words import local

PLANNED, PROMPTED, STARTED, ENDED = "planned", "prompted", "started", "ended"
COMING = (PLANNED, PROMPTED)
HELD, NOT_HELD, SKIPPED = "held", "not_held", "skipped"
HOLIDAY, WEEKEND = "holiday", "weekend"
FRESH = timedelta(hours=1)
"""After a meeting's end its wrap-up still belongs to it; later it waits for a waking hour."""

Days = Sequence[WorkCalendar]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a recurrence's moment ended up. `starts_at` is None where no day fits: it is skipped."""

    nominal_at: datetime
    starts_at: datetime | None
    because: str = ""


def free_because(moment: datetime, days: Days) -> str:
    """Why this is a free day for somebody; empty where it is for nobody."""
    for calendar in days:
        day = calendar.day_of(moment)
        if calendar.is_free(day):
            return WEEKEND if day.weekday() in calendar.weekend else HOLIDAY
    return ""


def works(moment: datetime, days: Days) -> bool:
    return all(calendar.is_working(calendar.day_of(moment)) for calendar in days)


def is_away(moment: datetime, days: Days) -> bool:
    return any(calendar.is_away(calendar.day_of(moment)) for calendar in days)


def place(recurrence: Recurrence, nominal: datetime, days: Days) -> Placement:
    """Keep a moment, or move it from a free day to the next that works for both.

    It keeps its wall time, and stays before the next one of the recurrence.
    """
    because = free_because(nominal, days)
    if not because or is_away(nominal, days):
        return Placement(nominal, nominal)
    following = next_occurrence(recurrence, nominal)
    day = local(nominal, recurrence.zone).date() + DAY
    while following is None or resolve(day, recurrence.wall, recurrence.zone) < following:
        moment = resolve(day, recurrence.wall, recurrence.zone)
        if works(moment, days):
            return Placement(nominal, moment, because)
        if moment - nominal > timedelta(days=31):
            break
        day += DAY
    return Placement(nominal, None, because)


def first_prompt(starts_at: datetime, days: Days) -> datetime:
    """When the first of the two is prompted."""
    return min(prompt_moment(starts_at, calendar) for calendar in days)


def prompt_due(starts_at: datetime, calendar: WorkCalendar, now: datetime) -> datetime:
    """When this recipient is prompted: late prompts wait for a waking hour, if one comes in time."""
    agreed = prompt_moment(starts_at, calendar)
    if agreed >= now:
        return agreed
    waking = next_waking(now, calendar)
    return waking if waking < starts_at else now


def is_pressing(starts_at: datetime, calendar: WorkCalendar, now: datetime) -> bool:
    """Whether news of a meeting at that moment would come too late if it waited for a waking hour."""
    return starts_at <= next_waking(now, calendar)


def overlap(first: datetime, first_minutes: int, second: datetime, second_minutes: int) -> bool:
    return first < second + timedelta(minutes=second_minutes) and second < first + timedelta(
        minutes=first_minutes
    )


def moved_words(was: datetime, because: str, zone: str) -> str:
    """ "moved from Monday, a public holiday": for a message."""
    from_day = f"{local(was, zone):%d}".lstrip("0")
    name = _weekday(local(was, zone).date())
    reason = {HOLIDAY: ", a public holiday", WEEKEND: ", a weekend"}.get(because)
    return (
        f"moved from {name}{reason}" if reason else f"moved from {name} {from_day}, {local(was, zone):%H:%M}"
    )


def _weekday(day: date) -> str:
    return ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[day.weekday()]
