"""The doorway from the asynchronous edge into the synchronous core."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.errors import NotConfirmed, NotStored
from bot.storage.engine import POOL_SIZE, Database
from bot.storage.work import Work, reading, writing
from bot.workspaces.keys import Vaults

T = TypeVar("T")
DEADLINE_SECONDS = 1.7
"""A click is answered within two seconds, time-outs included (house.md); Slack's own limit is three."""


class Core:
    """Runs plain functions in a unit of work of their own, on a worker thread, within a deadline.

    `changed` is called, on the event loop, after every commit: the sender listens there.
    """

    def __init__(self, database: Database, vaults: Vaults, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self.changed: Callable[[], None] = lambda: None
        self._vaults = vaults
        # SQLite has one writer: a second thread would only wait for the first one's lock.
        self._writers = ThreadPoolExecutor(1 if database.is_sqlite else POOL_SIZE, "core-write")
        self._readers = ThreadPoolExecutor(POOL_SIZE, "core-read")

    async def write(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        """What the use case returns, committed.

        Raises `NotStored` where the database refused, `NotConfirmed` where the outcome is unknown,
        and whatever the use case itself raised, with nothing stored.
        """
        result = await self._run(self._writers, self._write, workspace_id, use_case)
        self.changed()
        return result

    async def read(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        return await self._run(self._readers, self._read, workspace_id, use_case)

    async def sessions(self, task: Callable[[Session], T]) -> T:
        """A writing session over all workspaces, for claims and sweeps; no deadline."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, self._session, task)

    async def look(self, task: Callable[[Session], T]) -> T:
        """A reading session over all workspaces; no deadline."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._look, task)

    async def work(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        """Like `write`, without a deadline: for what nobody waits for."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writers, self._write, workspace_id, use_case)

    def close(self) -> None:
        self._writers.shutdown(wait=True, cancel_futures=True)
        self._readers.shutdown(wait=True, cancel_futures=True)

    async def _run(
        self,
        threads: ThreadPoolExecutor,
        how: Callable[[str, Callable[[Work], T]], T],
        workspace_id: str,
        use_case: Callable[[Work], T],
    ) -> T:
        future = asyncio.get_running_loop().run_in_executor(threads, how, workspace_id, use_case)
        try:
            return await asyncio.wait_for(asyncio.shield(future), DEADLINE_SECONDS)
        except TimeoutError as late:
            future.add_done_callback(_swallow)
            raise NotConfirmed from late

    def _write(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        with _translated(), writing(self.database) as session:
            return use_case(self._unit(session, workspace_id))

    def _read(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        with _translated(), reading(self.database) as session:
            return use_case(self._unit(session, workspace_id))

    def _session(self, task: Callable[[Session], T]) -> T:
        with _translated(), writing(self.database) as session:
            return task(session)

    def _look(self, task: Callable[[Session], T]) -> T:
        with _translated(), reading(self.database) as session:
            return task(session)

    def _unit(self, session: Session, workspace_id: str) -> Work:
        return Work(session, workspace_id, self.clock.now(), self._vaults.of(session, workspace_id))


def _swallow(future: "asyncio.Future[T]") -> None:
    """The person was told "not confirmed"; a late failure has nobody left to tell."""
    if not future.cancelled():
        future.exception()


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """The driver's errors in our words, without the statement or its parameters: those are private."""
    try:
        yield
    except PoolTimeout as error:
        raise NotStored("no connection was free") from error
    except (OperationalError, InterfaceError) as error:
        raise (NotConfirmed() if error.connection_invalidated else NotStored(_kind(error))) from None
    except DBAPIError as error:
        raise NotStored(_kind(error)) from None


def _kind(error: DBAPIError) -> str:
    return type(error.orig).__name__
