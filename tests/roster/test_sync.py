"""Following Slack's list of users at the start, whatever Slack does meanwhile."""

import pytest
from sqlalchemy import select

from bot.clock import ManualClock
from bot.playground import Playground, rate_limited, refused, server_error
from bot.roster.models import Person
from bot.roster.sync import RosterSync
from bot.slack.client import Slack
from bot.storage.work import Work
from bot.workspaces.core import Core
from tests.conftest import Do

Log = pytest.LogCaptureFixture


class Start:
    """A start of Tandem: whom it knows, whom it invited, and who left."""

    def __init__(self, core: Core, slack: Slack, do: Do, workspace: str) -> None:
        self._core, self._slack, self._do, self._workspace = core, slack, do, workspace
        self.invited: list[str] = []
        self.left: list[str] = []

    async def __call__(self, installer: str | None = None) -> None:
        sync = RosterSync(
            self._core,
            self._slack,
            self._workspace,
            installer=installer,
            invite=lambda _work, person: self.invited.append(person.name),
            left=lambda _work, person: self.left.append(person.name),
        )
        await sync.keep()

    def known(self) -> list[str]:
        def names(work: Work) -> list[str]:
            return list(work.session.scalars(select(Person.name).where(Person.active).order_by(Person.name)))

        known: list[str] = self._do(names)
        return known


@pytest.fixture
def start(core: Core, slack: Slack, do: Do, workspace: str) -> Start:
    return Start(core, slack, do, workspace)


@pytest.fixture(autouse=True)
def some_people(company: Playground) -> None:
    company.add_person("ana@example.com", "Ana")
    company.add_person("bo@example.com", "Bo", is_primary_owner=True, is_admin=True)
    company.add_person("cy@example.com", "Cy", is_admin=True)
    company.add_person("gus@example.com", "Gus", is_restricted=True)


async def test_members_join_guests_and_bots_do_not(start: Start) -> None:
    await start()
    assert start.known() == ["Ana", "Bo", "Cy"]


async def test_the_primary_owner_is_invited_once(start: Start) -> None:
    await start()
    await start()
    assert start.invited == ["Bo"]


async def test_the_installer_is_invited_where_one_is_named(start: Start) -> None:
    await start(installer="ana@example.com")
    assert start.invited == ["Ana"]


@pytest.mark.parametrize("installer", ["nobody@example.com", "gus@example.com"])
async def test_an_installer_who_can_not_be_invited_gives_way_to_the_owner(
    start: Start, installer: str
) -> None:
    await start(installer=installer)
    assert start.invited == ["Bo"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_more_people_than_fit_a_page(start: Start, company: Playground) -> None:
    for number in range(230):
        company.add_person(f"p{number}@example.com", f"Person {number:03}")
    await start()
    assert len(start.known()) == 233


async def test_a_slack_in_trouble_is_asked_again(
    start: Start, company: Playground, clock: ManualClock, logged: Log
) -> None:
    before = clock.now()
    company.faults.plan("users.list", server_error(503), rate_limited(60))
    await start()
    assert start.known() == ["Ana", "Bo", "Cy"]
    assert (clock.now() - before).total_seconds() == 5 + 60
    assert "again in 60 s" in logged.text


async def test_a_slack_that_lists_nobody_keeps_nothing_from_starting(
    start: Start, company: Playground, logged: Log
) -> None:
    company.faults.plan("users.list", refused("unknown_method"))
    await start(installer="ana@example.com")
    assert start.known() == start.invited == ["Ana"]
    assert "unknown_method" in logged.text


async def test_where_nobody_can_be_invited_the_log_says_what_to_do(
    start: Start, company: Playground, logged: Log
) -> None:
    company.faults.plan("users.list", refused("missing_scope"))
    await start()
    assert start.invited == []
    assert "TANDEM_INSTALLER" in logged.text


async def test_a_token_that_was_revoked_ends_it(start: Start, company: Playground, logged: Log) -> None:
    company.faults.plan("users.list", refused("token_revoked"))
    await start()
    assert start.known() == []
    assert "token_revoked" in logged.text


async def test_whoever_left_while_nobody_listened_is_noticed_once(start: Start, company: Playground) -> None:
    await start()
    await company.deactivates(company.person("Ana"))
    await start()
    await start()
    assert start.known() == ["Bo", "Cy"]
    assert start.left == ["Ana"]
