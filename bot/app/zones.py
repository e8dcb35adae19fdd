"""Keeping what is planned at its wall time when the rules of time zones change.

New rules come with a new process: it looks through all that is planned when it starts, and again every
day, for another replica with older rules may have planned something since.
"""

import logging
from collections.abc import Sequence

from sqlalchemy import select

from bot.app.logs import where
from bot.chain import Chain
from bot.workspaces.core import Core
from bot.workspaces.models import ACTIVE, Workspace

log = logging.getLogger(__name__)
DAY_SECONDS = 86_400.0
BATCH = 50
"""Rows in one transaction: nothing holds SQLite's writer for more than 200 ms (house.md)."""


async def keep_in_step(core: Core, chains: Sequence[Chain]) -> None:
    """For ever."""
    while True:
        try:
            await put_in_step(core, chains)
        except Exception as error:  # its message may be private; tomorrow again
            log.error("planning anew: %s at %s", type(error).__name__, where(error))
        await core.clock.sleep(DAY_SECONDS)


async def put_in_step(core: Core, chains: Sequence[Chain]) -> int:
    """How much was planned anew."""
    running = select(Workspace.workspace_id).where(Workspace.state == ACTIVE)
    workspaces = await core.look(lambda session: list(session.scalars(running)))
    return sum([await _put_in_step(core, chain, each) for chain in chains for each in workspaces])


async def _put_in_step(core: Core, chain: Chain, workspace: str) -> int:
    found = await core.quiet_read(workspace, chain.out_of_step)
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        await core.work(workspace, lambda work, ids=batch: chain.put_in_step(work, ids))  # type: ignore[misc]
    if found:
        log.info("the rules of a time zone have changed: %d planned anew in %s", len(found), chain.name)
    return len(found)
