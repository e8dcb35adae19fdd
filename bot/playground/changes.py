"""What anybody could see has changed: how often it did, and a way to wait for the next time."""

import asyncio


class Changes:
    """Whatever changes the state calls `happened`; whoever shows it waits with `after`."""

    def __init__(self, version: int = 0) -> None:
        self.version = version
        """Grows at every change of state that somebody could see."""
        self._waiting: list[asyncio.Future[None]] = []

    def happened(self) -> None:
        """Something changed: whoever waits goes on once all that happens now has happened."""
        self.version += 1
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def after(self, version: int) -> int:
        """The version as soon as it is another than this one; many changes at once are one wake-up."""
        while self.version == version:
            await self._next()
        return self.version

    async def _next(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            await waiter
        finally:
            self._waiting.remove(waiter)  # also where whoever waited went away
