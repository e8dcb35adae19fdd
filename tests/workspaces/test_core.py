"""Whatever the database does, a click is answered within two seconds, and truthfully."""

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, select, text
from sqlalchemy.orm import Session

from bot.clock import ManualClock
from bot.errors import NotConfirmed, NotStored, Refusal
from bot.roster.models import Person, Team
from bot.storage.engine import GOODBYES, IDLE_SECONDS, POOL_SIZE, THREADS, Database, open_database
from bot.storage.work import Work
from bot.workspaces.core import DEADLINE_SECONDS, Core, StillRunning, one_deadline
from bot.workspaces.keys import Vaults
from tests.conftest import WORKSPACE

TYPED = "what Ana typed"
PROMISED = 2.0
"""Seconds within which a click is answered."""
PATIENCE = 8.0
"""Seconds that a busy machine is given. Without a deadline, what is waited for here would last longer."""


@contextlib.contextmanager
def answered_in_time() -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < PATIENCE


@pytest.fixture
async def core(database: Database, vaults: Vaults, clock: ManualClock, workspace: str) -> AsyncIterator[Core]:
    made = Core(database, vaults, clock)
    await made.write(workspace, lambda work: work.vault)
    yield made
    made.close()


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def add_team(work: Work, name: str = TYPED) -> None:
    work.session.add(Team(workspace_id=work.workspace_id, name=name))
    work.session.flush()


def teams(work: Work) -> int:
    return len(work.session.scalars(select(Team.id)).all())


def everything_said(error: BaseException | None) -> str:
    """The words of an error, and of all that it leads to."""
    said = ""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            said += f"{one!s} {one!r} "
            waiting += [one.__cause__, one.__context__]
    return said


async def test_what_was_written_is_there_and_the_sender_hears_of_it(core: Core) -> None:
    heard: list[str] = []
    core.changed = lambda: heard.append("changed")
    await core.write(WORKSPACE, add_team)
    await core.work(WORKSPACE, lambda work: add_team(work, "another"))
    assert await core.read(WORKSPACE, teams) == 2
    assert heard == ["changed", "changed"]


@on_postgresql
async def test_whoever_is_overtaken_by_the_same_writing_finds_what_is_there(core: Core) -> None:
    both_found_nothing = threading.Barrier(2)
    team_id = "1" * 32

    def once(work: Work) -> str:
        if work.session.get(Team, (work.workspace_id, team_id)) is not None:
            return "found"
        both_found_nothing.wait(timeout=60)
        work.session.add(Team(workspace_id=work.workspace_id, id=team_id, name="Atlas"))
        work.session.flush()
        return "made"

    outcomes = await asyncio.gather(*[core.write(WORKSPACE, once) for _ in range(2)])
    assert sorted(outcomes) == ["found", "made"]
    assert await core.read(WORKSPACE, teams) == 1


@on_postgresql
async def test_of_two_who_delete_the_same_row_one_finds_it_gone(core: Core) -> None:
    both_found_it = threading.Barrier(2)
    await core.write(WORKSPACE, add_team)

    def delete(work: Work) -> str:
        team = work.session.scalar(select(Team))
        if team is None:
            return "gone"
        both_found_it.wait(timeout=60)
        work.session.delete(team)
        work.session.flush()
        return "deleted"

    outcomes = await asyncio.gather(*[core.write(WORKSPACE, delete) for _ in range(2)])
    assert sorted(outcomes) == ["deleted", "gone"]


async def test_a_refusal_comes_through_and_nothing_is_stored(core: Core) -> None:
    def refuse(work: Work) -> None:
        add_team(work)
        raise Refusal("No.")

    with pytest.raises(Refusal):
        await core.write(WORKSPACE, refuse)
    assert await core.read(WORKSPACE, teams) == 0


async def test_what_a_read_changes_is_dropped(core: Core) -> None:
    await core.read(WORKSPACE, add_team)
    assert await core.read(WORKSPACE, teams) == 0


async def test_a_use_case_that_is_late_is_not_confirmed_and_may_still_be_stored(core: Core) -> None:
    heard = asyncio.Event()
    core.changed = heard.set
    release = threading.Event()

    def slow(work: Work) -> None:
        add_team(work)
        release.wait(60)

    with answered_in_time(), pytest.raises(NotConfirmed):
        await core.write(WORKSPACE, slow)
    assert not heard.is_set()
    release.set()
    await asyncio.wait_for(heard.wait(), 60)
    assert await core.read(WORKSPACE, teams) == 1


def test_the_deadline_keeps_the_promise() -> None:
    assert DEADLINE_SECONDS < PROMISED


