"""Many rows in one statement, on both databases: those that are there already fail no transaction."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, JSON, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert

from bot.storage.base import Base

Rows = Sequence[Mapping[str, Any]]
"""All of them with the same columns."""
AT_ONCE = 500
"""Rows in one statement: a large import must not meet the time-out of statements on a busy server."""


def insert_or_ignore(session: Session, model: type[Base], rows: Rows) -> int:
    """How many rows were new. A row that breaks any unique key is left out."""
    return _put(session, model, rows, replaces=False)


def insert_or_update(session: Session, model: type[Base], rows: Rows) -> int:
    """How many rows there were. One whose primary key is there already gets these values instead.

    No key may be given twice.
    """
    return _put(session, model, rows, replaces=True)


def _put(session: Session, model: type[Base], rows: Rows, *, replaces: bool) -> int:
    if rows:
        session.flush()
    pieces = (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
    return sum(_put_piece(session, model, piece, replaces=replaces) for piece in pieces)


def _put_piece(session: Session, model: type[Base], rows: Rows, *, replaces: bool) -> int:
    table, names = model.__table__, tuple(rows[0])
    assert isinstance(table, Table)
    dialect = session.get_bind().dialect.name
    # The rows as parameters, not as values: so the statement is compiled once and kept, eight times faster.
    statement, given = _row_by_row(table, names, replaces, dialect), [dict(row) for row in rows]
    # A column at a time: one statement for the server.
    if dialect == "postgresql" and len(rows) > 1 and _fits_arrays(table, names):
        statement = _unnested(table, names, replaces)
        given = [{name: [row[name] for row in rows] for name in names}]
    result = session.connection().execute(statement, given, execution_options={"preserve_rowcount": True})
    assert isinstance(result, CursorResult)
    return result.rowcount


@lru_cache
def _fits_arrays(table: Table, names: tuple[str, ...]) -> bool:
    """A list of lists would be an array of more dimensions, and no longer a value for each row."""
    return not any(isinstance(table.c[name].type, JSON) for name in names)


@lru_cache
def _row_by_row(table: Table, names: tuple[str, ...], replaces: bool, dialect: str) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return _settled(insert(table), table, names, replaces)


@lru_cache
def _unnested(table: Table, names: tuple[str, ...], replaces: bool) -> Insert:
    columns = [bindparam(name, type_=ARRAY(table.c[name].type)) for name in names]
    rows = func.unnest(*columns).table_valued(*names).render_derived()
    chosen = select(*[rows.c[name] for name in names])
    inserted = postgresql.insert(table).from_select(names, chosen, include_defaults=False)
    return _settled(inserted, table, names, replaces)


def _settled(
    inserted: sqlite.Insert | postgresql.Insert, table: Table, names: Sequence[str], replaces: bool
) -> Insert:
    """What happens to a row that is there already."""
    if not replaces:
        return inserted.on_conflict_do_nothing()
    others = {name: inserted.excluded[name] for name in names if not table.c[name].primary_key}
    return inserted.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)
