"""How things stand in the database, in numbers: asked by whoever looks at `/metrics`, and by the doctor."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app.sweeps import Sweepable, active
from bot.delivery import health
from bot.workspaces.core import Core
from bot.workspaces.models import ACTIVE, STOPPED, Workspace

log = logging.getLogger(__name__)
FRESH_SECONDS = 10.0
"""So long an answer is given again: looking often costs the database nothing more."""
PATIENCE_SECONDS = 2.0
OVERDUE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Standing:
    depth: int
    """Messages that are due and not sent."""
    oldest: float
    """Seconds for which the oldest of them has been due."""
    unknown: int
    late_updates: int
    overdue: Mapping[str, int]
    """For each source of the sweep: the workspaces in which something has been due for over a minute."""
    workspaces: Mapping[str, int]
    """Active ones, and stopped ones."""


def overdue(session: Session, since: datetime, sources: Sequence[Sweepable]) -> dict[str, int]:
    """For each source, in how many active workspaces something was due at that moment, and still is."""
    return {each.name: len(active(session, each.waiting(session, since))) for each in sources}


def standing(session: Session, now: datetime, sources: Sequence[Sweepable]) -> Standing:
    backlog = health.backlog(session, now)
    states = session.scalars(select(Workspace.state)).all()
    return Standing(
        backlog.depth,
        backlog.oldest.total_seconds(),
        health.count_unknown(session),
        health.count_overdue_refreshes(session, now),
        overdue(session, now - OVERDUE, sources),
        {state: states.count(state) for state in (ACTIVE, STOPPED)},
    )


class Glances:
    """Asks the database seldom, one question at a time, and waits for no answer that takes too long."""

    def __init__(
        self, core: Core, sources: Sequence[Sweepable], *, fresh_seconds: float = FRESH_SECONDS
    ) -> None:
        self._core = core
        self._sources = sources
        self._fresh_seconds = fresh_seconds
        self._asked_at = 0.0
        self._asking: asyncio.Task[Standing | None] | None = None

    async def last(self) -> Standing | None:
        """How things stand, or stood a moment ago; None where the database does not say."""
        now = time.monotonic()
        if self._asking is None or (self._asking.done() and now - self._asked_at >= self._fresh_seconds):
            self._asked_at = now
            self._asking = asyncio.create_task(self._ask())
        await asyncio.wait({self._asking}, timeout=PATIENCE_SECONDS)
        return self._asking.result() if self._asking.done() else None

    async def _ask(self) -> Standing | None:
        now = self._core.clock.now()
        try:
            return await self._core.look(lambda session: standing(session, now, self._sources))
        except Exception as error:  # whoever looks is told that there is no answer
            log.warning("how things stand can't be read: %s", type(error).__name__)
            return None
