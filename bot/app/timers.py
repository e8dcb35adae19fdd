"""APScheduler's few jobs, in memory: the sweep. When it last ran is what `/readyz` looks at."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.watch import on_way

SWEEP_SECONDS = 5
LATE = timedelta(seconds=60)


class Timers:
    """Runs `work` every few seconds, never twice at once, and again after any fault."""

    def __init__(self, work: Callable[[], Awaitable[object]], clock: Clock) -> None:
        self._work = work
        self._clock = clock
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self.last_run: datetime | None = None
        self._began = clock.now()

    def start(self) -> None:
        # No grace time: a sweep that comes late does everything that is due; there is nothing to miss.
        self._scheduler.add_job(
            self._tick,
            "interval",
            seconds=SWEEP_SECONDS,
            next_run_time=datetime.now(UTC),  # at once: the first sweep also says that Tandem is ready
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    def is_ticking(self) -> bool:
        return self.last_run is not None and self._clock.now() - self.last_run < LATE

    def lag(self) -> float:
        """Seconds since the last sweep ended; since this one was made where none has."""
        return (self._clock.now() - (self.last_run or self._began)).total_seconds()

    async def _tick(self) -> None:
        with on_way():
            await self._work()
        self.last_run = self._clock.now()
