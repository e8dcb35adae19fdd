"""When a duty of the people manager's is kept (product.md, "Duties"). Pure; nothing of it is stored."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.cadence import DAY, WorkCalendar
from bot.chain import State

P1_DAYS, P1_GRACE = 14, 3
P2_GRACE = 2
FEWEST = 4
"""Persons below whom nothing is shown in sum."""


def both_here(holder: WorkCalendar, report: WorkCalendar) -> WorkCalendar:
    """The holder's days, without those on which either is away."""
    return WorkCalendar(
        zone=holder.zone,
        is_holiday=holder.is_holiday,
        is_away=lambda day: holder.is_away(day) or report.is_away(day),
        weekend=holder.weekend,
    )


def is_paused(holder: WorkCalendar, report: WorkCalendar, now: datetime) -> bool:
    return any(days.is_away(days.day_of(now)) for days in (holder, report))


def due_day(reference: date, period: int, days: WorkCalendar) -> date:
    """That many days later; days of leave do not count."""
    day = reference
    while period > 0:
        day += DAY
        period -= not days.is_away(day)
    return day


def state_on(today: date, due: date, grace: int, days: WorkCalendar) -> State:
    """Kept before it is due, due within the grace, overdue after it."""
    if today < due:
        return State.KEPT
    return State.DUE if today <= days.plus_working_days(due, grace) else State.OVERDUE


def p1(reference: datetime, period: int, days: WorkCalendar, now: datetime) -> State:
    """A one-on-one: held within the agreed cadence plus grace.

    `reference` is when the last one was held, or else when the two began.
    """
    due = due_day(days.day_of(reference), period, days)
    return state_on(days.day_of(now), due, P1_GRACE, days)


def p2(waiting: Sequence[datetime], days: WorkCalendar, now: datetime) -> State:
    """A look at how the person is: every answer that was given was opened, in time.

    `waiting` has, for each unopened answer, since when it waits. No answer counts as kept.
    """
    if not waiting:
        return State.KEPT
    since = days.day_of(min(waiting))
    return State.DUE if days.day_of(now) <= days.plus_working_days(since, P2_GRACE) else State.OVERDUE


def waits_since(readable_from: datetime, edited_at: datetime | None, starts_at: datetime) -> datetime:
    """An answer waits from the meeting that it is for, or from its own arrival, if that came later."""
    return max(starts_at, edited_at or readable_from)


def last_monday(now: datetime) -> datetime:
    """Monday 00:00 UTC of this week: sums change once a week, so that nobody is found by comparing two."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=now.weekday())


def tally(states: Mapping[tuple[str, str], State]) -> tuple[int, int] | None:
    """(kept, overdue) over the pairs of report and manager for whom it is either.

    None where they are too few to show, or where somebody who knows their own pairs could take them
    off and be left with just one other.
    """
    counted = {both: state for both, state in states.items() if state not in (State.PAUSED, State.UNHELD)}
    known = Counter(person for both in counted for person in both)
    if len(counted) < FEWEST or len(counted) - 1 in known.values():
        return None
    overdue = list(counted.values()).count(State.OVERDUE)
    return len(counted) - overdue, overdue
