"""The sweeps: whatever has something due is asked to move on, in short batches.

The schedule is rows with a moment in UTC and an index on it. APScheduler holds, in memory, only the
few jobs that sweep them, so a restart or a second replica changes nothing (slack.md).
"""

import asyncio
import logging
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app.logs import where
from bot.errors import NotConfirmed, NotStored
from bot.storage.work import Work
from bot.workspaces.core import Core
from bot.workspaces.models import ACTIVE, Workspace

log = logging.getLogger(__name__)
AT_ONCE = 2
"""Batches in progress on PostgreSQL: while its server stores the one, the other is decided here. More of them
only wait for each other, and SQLite has one writer."""


@dataclass(frozen=True, slots=True)
class Sweepable:
    """`waiting` names the workspaces with something due; `due` does one short batch of it."""

    name: str
    waiting: Callable[[Session, datetime], list[str]]
    due: Callable[[Work], int]


async def sweep(core: Core, sources: Sequence[Sweepable]) -> int:
    """Do everything that is due now; how many rows it took. One fault stops no other.

    They take turns, a batch each: nobody waits for a workspace in which ten thousand are due.
    """
    turns = [Turn(source, each) for source in sources for each in await _waiting(core, source)]
    done = Round(core, turns, at_once=1 if core.database.is_sqlite else AT_ONCE)
    await done.run()
    for source in +done.rows:
        core.watch.swept(source.name, done.rows[source], done.spent[source])
    return done.rows.total()


class Turn(NamedTuple):
    source: Sweepable
    workspace: str


class Round:
    """All turns until nothing is due, so many batches at once.

    Two batches of the same workspace and chain take different rows, as two replicas do: each holds what it
    took, and skips what the other holds.
    """

    def __init__(self, core: Core, turns: Iterable[Turn], at_once: int) -> None:
        self._core = core
        self._turns = deque(turns)
        self._at_once = at_once
        self._at_work = 0
        self.rows: Counter[Sweepable] = Counter()
        self.spent: defaultdict[Sweepable, float] = defaultdict(float)
        """Seconds in batches: where two are done at once, both count."""

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            self._call(group)

    def _call(self, group: asyncio.TaskGroup) -> None:
        while self._turns and self._at_work < self._at_once:
            self._at_work += 1
            group.create_task(self._take(group, self._turns.popleft()))

    async def _take(self, group: asyncio.TaskGroup, turn: Turn) -> None:
        began = time.perf_counter()
        taken = await _batch(self._core, *turn)
        self._at_work -= 1
        self.spent[turn.source] += time.perf_counter() - began
        self.rows[turn.source] += taken
        if taken:
            self._turns.append(turn)
            if len(self._turns) + self._at_work < self._at_once:
                self._turns.append(turn)  # rather twice than that somebody stands idle
        self._call(group)


async def _waiting(core: Core, source: Sweepable) -> list[str]:
    now = core.clock.now()
    try:
        return await core.look(lambda session: active(session, source.waiting(session, now)))
    except Exception as error:  # the others go on
        _failed(source, error)
        return []


async def _batch(core: Core, source: Sweepable, workspace: str) -> int:
    try:
        return await core.work(workspace, source.due)
    except Exception as error:  # the others go on
        _failed(source, error)
        return 0


def _failed(source: Sweepable, error: Exception) -> None:
    """Its message may be private: only its kind and place are logged."""
    busy = isinstance(error, NotStored | NotConfirmed)  # the next sweep does it
    level = logging.WARNING if busy else logging.ERROR
    log.log(level, "the sweep of %s failed: %s at %s", source.name, type(error).__name__, where(error))


def active(session: Session, workspaces: Sequence[str]) -> list[str]:
    if not workspaces:
        return []
    query = select(Workspace.workspace_id).where(
        Workspace.workspace_id.in_(workspaces), Workspace.state == ACTIVE
    )
    return list(session.scalars(query))
