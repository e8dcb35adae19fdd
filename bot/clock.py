"""Time is asked of a clock that is handed in, so that tests and the demo can move it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol

APART = timedelta(minutes=1)
"""The clocks of two machines may be so far apart. What they wrote down beyond that was put back since."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, in UTC and aware."""

    async def sleep(self, seconds: float) -> None:
        """Return when that many seconds have passed on this clock."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that stands still until it is moved. Whoever sleeps on it moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        wake_at = self._now + timedelta(seconds=seconds)
        await asyncio.sleep(0)  # others may fall asleep at the same moment: they wake together
        self.move_to(wake_at)

    def move_to(self, moment: datetime) -> None:
        """Go to a later moment; an earlier one is ignored, for time does not run back."""
        self._now = max(self._now, moment.astimezone(UTC))

    def move(self, by: timedelta) -> None:
        self.move_to(self._now + by)
