"""The sweeps: whatever has something due is asked to move on, in short batches.

The schedule is rows with a moment in UTC and an index on it. APScheduler holds, in memory, only the
few jobs that sweep them, so a restart or a second replica changes nothing (slack.md).
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app.logs import where
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
    """Do everything that is due now; how many rows it took. One source's fault stops no other."""
    return sum([await _sweep_one(core, source) for source in sources])


async def _sweep_one(core: Core, source: Sweepable) -> int:
    now, began = core.clock.now(), time.perf_counter()
    try:
        workspaces = await core.look(lambda session: active(session, source.waiting(session, now)))
    except Exception as error:  # the others go on
        _failed(source, error)
        return 0
    rows = sum([await _sweep_workspace(core, source, workspace) for workspace in workspaces])
    if rows:
        core.watch.swept(source.name, rows, time.perf_counter() - began)
    return rows


async def _sweep_workspace(core: Core, source: Sweepable, workspace: str) -> int:
    total = 0
    try:
        while taken := await core.work(workspace, source.due):
            total += taken
    except Exception as error:  # the others go on
        _failed(source, error)
    return total


def _failed(source: Sweepable, error: Exception) -> None:
    """Its message may be private: only its kind and place are logged."""
    log.error("the sweep of %s failed: %s at %s", source.name, type(error).__name__, where(error))


def active(session: Session, workspaces: Sequence[str]) -> list[str]:
    if not workspaces:
        return []
    query = select(Workspace.workspace_id).where(
        Workspace.workspace_id.in_(workspaces), Workspace.state == ACTIVE
    )
    return list(session.scalars(query))
