"""The doorway from the asynchronous edge into the synchronous core."""

import asyncio
import contextlib
import logging
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextvars import ContextVar
from functools import partial
from typing import Any, Generic, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from bot.clock import Clock
from bot.errors import NotConfirmed, NotStored
from bot.storage.engine import POOL_SIZE, Database
from bot.storage.work import Everywhere, Overtaken, Work, reading, writing
from bot.watch import NOBODY, Watcher
from bot.workspaces.keys import Vaults
from bot.workspaces.threads import Threads

T = TypeVar("T")
log = logging.getLogger(__name__)
DEADLINE_SECONDS = 1.7
"""A click is answered within two seconds, time-outs included (house.md); Slack's own limit is three."""
WHAT_TO_DO = {
    "SQLITE_FULL": "its disk is full: make room",
    "53100": "its disk is full: make room",
    "53300": "it takes no more connections: raise max_connections, or run fewer replicas",
    "SQLITE_READONLY": "it can't be written: look at the rights of its file and folder",
    "25006": "it can't be written: it is a standby, or was set to read only",
}
"""For the operator, by SQLite's name or PostgreSQL's code of the error."""
_answer_by: ContextVar[float | None] = ContextVar("answer_by", default=None)


@contextlib.contextmanager
def one_deadline(seconds: float = DEADLINE_SECONDS) -> Iterator[None]:
    """Everything within shares one deadline: for requests that ask the database, or Slack, more than once."""
    token = _answer_by.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _answer_by.reset(token)


def no_deadline() -> None:
    """Nobody waits for this task any more, whoever started it."""
    _answer_by.set(None)


def seconds_left() -> float | None:
    """How long whoever waits may still be kept waiting; None outside `one_deadline`."""
    by = _answer_by.get()
    return None if by is None else max(by - time.monotonic(), 0.0)


class StillRunning(NotConfirmed):
    """Not known in time, but it will be: `outcome` ends as the work does."""

    def __init__(self, outcome: "asyncio.Future[Any]") -> None:
        super().__init__()
        self.outcome = outcome


