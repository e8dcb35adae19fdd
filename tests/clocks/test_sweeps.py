"""Years of sweeps in both chains, late ones and missed ones among them: one prompt for each occurrence."""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from sqlalchemy import func, select

from bot.cadence import rule_for
from bot.clock import ManualClock
from bot.delivery.models import Delivery
from bot.direction.updates import seats
from bot.direction.updates.models import UPDATE, Cadence, Occurrence
from bot.people.names import CHECK_IN, PREPARE
from bot.people.one_on_ones.models import OneOnOne
from bot.people.schedules.rules import Terms
from bot.storage.work import Work
from tests.clocks.walking import DAY, Stretch, days_of, shown_first, stretches
from tests.conftest import Do
from tests.direction.conftest import Atlas, founded
from tests.factories import make_person
from tests.people.conftest import Company

YEARS = int(os.environ.get("CLOCK_YEARS", "1"))
"""`make clocks` sweeps five."""
FIRST = date(2026, 3, 10)
TEN = time(10)
WISHES = {
    "Europe/Lisbon": ("week", time(9, 30)),
    "Australia/Lord_Howe": ("two_weeks", time(0, 15)),
    "America/Nuuk": ("four_weeks", time(23, 30)),
    "Africa/Casablanca": ("month", time(2, 30)),
}


def end() -> datetime:
    return datetime(FIRST.year + YEARS, FIRST.month, FIRST.day, tzinfo=UTC)


@cache
def walked(zone: str) -> list[Stretch]:
    return stretches(zone, datetime(2026, 1, 1, tzinfo=UTC), end() + 90 * DAY)


def expected(zone: str, kind: str, wall: time) -> list[datetime]:
    known = walked(zone)
    return [shown_first(known, day, wall) for day in days_of(kind, FIRST, (end() + 60 * DAY).date())]


@dataclass
class Lateness:
    """Most sweeps come in time, some hours late; now and then nothing sweeps for weeks."""

    by: random.Random = field(default_factory=lambda: random.Random(7))

    def next(self) -> timedelta:
        if self.by.random() < 0.9:
            return timedelta(seconds=self.by.choice((0, 0, 5, 3600)))
        return timedelta(days=self.by.choice((1, 3, 20, 45)), seconds=self.by.randrange(86_400))


def sweeps(
    do: Do, clock: ManualClock, coming: Callable[[Work], datetime | None], sweep: Callable[[], object]
) -> Iterator[datetime]:
    """Sweeps, whenever something is due and later, until the end."""
    late = Lateness()
    while (moment := do(coming)) is not None and moment < end():
        clock.move_to(moment + late.next())
        sweep()
        yield clock.now()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_people_are_asked_once_for_each_one_on_one(company: Company, do: Do, clock: ManualClock) -> None:
    for zone, (kind, wall) in WISHES.items():
        company.hire(f"boss {zone}", zone)
        company.hire(zone, zone)
        company.assign({zone: f"boss {zone}"})
        company.agree(zone, Terms(rule_for(kind, FIRST), wall, zone, FIRST, 30))

    def coming(work: Work) -> datetime | None:
        return work.session.scalar(select(func.min(OneOnOne.next_at)))

    swept = list(sweeps(do, clock, coming, company.sweep))
    for zone, (kind, wall) in WISHES.items():
        rows, asked = company.all_of(zone), do(prompts)
        nominal = [row.nominal_at for row in rows]
        wanted = expected(zone, kind, wall)
        assert nominal == sorted(set(nominal))
        assert set(nominal) <= set(wanted)
        asked_from = {each: asks_at(zone, each) for each in wanted}
        owed = [each for each in wanted if any(asked_from[each] <= at < each for at in swept)]
        assert [row.nominal_at for row in rows if asked.get(row.id)] == owed
        passed_over = [next((at for at in swept if at >= each), None) for each in nominal if each not in owed]
        assert len(passed_over) == len(set(passed_over))  # a standstill is not made up for
        assert all(asked.get(row.id, 2) == 2 for row in rows)


def prompts(work: Work) -> dict[str, int]:
    """How many prompts there were for each one-on-one: one for each of the two."""
    query = select(Delivery.subject, func.count()).where(Delivery.kind.in_((CHECK_IN, PREPARE)))
    return {one.subject: one[1] for one in work.session.execute(query.group_by(Delivery.subject))}


def asks_at(zone: str, meeting: datetime) -> datetime:
    """Ten o'clock on the weekday before, where both of them are."""
    known = walked(zone)
    offset = next(one.offset for one in reversed(known) if one.begins <= meeting.replace(tzinfo=None))
    day = (meeting + offset).date() - DAY
    while day.weekday() > 4:
        day -= DAY
    return shown_first(known, day, TEN)


@pytest.mark.parametrize("zone", WISHES)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_leader_is_asked_once_for_all_that_was_missed(do: Do, clock: ManualClock, zone: str) -> None:
    kind, wall = WISHES[zone]
    atlas: Atlas = founded(do, clock, lambda work, name: make_person(work, name, zone), "C0ATLAS")
    lead = atlas.lead
    do(lambda work: seats.agree(work, atlas.ben, lead, rule_for(kind, FIRST), first=FIRST, wall=wall))

    def coming(work: Work) -> datetime | None:
        return work.session.scalar(select(func.min(Cadence.next_at)))

    swept = list(sweeps(do, clock, coming, atlas.sweep))
    asked = do(asked_for)
    missed: dict[datetime, list[datetime]] = {}
    for each in expected(zone, kind, wall):
        by = next((at for at in swept if at >= each), None)
        if by is not None:
            missed.setdefault(by, []).append(each)
    assert asked == [together[0] for together in missed.values()]


def asked_for(work: Work) -> list[datetime]:
    query = select(Occurrence.due_at).where(Occurrence.what == UPDATE).order_by(Occurrence.due_at)
    return list(work.session.scalars(query))
