"""A unit of work: what every use case is handed, and the only way to a session."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Executable, event, inspect, select
from sqlalchemy.orm import Session

from bot.storage.engine import Database
from bot.storage.vault import Vault

MOMENT_MS = 100
"""Well before PostgreSQL looks for a deadlock (a second), and would end somebody's transaction."""
ONLY_READS = "only reads"
"""Marks a session, in its `info`, that sees nothing but what is committed."""


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction in one workspace at one moment. Use cases flush; whoever opened it commits.

    `now` (UTC) is read once, when the work begins: nothing inside asks a clock.
    """

    session: Session
    workspace_id: str
    now: datetime
    vault: Vault

    def ask(self, statement: Executable, **given: object) -> CursorResult[*tuple[Any, ...]]:
        """Plain columns, by a statement on tables that was built once; `workspace` is this one in it.

        That takes less than half as long as objects do, and the session does not know of these rows.
        """
        self.session.flush()
        return self.session.connection().execute(statement, {"workspace": self.workspace_id, **given})


@dataclass(frozen=True, slots=True)
class Everywhere:
    """One transaction over all workspaces, at one moment."""

    session: Session
    now: datetime
    vault_of: Callable[[str], Vault]

    def within(self, workspace_id: str) -> Work:
        """The part of it that one workspace's use cases may be handed."""
        return Work(self.session, workspace_id, self.now, self.vault_of(workspace_id))


class Overtaken(Exception):  # noqa: N818
    """Another transaction has deleted what this one was about to delete: what it read is old."""


class WritingSession(Session):
    """A session in which whatever is deleted has certainly been there."""


@event.listens_for(WritingSession, "before_flush")
def _lock_what_goes(session: Session, *_more: object) -> None:
    """Of two who delete the same row at the same time, one finds it gone, and does not go on as if not."""
    for row in session.deleted:
        state = inspect(row)
        key = zip(state.mapper.primary_key, state.identity or (), strict=True)
        there = select(*state.mapper.primary_key).where(*(column == value for column, value in key))
        with session.no_autoflush:
            if session.execute(there.with_for_update()).first() is None:
                raise Overtaken


@contextmanager
def writing(database: Database) -> Iterator[Session]:
    """A session that commits at the end, and rolls back where anything is raised."""
    with WritingSession(database.writer, expire_on_commit=False) as session, session.begin():
        yield session


def give_way(session: Session) -> None:
    """Begin, and wait for nobody's row in this transaction for longer than a moment. SQLite locks no rows."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {MOMENT_MS}")


class Savepoint:
    """Several units of work in one transaction of SQLite's: each is kept or undone by itself.

    What one has read the next one does not find in the session: it reads for itself. SQLAlchemy's own nested
    transactions cost half as much as a whole click does.
    """

    def __init__(self, session: Session) -> None:
        """Begins the transaction, if it has not begun."""
        self._session = session
        self._execute = session.connection().connection.cursor().execute

    def begin(self) -> None:
        self._execute("SAVEPOINT unit")

    def undo(self) -> None:
        """Back to where it began; it has not ended yet."""
        self._execute("ROLLBACK TO unit")

    def end(self) -> None:
        """What was flushed and not undone is kept with the transaction, and the session is empty again."""
        self._session.expunge_all()
        self._execute("RELEASE unit")


@contextmanager
def reading(database: Database) -> Iterator[Session]:
    """A session for looking; whatever it changed is dropped."""
    with Session(database.reader, autoflush=False, info={ONLY_READS: True}) as session:
        try:
            yield session
        finally:
            session.rollback()
