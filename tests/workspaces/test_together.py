"""Clicks that wait for SQLite's writer share one transaction, and nobody notices."""

import asyncio
import contextlib
import logging
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError

from bot.clock import ManualClock
from bot.errors import NotConfirmed, NotStored, Refusal
from bot.roster.models import Team
from bot.storage.engine import Database
from bot.storage.work import Work, reading
from bot.watch import on_way, way_id
from bot.workspaces.core import Core, StillRunning, one_deadline
from bot.workspaces.keys import Vaults
from bot.workspaces.writers import LONGEST_SECONDS
from tests.conftest import WORKSPACE, fresh_copy

UseCase = Callable[[Work], object]


@pytest.fixture
def database_url(sqlite_template: Path) -> str:
    return f"sqlite:///{fresh_copy(sqlite_template)}"


@pytest.fixture
async def core(database: Database, vaults: Vaults, clock: ManualClock, workspace: str) -> AsyncIterator[Core]:
    """With time enough for all who wait, however busy the machine is."""
    made = Core(database, vaults, clock, sharing_seconds=60.0)
    await made.write(workspace, lambda work: work.vault)
    yield made
    made.close()


@pytest.fixture
def commits(database: Database, core: Core) -> Iterator[list[str]]:
    """One for each commit of the writer's."""
    found: list[str] = []

    def note(_connection: object) -> None:
        found.append("commit")

    event.listen(database.writer, "commit", note)
    yield found
    event.remove(database.writer, "commit", note)


def adds(name: str) -> UseCase:
    """As every use case: whoever runs it again finds what is there."""

    def add(work: Work) -> str:
        if work.session.scalar(select(Team.id).where(Team.name == name)) is None:
            work.session.add(Team(workspace_id=work.workspace_id, name=name))
        return name

    return add


def stored(core: Core) -> list[str]:
    with reading(core.database) as session:
        return sorted(session.scalars(select(Team.name)))


@contextlib.asynccontextmanager
async def writer_busy(core: Core) -> AsyncIterator[None]:
    """Whatever is asked for meanwhile waits, and then finds itself together. The database is not asked."""
    taken, release = threading.Event(), threading.Event()

    def hold(_work: Work) -> None:
        taken.set()
        release.wait(60)

    holding = asyncio.create_task(core.work(WORKSPACE, hold))
    await asyncio.to_thread(taken.wait, 60)
    yield
    release.set()
    await holding


async def together(core: Core, *use_cases: UseCase) -> Sequence[object]:
    async with writer_busy(core):
        asked = [asyncio.create_task(core.write(WORKSPACE, use_case)) for use_case in use_cases]
        await asyncio.sleep(0)
    return await asyncio.gather(*asked, return_exceptions=True)


async def test_those_who_wait_share_one_commit(core: Core, commits: list[str]) -> None:
    ends = await together(core, *(adds(name) for name in "abcde"))
    assert list(ends) == list("abcde") == stored(core)
    assert len(commits) == 1


async def test_nobody_is_answered_before_the_commit(core: Core) -> None:
    begun, release = threading.Event(), threading.Event()

    def slow(_work: Work) -> None:
        begun.set()
        release.wait(60)

    async with writer_busy(core):
        first = asyncio.create_task(core.write(WORKSPACE, adds("first")))
        second = asyncio.create_task(core.write(WORKSPACE, slow))
        await asyncio.sleep(0)
    await asyncio.to_thread(begun.wait, 60)
    assert not first.done()
    assert stored(core) == []
    release.set()
    assert await first == "first"
    await second
    assert stored(core) == ["first"]


async def test_a_refusal_undoes_what_it_did_and_nothing_else(core: Core, commits: list[str]) -> None:
    def refuse(work: Work) -> None:
        adds("flushed")(work)
        work.session.flush()
        adds("not even flushed")(work)
        raise Refusal("No.")

    before, refused, after = await together(core, adds("before"), refuse, adds("after"))
    assert (before, after) == ("before", "after")
    assert isinstance(refused, Refusal)
    assert stored(core) == ["after", "before"]
    assert len(commits) == 1


async def test_what_one_has_read_the_next_one_reads_for_itself(core: Core) -> None:
    await core.write(WORKSPACE, adds("atlas"))

    def look(work: Work) -> int:
        return id(work.session.scalars(select(Team)).one())

    kept: list[Team] = []

    def keep(work: Work) -> None:
        kept.append(work.session.scalars(select(Team)).one())
        kept[0].name = "changed, and flushed at the end"

    _, other = await together(core, keep, look)
    assert other != id(kept[0])
    assert stored(core) == ["changed, and flushed at the end"]


