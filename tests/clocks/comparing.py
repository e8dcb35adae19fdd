"""One zone, all rhythms that are offered, several wall times: `bot.cadence` against the walk."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

from bot.cadence import RULES, Recurrence, next_occurrence, rule_for
from tests.clocks.walking import DAY, Stretch, days_of, shown_first, stretches

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
YEARS = 5
WALLS = (time(0), time(0, 30), time(10), time(23, 59))
"""Besides those that a zone's own clocks skip or repeat."""
Wish = tuple[str, date, time]
"""A kind of rhythm, its first day, and a wall time."""
AFTER_ODD = timedelta(days=70)
"""So far a rhythm that begins in a gap or in a repeated hour is followed."""


def anchors(kind: str, first: date) -> list[date]:
    """A first day; monthly one in each of the five weeks of a month, on different weekdays."""
    start = first.replace(day=1)
    if kind != "month":
        return [start]
    return [start + DAY * (7 * week + week) for week in range(4)] + [start.replace(day=30)]


def odd_days(known: list[Stretch]) -> Iterator[tuple[date, time]]:
    """What a zone's clocks skip or repeat: the middle of it, and its edges."""
    for before, after in itertools.pairwise(known):
        old, new = after.begins + before.offset, after.begins + after.offset
        low, high = min(old, new), max(old, new)
        for shown in (low, low + (high - low) / 2, high - timedelta(minutes=1)):
            minute = shown.replace(second=0, microsecond=0)
            yield minute.date(), minute.time()


def compared(zone: str, first: date, years: int = YEARS) -> int:
    """How many occurrences were compared. Raises `AssertionError` where one differs."""
    begins = datetime(first.year, first.month, first.day, tzinfo=UTC)
    ends = begins + timedelta(days=366 * years)
    known = stretches(zone, begins - 3 * DAY, ends + 40 * DAY)
    wishes: list[tuple[Wish, datetime]] = [
        ((kind, day, wall), ends) for kind in RULES for day in anchors(kind, first) for wall in WALLS
    ]
    for day, wall in dict.fromkeys(odd_days(known)):
        if first <= day <= ends.date():
            soon = datetime(day.year, day.month, day.day, tzinfo=UTC) + AFTER_ODD
            wishes += [((kind, day, wall), min(soon, ends)) for kind in RULES]
    return sum(_followed(zone, known, wish, until) for wish, until in wishes)


def _followed(zone: str, known: list[Stretch], wish: Wish, ends: datetime) -> int:
    """From occurrence to occurrence, as the sweep goes."""
    kind, anchor, wall = wish
    recurrence = Recurrence(rule_for(kind, anchor), wall, zone, anchor)
    expected = [shown_first(known, day, wall) for day in days_of(kind, anchor, ends.date())]
    after = expected[0] - timedelta(seconds=1)
    for number, moment in enumerate(expected):
        found = next_occurrence(recurrence, after)
        assert found == moment, f"{zone}, {recurrence}: {found} is not {moment} ({number})"
        assert found > after, f"{zone}, {recurrence}: not later than the one before"
        after = found
    return len(expected)
