"""The one timer: the sweep, every few seconds. When it last ran is what `/readyz` looks at.

It counts seconds that pass and asks no clock: one that is put back an hour would hold up a scheduler
that waits for a time of day.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from bot.app.logs import where
from bot.watch import on_way

log = logging.getLogger(__name__)
SWEEP_SECONDS = 5.0
LATE_SECONDS = 60.0


class Timers:
    """Runs `work` every few seconds, never twice at once, and again after any fault."""

    def __init__(self, work: Callable[[], Awaitable[object]], seconds: float = SWEEP_SECONDS) -> None:
        self._work = work
        self._seconds = seconds
        self._began = time.monotonic()
        self._ended: float | None = None

    async def run(self) -> None:
        """For ever; the first time at once, for that also says that Tandem is ready."""
        while True:
            began = time.monotonic()
            await self._tick()
            await asyncio.sleep(max(0.0, began + self._seconds - time.monotonic()))

    def is_ticking(self) -> bool:
        return self._ended is not None and self.lag() < LATE_SECONDS

    def lag(self) -> float:
        """Seconds since the last sweep ended; since this one was made where none has."""
        return time.monotonic() - (self._ended or self._began)

    async def _tick(self) -> None:
        try:
            with on_way():
                await self._work()
        except Exception as error:  # its message may be private
            log.error("the sweep: %s at %s", type(error).__name__, where(error))
        else:
            self._ended = time.monotonic()