async def test_where_the_database_fails_at_one_the_others_are_stored_all_the_same(core: Core) -> None:
    def faulty(work: Work) -> None:
        work.session.execute(text("SELECT no_such_column FROM teams"))

    def twice(work: Work) -> None:
        for _ in range(2):
            work.session.add(Team(workspace_id=work.workspace_id, name="twice"))

    ends = await together(core, adds("before"), faulty, twice, adds("after"))
    assert [type(end) for end in ends] == [str, NotStored, NotStored, str]
    assert stored(core) == ["after", "before"]


@contextlib.contextmanager
def disk_that_fails_at_commits(database: Database, times: int) -> Iterator[None]:
    left = [times]

    def fail(_connection: object) -> None:
        if left[0] > 0:
            left[0] -= 1
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
            raise OperationalError("COMMIT", {}, error)

    event.listen(database.writer, "commit", fail)
    try:
        yield
    finally:
        event.remove(database.writer, "commit", fail)


async def test_what_is_in_doubt_is_done_again_alone_and_settled(core: Core) -> None:
    with disk_that_fails_at_commits(core.database, 1):
        ends = await together(core, adds("a"), adds("b"))
    assert list(ends) == ["a", "b"] == stored(core)


async def test_what_was_in_doubt_and_then_fails_for_certain_is_still_in_doubt(core: Core) -> None:
    runs: list[str] = []

    def fails_alone(work: Work) -> None:
        adds("a")(work)
        runs.append("run")
        if len(runs) > 1:
            work.session.execute(text("SELECT no_such_column FROM teams"))

    with disk_that_fails_at_commits(core.database, 1):
        ends = await together(core, fails_alone, adds("b"))
    assert [type(end) for end in ends] == [NotConfirmed, str]


async def test_what_stays_in_doubt_is_not_confirmed_to_any_of_them(core: Core) -> None:
    with disk_that_fails_at_commits(core.database, 1000):
        ends = await together(core, adds("a"), adds("b"))
    assert [type(end) for end in ends] == [NotConfirmed, NotConfirmed]


async def test_whoever_is_late_is_told_the_outcome_after_the_commit_they_shared(core: Core) -> None:
    release = threading.Event()

    def slow(_work: Work) -> None:
        release.wait(60)

    async with writer_busy(core):
        with one_deadline(1.5):
            hasty = asyncio.create_task(core.write(WORKSPACE, adds("hasty")))
        patient = asyncio.create_task(core.write(WORKSPACE, slow))
        await asyncio.sleep(0)
    with pytest.raises(StillRunning) as late:
        await hasty
    assert stored(core) == []
    release.set()
    assert await late.value.outcome == "hasty"
    await patient
    assert stored(core) == ["hasty"]


async def test_a_transaction_that_has_lasted_takes_nobody_in(
    core: Core, database: Database, vaults: Vaults, clock: ManualClock, commits: list[str]
) -> None:
    usual = Core(database, vaults, clock)

    def slow(work: Work) -> None:
        adds("slow")(work)
        time.sleep(2 * LONGEST_SECONDS)

    await together(usual, slow, adds("next"))
    usual.close()
    assert stored(core) == ["next", "slow"]
    assert len(commits) == 2


async def test_a_lock_that_is_not_had_is_one_wait_for_all_who_waited(core: Core) -> None:
    waited: list[str] = []

    def note(*_connection: object) -> None:
        waited.append("for the lock")

    event.listen(core.database.writer, "checkout", note)
    with contextlib.closing(sqlite3.connect(str(core.database.writer.url.database))) as other:
        other.execute("BEGIN IMMEDIATE")
        ends = await together(core, *(adds(name) for name in "abc"))
    event.remove(core.database.writer, "checkout", note)
    assert [type(end) for end in ends] == [NotStored] * 3
    assert len(waited) == 1


async def test_each_goes_along_its_own_way(core: Core, caplog: pytest.LogCaptureFixture) -> None:
    logged: list[str | None] = []

    class Ways(logging.Handler):
        def emit(self, _record: logging.LogRecord) -> None:
            logged.append(way_id())

    def faulty(work: Work) -> None:
        work.session.execute(text("SELECT no_such_column FROM teams"))

    handler = Ways()
    logging.getLogger("bot.workspaces.attempts").addHandler(handler)
    seen: list[Any] = []
    async with writer_busy(core):
        with on_way("one"):
            one = asyncio.create_task(core.write(WORKSPACE, lambda _work: seen.append(way_id())))
        with on_way("two"):
            two = asyncio.create_task(core.write(WORKSPACE, faulty))
        await asyncio.sleep(0)
    await asyncio.gather(one, two, return_exceptions=True)
    logging.getLogger("bot.workspaces.attempts").removeHandler(handler)
    assert set(seen) == {"one"}
    assert logged == ["two"]
