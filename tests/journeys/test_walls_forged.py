"""Every door of Tandem, tried with every id that there is, by people on the wrong side of a wall."""

import logging
from collections.abc import AsyncIterator

import pytest

from bot.clock import ManualClock
from bot.direction import ids as direction
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from tests.journeys.conftest import Company
from tests.journeys.lived_in import (
    Attack,
    inside,
    lead_of,
    line_between,
    lived_in,
    naming,
    read_by,
    routes_of,
    to_others,
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OWN = frozenset({"people.name_manager.form", "tandem.pause", "tandem.resume"})
"""What anybody may do, about themselves."""
MEMBERS = frozenset(
    {direction.LOOK, direction.ASK, direction.ASKED, direction.SIGN, direction.OPEN}
    | {f"{direction.STANCE}.{choice}" for choice in ("in", "question", "differ")}
)
"""What a member of the team may do with a leader's line."""


@pytest.fixture
async def company(database: Database, ring: KeyRing, clock: ManualClock) -> AsyncIterator[Company]:
    async with lived_in(database, ring, clock) as company:
        yield company


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


async def test_an_admin_reads_and_changes_nothing_that_people_write(
    company: Company, database: Database
) -> None:
    attack = Attack(company, database, company.ona, frozenset())
    everything = routes(company, "people.", "direction.", "tandem.")
    await attack.fire({route for route in everything if not route.startswith("tandem.setup")})
    assert attack.faults == []


async def test_the_people_manager_of_a_member_gets_nowhere_in_the_direction_chain(
    company: Company, database: Database
) -> None:
    attack = Attack(company, database, company.ana, read_by("ana"))
    await attack.fire(routes(company, "direction."))
    assert attack.faults == []


async def test_another_report_of_the_same_manager_gets_nothing_of_the_pair(
    company: Company, database: Database
) -> None:
    theirs = inside(database, line_between(database, company.cleo, company.ana))
    attack = Attack(company, database, company.dan, read_by("dan"))
    await attack.fire(routes(company, "people.", "tandem."), naming(theirs))
    await attack.fire({"people.menu", "direction.menu"}, naming(to_others(database, company.dan)))
    assert attack.faults == []


async def test_a_member_does_nothing_that_is_the_leaders_or_another_members(
    company: Company, database: Database
) -> None:
    attack = Attack(company, database, company.dan, read_by("dan"))
    theirs = inside(database, lead_of(database, company.ben)) | to_others(database, company.dan)
    await attack.fire(routes(company, "direction.") - MEMBERS, naming(theirs))
    assert attack.faults == []


async def test_a_leader_gets_nothing_of_another_leaders_team(company: Company, database: Database) -> None:
    theirs = inside(database, lead_of(database, company.ben))
    attack = Attack(company, database, company.max, read_by("max"))
    await attack.fire(routes(company, "direction.", "tandem."), naming(theirs))
    assert attack.faults == []


async def test_a_new_manager_gets_nothing_that_was_written_before(
    company: Company, database: Database
) -> None:
    before = inside(database, line_between(database, company.hana, company.max))
    attack = Attack(company, database, company.ana, read_by("ana"))
    await attack.fire(routes(company, "people.", "tandem."), naming(before))
    assert attack.faults == []


async def test_a_former_manager_keeps_what_they_wrote_and_nothing_else(
    company: Company, database: Database
) -> None:
    before = inside(database, line_between(database, company.hana, company.max))
    attack = Attack(company, database, company.max, read_by("max"))
    await attack.fire(
        routes(company, "people.") - {"people.reply.delete", "people.reply.form"}, naming(before)
    )
    assert attack.faults == []


async def test_a_new_leader_gets_nothing_that_the_former_one_was_told(
    company: Company, database: Database
) -> None:
    before = inside(database, lead_of(database, company.max))
    attack = Attack(company, database, company.fay, read_by("fay"))
    await attack.fire(routes(company, "direction.") - {direction.OPEN}, naming(before))
    assert attack.faults == []


async def test_whoever_was_deactivated_gets_nothing_any_more(company: Company, database: Database) -> None:
    await company.slack.deactivates(company.ana)
    await company.settle()
    attack = Attack(company, database, company.ana, read_by("ana"))
    await attack.fire(routes_of(company))
    assert attack.faults == []
