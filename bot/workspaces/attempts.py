"""A unit of work against a database that may say no, and its errors in our words."""

import logging
import traceback
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from bot.errors import NotConfirmed, NotStored
from bot.storage.engine import Database
from bot.storage.work import Overtaken, writing

T = TypeVar("T")
log = logging.getLogger(__name__)
FAILURES = (StatementError, PoolTimeout, Overtaken, StaleDataError)
"""What the database does to a unit of work, in contrast to what a use case says."""
WHAT_TO_DO = {
    "SQLITE_FULL": "its disk is full: make room",
    "53100": "its disk is full: make room",
    "53300": "it takes no more connections: raise max_connections, or run fewer replicas",
    "SQLITE_READONLY": "it can't be written: look at the rights of its file and folder",
    "25006": "it can't be written: it is a standby, or was set to read only",
}
"""For the operator, by SQLite's name or PostgreSQL's code of the error."""


class Ended(NamedTuple, Generic[T]):
    """How a unit of work ended: with a result, or with an error that may be told."""

    result: T | None
    error: Exception | None = None


class Attempt(Generic[T]):
    """A unit of work that stores something, or nothing, or leaves that open."""

    def __init__(
        self, database: Database, task: Callable[[Session], T], *, is_in_doubt: bool = False
    ) -> None:
        self._database = database
        self._task = task
        self.is_in_doubt = is_in_doubt
        """Whether nobody answered to a commit: before it nothing is stored, after it everything may be."""

    def twice_if_need_be(self) -> T:
        """Once more where another transaction wrote the same just before, or where it is in doubt: now it
        finds what is there. Also where the connection broke: it may have been broken before it was lent."""
        try:
            return self.once()
        except (DBAPIError, Overtaken, StaleDataError) as error:
            if not (self.is_in_doubt or _was_overtaken(error) or was_cut_short(error)):
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
            self.is_in_doubt |= committing and was_cut_short(error)
            raise
        return result


def ended(run: Callable[[], T], attempt: Attempt[T] | None = None) -> Ended[T]:
    """Run it; the driver's errors come in our words, without the statement or its parameters: those are
    private.

    Nothing is raised while the driver's error is being handled, so that not even a `__context__` leads there.
    """
    try:
        return Ended(run())
    except Exception as error:  # handed on to whoever waits
        return Ended(None, in_our_words(error, is_in_doubt=attempt is not None and attempt.is_in_doubt))


def result_of(end: Ended[T]) -> T:
    """The result, or the error raised."""
    if end.error is not None:
        raise end.error
    return end.result  # type: ignore[return-value]  # without an error it is a T


def in_our_words(error: Exception, *, is_in_doubt: bool = False) -> Exception:
    if isinstance(error, PoolTimeout):
        why = "no connection was free"
    elif isinstance(error, StatementError):
        why = type(error.orig).__name__
        _log(error)
    else:
        return error
    return NotConfirmed() if is_in_doubt else NotStored(why)


def _was_overtaken(error: Exception) -> bool:
    """A unique key was taken or a row deleted meanwhile, or PostgreSQL gave way to the other: serialization,
    deadlock."""
    if isinstance(error, IntegrityError | Overtaken | StaleDataError):
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") in {"40001", "40P01"}


def was_cut_short(error: Exception) -> bool:
    """Nobody answered, or the disk did not."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    origin = getattr(error, "orig", None)
    return str(getattr(origin, "sqlite_errorname", "")).startswith("SQLITE_IOERR")


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
