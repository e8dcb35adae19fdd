"""When a seat is asked, and whether it kept its cadence. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cadence import DAY, PROMPT_AT, WorkCalendar, resolve
from bot.chain import State

QUARTER = timedelta(days=91)
TUESDAY, THURSDAY = 1, 3
FIRST_AFTER = 3
"""Working days between the first leader and the first prompt."""
SUCCESSOR_AFTER = 5
"""Working days until a successor is asked whether the direction is still true."""
WITHDRAWABLE = timedelta(minutes=2)
"""How long what was just typed is read by nobody (product.md)."""
RECEIVED = timedelta(hours=72)
"""How long after an update typed text may be meant as a question on it."""


def first_day(today: date, calendar: WorkCalendar) -> date:
    """A few working days ahead, in the middle of a week."""
    day = calendar.plus_working_days(today, FIRST_AFTER)
    while not TUESDAY <= day.weekday() <= THURSDAY:
        day = calendar.next_working_day(day)
    return day


def quarter_after(moment: datetime, zone: str) -> datetime:
    """When somebody who did not answer is asked again: at ten, whatever the clocks did meanwhile."""
    return resolve((moment.astimezone(ZoneInfo(zone)) + QUARTER).date(), PROMPT_AT, zone)


def state_of(now: datetime, limit: datetime, grace: int, holder: WorkCalendar) -> State:
    """Kept until the limit, due for so many of the holder's working days more, then overdue."""
    if now < limit:
        return State.KEPT
    if holder.is_away(holder.day_of(now)):
        return State.PAUSED
    return State.DUE if now < grace_ends(limit, grace, holder) else State.OVERDUE


def grace_ends(limit: datetime, days: int, holder: WorkCalendar) -> datetime:
    """The end, in UTC, of the last of so many of the holder's working days after a moment."""
    last = holder.plus_working_days(holder.day_of(limit), days)
    return datetime.combine(last + DAY, time(), ZoneInfo(holder.zone)).astimezone(UTC)
