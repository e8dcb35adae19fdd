"""A sweep does everything that is due, and one fault stops nobody else."""

import itertools
import threading
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from bot.app.sweeps import AT_ONCE, Round, Sweepable, Turn, sweep
from bot.app.tandem import CHAINS
from bot.chain import Chain
from bot.clock import ManualClock
from bot.delivery.models import Delivery
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from bot.storage.work import Work, reading, writing
from bot.workspaces.core import Core
from bot.workspaces.keys import Vaults
from bot.workspaces.models import STOPPED, Workspace
from tests.load.crowd import Crowd, analyse, settle


class Source:
    """Has a number of batches due in one workspace; fails where it is told to."""

    def __init__(self, workspace: str, batches: int, fails: str = "") -> None:
        self.workspace, self.batches, self.fails = workspace, batches, fails

    def waiting(self, _session: Session, _now: datetime) -> list[str]:
        if self.fails == "waiting":
            raise RuntimeError("my private words")
        return [self.workspace]

    def due(self, _work: Work) -> int:
        if self.fails == "due":
            raise RuntimeError("my private words")
        self.batches -= 1
        return 5 if self.batches >= 0 else 0

    @property
    def sweepable(self) -> Sweepable:
        return Sweepable("a source", self.waiting, self.due)


@pytest.fixture
def core(database: Database, vaults: Vaults, clock: ManualClock) -> Core:
    return Core(database, vaults, clock)


async def test_batches_follow_each_other_until_nothing_is_due(core: Core, workspace: str) -> None:
    assert await sweep(core, [Source(workspace, 3).sweepable, Source(workspace, 1).sweepable]) == 20
    core.close()


@pytest.mark.parametrize("fails", ["waiting", "due"])
async def test_one_fault_stops_nobody_else_and_is_logged_without_its_words(
    core: Core, workspace: str, fails: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = Source(workspace, 1, fails), Source(workspace, 2)
    assert await sweep(core, [broken.sweepable, fine.sweepable]) == 10
    assert "RuntimeError" in caplog.text
    assert "private" not in caplog.text
    core.close()


async def test_a_workspace_that_was_stopped_is_left_alone(
    core: Core, database: Database, workspace: str
) -> None:
    with writing(database) as session:
        session.get_one(Workspace, workspace).state = STOPPED
    assert await sweep(core, [Source(workspace, 3).sweepable]) == 0
    core.close()


async def test_nobody_waits_for_a_workspace_in_which_much_is_due(
    core: Core, database: Database, ring: KeyRing, clock: ManualClock
) -> None:
    settle(database, ring, [Crowd(name, clock.now()) for name in ("T1", "T2")])
    turns: list[str] = []

    def due(work: Work) -> int:
        turns.append(work.workspace_id)
        return int(turns.count(work.workspace_id) < {"T1": 5, "T2": 2}[work.workspace_id])

    one_at_a_time = Round(core, [Turn(Sweepable("a source", _none, due), one) for one in ("T1", "T2")], 1)
    await one_at_a_time.run()
    assert turns == ["T1", "T2", "T1", "T2", "T1", "T1", "T1"]
    core.close()


def _none(_session: Session, _now: datetime) -> list[str]:
    return []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_while_one_batch_is_stored_another_of_the_same_is_decided(core: Core, workspace: str) -> None:
    batches, both_are_there = itertools.count(), threading.Barrier(AT_ONCE)

    def due(_work: Work) -> int:
        if next(batches) == 0:
            return 1  # so there may be more
        both_are_there.wait(timeout=5)  # raises where nobody else comes
        return 0

    assert await sweep(core, [Sweepable("a source", lambda _session, _now: [workspace], due)]) == 1
    assert not both_are_there.broken
    core.close()


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_batches_that_overlap_take_everything_once(
    core: Core, database: Database, ring: KeyRing, clock: ManualClock, chain: Chain
) -> None:
    settle(database, ring, [Crowd("T1", clock.now(), pairs=2_600, due=2_600, teams=1_300, teams_due=1_300)])
    analyse(database)
    due = {"people": 2_600, "direction": 1_300}[chain.name]
    assert await sweep(core, [Sweepable(chain.name, chain.waiting, chain.due)]) == due
    with reading(database) as session:
        asked = session.scalar(
            select(func.count(Delivery.occurrence.distinct())).where(Delivery.chain == chain.name)
        )
    assert asked == due
    core.close()


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)
def test_looking_for_what_is_due_reads_an_index_and_not_every_schedule(
    database: Database, ring: KeyRing, clock: ManualClock, chain: Chain
) -> None:
    settle(database, ring, [Crowd("T1", clock.now(), pairs=1500, due=1, teams=1500, teams_due=1)])
    analyse(database)
    asked: list[tuple[str, Any]] = []
    with reading(database) as session:
        seen = session.connection()
        event.listen(seen, "before_cursor_execute", lambda *it: asked.append((it[2], it[3])))
        assert chain.waiting(session, clock.now()) == ["T1"]
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        found = seen.exec_driver_sql(f"{explain} {asked[0][0]}", asked[0][1])
        plan = " ".join(str(row[-1]) for row in found)
    every_row = "SCAN " if database.is_sqlite else "Seq Scan"
    assert every_row not in plan, plan


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_batch_reads_what_is_due_and_not_all_of_its_workspace(
    database: Database, ring: KeyRing, vaults: Vaults, clock: ManualClock, chain: Chain
) -> None:
    settle(database, ring, [Crowd("T1", clock.now(), pairs=1500, due=1, teams=1500, teams_due=1)])
    asked: list[tuple[str, Any]] = []
    with writing(database) as session:
        seen = session.connection()
        event.listen(seen, "before_cursor_execute", lambda *it: asked.append((it[2], it[3])))
        assert chain.due(Work(session, "T1", clock.now(), vaults.of(session, "T1"))) == 1
        taken = [one for one in asked if "AS taken" in one[0]]
        for statement, given in taken:
            plan = [str(row[-1]) for row in seen.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
            assert any("next_at<?" in step or "direction_at<?" in step for step in plan), plan
    assert taken
