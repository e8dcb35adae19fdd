"""A unit of work: what every use case is handed, and the only way to a session."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.storage.engine import Database
from bot.storage.vault import Vault

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


@contextmanager
def writing(database: Database) -> Iterator[Session]:
    """A session that commits at the end, and rolls back where anything is raised."""
    with Session(database.writer, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(database: Database) -> Iterator[Session]:
    """A session for looking; whatever it changed is dropped."""
    with Session(database.reader, autoflush=False, info={ONLY_READS: True}) as session:
        try:
            yield session
        finally:
            session.rollback()
