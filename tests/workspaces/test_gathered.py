"""What many ask for at the same time is done as one, and nobody notices."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.clock import ManualClock
from bot.errors import NotConfirmed, NotStored, Refusal
from bot.roster.models import Team
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from bot.storage.work import MOMENT_MS, Work, reading, writing
from bot.workspaces.core import Core, StillRunning, one_deadline
from bot.workspaces.keys import Vaults, give_data_key
from bot.workspaces.models import Workspace
from bot.workspaces.writers import MOST
from tests.conftest import WORKSPACE
from tests.workspaces.test_core import with_broken_connections

NO, FAULT = "refused", "the database fails at it"
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
async def core(database: Database, vaults: Vaults, clock: ManualClock, workspace: str) -> AsyncIterator[Core]:
    """With time enough for all who wait, however busy the machine is."""
    made = Core(database, vaults, clock, patience_seconds=60.0)
    await made.write(workspace, lambda work: work.vault)
    yield made
    made.close()


class AddTeams:
    """For many: each wants a team of a name. As every use case, it finds what it stored before."""

    def __init__(self) -> None:
        self.runs: list[list[str]] = []
        """What it was asked for each time."""

    def __call__(self, work: Work, names: Sequence[str]) -> list[str | Refusal]:
        self.runs.append(list(names))
        if FAULT in names:
            work.session.execute(text("SELECT no_such_column FROM teams"))
        known = set(work.session.scalars(select(Team.name)))
        for name in set(names) - known - {NO}:
            work.session.add(Team(workspace_id=work.workspace_id, name=name))
        work.session.flush()
        return [Refusal("No.") if name == NO else f"{name} it is" for name in names]


@pytest.fixture
def add_teams() -> AddTeams:
    return AddTeams()


class Hold:
    """For many: lasts until it is let go."""

    def __init__(self) -> None:
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, _work: Work, items: Sequence[None]) -> Sequence[None]:
        self.has_begun.set()
        self.may_end.wait(60)
        return items


@contextlib.asynccontextmanager
async def busy(core: Core) -> AsyncIterator[None]:
    """Whoever asks meanwhile waits, and then finds others who wait."""
    hold = Hold()
    holding = asyncio.create_task(core.write_among(WORKSPACE, hold, None))
    await asyncio.to_thread(hold.has_begun.wait, 60)
    try:
        yield
    finally:
        hold.may_end.set()
        await holding


async def at_once(core: Core, add_teams: AddTeams, *names: str) -> Sequence[object]:
    async with busy(core):
        asked = [asyncio.create_task(core.write_among(WORKSPACE, add_teams, name)) for name in names]
        await asyncio.sleep(0)
    return await asyncio.gather(*asked, return_exceptions=True)


def stored(core: Core) -> list[str]:
    with reading(core.database) as session:
        return sorted(session.scalars(select(Team.name)))


async def test_what_many_ask_for_at_the_same_time_is_one_run(core: Core, add_teams: AddTeams) -> None:
    ends = await at_once(core, add_teams, *"cab")
    assert list(ends) == ["c it is", "a it is", "b it is"]
    assert add_teams.runs == [["c", "a", "b"]]
    assert stored(core) == ["a", "b", "c"]


async def test_whoever_asks_alone_is_served_alone(core: Core, add_teams: AddTeams) -> None:
    assert await core.write_among(WORKSPACE, add_teams, "a") == "a it is"
    with pytest.raises(Refusal):
        await core.write_among(WORKSPACE, add_teams, NO)
    assert stored(core) == ["a"]


async def test_a_refusal_is_for_one_of_them(core: Core, add_teams: AddTeams) -> None:
    before, refused, after = await at_once(core, add_teams, "a", NO, "b")
    assert (before, after) == ("a it is", "b it is")
    assert isinstance(refused, Refusal)
    assert stored(core) == ["a", "b"]
    assert len(add_teams.runs) == 1


async def test_nobody_is_answered_before_the_commit(core: Core) -> None:
    hold, add_teams = Hold(), AddTeams()

    def slow(work: Work, names: Sequence[str]) -> Sequence[str | Refusal]:
        ends = add_teams(work, names)
        hold(work, [])
        return ends

    asked = asyncio.create_task(core.write_among(WORKSPACE, slow, "a"))
    await asyncio.to_thread(hold.has_begun.wait, 60)
    assert not asked.done()
    assert stored(core) == []
    hold.may_end.set()
    assert await asked == "a it is"
    assert stored(core) == ["a"]


async def test_only_what_is_of_one_kind_and_one_workspace_is_done_as_one(
    core: Core, ring: KeyRing, clock: ManualClock
) -> None:
    with writing(core.database) as session:
        session.add(Workspace(workspace_id="T2", name="Other", created_at=clock.now()))
        session.flush()
        give_data_key(session, ring, "T2", clock.now())
    one, other = AddTeams(), AddTeams()
    async with busy(core):
        asked = [
            asyncio.create_task(core.write_among(place, kind, name))
            for place, kind, name in (
                (WORKSPACE, one, "a"),
                ("T2", one, "b"),
                (WORKSPACE, other, "c"),
                (WORKSPACE, one, "d"),
                ("T2", one, "e"),
            )
        ]
        await asyncio.sleep(0)
    await asyncio.gather(*asked)
    assert one.runs == [["a", "d"], ["b", "e"]]
    assert other.runs == [["c"]]
    with reading(core.database) as session:
        theirs = session.scalars(select(Team.name).where(Team.workspace_id == "T2").order_by(Team.name))
        assert theirs.all() == ["b", "e"]


async def test_one_run_serves_no_more_than_a_transaction_should_hold(core: Core, add_teams: AddTeams) -> None:
    await at_once(core, add_teams, *(f"{number:03}" for number in range(MOST + 2)))
    assert [len(run) for run in add_teams.runs] == [MOST, 2]


async def test_where_the_database_fails_at_one_each_is_done_alone(core: Core, add_teams: AddTeams) -> None:
    ends = await at_once(core, add_teams, "a", FAULT, "b")
    assert [type(end) for end in ends] == [str, NotStored, str]
    assert sorted(add_teams.runs) == sorted([["a", FAULT, "b"], ["a"], [FAULT], ["b"]])
    assert stored(core) == ["a", "b"]


@contextlib.contextmanager
def nobody_answers_to_commits(database: Database, times: int) -> Iterator[None]:
    left = [times]

    def fail(_connection: object) -> None:
        if left[0] > 0:
            left[0] -= 1
            raise DBAPIError("COMMIT", {}, OSError("nobody answers"), connection_invalidated=True)

    event.listen(database.writer, "commit", fail)
    try:
        yield
    finally:
        event.remove(database.writer, "commit", fail)


async def test_what_is_in_doubt_is_done_again_alone_and_settled(core: Core, add_teams: AddTeams) -> None:
    with nobody_answers_to_commits(core.database, 1):
        asked = [asyncio.create_task(core.write_among(WORKSPACE, add_teams, name)) for name in "ab"]
        ends = await asyncio.gather(*asked, return_exceptions=True)
    assert list(ends) == ["a it is", "b it is"]
    assert stored(core) == ["a", "b"]


async def test_what_stays_in_doubt_is_not_confirmed_to_any_of_them(core: Core, add_teams: AddTeams) -> None:
    with nobody_answers_to_commits(core.database, 1000):
        asked = [asyncio.create_task(core.write_among(WORKSPACE, add_teams, name)) for name in "ab"]
        ends = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(end) for end in ends] == [NotConfirmed, NotConfirmed]


async def test_what_was_in_doubt_and_then_fails_for_certain_is_still_in_doubt(core: Core) -> None:
    runs: list[str] = []

    def fails_at_last(work: Work, names: Sequence[str]) -> Sequence[str]:
        runs.extend(names)
        if len(runs) > 1:
            work.session.execute(text("SELECT no_such_column FROM teams"))
        return names

    with nobody_answers_to_commits(core.database, 1), pytest.raises(NotConfirmed) as raised:
        await core.write_among(WORKSPACE, fails_at_last, "a")
    assert not isinstance(raised.value, StillRunning)


async def test_who_has_not_begun_in_time_is_certainly_not_stored(core: Core, add_teams: AddTeams) -> None:
    async with busy(core):
        with one_deadline(0.01), pytest.raises(NotStored, match="busy"):
            await core.write_among(WORKSPACE, add_teams, "late")
        patient = asyncio.create_task(core.write_among(WORKSPACE, add_teams, "patient"))
        await asyncio.sleep(0)
    await patient
    assert add_teams.runs == [["patient"]]


async def test_whoever_is_late_is_told_the_outcome_they_shared(core: Core) -> None:
    hold, add_teams = Hold(), AddTeams()

    def slow(work: Work, names: Sequence[str]) -> Sequence[str | Refusal]:
        hold(work, [])
        return add_teams(work, names)

    with one_deadline(1.5):
        hasty = asyncio.create_task(core.write_among(WORKSPACE, slow, "hasty"))
    await asyncio.to_thread(hold.has_begun.wait, 60)
    with pytest.raises(StillRunning) as late:
        await hasty
    hold.may_end.set()
    assert await late.value.outcome == "hasty it is"


@on_postgresql
async def test_a_row_that_somebody_has_locked_holds_up_nobody_but_who_wants_it(
    core: Core, add_teams: AddTeams
) -> None:
    await at_once(core, add_teams, "free", "locked")

    def change(work: Work, names: Sequence[str]) -> Sequence[str]:
        for name in sorted(names):
            work.session.execute(select(Team.id).where(Team.name == name).with_for_update())
        return names

    with core.database.writer.connect() as other:
        other.execute(select(Team.id).where(Team.name == "locked").with_for_update())
        async with busy(core):
            asked = {
                name: asyncio.create_task(core.write_among(WORKSPACE, change, name))
                for name in ("locked", "free")
            }
            await asyncio.sleep(0)
        assert await asked["free"] == "free"
        assert not asked["locked"].done()
        other.rollback()
        assert await asked["locked"] == "locked"


@on_postgresql
async def test_whoever_comes_when_the_thread_hangs_does_not_wait_for_it(
    core: Core, database: Database, vaults: Vaults, clock: ManualClock, add_teams: AddTeams
) -> None:
    hasty = Core(database, vaults, clock, patience_seconds=0.0)
    async with busy(hasty):
        assert await hasty.write_among(WORKSPACE, add_teams, "a") == "a it is"
    hasty.close()
    assert stored(core) == ["a"]


@on_postgresql
async def test_whoever_is_done_with_others_waits_for_nobodys_row_for_long(core: Core) -> None:
    def waits(work: Work, _items: Sequence[None] = ()) -> list[str]:
        return [str(work.session.scalar(text("SHOW lock_timeout")))]

    assert await core.write_among(WORKSPACE, waits, None) == f"{MOMENT_MS}ms"
    assert await core.write(WORKSPACE, waits) == ["1s"]


@on_postgresql
async def test_whoever_is_lent_a_connection_that_broke_just_now_does_not_notice(
    core: Core, add_teams: AddTeams
) -> None:
    with_broken_connections(core)
    ends = await asyncio.gather(*(core.write_among(WORKSPACE, add_teams, name) for name in "ab"))
    assert list(ends) == ["a it is", "b it is"]
    assert stored(core) == ["a", "b"]


async def test_where_the_database_lets_nobody_begin_all_who_waited_learn_it_together(
    core: Core, add_teams: AddTeams
) -> None:
    tried: list[str] = []

    def fail(*_how: Any) -> None:
        tried.append("once")
        raise OperationalError("connect", {}, OSError("nobody is there"))

    async with busy(core):
        asked = [asyncio.create_task(core.write_among(WORKSPACE, add_teams, name)) for name in "abc"]
        await asyncio.sleep(0)
        event.listen(core.database.writer, "begin", fail)
    try:
        ends = await asyncio.gather(*asked, return_exceptions=True)
    finally:
        event.remove(core.database.writer, "begin", fail)
    assert [type(end) for end in ends] == [NotStored] * 3
    assert len(tried) == 1
    assert add_teams.runs == []
