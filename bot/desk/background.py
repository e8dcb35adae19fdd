"""What goes on after an ack."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.errors import NotConfirmed, NotStored
from bot.slack.errors import SlackFailed
from bot.workspaces.core import no_deadline

log = logging.getLogger(__name__)


class Background:
    """Tasks that outlive the ack, with a strong reference and their failures logged."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(self._quiet(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def soon(self, task: "asyncio.Task[None]", seconds: float | None) -> bool:
        """Whether a task ended in that time; what it raised is raised then."""
        await asyncio.wait({task}, timeout=seconds)
        if task.done():
            task.result()
            return True
        return False

    async def settle(self) -> None:
        """Return when nothing is left to do; for stopping, and for tests."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _quiet(self, work: Coroutine[Any, Any, None]) -> None:
        no_deadline()
        try:
            await work
        except SlackFailed as error:
            log.warning("after an ack: %s %s", type(error).__name__, error.code)
        except (NotStored, NotConfirmed) as error:
            log.warning("after an ack: %s", type(error).__name__)
        except Exception as error:  # its text may hold what a person typed
            log.error("after an ack: %s", type(error).__name__)
