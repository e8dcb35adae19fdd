"""APScheduler's one job, in memory: the sweep. When it last ran is what `/readyz` looks at.

The schedule itself is rows: a restart, a second replica or a renamed function changes nothing (slack.md).
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

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
        self.scheduler = AsyncIOScheduler(timezone="UTC")
        self._job = self.scheduler.add_job(
            self._tick,
            "interval",
            seconds=seconds,
            next_run_time=datetime.now(UTC),  # at once: the first sweep also says that Tandem is ready
            max_instances=1,
            coalesce=True,
            # No grace time: a sweep that comes late does everything that is due; there is nothing to miss.
            misfire_grace_time=None,
        )

    async def run(self) -> None:
        """For ever; whoever cancels it stops the sweep that is under way, too."""
        self.scheduler.start()
        try:
            while True:
                await asyncio.sleep(self._seconds)
                self._catch_up()
        finally:
            self.scheduler.shutdown(wait=False)

    def is_ticking(self) -> bool:
        return self._ended is not None and self.lag() < LATE_SECONDS

    def lag(self) -> float:
        """Seconds since the last sweep ended; since this one was made where none has."""
        return time.monotonic() - (self._ended or self._began)

    def _catch_up(self) -> None:
        """A scheduler waits for a time of day: where its clock is put back, for an hour and more."""
        now = datetime.now(UTC)
        if self._job.next_run_time - now > timedelta(seconds=2 * self._seconds):
            self._job.modify(next_run_time=now)

    async def _tick(self) -> None:
        try:
            with on_way():
                await self._work()
        except Exception as error:  # its message may be private
            log.error("the sweep: %s at %s", type(error).__name__, where(error))
        else:
            self._ended = time.monotonic()
