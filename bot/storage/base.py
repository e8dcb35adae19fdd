"""What every table has: a workspace in its keys, and moments in UTC."""

import itertools
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, ForeignKeyConstraint, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
ID = String(32)


def new_id() -> str:
    return secrets.token_hex(16)


_counter = itertools.count()


def ordered_id(moment: datetime) -> str:
    """An id that sorts by when it was made: milliseconds, a counter, and chance (as UUID 7 does)."""
    return ordered_ids(moment, 1)[0]


def ordered_ids(moment: datetime, count: int) -> list[str]:
    """So many of them, in order."""
    made = f"{int(moment.timestamp() * 1000):012x}"
    chance = secrets.token_hex(7 * count)
    return [
        f"{made}{next(_counter) & 0xFFFFFF:06x}{chance[place : place + 14]}"
        for place in range(0, 14 * count, 14)
    ]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. A naive one is refused rather than guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _as_text if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[Any], datetime | None]:
        return _from_text if dialect.name == "sqlite" else _in_utc


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)


# SQLite has no type for moments, and rows are full of them: this takes a third of the time that
# SQLAlchemy's own text does with a step of ours after it. The text is the same.
def _as_text(moment: datetime | None) -> str | None:
    """ "2026-03-02 12:00:00.000000"."""
    there = _in_utc(moment)
    return there.isoformat(" ", "microseconds")[:26] if there else None


def _from_text(text: str | None) -> datetime | None:
    return datetime.fromisoformat(f"{text}+00:00") if text else None


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012  (SQLAlchemy reads it)


class InWorkspace:
    """Mixin: the primary key is (workspace_id, id)."""

    workspace_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)


def belongs(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """A foreign key inside one workspace: (workspace_id, column) to table (workspace_id, id)."""
    return ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"], **options)