async def test_what_has_not_begun_at_the_deadline_is_certainly_not_stored(core: Core) -> None:
    release = threading.Event()
    blocking = [
        asyncio.create_task(core.work(WORKSPACE, lambda work: release.wait(60))) for _ in range(POOL_SIZE)
    ]
    await asyncio.sleep(0.05)
    with answered_in_time(), pytest.raises(NotStored):
        await core.write(WORKSPACE, add_team)
    release.set()
    await asyncio.gather(*blocking)
    assert await core.read(WORKSPACE, teams) == 0


async def test_what_is_to_be_stored_does_not_stand_behind_those_who_only_look(core: Core) -> None:
    release = threading.Event()

    def look(session: Session) -> None:
        session.execute(select(1))
        release.wait(60)

    looking = [asyncio.create_task(core.look(look)) for _ in range(POOL_SIZE)]
    await asyncio.sleep(0.2)
    with answered_in_time():
        await core.write(WORKSPACE, add_team)
    release.set()
    await asyncio.gather(*looking)


@pytest.mark.parametrize("wrong", ["twice", "naive", "faulty"])
async def test_errors_of_the_database_carry_nothing_private(
    core: Core, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    def twice(work: Work) -> None:
        add_team(work)
        add_team(work)

    def naive(work: Work) -> None:
        work.session.add(
            Person(workspace_id=WORKSPACE, slack_id="U1", name=TYPED, welcomed_at=datetime(2026, 3, 2))  # noqa: DTZ001
        )
        work.session.flush()

    def faulty(work: Work) -> None:
        work.session.execute(text("SELECT no_such_column FROM teams WHERE name = :name"), {"name": TYPED})

    use_case = {"twice": twice, "naive": naive, "faulty": faulty}[wrong]
    with pytest.raises(NotStored) as raised:
        await core.write(WORKSPACE, use_case)
    said = everything_said(raised.value)
    assert TYPED not in said
    assert "INSERT" not in said
    assert "SELECT" not in said
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    assert TYPED not in caplog.text
    assert await core.read(WORKSPACE, teams) == 0


async def test_a_database_that_is_not_there(vaults: Vaults, clock: ManualClock, tmp_path: Path) -> None:
    for address in (
        "postgresql://nobody:secret@127.0.0.1:9/none",
        f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}",
    ):
        gone = Core(open_database(address), vaults, clock)
        with answered_in_time(), pytest.raises(NotStored) as raised:
            await gone.write(WORKSPACE, add_team)
        assert "secret" not in everything_said(raised.value)
        gone.close()
        gone.database.dispose()


