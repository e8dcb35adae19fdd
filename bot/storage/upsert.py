"""Many rows in one statement, on both databases."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, Table, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert, Update
from sqlalchemy.sql.selectable import TableValuedAlias

from bot.storage.base import Base

Row = Mapping[str, Any]
Rows = Sequence[Row]
"""All of them with the same columns."""
Names = tuple[str, ...]
Inserting = sqlite.Insert | postgresql.Insert
Settle = Callable[[Inserting, Table, Names], Insert]
"""What is to happen to a row that is there already."""
AT_ONCE = 500
"""Rows in one statement: a large import must not meet the time-out of statements on a busy server."""


def insert_all(session: Session, model: type[Base], rows: Rows) -> int:
    """How many rows there were. One that breaks a key fails the transaction."""
    return _put(session, model, rows, _insists)


def insert_or_ignore(session: Session, model: type[Base], rows: Rows) -> int:
    """How many rows were new. A row that breaks any unique key is left out."""
    return _put(session, model, rows, _ignores)


def insert_or_update(session: Session, model: type[Base], rows: Rows) -> int:
    """How many rows there were. One whose primary key is there already gets these values instead.

    No key may be given twice.
    """
    return _put(session, model, rows, _replaces)


def update_all(session: Session, model: type[Base], rows: Rows) -> None:
    """Each row's primary key says which one it is; its other columns are the new values."""
    table = _table(model)
    for piece in _pieces(session, rows):
        names = tuple(piece[0])
        if _dialect(session) == "postgresql":
            session.connection().execute(_update_unnested(table, names), _columns(piece, names))
        else:
            given = [{_which(name, table): value for name, value in row.items()} for row in piece]
            session.connection().execute(_update_row_by_row(table), given)


def _table(model: type[Base]) -> Table:
    assert isinstance(model.__table__, Table)
    return model.__table__


def _pieces(session: Session, rows: Rows) -> Iterator[Rows]:
    if rows:
        session.flush()
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _columns(rows: Rows, names: Names) -> dict[str, list[Any]]:
    """A column at a time: on PostgreSQL that is one statement for the server."""
    return {_all(name): [row[name] for row in rows] for name in names}


def _all(name: str) -> str:
    """A parameter's name: that of a column itself means one new value."""
    return f"all_{name}"


def _put(session: Session, model: type[Base], rows: Rows, settle: Settle) -> int:
    return sum(_put_piece(session, _table(model), piece, settle) for piece in _pieces(session, rows))


def _put_piece(session: Session, table: Table, rows: Rows, settle: Settle) -> int:
    names, dialect = tuple(rows[0]), _dialect(session)
    # The rows as parameters, not as values: so the statement is compiled once and kept, eight times faster.
    statement, given = _row_by_row(table, names, settle, dialect), [dict(row) for row in rows]
    if dialect == "postgresql" and len(rows) > 1:
        statement, given = _unnested(table, names, settle), [_columns(rows, names)]
    result = session.connection().execute(statement, given, execution_options={"preserve_rowcount": True})
    assert isinstance(result, CursorResult)
    return result.rowcount


@lru_cache
def _row_by_row(table: Table, names: Names, settle: Settle, dialect: str) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return settle(insert(table), table, names)


@lru_cache
def _unnested(table: Table, names: Names, settle: Settle) -> Insert:
    rows = _given(table, names)
    chosen = select(*[rows.c[name] for name in names])
    inserted = postgresql.insert(table).from_select(names, chosen, include_defaults=False)
    return settle(inserted, table, names)


@lru_cache
def _update_row_by_row(table: Table) -> Update:
    key = [column == bindparam(_which(column.name, table)) for column in table.primary_key]
    return update(table).where(*key)


@lru_cache
def _update_unnested(table: Table, names: Names) -> Update:
    rows = _given(table, names)
    others = {name: rows.c[name] for name in names if not table.c[name].primary_key}
    key = [column == rows.c[column.name] for column in table.primary_key]
    return update(table).where(*key).values(others)


def _which(name: str, table: Table) -> str:
    """The same for a row: its key has no new value."""
    return f"which_{name}" if table.c[name].primary_key else name


def _given(table: Table, names: Names) -> TableValuedAlias:
    """What is given, as rows to select from."""
    columns = [bindparam(_all(name), type_=ARRAY(table.c[name].type)) for name in names]
    return func.unnest(*columns).table_valued(*names).render_derived("given")


def _insists(inserted: Inserting, _table: Table, _names: Names) -> Insert:
    return inserted


def _ignores(inserted: Inserting, _table: Table, _names: Names) -> Insert:
    return inserted.on_conflict_do_nothing()


def _replaces(inserted: Inserting, table: Table, names: Names) -> Insert:
    others = {name: inserted.excluded[name] for name in names if not table.c[name].primary_key}
    return inserted.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)
