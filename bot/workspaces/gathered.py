"""What many ask for at the same time, done as one: each question once, and one commit, for all of them."""

import logging
import math
import time
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from bot.errors import Refusal
from bot.storage.engine import Database
from bot.storage.work import give_way, writing
from bot.workspaces.attempts import Ended, was_cut_short
from bot.workspaces.jobs import Bell, End, Job
from bot.workspaces.threads import Threads
from bot.workspaces.writers import MOST, Alone, Queue, refused

Item = TypeVar("Item")
T = TypeVar("T")
log = logging.getLogger(__name__)
Whole = Callable[[Session, Sequence[Item]], Sequence[T | Refusal]]
"""Does it for many. Where one is refused, the refusal stands in its place, and nothing is stored for it."""


class Part(Job[T], Generic[Item, T]):
    """A job that can be done with all others of its kind, or alone."""

    def __init__(self, kind: Hashable, whole: Whole[Item, T], item: Item) -> None:
        super().__init__(self._only)
        self.kind = kind
        self.whole = whole
        self.item = item

    def _only(self, session: Session) -> T:
        (end,) = self.whole(session, [self.item])
        if isinstance(end, Refusal):
            raise end
        return end


Jobs = Sequence[Part[Any, Any]]


class Gathered(Queue[Part[Any, Any]]):
    """Does all the jobs of one kind that wait in one transaction, on one thread.

    On PostgreSQL it gives way to whoever has locked a row, so that those who are held up by one of them are
    not held up for long, and that it is never part of a deadlock. Where anything fails, none of it is kept,
    and each is done again alone, as if they had never met. Whoever comes when a transaction has lasted for
    longer than `patience` seconds does not wait for it.
    """

    def __init__(
        self, threads: Threads, database: Database, bell: Bell, alone: Alone, *, patience: float
    ) -> None:
        super().__init__(threads, bell)
        self._database = database
        self._alone = alone
        self._patience = patience
        self._began = math.inf

    def take(self, job: Part[Any, Any]) -> None:
        if time.monotonic() - self._began > self._patience:
            self._alone.take(job)
        else:
            super().take(job)

    def in_one(self) -> list[End]:
        self._began = time.monotonic()
        try:
            return self._together(self._of_one_kind())
        finally:
            self._began = math.inf

    def _together(self, jobs: Jobs) -> list[End]:
        begun: list[Part[Any, Any]] = []
        committing = False
        try:
            with writing(self._database) as session:
                give_way(session)  # this asks the database: before it answers nobody has begun
                begun += [job for job in jobs if job.begin()]
                ends = _done(session, begun)
                session.flush()
                committing = True
        except Exception as error:  # whatever it was, nothing of it is kept
            if not begun and not was_cut_short(error):
                return [(job, refused(job, error)) for job in jobs if job.begin()]
            log.info("%d jobs of a kind are done each alone: %s", len(jobs), type(error).__name__)
            is_in_doubt = committing and was_cut_short(error)
        else:
            return ends
        self._part(jobs, begun, is_in_doubt=is_in_doubt)
        return []

    def _part(self, jobs: Jobs, begun: Jobs, *, is_in_doubt: bool) -> None:
        """On the threads where each would have been done otherwise."""
        for job in begun:
            job.is_in_doubt = is_in_doubt
            self._alone.again(job)
        for job in jobs if not begun else ():  # a connection that broke before it was lent
            self._alone.take(job)

    def _of_one_kind(self) -> Jobs:
        """The first who waits, and others who want the same; the rest go on waiting in their order."""
        chosen: list[Part[Any, Any]] = []
        others: list[Part[Any, Any]] = []
        for _ in range(len(self.waiting)):
            job = self.waiting.popleft()
            is_one = not chosen or (job.kind == chosen[0].kind and len(chosen) < MOST)
            (chosen if is_one else others).append(job)
        self.waiting.extendleft(reversed(others))
        return chosen


def _done(session: Session, jobs: Jobs) -> list[End]:
    if not jobs:
        return []
    ends = jobs[0].whole(session, [job.item for job in jobs])
    return [
        (job, Ended(None, end) if isinstance(end, Refusal) else Ended(end))
        for job, end in zip(jobs, ends, strict=True)
    ]
