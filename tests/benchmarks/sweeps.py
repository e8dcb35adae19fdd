"""Sweeps: against a scheduler with one job for each pair, and against themselves with fewer schedules."""

import asyncio
import gc
import pickle
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.executors.debug import DebugExecutor
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import STATE_RUNNING
from apscheduler.triggers.interval import IntervalTrigger
from apscheduler.util import datetime_to_utc_timestamp
from sqlalchemy import Engine, bindparam, delete, func, insert, select, text, update

from bot.app.sweeps import Sweepable, sweep
from bot.app.tandem import CHAINS
from bot.clock import ManualClock
from bot.delivery.models import QUEUED, Delivery
from bot.delivery.sender import Sender
from bot.direction.chain import DIRECTION
from bot.direction.updates.models import OPEN, Cadence, Occurrence
from bot.inbox import Inbox
from bot.people.chain import PEOPLE
from bot.people.one_on_ones.models import OneOnOne
from bot.people.one_on_ones.rules import PLANNED, PROMPTED
from bot.slack.client import Slack
from bot.storage.base import new_id
from bot.storage.engine import Database, open_database
from bot.storage.vault import KeyRing
from bot.storage.work import writing
from bot.workspaces.core import Core
from bot.workspaces.keys import Vaults
from tests.benchmarks.harness import Row, Rows, seconds
from tests.benchmarks.places import places
from tests.load.crowd import Crowd, analyse, multiply, settle

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAIRS, DUE = 100_000, 10_000
ROUNDS = 3
"""Of the long rows: the reference takes 20 seconds in each."""
LITTLE, MUCH, SWEEPS = 1_000, 1_000_000, 20


def rows() -> Rows:
    kinds = ("SQLite", "PostgreSQL")
    return {
        **{f"sweep, {kind}": _measured(kind, due_of_many) for kind in kinds},
        **{f"sweep with nothing due, {kind}": _measured(kind, nothing_due) for kind in kinds},
        **{f"memory of sweeps, {kind}": _measured(kind, memory) for kind in kinds},
    }


Measured = Callable[[str, Callable[[], Database]], Awaitable[Sequence[Row]]]


def _measured(kind: str, measure: Measured) -> Callable[[], Awaitable[Sequence[Row]]]:
    async def run() -> Sequence[Row]:
        with places(kind) as new:
            return await measure(kind, new)

    return run


def core_of(database: Database, ring: KeyRing) -> Core:
    return Core(database, Vaults(ring), ManualClock(NOW))