@contextlib.contextmanager
def locked_by_another_process(database: Database) -> Iterator[None]:
    other = sqlite3.connect(str(database.writer.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


@on_sqlite
async def test_a_sqlite_that_another_process_has_locked(core: Core) -> None:
    with locked_by_another_process(core.database):
        with answered_in_time(), pytest.raises(NotStored):
            await core.write(WORKSPACE, add_team)
        with answered_in_time():  # who only looks is not disturbed
            assert await core.read(WORKSPACE, teams) == 0
    assert await core.read(WORKSPACE, teams) == 0


@on_sqlite
async def test_many_clicks_on_a_locked_sqlite_are_all_answered_in_time(core: Core) -> None:
    with locked_by_another_process(core.database), answered_in_time():
        clicks = [core.write(WORKSPACE, add_team) for _ in range(5)]
        ends = await asyncio.gather(*clicks, return_exceptions=True)
    assert all(isinstance(end, NotStored | NotConfirmed) for end in ends)
    await asyncio.sleep(0.1)
    stored = await core.read(WORKSPACE, teams)
    assert stored <= sum(isinstance(end, NotConfirmed) for end in ends)


@on_postgresql
async def test_a_statement_that_hangs(core: Core) -> None:
    with answered_in_time(), pytest.raises(NotStored, match="QueryCanceled"):
        await core.write(WORKSPACE, lambda work: work.session.execute(text("SELECT pg_sleep(60)")))


@on_postgresql
async def test_a_row_that_somebody_else_has_locked(core: Core) -> None:
    await core.write(WORKSPACE, add_team)
    with core.database.writer.connect() as other:
        other.execute(text("LOCK TABLE teams IN ACCESS EXCLUSIVE MODE"))
        with answered_in_time(), pytest.raises(NotStored, match="LockNotAvailable"):
            await core.write(WORKSPACE, lambda work: add_team(work, "another"))


@on_postgresql
async def test_a_connection_that_breaks_before_the_commit_has_stored_nothing(core: Core) -> None:
    def cut(work: Work) -> None:
        add_team(work)
        mine = work.session.scalar(text("SELECT pg_backend_pid()"))
        with core.database.writer.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
        work.session.execute(text("SELECT 1"))

    with answered_in_time(), pytest.raises(NotStored) as raised:
        await core.write(WORKSPACE, cut)
    assert raised.value.__context__ is None
    assert await core.read(WORKSPACE, teams) == 0


def with_broken_connections(core: Core) -> None:
    """All of the pool's were in use just now; the server throws them out, and none of them knows yet."""
    core.database.dispose()
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    outside = create_engine(core.database.writer.url, poolclass=NullPool)
    with contextlib.ExitStack() as many:
        for _ in range(3):
            many.enter_context(core.database.writer.connect())
        with outside.connect() as own:
            own.execute(text(f"{others} AND pid <> pg_backend_pid()"))


@on_postgresql
async def test_whoever_is_lent_a_connection_that_broke_just_now_does_not_notice(core: Core) -> None:
    with_broken_connections(core)
    await core.write(WORKSPACE, add_team_once)
    with_broken_connections(core)
    assert await core.read(WORKSPACE, teams) == 1


@on_postgresql
async def test_a_connection_that_was_idle_is_asked_whether_it_answers(core: Core) -> None:
    """For sweeps and claims, which try nothing again."""
    with_broken_connections(core)
    await asyncio.sleep(IDLE_SECONDS + 0.1)
    for _ in range(3):
        await core.sessions(lambda session: session.execute(select(1)))


@on_postgresql
@pytest.mark.parametrize("code", sorted(GOODBYES))
async def test_a_server_that_says_goodbye_is_left_before_the_connection_breaks(core: Core, code: str) -> None:
    """A moment earlier the connection looks healthy. Whoever was at it begins again on another one."""
    asked: list[object] = []

    def ask(work: Work) -> None:
        own = work.session.connection().connection.dbapi_connection
        asked.append(own)
        if len(asked) == 1:
            words = f"DO $$ BEGIN RAISE EXCEPTION 'shutting down' USING ERRCODE = '{code}'; END $$"
            work.session.execute(text(words))
        add_team_once(work)

    await core.write(WORKSPACE, ask)
    first, second = asked
    assert first is not second
    assert await core.read(WORKSPACE, teams) == 1


def add_team_once(work: Work) -> None:
    """As every use case: whoever runs it again finds what is there."""
    if work.session.get(Team, (work.workspace_id, "1" * 32)) is None:
        work.session.add(Team(workspace_id=work.workspace_id, id="1" * 32, name=TYPED))


@contextlib.contextmanager
def cut_at_commit(core: Core, times: int) -> Iterator[None]:
    """The server throws out whoever commits a team, so many times."""
    with core.database.writer.begin() as own:
        own.execute(text("CREATE SEQUENCE cuts"))
        own.execute(
            text(
                "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF nextval('cuts') <= {times} THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; "
                "RETURN NULL; END $$"
            )
        )
        own.execute(
            text(
                "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON teams DEFERRABLE INITIALLY DEFERRED "
                "FOR EACH ROW EXECUTE FUNCTION cut()"
            )
        )
    try:
        yield
    finally:
        with core.database.writer.begin() as own:
            own.execute(text("DROP TRIGGER cut ON teams"))
            own.execute(text("DROP FUNCTION cut"))
            own.execute(text("DROP SEQUENCE cuts"))


@on_postgresql
async def test_a_connection_that_breaks_at_the_commit_leaves_the_outcome_open(core: Core) -> None:
    with cut_at_commit(core, 2), answered_in_time(), pytest.raises(NotConfirmed) as raised:
        await core.write(WORKSPACE, add_team_once)
    assert not isinstance(raised.value, StillRunning)
    assert raised.value.__context__ is None


@on_postgresql
async def test_what_is_in_doubt_is_tried_again_and_settled(core: Core) -> None:
    with cut_at_commit(core, 1), answered_in_time():
        await core.write(WORKSPACE, add_team_once)
    assert await core.read(WORKSPACE, teams) == 1


async def test_how_it_ended_late_is_told_to_whoever_waits_for_it(core: Core) -> None:
    def slow(work: Work) -> str:
        add_team(work)
        time.sleep(0.3)
        return "done"

    with one_deadline(0.1), pytest.raises(StillRunning) as raised:
        await core.write(WORKSPACE, slow)
    assert await raised.value.outcome == "done"
    assert await core.read(WORKSPACE, teams) == 1


async def test_one_request_has_one_deadline_however_often_it_asks(core: Core) -> None:
    async def three_times() -> None:
        for _ in range(3):
            await core.write(WORKSPACE, lambda _work: time.sleep(0.3))

    with one_deadline(0.5), pytest.raises(NotConfirmed):
        await three_times()


@on_postgresql
async def test_an_exhausted_pool(core: Core) -> None:
    with contextlib.ExitStack() as taken:
        for _ in range(THREADS):
            taken.enter_context(core.database.writer.connect())
        with answered_in_time(), pytest.raises(NotStored, match="no connection was free"):
            await core.write(WORKSPACE, add_team)
    assert await core.read(WORKSPACE, teams) == 0
