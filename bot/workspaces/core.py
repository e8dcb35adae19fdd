"""The doorway from the asynchronous edge into the synchronous core."""

import asyncio
import logging
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.errors import NotConfirmed, NotStored
from bot.storage.engine import POOL_SIZE, Database
from bot.storage.work import Work, reading, writing
from bot.workspaces.keys import Vaults

T = TypeVar("T")
log = logging.getLogger(__name__)
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
        # What nobody waits for has threads of its own, so that no click stands behind it.
        self._quiet = ThreadPoolExecutor(2, "core-quiet")

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

    async def quiet_read(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        """Like `read`, without a deadline: for what nobody waits for."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._quiet, self._read, workspace_id, use_case)

    async def work(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        """Like `write`, without a deadline: for what nobody waits for."""
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._writers, self._write, workspace_id, use_case)
        self.changed()
        return result

    def close(self) -> None:
        for threads in (self._writers, self._readers, self._quiet):
            threads.shutdown(wait=True, cancel_futures=True)

    async def _run(
        self,
        threads: ThreadPoolExecutor,
        how: Callable[[str, Callable[[Work], T]], T],
        workspace_id: str,
        use_case: Callable[[Work], T],
    ) -> T:
        running = threads.submit(how, workspace_id, use_case)
        waiting = asyncio.wrap_future(running)
        try:
            return await asyncio.wait_for(asyncio.shield(waiting), DEADLINE_SECONDS)
        except TimeoutError:
            late = self._too_late(running, waiting)
        raise late

    def _too_late(self, running: Future[T], waiting: "asyncio.Future[T]") -> NotStored | NotConfirmed:
        """What is certain at the deadline: work that has not even begun is taken back."""
        if running.cancel():
            return NotStored("the database was busy")
        waiting.add_done_callback(self._ended_late)
        return NotConfirmed()

    def _ended_late(self, waiting: "asyncio.Future[T]") -> None:
        """The person was told "not confirmed"; a late failure has nobody left to tell."""
        if not waiting.cancelled() and waiting.exception() is None:
            self.changed()

    def _write(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        def run() -> T:
            with writing(self.database) as session:
                return use_case(self._unit(session, workspace_id))

        return _translated(lambda: _again_if_overtaken(run))

    def _read(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        def run() -> T:
            with reading(self.database) as session:
                return use_case(self._unit(session, workspace_id))

        return _translated(run)

    def _session(self, task: Callable[[Session], T]) -> T:
        def run() -> T:
            with writing(self.database) as session:
                return task(session)

        return _translated(run)

    def _look(self, task: Callable[[Session], T]) -> T:
        def run() -> T:
            with reading(self.database) as session:
                return task(session)

        return _translated(run)

    def _unit(self, session: Session, workspace_id: str) -> Work:
        return Work(session, workspace_id, self.clock.now(), self._vaults.of(session, workspace_id))


def _again_if_overtaken(run: Callable[[], T]) -> T:
    """Once more where another transaction wrote the same just before: now it finds what is there."""
    try:
        return run()
    except DBAPIError as error:
        if not _was_overtaken(error):
            raise
    return run()


def _was_overtaken(error: DBAPIError) -> bool:
    """A unique key was taken meanwhile, or PostgreSQL gave way to the other: serialization, deadlock."""
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", "") in {"40001", "40P01"}


def _translated(run: Callable[[], T]) -> T:
    """The driver's errors in our words, without the statement or its parameters: those are private.

    It is raised where the driver's error is no longer being handled, so that not even its
    `__context__` leads there.
    """
    try:
        return run()
    except PoolTimeout:
        failure: NotStored | NotConfirmed = NotStored("no connection was free")
    except StatementError as error:
        failure = _in_our_words(error)
    raise failure


def _in_our_words(error: StatementError) -> NotStored | NotConfirmed:
    kind = type(error.orig).__name__
    log.warning("the database said no: %s, asked at %s", kind, _place(error))
    return NotConfirmed() if _is_uncertain(error) else NotStored(kind)


def _is_uncertain(error: StatementError) -> bool:
    """Whether it may have been stored all the same: nobody answered, or the disk did not."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return str(getattr(error.orig, "sqlite_errorname", "")).startswith("SQLITE_IOERR")


def _place(error: BaseException) -> str:
    """The last line of ours that it came through."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/bot/" in frame.filename]
    return f"{ours[-1].filename.rpartition('/bot/')[2]}:{ours[-1].lineno}" if ours else "an unknown place"
