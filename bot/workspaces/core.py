"""The doorway from the asynchronous edge into the synchronous core."""

import asyncio
import contextlib
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.errors import Refusal
from bot.storage.engine import POOL_SIZE, Database
from bot.storage.work import Everywhere, Work, reading
from bot.watch import NOBODY, Watcher
from bot.workspaces.attempts import Attempt, Ended, ended, result_of, was_cut_short
from bot.workspaces.gathered import Gathered, Part, Whole
from bot.workspaces.jobs import Bell, Job, StillRunning
from bot.workspaces.keys import Vaults
from bot.workspaces.threads import Threads
from bot.workspaces.writers import LONGEST_SECONDS, Alone, Together

T = TypeVar("T")
Item = TypeVar("Item")
ForMany = Callable[[Work, Sequence[Item]], Sequence[T | Refusal]]
"""A use case for many at once (see `Core.write_among`)."""
DEADLINE_SECONDS = 1.7
"""A click is answered within two seconds, time-outs included (house.md); Slack's own limit is three."""
PATIENCE_SECONDS = 0.3
"""What is done for many at once takes hundredths of a second. If not, the thread hangs on its connection, and
on PostgreSQL there are others."""
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


class Core:
    """Runs plain functions in a unit of work of their own, on a worker thread, within a deadline.

    `changed` is called, on the event loop, after every commit: the sender listens there. A transaction that
    several share takes nobody in after `sharing_seconds`, and nobody waits for one that has lasted for
    `patience_seconds` where they could be served otherwise.
    """

    def __init__(
        self,
        database: Database,
        vaults: Vaults,
        clock: Clock,
        *,
        watch: Watcher = NOBODY,
        sharing_seconds: float = LONGEST_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
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
        self._gatherers = self._writers if database.is_sqlite else Threads(1, "core-gather", watch)
        bell = Bell(watch, self._has_changed)
        alone = Alone(self._writers, self._stored, bell)
        together = Together(self._writers, database, bell, sharing_seconds)
        self._writing = together if database.is_sqlite else alone
        patience = math.inf if database.is_sqlite else patience_seconds
        self._gathered = Gathered(self._gatherers, database, bell, alone, patience=patience)
        self._reading = Alone(self._readers, self._looked, Bell(watch, _nothing))

    async def write(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        """What the use case returns, committed.

        Raises `NotStored` where the database refused, `NotConfirmed` where the outcome is unknown
        (`StillRunning` where it can be waited for), and whatever the use case itself raised, with
        nothing stored. A use case may be run twice: it must find what it stored the first time.
        """
        return await self._answer(self._writing, workspace_id, use_case)

    async def write_among(self, workspace_id: str, use_case: ForMany[Item, T], item: Item) -> T:
        """Like `write`, for what many do at the same time: one run of the use case serves all who wait.

        It is handed what each of them wants, and gives in the same order what each is to get: a result, or a
        refusal, for which nothing may be stored. Use cases that are equal are one.
        """
        whole = self._unit_for_many(workspace_id, use_case)
        job = Part((workspace_id, use_case), whole, item)
        self._gathered.take(job)
        return await self._answered(job)

    async def read(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        return await self._answer(self._reading, workspace_id, use_case)

    async def sessions(self, task: Callable[[Session], T]) -> T:
        """A writing session over all workspaces, for claims and sweeps; no deadline."""
        return await self._without_deadline(self._writers, self._session, task)

    async def look(self, task: Callable[[Session], T]) -> T:
        """A reading session over all workspaces; no deadline."""
        return await self._without_deadline(self._readers, self._look, task)

    async def quiet_read(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        """Like `read`, without a deadline: for what nobody waits for."""
        return await self._without_deadline(self._quiet, self._look, self._unit(workspace_id, use_case))

    async def quiet_look(self, task: Callable[[Everywhere], T]) -> T:
        """Like `look`, for what nobody waits for. A workspace's key may be missing: `within` raises then."""
        return await self._without_deadline(self._quiet, self._look, self._everywhere(task))

    async def work(self, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        """Like `write`, without a deadline: for what nobody waits for."""
        task = self._unit(workspace_id, use_case)
        result = await self._without_deadline(self._writers, self._work, task)
        self.changed()
        return result

    def close(self) -> None:
        for threads in (self._gatherers, self._writers, self._readers, self._quiet):
            threads.shutdown(wait=True, cancel_futures=True)

    async def _answer(self, doers: Alone | Together, workspace_id: str, use_case: Callable[[Work], T]) -> T:
        job = Job(self._unit(workspace_id, use_case))
        doers.take(job)
        return await self._answered(job)

    async def _answered(self, job: Job[T]) -> T:
        left = seconds_left()
        try:
            return await job.answer(DEADLINE_SECONDS if left is None else left)
        finally:
            if job.is_late:
                self.watch.unsure("too late")

    async def _without_deadline(
        self, threads: Threads, how: Callable[[Callable[[Session], T]], T], task: Callable[[Session], T]
    ) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, how, task)

    def _unit(self, workspace_id: str, use_case: Callable[[Work], T]) -> Callable[[Session], T]:
        """A use case as a task for a session."""

        def task(session: Session) -> T:
            vault = self._vaults.of(session, workspace_id)
            return use_case(Work(session, workspace_id, self.clock.now(), vault))

        return task

    def _unit_for_many(self, workspace_id: str, use_case: ForMany[Item, T]) -> Whole[Item, T]:
        def whole(session: Session, items: Sequence[Item]) -> Sequence[T | Refusal]:
            vault = self._vaults.of(session, workspace_id)
            return use_case(Work(session, workspace_id, self.clock.now(), vault), items)

        return whole

    def _everywhere(self, task: Callable[[Everywhere], T]) -> Callable[[Session], T]:
        """The same for a task over all workspaces."""
        return lambda session: task(Everywhere(session, self.clock.now(), partial(self._vaults.of, session)))

    def _has_changed(self) -> None:
        self.changed()

    def _stored(self, job: Job[Any]) -> Ended[Any]:
        attempt = Attempt(self.database, job.task, is_in_doubt=job.is_in_doubt)
        return ended(attempt.twice_if_need_be, attempt)

    def _looked(self, job: Job[Any]) -> Ended[Any]:
        return ended(lambda: self._read(job.task))

    def _work(self, task: Callable[[Session], T]) -> T:
        attempt = Attempt(self.database, task)
        return result_of(ended(attempt.twice_if_need_be, attempt))

    def _session(self, task: Callable[[Session], T]) -> T:
        attempt = Attempt(self.database, task)
        return result_of(ended(attempt.once, attempt))

    def _look(self, task: Callable[[Session], T]) -> T:
        return result_of(ended(lambda: self._read(task)))

    def _read(self, task: Callable[[Session], T]) -> T:
        """Once more where the connection turned out to be broken: whoever looks changes nothing."""
        try:
            return self._read_once(task)
        except StatementError as error:
            if not was_cut_short(error):
                raise
        return self._read_once(task)

    def _read_once(self, task: Callable[[Session], T]) -> T:
        with reading(self.database) as session:
            return task(session)


def _nothing() -> None:
    """Whoever only looks changes nothing."""


__all__ = ["DEADLINE_SECONDS", "Core", "StillRunning", "no_deadline", "one_deadline", "seconds_left"]
