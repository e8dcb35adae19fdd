"""When things happen: pure functions over recurrences, zones, working days and waking hours.

A wish ("Thursdays at ten in Lisbon") is kept as recurrence, wall time and zone. It becomes a moment
in UTC only here: first the date in wall time, then the zone. A wall time that the clocks skip moves
to the next minute that exists; one that they repeat means its first passing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

DAY = timedelta(days=1)
WEEKEND = frozenset({5, 6})
PROMPT_AT = time(10)
EARLIEST, LATEST = time(8), time(18)
"""Nothing unasked-for reaches a person outside these local hours (product.md)."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`rule` is an RFC 5545 RRULE value; `anchor` the local date that intervals are counted from."""

    rule: str
    wall: time
    zone: str
    anchor: date


def resolve(day: date, wall: time, zone: str) -> datetime:
    """The moment, in UTC, at which clocks in `zone` first show `wall` on `day`, or pass it."""
    local = datetime.combine(day, wall, ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    return _end_of_gap(moment, local)


def _end_of_gap(moment: datetime, local: datetime) -> datetime:
    """The clocks skip `local`: the transition itself is the next minute that exists."""
    zone = local.tzinfo
    low, high = moment - DAY, moment + DAY
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)


def occurrence_days(recurrence: Recurrence, after: date) -> Iterator[date]:
    """Local dates of the recurrence, strictly after a date, in order."""
    start = datetime.combine(recurrence.anchor, time())
    rule = rrulestr(recurrence.rule, dtstart=start)
    following = rule.after(datetime.combine(after, time()))
    while following is not None:
        yield following.date()
        following = rule.after(following)


def next_occurrence(recurrence: Recurrence, after: datetime) -> datetime | None:
    """The first occurrence strictly after a moment, in UTC; None where the rule has ended."""
    local_day = after.astimezone(ZoneInfo(recurrence.zone)).date()
    for day in occurrence_days(recurrence, local_day - DAY):
        moment = resolve(day, recurrence.wall, recurrence.zone)
        if moment > after:
            return moment
    return None


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """One person's days: their zone, public holidays, and dates on which they are away."""

    zone: str
    is_holiday: Callable[[date], bool] = lambda _day: False
    is_away: Callable[[date], bool] = lambda _day: False
    weekend: frozenset[int] = WEEKEND

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def is_working(self, day: date) -> bool:
        return not self.is_free(day) and not self.is_away(day)

    def is_free(self, day: date) -> bool:
        """A weekend or a public holiday; leave does not count."""
        return day.weekday() in self.weekend or self.is_holiday(day)

    def previous_working_day(self, day: date) -> date:
        return _step(day, -DAY, self.is_working)

    def next_working_day(self, day: date) -> date:
        return _step(day, DAY, self.is_working)

    def plus_working_days(self, day: date, days: int) -> date:
        """The date that many working days later; weekends, holidays and leave do not count."""
        for _ in range(days):
            day = self.next_working_day(day)
        return day


HORIZON = 400
"""Days that a search for a working day goes before it takes any day that is not a weekend."""


def _step(day: date, step: timedelta, wanted: Callable[[date], bool]) -> date:
    for count in range(1, HORIZON):
        if wanted(day + step * count):
            return day + step * count
    return day + step


def prompt_moment(meeting: datetime, recipient: WorkCalendar, at: time = PROMPT_AT) -> datetime:
    """Ten o'clock, recipient's time, on their last working day before the meeting (product.md)."""
    day = recipient.previous_working_day(recipient.day_of(meeting))
    return resolve(day, at, recipient.zone)


def is_waking(moment: datetime, calendar: WorkCalendar) -> bool:
    """Whether an unasked-for message may reach this person now."""
    local = moment.astimezone(ZoneInfo(calendar.zone))
    return calendar.is_working(local.date()) and EARLIEST <= local.time() < LATEST


def next_waking(moment: datetime, calendar: WorkCalendar) -> datetime:
    """This moment if it may be used, else the start of the next stretch that may."""
    if is_waking(moment, calendar):
        return moment
    local = moment.astimezone(ZoneInfo(calendar.zone))
    day = local.date()
    if not calendar.is_working(day) or local.time() >= LATEST:
        day = calendar.next_working_day(day)
    return resolve(day, EARLIEST, calendar.zone)
