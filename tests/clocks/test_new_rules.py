"""A zone's rules are changed by law before the day has come: what was agreed is kept at its wall time."""

import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.app.zones import put_in_step
from bot.cadence import rule_for
from bot.clock import ManualClock
from bot.direction.chain import DIRECTION
from bot.direction.updates import seats
from bot.direction.updates.models import Cadence
from bot.people.chain import PEOPLE
from bot.people.names import CHECK_IN
from bot.people.one_on_ones import service
from bot.people.schedules.rules import Terms
from bot.workspaces.core import Core
from tests.conftest import Do
from tests.direction.conftest import founded
from tests.factories import make_person
from tests.people.conftest import Company, of_kind

TOWN = "Tandem/Town"
THURSDAY = date(2026, 3, 5)
SetHours = Callable[[int], None]


@pytest.fixture
def hours_ahead(tmp_path: Path) -> Iterator[SetHours]:
    """A zone of our own: how many hours it is ahead of UTC, for ever, by the rules of today."""
    place = tmp_path.joinpath(*TOWN.split("/"))
    place.parent.mkdir()
    before = zoneinfo.TZPATH

    def set_hours(hours: int) -> None:
        place.write_bytes(files("tzdata.zoneinfo").joinpath("Etc", f"GMT-{hours}").read_bytes())
        ZoneInfo.clear_cache(only_keys=[TOWN])

    set_hours(2)
    zoneinfo.reset_tzpath([str(tmp_path), *before])
    yield set_hours
    zoneinfo.reset_tzpath(before)
    ZoneInfo.clear_cache(only_keys=[TOWN])


def march(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def town(do: Do, clock: ManualClock, hours_ahead: SetHours) -> Company:
    """Ada and Bo, who meet on Thursdays at ten, where it is two hours later than UTC."""
    made = Company(do, clock, lambda _how, _make: None)
    made.hire("Ada", TOWN)
    made.hire("Bo", TOWN)
    made.assign({"Bo": "Ada"})
    made.agree("Bo", Terms(rule_for("week", THURSDAY), time(10), TOWN, THURSDAY, 30))
    return made


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_one_on_ones_stay_at_their_wall_time(town: Company, hours_ahead: SetHours, core: Core) -> None:
    assert (town.next_one("Bo").starts_at, town.next_one("Bo").next_at) == (march(5, 8), march(4, 8))
    hours_ahead(3)
    assert await put_in_step(core, [PEOPLE, DIRECTION]) == 1
    assert (town.next_one("Bo").starts_at, town.next_one("Bo").next_at) == (march(5, 7), march(4, 7))
    assert await put_in_step(core, [PEOPLE, DIRECTION]) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_whoever_was_prompted_is_not_prompted_again(
    town: Company, hours_ahead: SetHours, core: Core
) -> None:
    letters = town.pass_to(4, 9)
    hours_ahead(1)
    assert await put_in_step(core, [PEOPLE]) == 1
    letters += town.pass_to(6, 9)
    assert [letter.at for letter in of_kind(letters, CHECK_IN)] == [march(4, 8)]
    assert town.all_of("Bo")[0].starts_at == march(5, 9)
    assert town.all_of("Bo")[1].starts_at == march(12, 9)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_somebody_moved_stays_where_it_is(
    town: Company, do: Do, hours_ahead: SetHours, core: Core
) -> None:
    one = town.next_one("Bo")
    do(lambda work: service.move(work, town.people["Bo"], one.id, date(2026, 3, 6), time(15)))
    hours_ahead(3)
    assert await put_in_step(core, [PEOPLE]) == 1
    moved = town.next_one("Bo")
    assert (moved.nominal_at, moved.starts_at) == (march(5, 7), march(6, 13))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_prompt_follows_the_zone_of_whoever_gets_it(
    town: Company, hours_ahead: SetHours, core: Core
) -> None:
    town.hire("Cy", "UTC")
    town.assign({"Bo": "Cy"})
    town.agree("Bo", Terms(rule_for("week", THURSDAY), time(17), "UTC", THURSDAY, 30))
    assert town.next_one("Bo").next_at == march(4, 8)
    hours_ahead(5)
    assert await put_in_step(core, [PEOPLE]) == 1
    assert (town.next_one("Bo").starts_at, town.next_one("Bo").next_at) == (march(5, 17), march(4, 5))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_leaders_are_asked_at_their_wall_time(
    do: Do, clock: ManualClock, hours_ahead: SetHours, core: Core
) -> None:
    atlas = founded(do, clock, lambda work, name: make_person(work, name, TOWN), "C0ATLAS")
    lead, rule = atlas.lead, rule_for("week", THURSDAY)
    do(lambda work: seats.agree(work, atlas.ben, lead, rule, first=THURSDAY, wall=time(0, 30)))

    def asked_at() -> datetime:
        moment = do(lambda work: work.session.scalar(select(Cadence.next_at)))
        assert isinstance(moment, datetime)
        return moment

    assert asked_at() == datetime(2026, 3, 4, 22, 30, tzinfo=UTC)
    hours_ahead(1)
    assert await put_in_step(core, [PEOPLE, DIRECTION]) == 1
    assert asked_at() == datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert await put_in_step(core, [PEOPLE, DIRECTION]) == 0
