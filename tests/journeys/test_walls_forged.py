"""Every door of Tandem, tried with every id that there is, by people on the wrong side of a wall."""

import logging
from collections.abc import AsyncIterator, Callable

import pytest

from bot.direction import ids as direction
from bot.playground import Person
from bot.storage.engine import Database
from tests.journeys.attacks import (
    Attack,
    inside,
    lead_of,
    line_between,
    naming,
    routes_of,
    to_others,
)
from tests.journeys.conftest import Company
from tests.journeys.lived_in import hire, ids, live, person_id, read_by, rows
from tests.stages import TakeUp

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OWN = frozenset({"people.name_manager.form", "tandem.pause", "tandem.resume"})
"""What anybody may do, about themselves."""
MEMBERS = frozenset(
    {direction.LOOK, direction.ASK, direction.ASKED, direction.SIGN, direction.OPEN}
    | {f"{direction.STANCE}.{choice}" for choice in ("in", "question", "differ")}
)
"""What a member of the team may do with a leader's line."""


@pytest.fixture
async def company(take_up: TakeUp) -> AsyncIterator[Company]:
    async with take_up("lived in", hire, live) as stage:
        yield Company(stage)


def routes(company: Company, *prefixes: str) -> set[str]:
    return {route for route in routes_of(company) - OWN if route.startswith(prefixes)}


async def test_whoever_belongs_to_nobody_gets_through_no_door(
    company: Company, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    attack = Attack(company, database, company.zoe, frozenset(), thorough=True)
    await attack.fire(routes_of(company) - OWN)
    assert attack.faults == []
    assert attack.fired > 1000
    assert [record.getMessage() for record in caplog.records] == []


Keep = Callable[[str], bool]
Side = tuple[str, str, set[str], Keep]
"""What is true of them, who they are, the routes that they try, and the values."""


def wrong_sides(company: Company, database: Database) -> list[Side]:
    """Whoever stands beside a wall; none of these attacks may show or change anything."""
    pair = inside(database, line_between(database, company.cleo, company.ana))
    former = inside(database, line_between(database, company.hana, company.max))
    ben_led = inside(database, lead_of(database, company.ben))
    max_led = inside(database, lead_of(database, company.max))
    others = to_others(database, company.dan)
    people, direction_ = routes(company, "people."), routes(company, "direction.")
    both = {route for route in people | direction_ | routes(company, "tandem.") if not sets_up(route)}
    menus, own_words = {"people.menu", "direction.menu"}, {"people.reply.delete", "people.reply.form"}
    anything: Keep = lambda _value: True  # noqa: E731
    return [
        ("an admin", "ona", both, anything),
        ("the people manager of members of a team", "ana", direction_, anything),
        ("another report of the same manager", "dan", both - direction_, naming(pair)),
        ("somebody who has another's menu", "dan", menus, naming(others)),
        (
            "a member with what is the leader's or others'",
            "dan",
            direction_ - MEMBERS,
            naming(ben_led | others),
        ),
        ("a leader of another team", "max", both - people, naming(ben_led)),
        ("the new manager", "ana", both - direction_ - {"people.proposal.accept"}, naming(former)),
        ("the former manager", "max", people - own_words, naming(former)),
        ("the new leader", "fay", direction_ - {direction.OPEN}, naming(max_led)),
    ]


def sets_up(route: str) -> bool:
    return route.startswith("tandem.setup")


async def test_nobody_on_the_wrong_side_of_a_wall_sees_or_changes_anything(
    company: Company, database: Database
) -> None:
    for what, name, tried, keep in wrong_sides(company, database):
        attack = Attack(company, database, getattr(company, name), read_by(name))
        await attack.fire(tried, keep)
        assert attack.faults == [], what
        assert attack.fired > 10, what


async def test_a_manager_changes_no_word_of_a_report(company: Company, database: Database) -> None:
    attack = Attack(company, database, company.ana, read_by("ana"))
    changing = {"people.reply.delete", "people.reply.change", "people.reply.form"}
    theirs = written_by(database, company.cleo)
    await attack.fire(changing, naming(theirs), also=theirs)
    assert attack.faults == []
    assert attack.fired == len(changing) * len(theirs) > 0


def written_by(database: Database, author: Person) -> set[str]:
    """The ids of what somebody wrote in the people chain."""
    mine, stored = person_id(database, author), rows(database)
    found = {table: ids(database)[table] for table in ("people_answers", "people_points")}
    return {
        one
        for table, of_table in found.items()
        for one in of_table
        if any(one in row and mine in row for row in stored[table])
    }


async def test_whoever_was_deactivated_gets_nothing_any_more(company: Company, database: Database) -> None:
    await company.slack.deactivates(company.ana)
    await company.settle()
    attack = Attack(company, database, company.ana, read_by("ana"))
    await attack.fire(routes_of(company))
    assert attack.faults == []
