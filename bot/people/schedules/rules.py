"""What is proposed, and what may be chosen. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.cadence import RULES, Recurrence, WorkCalendar, is_waking, next_occurrence, resolve, rule_for
from bot.errors import Refusal
from bot.people.words import local

PROPOSED, ACTIVE, ENDED = "proposed", "active", "ended"
LENGTHS = (15, 30, 45, 60, 75, 90)
DEFAULT_KIND = "two_weeks"
DEFAULT_LENGTH = 30
NOTICE_DAYS = 3
"""Working days between a proposal and the first meeting that it proposes."""
FAR = timedelta(days=366)
EVERY, FIRST, TIME, LENGTH = (
    "people.schedule.every",
    "people.schedule.first",
    "people.schedule.time",
    "people.schedule.length",
)
"""The inputs of the form, for saying which one is wrong."""

STEP = 30
STARTS = (*range(10 * 60, 12 * 60, STEP), *range(13 * 60, 17 * 60, STEP))
"""Minutes of the day at which Tandem proposes to meet; noon stays free."""
DAYS_OFFERED = ((1, 2, 3), (0, 4))
"""Tuesday to Thursday first, then Monday and Friday."""
LATEST_START = 20 * 60


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a manager's week: in minutes, local to the manager."""

    weekday: int
    start: int
    minutes: int

    def overlaps(self, other: "Slot") -> bool:
        return (
            self.weekday == other.weekday
            and self.start < other.start + other.minutes
            and other.start < self.start + self.minutes
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What two people agree on."""

    rule: str
    wall: time
    zone: str
    anchor: date
    length_minutes: int

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence(self.rule, self.wall, self.zone, self.anchor)


class Agreed(NamedTuple):
    """A schedule that stands, as far as planning has to know it."""

    id: str
    line_id: str
    length_minutes: int
    recurrence: Recurrence


def slot_of(recurrence: Recurrence, minutes: int, zone: str, now: datetime) -> Slot | None:
    """Where a schedule lies in a manager's week."""
    coming = next_occurrence(recurrence, now)
    if coming is None:
        return None
    there = local(coming, zone)
    return Slot(there.weekday(), there.hour * 60 + there.minute, minutes)


def first_slot(terms: Terms) -> Slot:
    """Where these lie in a manager's week, in the zone in which they were agreed."""
    return Slot(terms.anchor.weekday(), terms.wall.hour * 60 + terms.wall.minute, terms.length_minutes)


def is_free(slot: Slot, taken: Sequence[Slot]) -> bool:
    return not any(slot.overlaps(other) for other in taken)


def offered() -> Iterator[Slot]:
    """Slots in the order in which they are proposed: one a day, then the next half hour."""
    for weekdays in DAYS_OFFERED:
        for start in STARTS:
            for weekday in weekdays:
                yield Slot(weekday, start, DEFAULT_LENGTH)


def proposal(taken: Sequence[Slot], days: WorkCalendar, report_days: WorkCalendar, today: date) -> Terms:
    """A default that collides with nothing that this manager has; both weeks are alike to it.

    Where the two have working hours in common, it falls into them.
    """
    earliest = days.plus_working_days(today, NOTICE_DAYS)
    free = [slot for slot in offered() if is_free(slot, taken)] or [next(offered())]
    proposed = (_terms(slot, days.zone, earliest) for slot in free)
    common = (terms for terms in proposed if _suits(terms, report_days))
    return next(common, _terms(free[0], days.zone, earliest))


def _terms(slot: Slot, zone: str, earliest: date) -> Terms:
    first = earliest + timedelta(days=(slot.weekday - earliest.weekday()) % 7)
    return Terms(rule_for(DEFAULT_KIND, first), clock(slot.start), zone, first, DEFAULT_LENGTH)


def _suits(terms: Terms, days: WorkCalendar) -> bool:
    """Whether the first one begins and ends in somebody's waking hours."""
    begins = resolve(terms.anchor, terms.wall, terms.zone)
    ends = begins + timedelta(minutes=terms.length_minutes - 1)
    return is_waking(begins, days) and is_waking(ends, days)


def carried_over(old: Terms, zone: str, taken: Sequence[Slot], now: datetime) -> Terms:
    """The same cadence, wall time and length with a new manager, in their zone.

    Where that manager is taken, it moves to the next half hour that is free.
    """
    coming = next_occurrence(old.recurrence, now)
    anchor = local(coming, old.zone).date() if coming else old.anchor
    start = old.wall.hour * 60 + old.wall.minute
    free = (
        minute
        for minute in _half_hours(start)
        if is_free(Slot(anchor.weekday(), minute, old.length_minutes), taken)
    )
    wall = clock(next(free, start))
    return Terms(old.rule, wall, zone, anchor, old.length_minutes)


def _half_hours(start: int) -> Iterator[int]:
    """The start itself, and every full half hour after it."""
    yield start
    yield from range((start // STEP + 1) * STEP, LATEST_START, STEP)


def clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def chosen(kind: str | None, first: str | None, at: str | None, *, length: str | None, zone: str) -> Terms:
    """What was chosen in the form. Raises `Refusal` beside the field that is wrong."""
    if kind is None or kind not in RULES:
        raise Refusal("Please choose how often you meet.", field=EVERY)
    day, wall = chosen_day(first, FIRST), chosen_time(at, TIME)
    if not length or not length.isdigit() or int(length) not in LENGTHS:
        raise Refusal("Please choose how long: 15 to 90 minutes.", field=LENGTH)
    return Terms(rule_for(kind, day), wall, zone, day, int(length))


def chosen_day(value: str | None, field: str) -> date:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        raise Refusal("Please choose a date.", field=field) from None


def chosen_time(value: str | None, field: str) -> time:
    try:
        return time.fromisoformat(value or "").replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        raise Refusal("Please choose a time.", field=field) from None


def check(first: datetime, now: datetime, days: Sequence[WorkCalendar]) -> None:
    """Whether a first one-on-one may be then. Raises `Refusal`."""
    if first <= now:
        raise Refusal("That moment has passed. Please choose one that is to come.", field=FIRST)
    if first - now > FAR:
        raise Refusal("That is more than a year ahead. Please choose an earlier date.", field=FIRST)
    if any(calendar.day_of(first).weekday() in calendar.weekend for calendar in days):
        raise Refusal("That is a weekend for one of you. Please choose a working day.", field=FIRST)