async def due_of_many(kind: str, new: Callable[[], Database]) -> list[Row]:
    """10,000 check-ins due of 100,000: two messages enqueued for each, on either side."""
    goal = 15.0 if kind == "SQLite" else 30.0
    database, ring = new(), KeyRing([KeyRing.new_key()])
    settle(database, ring, [Crowd("T1", NOW, PAIRS, DUE, teams=DUE, teams_due=DUE // 10, has_past=True)])
    analyse(database)
    core, jobs = core_of(database, ring), JobForEachPair(database)
    people = Sweepable(PEOPLE.name, PEOPLE.waiting, PEOPLE.due)
    direction = Sweepable(DIRECTION.name, DIRECTION.waiting, DIRECTION.due)
    ratios: dict[str, list[float]] = {"people": [], "direction": []}
    gc.freeze()  # as `tandem run` does, for either side: the hundred thousand jobs that were made above, too
    for _ in range(ROUNDS):
        put_back(database, jobs)
        mine = await seconds(lambda: _swept(core, people, DUE))
        leaders = await seconds(lambda: _swept(core, direction, DUE // 10))
        put_back(database, jobs)
        theirs = await seconds(jobs.run)
        ratios["people"].append(theirs / mine)
        ratios["direction"].append(theirs / leaders / 10)
    core.close()
    jobs.close()
    return [
        Row(f"sweep of {chain}, 10,000 due, {kind}", "APScheduler, a persistent job each", tuple(found), goal)
        for chain, found in ratios.items()
    ]


async def _swept(core: Core, source: Sweepable, count: int) -> None:
    assert await sweep(core, [source]) == count


def put_back(database: Database, jobs: "JobForEachPair") -> None:
    """Everything that was due is due again; of the outbox only what had been sent before is left."""
    asked = {"stage": PLANNED, "next_at": NOW - timedelta(minutes=1), "asked_at": None}
    with writing(database) as session:
        session.execute(text("SELECT 1") if database.is_sqlite else text("SET LOCAL statement_timeout = 0"))
        session.execute(delete(Delivery).where(Delivery.state == QUEUED))
        session.execute(delete(Occurrence).where(Occurrence.state == OPEN))
        session.execute(update(OneOnOne).where(OneOnOne.stage == PROMPTED).values(**asked))
        due = Cadence.id.in_([f"c{number}" for number in range(DUE // 10)])
        session.execute(update(Cadence).where(due).values(next_at=asked["next_at"]))
        jobs.put_back(session.connection())
    if not database.is_sqlite:
        with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))
            connection.execute(text("CHECKPOINT"))


ENGINE: list[Engine] = []
"""Of the jobs: what is pickled can hold none."""


def enqueue_two(pair: int) -> None:
    """What the sweep enqueues for a pair, in one statement and one transaction."""
    common = {"workspace_id": "T2", "chain": "people", "subject": f"o{pair}", "occurrence": f"o{pair}"}
    moments = {"due_at": NOW, "not_after": NOW, "priority": 5, "state": QUEUED, "attempts": 0}
    with ENGINE[-1].begin() as connection:
        connection.execute(
            insert(Delivery),
            [
                {**common, **moments, "id": new_id(), "kind": "checkin", "recipient": f"r{pair}"},
                {**common, **moments, "id": new_id(), "kind": "prepare", "recipient": f"m{pair // 8}"},
            ],
        )


class JobForEachPair:
    """APScheduler with its SQLAlchemy store on the same engine, in its best form.

    No job is lost (no grace time), none runs twice; the executor is the one that was faster: direct on
    SQLite, whose writer is one, and threads on PostgreSQL. The trigger is the cheapest that it has.
    """

    def __init__(self, database: Database) -> None:
        ENGINE.append(database.writer)
        self._engine = database.writer
        self._store = SQLAlchemyJobStore(engine=database.writer)
        self._threads = None if database.is_sqlite else ThreadPoolExecutor(10)
        self._scheduler = BackgroundScheduler(
            jobstores={"default": self._store},
            executors={"default": self._threads or DebugExecutor()},
            job_defaults={"misfire_grace_time": None, "coalesce": True},
            timezone="UTC",
        )
        self._scheduler.start(paused=True)
        self._scheduler.state = STATE_RUNNING  # rounds are taken one by one
        self._due = [self._row(pair, datetime.now(UTC) - timedelta(hours=1)) for pair in range(DUE)]
        later = datetime.now(UTC) + timedelta(days=5)
        everybody = self._due + [self._row(pair, later) for pair in range(DUE, PAIRS)]
        with self._engine.begin() as connection:
            connection.execute(insert(self._store.jobs_t), everybody)

    def _row(self, pair: int, at: datetime) -> dict[str, Any]:
        job = Job(  # as add_job makes it, without a transaction for each
            self._scheduler,
            id=str(pair),
            name="a pair",
            trigger=IntervalTrigger(weeks=2, timezone="UTC"),
            executor="default",
            func=enqueue_two,
            args=(pair,),
            kwargs={},
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
            next_run_time=at,
        )
        state = pickle.dumps(job.__getstate__(), pickle.HIGHEST_PROTOCOL)
        return {"id": str(pair), "next_run_time": datetime_to_utc_timestamp(at), "job_state": state}

    def put_back(self, connection: Any) -> None:
        table = self._store.jobs_t
        again: dict[str, Any] = {name: bindparam(name) for name in ("next_run_time", "job_state")}
        given = [{**row, "which": row["id"]} for row in self._due]
        connection.execute(update(table).where(table.c.id == bindparam("which")).values(**again), given)

    async def run(self) -> None:
        self._scheduler._process_jobs()
        while self._stored() < 2 * DUE:  # noqa: ASYNC110  (its own threads have no event to wait for)
            await asyncio.sleep(0.05)  # of some ten seconds: to count more often would slow them down

    def _stored(self) -> int:
        with self._engine.begin() as connection:
            return connection.scalar(select(func.count()).where(Delivery.state == QUEUED)) or 0

    def close(self) -> None:
        self._scheduler.shutdown()
        ENGINE.pop()


def _no_slack(_workspace_id: str) -> Slack:
    raise LookupError("nothing is sent here")


async def nothing_due(kind: str, new: Callable[[], Database]) -> list[Row]:
    """A tick, the sender's look included, with a million schedules and as many sent messages."""
    found = []
    for workspaces in (1, 500):
        one = ticking(new(), LITTLE, workspaces)
        many = ticking(new(), MUCH, workspaces)
        ratios = []
        for _ in range(15):
            fewer, more = await seconds(one), await seconds(many)
            ratios.append(more / fewer)
        name = f"sweep with nothing due, {kind}, {workspaces} workspace{'s' * (workspaces > 1)}"
        found.append(Row(name, "1,000 schedules", tuple(ratios), 1.2, at_most=True))
    return found


def ticking(database: Database, schedules: int, workspaces: int) -> Callable[[], Awaitable[None]]:
    ring = KeyRing([KeyRing.new_key()])
    pairs, teams = LITTLE * 9 // 10 // workspaces or 1, LITTLE // 10 // workspaces or 1
    settle(
        database,
        ring,
        [Crowd(f"T{number}", NOW, pairs, teams=teams, has_past=True) for number in range(workspaces)],
    )
    if schedules > LITTLE:
        multiply(database, schedules // LITTLE - 1)
    analyse(database)
    core = core_of(database, ring)
    chains = [Sweepable(chain.name, chain.waiting, chain.due) for chain in CHAINS]
    inbox = Inbox(CHAINS)
    sources = [*chains, Sweepable("inbox", inbox.waiting, inbox.due)]
    sender = Sender(core, _no_slack, {}, core.clock)

    async def tick() -> None:
        for _ in range(SWEEPS):
            assert await sweep(core, sources) == 0
            assert await sender.drain() == 0

    return tick


async def memory(kind: str, new: Callable[[], Database]) -> list[Row]:
    """The most that a process held which sweeps 100,000 schedules, 10,000 of them due, and then none."""
    ratios = []
    for _ in range(ROUNDS):
        sizes = []
        for pairs in (PAIRS, 0):
            database, key = new(), KeyRing.new_key()
            crowd = Crowd("T1", NOW, pairs, pairs // 10, pairs // 10, pairs // 100)
            settle(database, KeyRing([key]), [crowd])
            url = database.writer.url.render_as_string(hide_password=False)
            sizes.append(await asyncio.to_thread(_resident, url, key))
        ratios.append(sizes[0] / sizes[1])
    return [Row(f"memory with 100,000 schedules, {kind}", "with none", tuple(ratios), 1.1, at_most=True)]


def _resident(url: str, key: str) -> int:
    command = [sys.executable, "-m", "tests.benchmarks.sweeps", url, key]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


async def _sweep_alone(url: str, key: str) -> int:
    """In a process of its own: everything that is due, and a few ticks more; kilobytes at most."""
    core = core_of(open_database(url), KeyRing([key]))
    sources = [Sweepable(chain.name, chain.waiting, chain.due) for chain in CHAINS]
    for _ in range(SWEEPS):
        await sweep(core, sources)
    core.close()
    return _most_held()


def _most_held() -> int:
    # Not getrusage: what it gives begins with what the process held that started this one.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    print(asyncio.run(_sweep_alone(*sys.argv[1:])))  # noqa: T201
