"""`tandem doctor`: one line for each thing, true, and with what to do; it never hangs and shows no secret."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app.web import listening, web_app
from bot.cli.checks import Finding, State, examine
from bot.cli.checks.slack import NOTICED, TOO_FAR, clocks, scopes
from bot.clock import ManualClock, SystemClock
from bot.delivery.models import FAILED, QUEUED, UNKNOWN
from bot.inbox.models import InboxMessage
from bot.playground import Playground
from bot.roster.models import Person
from bot.slack.manifest import SCOPES
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from bot.storage.work import writing
from bot.workspaces import schema
from bot.workspaces.install import ensure_row
from bot.workspaces.models import STOPPED
from tests.cli.conftest import CommandLine, Ended
from tests.factories import delivery

KEY, OTHER_KEY = KeyRing.new_key(), KeyRing.new_key()
ONE, TWO = "T0ONE", "T0TWO"
LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def company() -> AsyncIterator[Playground]:
    clock = SystemClock()
    async with Playground(clock.now, clock.sleep, scopes=SCOPES) as playground:
        yield playground


@dataclass
class Surgery:
    """Settings that fit together, and the findings of an examination in which all of them are given."""

    environment: dict[str, str]
    database: Database

    async def examine(self, other: dict[str, str] | None = None, patience: float = 20.0) -> list[Finding]:
        given = self.environment | (other or {})
        return await asyncio.to_thread(examine, given, SystemClock(), patience=patience)

    async def states(self, other: dict[str, str] | None = None) -> dict[str, State]:
        """By name; the worst where there are several."""
        worst = [State.OK, State.OPEN, State.LOOK, State.BROKEN]
        found: dict[str, State] = {}
        for one in await self.examine(other):
            found[one.name] = max(one.state, found.get(one.name, State.OK), key=worst.index)
        return found


@pytest.fixture
def surgery(company: Playground, database: Database, database_url: str, port: int) -> Surgery:
    with writing(database) as session:
        ensure_row(session, KeyRing([KEY]), ONE, LONG_AGO)
    keys = company.credentials
    environment = {
        "TANDEM_DATABASE_URL": database_url,
        "TANDEM_ENCRYPTION_KEYS": KEY,
        "TANDEM_HOST": "127.0.0.1",
        "TANDEM_PORT": str(port),
        "SLACK_API_URL": company.api_url,
        "SLACK_BOT_TOKEN": keys.bot_token,
        "SLACK_SIGNING_SECRET": keys.signing_secret,
    }
    return Surgery(environment, database)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Where something answers as a Tandem does that is ready."""
    async with listening(web_app(None, lambda: None)) as url:
        yield int(url.rpartition(":")[2])


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Whoever connects there waits for ever."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


async def typed(tandem: CommandLine, environment: dict[str, str], *options: str) -> Ended:
    tandem.set(**environment)
    return await asyncio.to_thread(tandem, "doctor", *options)


async def test_a_sound_tandem_is_said_to_be_well(tandem: CommandLine, surgery: Surgery) -> None:
    ended = await typed(tandem, surgery.environment, "--strict")
    lines = ended.out.splitlines()
    assert (ended.code, lines[-1], ended.err) == (0, "All is well.", "")
    assert {line.split("  ")[0] for line in lines[:-1]} == {"ok"}
    names = [line.split("  ")[-1].partition(":")[0].strip() for line in lines[:-1]]
    sent = ["workspaces", "keys", "outbox", "failures", "unknowns", "updates", "sweeps"]
    clock = [] if surgery.database.is_sqlite else ["database clock"]
    slack = ["Slack", "scopes", "clock"]
    assert names == ["settings", "database", *clock, "revision", *sent, *slack, "process"]


