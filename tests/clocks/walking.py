"""When things should happen, found by walking: day after day, and through a zone's changes to the second.

Nothing here is shared with `bot.cadence`: no RRULE, no anchor, no conversion from wall time. A zone is only
ever asked what its clocks show at a moment in UTC.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a moment on, until the next stretch, clocks are so far from UTC. Without zone, all of it."""

    begins: datetime
    offset: timedelta


def stretches(zone: str, first: datetime, last: datetime) -> list[Stretch]:
    """How a zone's clocks go between two moments in UTC: looked at every hour, then to the second."""
    info = ZoneInfo(zone)
    moment, offset = first, _offset(info, first)
    found = [Stretch(first.replace(tzinfo=None), offset)]
    while moment < last:
        later = moment + timedelta(hours=1)
        if _offset(info, later) != offset:
            change = _to_the_second(info, moment, later)
            offset = _offset(info, later)
            found.append(Stretch(change.replace(tzinfo=None), offset))
        moment = later
    return found


def _offset(info: ZoneInfo, moment: datetime) -> timedelta:
    shown = moment.astimezone(info).replace(tzinfo=None)
    return shown - moment.astimezone(UTC).replace(tzinfo=None)


def _to_the_second(info: ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = _offset(info, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(info, middle) == before else (low, middle)
    return high


def shown_first(known: Sequence[Stretch], day: date, wall: time) -> datetime:
    """The first moment, in UTC, at which clocks show this or have just jumped over it."""
    wanted = datetime.combine(day, wall)
    for place, stretch in enumerate(known):
        ends = known[place + 1].begins if place + 1 < len(known) else None
        moment = wanted - stretch.offset
        if moment < stretch.begins:  # the clocks jumped over it when this stretch began
            return stretch.begins.replace(tzinfo=UTC)
        if ends is None or moment < ends:
            return moment.replace(tzinfo=UTC)
    raise AssertionError("the last stretch has no end")


def days_of(kind: str, anchor: date, until: date) -> Iterator[date]:
    """The days of an offered rhythm that begins on a day, that day included."""
    if kind != "month":
        weeks = {"week": 1, "two_weeks": 2, "four_weeks": 4}[kind]
        day = anchor
        while day <= until:
            yield day
            day += weeks * 7 * DAY
        return
    week = (anchor.day - 1) // 7
    day = anchor
    while day <= until:
        if day.weekday() == anchor.weekday() and _is_week(day, week):
            yield day
        day += DAY


def _is_week(day: date, week: int) -> bool:
    """Whether a day is the first, second ... of its weekday in its month; a fifth one means the last."""
    if week == 4:
        return (day + 7 * DAY).month != day.month
    return (day.day - 1) // 7 == week
