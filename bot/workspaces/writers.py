"""Who does the jobs: each alone on one of several threads, or all that wait in one transaction.

Those of one kind that can even be done as one: `gathered`.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from bot.storage.engine import Database
from bot.storage.work import Savepoint, writing
from bot.workspaces.attempts import FAILURES, Attempt, Ended, ended, in_our_words, was_cut_short
from bot.workspaces.jobs import Bell, End, Job
from bot.workspaces.threads import Threads

MOST = 64
"""Jobs in one transaction."""
LONGEST_SECONDS = 0.03
"""After that a transaction takes nobody in any more, so that the first in it do not wait for ever; unless
somebody says otherwise."""
Doing = Callable[[Job[Any]], Ended[Any]]


class Alone:
    """Does each job by itself."""

    def __init__(self, threads: Threads, how: Doing, bell: Bell) -> None:
        self._threads = threads
        self._how = how
        self._bell = bell

    def take(self, job: Job[Any]) -> None:
        self._threads.submit(self._do, job)

    def again(self, job: Job[Any]) -> None:
        """One that has begun elsewhere, where it came to nothing, or where that is in doubt."""
        self._threads.submit(self._redo, job)

    def _do(self, job: Job[Any]) -> None:
        if job.begin():
            self._bell.tell([(job, self._how(job))])

    def _redo(self, job: Job[Any]) -> None:
        self._bell.tell([(job, job.along(self._how, job))])


J = TypeVar("J", bound=Job[Any])


class Queue(Generic[J]):
    """Jobs that wait for one thread, and are done several at a time."""

    def __init__(self, threads: Threads, bell: Bell) -> None:
        self._threads = threads
        self._bell = bell
        self.waiting: deque[J] = deque()
        self._is_called = threading.Event()

    def take(self, job: J) -> None:
        self.waiting.append(job)
        self._call()

    def in_one(self) -> list[End]:
        """Do some of them, and say how they ended. Nobody may be waiting any more."""
        raise NotImplementedError

    def _call(self) -> None:
        """Once is enough for all that wait. What else waits for the thread has its turn in between."""
        if not self._is_called.is_set():
            self._is_called.set()
            self._threads.submit(self._go)

    def _go(self) -> None:
        self._is_called.clear()  # first: whoever comes from now on calls again
        self._bell.tell(self.in_one())
        if self.waiting:
            self._call()


class Together(Queue[Job[Any]]):
    """Does all the jobs that wait in one transaction, on the one thread that writes to SQLite.

    They share its BEGIN, its COMMIT and the flush of the disk. Each is in a savepoint, so that a refusal
    undoes what it did and nothing else. Nobody is answered before the COMMIT. Where the database fails at
    any of them, none of it is kept, and each is done again alone, in the same order, as if they had never
    met.
    """

    def __init__(self, threads: Threads, database: Database, bell: Bell, longest: float) -> None:
        super().__init__(threads, bell)
        self._database = database
        self._longest = longest

    def in_one(self) -> list[End]:
        waited = len(self.waiting)
        begun: list[Job[Any]] = []
        committing = False
        try:
            with writing(self._database) as session:
                savepoint = Savepoint(session)  # this waits for the lock: before it nobody has begun
                ends = []
                for job in self._ready():
                    begun.append(job)
                    ends.append((job, _saved(savepoint, session, job)))
                committing = True
        except Exception as error:  # whatever it was, nothing of it is kept
            if not begun:
                return [(job, refused(job, error)) for job in self._first(waited) if job.begin()]
            is_in_doubt = committing and was_cut_short(error)
        else:
            return ends
        return [(job, self._alone(job, is_in_doubt=is_in_doubt)) for job in begun]

    def _ready(self) -> Iterator[Job[Any]]:
        """Those who wait, and who come meanwhile; not those who were taken back."""
        until = time.monotonic() + self._longest
        for job in self._first(MOST):
            if job.begin():
                yield job
            if time.monotonic() > until:
                return

    def _first(self, most: int) -> Iterator[Job[Any]]:
        for _ in range(most):
            if not self.waiting:
                return
            yield self.waiting.popleft()

    def _alone(self, job: Job[Any], *, is_in_doubt: bool) -> Ended[Any]:
        attempt = Attempt(self._database, job.task, is_in_doubt=is_in_doubt)
        return job.along(ended, attempt.twice_if_need_be, attempt)


def refused(job: Job[Any], error: Exception) -> Ended[Any]:
    """Where the database did not even let it begin."""
    return Ended(None, job.along(in_our_words, error))


def _saved(savepoint: Savepoint, session: Session, job: Job[Any]) -> Ended[Any]:
    """How a job ended, with its changes, or without any. Raises what the database did to it."""
    savepoint.begin()
    try:
        end = Ended[Any](job.along(job.task, session))
        session.flush()
    except Exception as error:
        if isinstance(error, FAILURES) or not session.is_active:
            raise
        savepoint.undo()
        end = Ended(None, error)
    savepoint.end()
    return end