class Core:
    """Runs plain functions in a unit of work of their own, on a worker thread, within a deadline.

    `changed` is called, on the event loop, after every commit: the sender listens there.
    """

    def __init__(self, database: Database, vaults: Vaults, clock: Clock, *, watch: Watcher = NOBODY) -> None:
        self.database = database
        self.clock = clock
        self.watch = watch
        self.changed: Callable[[], None] = lambda: None
        self._vaults = vaults
        # SQLite has one writer: a second thread would only wait for the first one's lock.
        self._writers = Threads(1 if database.is_sqlite else POOL_SIZE, "core-write", watch)
        self._readers = Threads(POOL_SIZE, "core-read", watch)
        # What nobody waits for has threads of its own, so that no click stands behind it.
        self._quiet = Threads(2, "core-quiet", watch)

    async def write(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        """What the use case returns, committed.

        Raises `NotStored` where the database refused, `NotConfirmed` where the outcome is unknown
        (`StillRunning` where it can be waited for), and whatever the use case itself raised, with
        nothing stored. A use case may be run twice: it must find what it stored the first time.
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

    async def quiet_look(self, task: Callable[[Everywhere], T]) -> T:
        """Like `look`, for what nobody waits for. A workspace's key may be missing: `within` raises then."""
        return await asyncio.get_running_loop().run_in_executor(self._quiet, self._look_everywhere, task)

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
        threads: Threads,
        how: Callable[[str, Callable[[Work], T]], T],
        workspace_id: str,
        use_case: Callable[[Work], T],
    ) -> T:
        left = seconds_left()
        running = threads.submit(how, workspace_id, use_case)
        waiting = asyncio.wrap_future(running)
        try:
            return await asyncio.wait_for(asyncio.shield(waiting), DEADLINE_SECONDS if left is None else left)
        except TimeoutError:
            late = self._too_late(running, waiting)
            self.watch.unsure("too late")
        raise late

    def _too_late(self, running: Future[T], waiting: "asyncio.Future[T]") -> NotStored | NotConfirmed:
        """What is certain at the deadline: work that has not even begun is taken back."""
        if running.cancel():
            return NotStored("the database was busy")
        waiting.add_done_callback(self._ended_late)
        return StillRunning(waiting)

    def _ended_late(self, waiting: "asyncio.Future[T]") -> None:
        """The person was told "not confirmed"; the desk tells them how it ended."""
        if not waiting.cancelled() and waiting.exception() is None:
            self.changed()

    def _write(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        attempt = Attempt(self.database, lambda session: use_case(self._unit(session, workspace_id)))
        return _translated(attempt.twice_if_need_be, attempt)

    def _read(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        def run() -> T:
            with reading(self.database) as session:
                return use_case(self._unit(session, workspace_id))

        return _translated(run)

    def _session(self, task: Callable[[Session], T]) -> T:
        attempt = Attempt(self.database, task)
        return _translated(attempt.once, attempt)

    def _look(self, task: Callable[[Session], T]) -> T:
        def run() -> T:
            with reading(self.database) as session:
                return task(session)

        return _translated(run)

    def _look_everywhere(self, task: Callable[[Everywhere], T]) -> T:
        def run(session: Session) -> T:
            return task(Everywhere(session, self.clock.now(), partial(self._vaults.of, session)))

        return self._look(run)

    def _unit(self, session: Session, workspace_id: str) -> Work:
        return Work(session, workspace_id, self.clock.now(), self._vaults.of(session, workspace_id))


class Attempt(Generic[T]):
    """A unit of work that stores something, or nothing, or leaves that open."""

    def __init__(self, database: Database, task: Callable[[Session], T]) -> None:
        self._database = database
        self._task = task
        self.is_in_doubt = False
        """Whether nobody answered to a commit: before it nothing is stored, after it everything may be."""

    def twice_if_need_be(self) -> T:
        """Once more where another transaction wrote the same just before, or where it is in doubt: now it
        finds what is there."""
        try:
            return self.once()
        except (DBAPIError, Overtaken, StaleDataError) as error:
            if not (self.is_in_doubt or _was_overtaken(error)):
                raise
        return self.once()

    def once(self) -> T:
        committing = False
        try:
            with writing(self._database) as session:
                result = self._task(session)
                session.flush()
                committing = True
        except StatementError as error:
            self.is_in_doubt |= committing and _was_cut_short(error)
            raise
        return result


def _was_overtaken(error: Exception) -> bool:
    """A unique key was taken or a row deleted meanwhile, or PostgreSQL gave way to the other: serialization,
    deadlock."""
    if isinstance(error, IntegrityError | Overtaken | StaleDataError):
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") in {"40001", "40P01"}


def _was_cut_short(error: StatementError) -> bool:
    """Nobody answered, or the disk did not."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return str(getattr(error.orig, "sqlite_errorname", "")).startswith("SQLITE_IOERR")


def _translated(run: Callable[[], T], attempt: Attempt[T] | None = None) -> T:
    """The driver's errors in our words, without the statement or its parameters: those are private.

    It is raised where the driver's error is no longer being handled, so that not even its
    `__context__` leads there.
    """
    try:
        return run()
    except PoolTimeout:
        why = "no connection was free"
    except StatementError as error:
        why = type(error.orig).__name__
        _log(error)
    raise NotConfirmed if attempt is not None and attempt.is_in_doubt else NotStored(why)


def _log(error: StatementError) -> None:
    kind, code = type(error.orig).__name__, _code(error)
    log.warning("the database said no: %s (%s), asked at %s", kind, code, _place(error))
    if code in WHAT_TO_DO:
        log.error("the database stores nothing: %s", WHAT_TO_DO[code])


def _code(error: StatementError) -> str:
    """SQLite's name or PostgreSQL's code; psycopg has none for whoever was not even let in."""
    if any(words in str(error.orig) for words in ("too many clients", "remaining connection slots")):
        return "53300"
    return getattr(error.orig, "sqlite_errorname", "") or getattr(error.orig, "sqlstate", "") or "no code"


def _place(error: BaseException) -> str:
    """The last line of ours that it came through."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/bot/" in frame.filename]
    return f"{ours[-1].filename.rpartition('/bot/')[2]}:{ours[-1].lineno}" if ours else "an unknown place"
