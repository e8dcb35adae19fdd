"""When things happen: pure functions over recurrences, zones, working days and waking hours.

A wish ("Thursdays at ten in Lisbon") is kept as recurrence, wall time and zone. It becomes a moment
in UTC only here: first the date in wall time, then the zone. A wall time that the clocks skip moves
to the next minute that exists; one that they repeat means its first passing.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
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


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}
NUMBERS = ("", "", "two", "three", "four", "five", "six")
UNITS = {"DAILY": ("day", 1), "WEEKLY": ("week", 7), "MONTHLY": ("month", 31), "YEARLY": ("year", 366)}

RULES: Mapping[str, str] = {
    "week": "every week",
    "two_weeks": "every two weeks",
    "four_weeks": "every four weeks",
    "month": "every month",
}
"""What managers and leaders are offered: a kind for `rule_for`, and its label."""


def rule_for(kind: str, day: date) -> str:
    """The RRULE of an offered kind that falls on this day's weekday; monthly also on its week.

    A fifth weekday of a month means the last one, for not every month has five.
    """
    weekday = WEEKDAYS[day.weekday()][:2].upper()
    if kind == "month":
        week = (day.day - 1) // 7 + 1
        return f"FREQ=MONTHLY;BYDAY={-1 if week > 4 else week}{weekday}"
    weeks = {"week": 1, "two_weeks": 2, "four_weeks": 4}[kind]
    return f"FREQ=WEEKLY;INTERVAL={weeks};BYDAY={weekday}"


def kind_of(rule: str) -> str | None:
    """Which offered kind a rule is of; None where it is none of them."""
    parts = _parts(rule)
    label = _every(parts)
    return next((kind for kind, offered in RULES.items() if offered == label), None)


def describe(rule: str) -> str:
    """A rule in words: "every two weeks", "every month on the second Tuesday"."""
    parts = _parts(rule)
    on = parts.get("BYDAY", "")
    week, name = on[:-2], next((day for day in WEEKDAYS if day[:2].upper() == on[-2:]), "")
    return f"{_every(parts)} on the {ORDINALS[week]} {name}" if week in ORDINALS and name else _every(parts)


def period_days(rule: str) -> int:
    """The agreed cadence in days, as duties count it: 7, 14, 28, 31 for those that are offered."""
    parts = _parts(rule)
    return UNITS[parts["FREQ"]][1] * int(parts.get("INTERVAL", "1"))


def _every(parts: Mapping[str, str]) -> str:
    unit, count = UNITS[parts["FREQ"]][0], int(parts.get("INTERVAL", "1"))
    if count == 1:
        return f"every {unit}"
    return f"every {NUMBERS[count] if count < len(NUMBERS) else count} {unit}s"


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.upper().removeprefix("RRULE:").split(";") if part)


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
    start = datetime.combine(moved_anchor(recurrence.rule, recurrence.anchor, after), time())
    rule = rrulestr(recurrence.rule, dtstart=start)
    for following in rule.xafter(datetime.combine(after, time())):
        yield following.date()


def moved_anchor(rule: str, anchor: date, before: date) -> date:
    """An anchor nearer to a date, not after it, from which the rule goes on just the same.

    The cost of a rule grows with the distance from its anchor (house.md). A rule that counts its
    occurrences stays where it is.
    """
    parts = _parts(rule)
    interval = int(parts.get("INTERVAL", "1"))
    if "COUNT" in parts or anchor >= before:
        return anchor
    if parts["FREQ"] == "MONTHLY":
        return _months_on(anchor, interval, before)
    step = {"DAILY": interval, "WEEKLY": 7 * interval}.get(parts["FREQ"])
    return anchor + timedelta(days=(before - anchor).days // step * step) if step else anchor


def _months_on(anchor: date, interval: int, before: date) -> date:
    """The anchor's day of the month, a multiple of the interval later, in a month that has it."""
    months = (before.year - anchor.year) * 12 + before.month - anchor.month
    for count in range(months // interval, 0, -1):
        year, month = divmod(anchor.year * 12 + anchor.month - 1 + count * interval, 12)
        if anchor.day <= monthrange(year, month + 1)[1]:
            moved = date(year, month + 1, anchor.day)
            if moved <= before:
                return moved
    return anchor


def next_occurrence(recurrence: Recurrence, after: datetime) -> datetime | None:
    """The first occurrence strictly after a moment, in UTC; None where the rule has ended."""
    local_day = after.astimezone(ZoneInfo(recurrence.zone)).date()
    for day in occurrence_days(recurrence, local_day - DAY):
        moment = resolve(day, recurrence.wall, recurrence.zone)
        if moment > after:
            return moment
    return None


SHIFT = timedelta(hours=26)
"""No change of a zone's rules moves a wall time further: between the two ends of the date line."""


def in_step(recurrence: Recurrence, planned: datetime) -> datetime | None:
    """What was planned for a moment, by the rules that its zone has now.

    The two differ where those rules were changed after it had been planned.
    """
    shown = planned.astimezone(ZoneInfo(recurrence.zone))
    if shown.time() == recurrence.wall and shown.weekday() == recurrence.anchor.weekday():
        return planned
    return next_occurrence(recurrence, planned - SHIFT)


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
        return _step(day, -DAY, self.is_working, self._is_weekday)

    def next_working_day(self, day: date) -> date:
        return _step(day, DAY, self.is_working, self._is_weekday)

    def plus_working_days(self, day: date, days: int) -> date:
        """The date that many working days later; weekends, holidays and leave do not count."""
        for _ in range(days):
            day = self.next_working_day(day)
        return day

    def _is_weekday(self, day: date) -> bool:
        return day.weekday() not in self.weekend


HORIZON = 400
"""Days that a search for a working day goes before it takes any day that is not a weekend."""


def _step(day: date, step: timedelta, *wishes: Callable[[date], bool]) -> date:
    """The nearest day that fulfils the first wish that can be fulfilled."""
    for wanted in wishes:
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
    start = resolve(day, EARLIEST, calendar.zone)
    while calendar.day_of(start) != day:  # a zone that moved over the date line skipped the whole day
        day = calendar.next_working_day(day)
        start = resolve(day, EARLIEST, calendar.zone)
    return start
