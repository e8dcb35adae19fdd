"""Worker threads that stay on the way of whoever asked for the work."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from bot.errors import NotConfirmed, NotStored
from bot.watch import Watcher

T = TypeVar("T")


class Threads(ThreadPoolExecutor):
    """Also reports what the database did not do."""

    def __init__(self, most: int, name: str, watch: Watcher) -> None:
        super().__init__(most, name)
        self._watch = watch

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        return super().submit(copy_context().run, self._watched, fn, *args, **kwargs)

    def _watched(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        try:
            return fn(*args, **kwargs)
        except (NotStored, NotConfirmed) as error:
            self._watch.unsure(type(error).__name__)
            raise
