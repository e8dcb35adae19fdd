"""Many small writes in one transaction: whoever comes while one is being committed joins the next."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.workspaces.core import Core

T = TypeVar("T")
MOST = 50
"""Writes in one transaction: few enough to hold SQLite's writer for a moment only."""

_Entry = tuple[Callable[[Session], Any], "asyncio.Future[Any]"]


class Together:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._waiting: list[_Entry] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, change: Callable[[Session], T]) -> T:
        """What the change returns, once it is committed. Raises what its transaction raised."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((change, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return await done

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._commit(batch)
        finally:
            self._writing = None

    async def _commit(self, batch: list[_Entry]) -> None:
        try:
            results = await self._core.sessions(lambda session: [change(session) for change, _ in batch])
        except Exception as error:  # each of them is told, and decides
            for _, done in batch:
                if not done.done():
                    done.set_exception(error)
            return
        for (_, done), result in zip(batch, results, strict=True):
            if not done.done():
                done.set_result(result)