def test_a_newcomer_reads_everything_that_is_wrong_at_once(tandem: CommandLine) -> None:
    tandem.set(TANDEM_PORT="many", TANDEM_LOGLEVEL="INFO")
    ended = tandem("doctor")
    assert ended.code == 1
    for wrong in ("TANDEM_PORT", "TANDEM_ENCRYPTION_KEYS", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        assert ended.out.count(f"{wrong}: ") == 1
    assert "TANDEM_LOGLEVEL (is TANDEM_LOG_LEVEL meant?)" in ended.out
    assert f"there is no file {Path.cwd() / 'tandem.db'} yet" in ended.out
    assert not list(Path.cwd().iterdir())  # it only looks


async def test_what_is_wrong_in_the_database_is_all_found(surgery: Surgery) -> None:
    with writing(surgery.database) as session:
        ensure_row(session, KeyRing([OTHER_KEY]), TWO, LONG_AGO).state = STOPPED
        session.add(Person(workspace_id=ONE, id="ana", slack_id="U1", name="Ana", time_zone="UTC"))
        session.flush()
        session.add(delivery(ONE, "stuck", QUEUED, LONG_AGO))
        session.add(delivery(ONE, "lost", UNKNOWN, LONG_AGO, "missing_scope"))
        yesterday = SystemClock().now() - timedelta(days=1)
        session.add(delivery(ONE, "refused", FAILED, yesterday, "invalid_blocks"))
        session.add(waiting_message())
    found = {one.name: one for one in await surgery.examine()}
    broken = {name for name, one in found.items() if one.state == State.BROKEN}
    assert broken == {"workspaces", "keys", "outbox", "sweeps"}
    assert TWO in found["workspaces"].said
    assert TWO in found["keys"].said
    assert "stuck" in found["outbox"].said
    assert "missing_scope (1): lost (people/note)" in found["unknowns"].said
    assert "1 message of the last week never went out: invalid_blocks (1)" in found["failures"].said
    assert "inbox in 1 workspace" in found["sweeps"].said
    assert all(one.do for one in found.values() if one.state in (State.BROKEN, State.LOOK))


def waiting_message() -> InboxMessage:
    return InboxMessage(
        workspace_id=ONE,
        id="m",
        person_id="ana",
        channel="D1",
        ts="1.1",
        outcome="held",
        created_at=LONG_AGO,
    )


@ON_SQLITE
async def test_keys_that_were_not_rotated_yet_are_something_to_look_at(surgery: Surgery) -> None:
    states = await surgery.states({"TANDEM_ENCRYPTION_KEYS": f"{OTHER_KEY},{KEY}"})
    assert states["keys"] == State.LOOK
    assert (await surgery.states({"TANDEM_ENCRYPTION_KEYS": OTHER_KEY}))["keys"] == State.BROKEN


async def test_tables_of_another_revision_are_said_with_what_to_type(surgery: Surgery) -> None:
    with at_revision(surgery.database, "0001"):
        older = {one.name: one for one in await surgery.examine()}
    assert older["revision"].state == State.BROKEN
    assert "upgrade" in older["revision"].do
    assert older["outbox, sweeps, keys"].state == State.OPEN
    assert older["scopes"].state == State.OK
    with at_revision(surgery.database, "9999"):
        newer = await surgery.states()
    assert (newer["revision"], newer["outbox"]) == (State.LOOK, State.OK)


@contextmanager
def at_revision(database: Database, revision: str) -> Iterator[None]:
    with writing(database) as session:
        session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    try:
        yield
    finally:
        with writing(database) as session:
            session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": schema.head()})


@ON_SQLITE
async def test_a_dead_database_hides_nothing_of_slack_and_is_named_without_its_password(
    tandem: CommandLine, surgery: Surgery
) -> None:
    dead = {"TANDEM_DATABASE_URL": "postgresql://tandem:hush@127.0.0.1:1/tandem"}
    ended = await typed(tandem, surgery.environment | dead, "--json")
    found = {one["check"]: one for one in json.loads(ended.out)}
    assert (ended.code, found["database"]["state"]) == (1, "broken")
    assert found["scopes"]["state"] == found["clock"]["state"] == "ok"
    assert "hush" not in ended.out


@ON_SQLITE
async def test_a_token_that_slack_takes_no_longer_is_said_with_what_to_do(
    company: Playground, surgery: Surgery
) -> None:
    await company.uninstalls()
    [finding] = [one for one in await surgery.examine() if one.state != State.OK]
    assert finding.said == "refuses SLACK_BOT_TOKEN (account_inactive)"
    assert "copy the bot token anew" in finding.do


@ON_SQLITE
async def test_whoever_cannot_be_reached_is_said_and_does_not_hold_up_the_rest(
    surgery: Surgery, silent_port: int
) -> None:
    nowhere = {"SLACK_API_URL": "http://127.0.0.1:1/api", "TANDEM_PORT": "1"}
    states = await surgery.states(nowhere)
    assert (states["Slack"], states["process"], states["outbox"]) == (State.BROKEN, State.LOOK, State.OK)
    silent = f"http://127.0.0.1:{silent_port}/api"
    found = await surgery.examine({"SLACK_API_URL": silent, "TANDEM_PORT": str(silent_port)}, patience=0.5)
    late = {one.name for one in found if one.said.startswith("no answer within")}
    assert late == {"Slack", "process"}


@ON_SQLITE
async def test_a_tandem_that_is_not_ready_says_why(surgery: Surgery) -> None:
    async with listening(web_app(None, lambda: "the scheduler is not ticking")) as url:
        found = {one.name: one for one in await surgery.examine({"TANDEM_PORT": url.rpartition(":")[2]})}
    assert found["process"].state == State.BROKEN
    assert found["process"].said.endswith("not ready: the scheduler is not ticking")


@ON_SQLITE
async def test_only_something_to_look_at_exits_1_only_when_it_is_asked_to(
    tandem: CommandLine, surgery: Surgery
) -> None:
    surgery.environment["TANDEM_PORTS"] = "3000"
    assert (await typed(tandem, surgery.environment)).code == 0
    ended = await typed(tandem, surgery.environment, "--strict")
    assert (ended.code, ended.out.splitlines()[-1]) == (1, "Nothing is broken; 1 to look at.")


@ON_SQLITE
async def test_socket_mode_is_said_not_to_be_checked(company: Playground, surgery: Surgery) -> None:
    del surgery.environment["SLACK_SIGNING_SECRET"]
    states = await surgery.states({"SLACK_APP_TOKEN": company.credentials.app_token})
    assert (states["settings"], states["Socket Mode"]) == (State.OK, State.OPEN)
    assert not company.calls_of("apps.connections.open")


def test_missing_scopes_are_named() -> None:
    finding = scopes(",".join(scope for scope in SCOPES if scope != "im:history") + ",files:write")
    assert (finding.state, finding.said) == (State.BROKEN, "missing: im:history")
    assert scopes(",".join([*SCOPES, "files:write"])).said.endswith("Tandem does without files:write")


@pytest.mark.parametrize(
    ("off", "state"),
    [
        (timedelta(), State.OK),
        (NOTICED, State.LOOK),
        (-NOTICED, State.LOOK),
        (TOO_FAR, State.BROKEN),
        (-TOO_FAR, State.BROKEN),
    ],
)
def test_a_clock_that_went_astray_is_noticed(off: timedelta, state: State) -> None:
    there = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert clocks("Mon, 02 Mar 2026 12:00:00 GMT", there + off).state == state


async def test_every_clock_is_compared(surgery: Surgery) -> None:
    astray = ManualClock(SystemClock().now() + timedelta(minutes=2))
    found = await asyncio.to_thread(examine, surgery.environment, astray)
    broken = {one.name for one in found if one.state == State.BROKEN}
    assert broken == ({"clock"} if surgery.database.is_sqlite else {"clock", "database clock"})


async def test_nothing_secret_is_ever_shown(company: Playground, surgery: Surgery) -> None:
    secret = [value for name, value in surgery.environment.items() if "KEY" in name or "SLACK_" in name]
    secret.remove(company.api_url)
    for other in ({}, {"SLACK_BOT_TOKEN": "nonsense-and-secret"}, {"TANDEM_ENCRYPTION_KEYS": "also secret"}):
        shown = json.dumps([[one.said, one.do] for one in await surgery.examine(other)])
        assert not [one for one in (*secret, "nonsense-and-secret", "also secret") if one in shown]
