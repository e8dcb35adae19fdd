"""Tandem as `tandem run` runs it, on a clock that is a number of seconds ahead of the machine's.

So that an hour of soak is an hour of a working day whenever it is started: prompts come due on their own.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta

from bot.app.serve import serve
from bot.clock import SystemClock
from bot.config import load_to_run


class ShiftedClock(SystemClock):
    """The system's clock, and always as far ahead of it."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


if __name__ == "__main__":
    ahead = timedelta(seconds=float(sys.argv[1]))
    asyncio.run(serve(load_to_run(os.environ), ShiftedClock(ahead)))
