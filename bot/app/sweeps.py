"""The sweeps: whatever has something due is asked to move on, in short batches.

The schedule is rows with a moment in UTC and an index on it. APScheduler holds, in memory, only the
few jobs that sweep them, so a restart or a second replica changes nothing (slack.md).
"""

import logging
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app.logs import where
from bot.errors import NotConfirmed, NotStored
from bot.storage.work import Work
from bot.workspaces.core import Core
from bot.workspaces.models import ACTIVE, Workspace

log = logging.getLogger(__name__)


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
    turns = deque([(source, each) for source in sources for each in await _waiting(core, source)])
    rows: Counter[Sweepable] = Counter()
    spent: defaultdict[Sweepable, float] = defaultdict(float)
    while turns:
        source, workspace = turns.popleft()
        began = time.perf_counter()
        taken = await _batch(core, source, workspace)
        spent[source] += time.perf_counter() - began
        rows[source] += taken
        if taken:
            turns.append((source, workspace))
    for source in +rows:
        core.watch.swept(source.name, rows[source], spent[source])
    return rows.total()


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
