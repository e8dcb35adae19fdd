"""Many small steps in one transaction: whoever comes while one batch is under way joins the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from bot.workspaces.core import Core

Item = TypeVar("Item")
Result = TypeVar("Result")
T = TypeVar("T")
MOST = 100
"""In one batch: few enough to hold SQLite's writer for a moment only."""


class Together(Generic[Item, Result]):
    """`do` is handed what has gathered, and gives a result for each, in the same order."""

    def __init__(self, do: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]], most: int = MOST) -> None:
        self._do = do
        self._most = most
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._doing: asyncio.Task[None] | None = None

    async def join(self, item: Item) -> Result:
        """The result for this item. Raises what its batch raised."""
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._doing is None:
            self._doing = asyncio.create_task(self._do_all())
        return await done

    async def _do_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._do_one(batch)
        finally:
            self._doing = None

    async def _do_one(self, batch: Sequence[tuple[Item, "asyncio.Future[Result]"]]) -> None:
        try:
            results = await self._do([item for item, _ in batch])
        except Exception as error:  # each of them is told, and decides
            for _, done in batch:
                if not done.done():
                    done.set_exception(error)
            return
        for (_, done), result in zip(batch, results, strict=True):
            if not done.done():
                done.set_result(result)


Mark = Callable[[Session, Sequence[Any]], Sequence[Any]]


class Marks:
    """Writes marks of all kinds in one transaction, each kind at once."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._together: Together[tuple[Mark, Any], Any] = Together(self._write_all)

    async def write(self, mark: Callable[[Session, Sequence[Item]], Sequence[T]], what: Item) -> T:
        """What the mark returns for this one, once it is committed. Raises what its transaction raised."""
        written: T = await self._together.join((mark, what))
        return written

    async def _write_all(self, batch: Sequence[tuple[Mark, Any]]) -> Sequence[Any]:
        return await self._core.sessions(lambda session: _written(session, batch))


def _written(session: Session, batch: Sequence[tuple[Mark, Any]]) -> Sequence[Any]:
    results: dict[int, Any] = {}
    for mark in dict.fromkeys(mark for mark, _ in batch):
        places = [place for place, (each, _) in enumerate(batch) if each is mark]
        results.update(zip(places, mark(session, [batch[place][1] for place in places]), strict=True))
    return [results[place] for place in range(len(batch))]
