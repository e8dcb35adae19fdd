"""What somebody on the event loop waits for, for a while, and a worker thread does."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextvars import copy_context
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from bot.errors import NotConfirmed, NotStored
from bot.watch import Watcher
from bot.workspaces.attempts import Ended

T = TypeVar("T")
S = TypeVar("S")


class StillRunning(NotConfirmed):
    """Not known in time, but it will be: `outcome` ends as the work does."""

    def __init__(self, outcome: "asyncio.Future[Any]") -> None:
        super().__init__()
        self.outcome = outcome


class Job(Generic[T]):
    """A task for one unit of work.

    The event loop makes it, waits for it and may take it back; a worker thread begins it. A lock that is
    never let go settles which came first: what was taken back has certainly not begun.
    """

    def __init__(self, task: Callable[[Session], T]) -> None:
        self.task = task
        """May be done again where nothing came of it."""
        self._context = copy_context()
        self._first = threading.Lock()
        self.loop = asyncio.get_running_loop()
        self._answer: asyncio.Future[T] = self.loop.create_future()
        self._late_answer: asyncio.Future[T] | None = None
        self.is_late = False
        """Whether it was not known in time how it ended."""
        self.is_in_doubt = False
        """Whether nobody answered to a commit that was to store it."""

    async def answer(self, seconds: float) -> T:
        """What the task returns or raises; `NotStored` or `StillRunning` where that is not known in time."""
        timer = self.loop.call_later(seconds, self._too_late)
        try:
            return await self._answer
        finally:
            timer.cancel()

    def begin(self) -> bool:
        """Whether it may be done: not where it was taken back. For the worker thread, once."""
        return self._first.acquire(blocking=False)

    def along(self, step: Callable[..., S], /, *given: Any) -> S:
        """Do a step of it on the way of whoever asked, so that what is logged bears its id."""
        return self._context.run(step, *given)

    def end(self, end: Ended[T]) -> None:
        """Tell whoever waits. For the event loop."""
        waiting = self._late_answer or self._answer
        if waiting.done():  # nobody waits any more
            return
        if end.error is not None:
            waiting.set_exception(end.error)
        else:
            waiting.set_result(end.result)  # type: ignore[arg-type]  # without an error it is a T

    def _too_late(self) -> None:
        """What is certain at the deadline: work that has not even begun is taken back."""
        if self._answer.done():
            return
        self.is_late = True
        if self.begin():
            self._answer.set_exception(NotStored("the database was busy"))
            return
        self._late_answer = self.loop.create_future()
        self._late_answer.add_done_callback(_look_at)
        self._answer.set_exception(StillRunning(self._late_answer))


End = tuple[Job[Any], Ended[Any]]


class Bell:
    """From worker threads to the event loop: how jobs ended.

    The loop is woken once for all that end before it looks. `changed` is called there where any of them
    went well, before whoever waits goes on.
    """

    def __init__(self, watch: Watcher, changed: Callable[[], None]) -> None:
        self._watch = watch
        self._changed = changed
        self._ended: deque[End] = deque()
        self._rings = False

    def tell(self, ends: Sequence[End]) -> None:
        """From a worker thread."""
        for _, end in ends:
            if isinstance(end.error, NotStored | NotConfirmed):
                self._watch.unsure(type(end.error).__name__)
        self._ended.extend(ends)
        if not ends or self._rings:
            return
        self._rings = True
        try:
            ends[0][0].loop.call_soon_threadsafe(self._look)
        except RuntimeError:  # the loop is closed: nobody waits any more
            self._rings = False

    def _look(self) -> None:
        self._rings = False  # first: whoever ends from now on rings again
        ends = [self._ended.popleft() for _ in range(len(self._ended))]
        if any(end.error is None for _, end in ends):
            self._changed()
        for job, end in ends:
            job.end(end)


def _look_at(late: "asyncio.Future[Any]") -> None:
    """Somebody may wait for it, or not: asyncio need not complain."""
    if not late.cancelled():
        late.exception()
