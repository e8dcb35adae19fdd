"""Many rows in one statement, on both databases."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Table, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert, Update

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
        names, differing = tuple(piece[0]), _differing(piece)
        statement, given = _update_row_by_row(table, names), [_by_name(row) for row in piece]
        if _dialect(session) == "postgresql" and differing:
            statement, given = _update_unnested(table, names, differing), [_by_column(piece, differing)]
        session.connection().execute(statement, given)


def _put(session: Session, model: type[Base], rows: Rows, settle: Settle) -> int:
    return sum(_put_piece(session, _table(model), piece, settle) for piece in _pieces(session, rows))


def _put_piece(session: Session, table: Table, rows: Rows, settle: Settle) -> int:
    names, differing, dialect = tuple(rows[0]), _differing(rows), _dialect(session)
    # The rows as parameters, not as values: so the statement is compiled once and kept, eight times faster.
    statement, given = _row_by_row(table, names, settle, dialect), [dict(row) for row in rows]
    if dialect == "postgresql" and differing:
        statement, given = _unnested(table, names, differing, settle), [_by_column(rows, differing)]
    result = session.connection().execute(statement, given, execution_options={"preserve_rowcount": True})
    assert isinstance(result, CursorResult)
    return result.rowcount


def _table(model: type[Base]) -> Table:
    assert isinstance(model.__table__, Table)
    return model.__table__


def _pieces(session: Session, rows: Rows) -> Iterator[Rows]:
    if rows:
        session.flush()
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


@lru_cache
def _row_by_row(table: Table, names: Names, settle: Settle, dialect: str) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return settle(insert(table), table, names)


@lru_cache
def _update_row_by_row(table: Table, names: Names) -> Update:
    return _updated(table, {name: bindparam(_one(name), type_=table.c[name].type) for name in names})


# On PostgreSQL a column at a time: one statement for the server. A column in which all rows are alike is
# given once, for it costs the driver as much to write an array as it costs the server to store it.
@lru_cache
def _unnested(table: Table, names: Names, differing: Names, settle: Settle) -> Insert:
    values = _given(table, names, differing)
    chosen = select(*[values[name] for name in names])
    inserted = postgresql.insert(table).from_select(names, chosen, include_defaults=False)
    return settle(inserted, table, names)


@lru_cache
def _update_unnested(table: Table, names: Names, differing: Names) -> Update:
    return _updated(table, _given(table, names, differing))


def _updated(table: Table, values: Mapping[str, ColumnElement[Any]]) -> Update:
    key = [column == values[column.name] for column in table.primary_key]
    others = {name: value for name, value in values.items() if not table.c[name].primary_key}
    return update(table).where(*key).values(others)


def _given(table: Table, names: Names, differing: Names) -> dict[str, ColumnElement[Any]]:
    """What is given, as columns of rows to select from."""
    columns = [bindparam(_all(name), type_=ARRAY(table.c[name].type)) for name in differing]
    rows = func.unnest(*columns).table_valued(*differing).render_derived("given")
    alike = {name: bindparam(_one(name), type_=table.c[name].type) for name in names}
    return {name: rows.c[name] if name in differing else alike[name] for name in names}


def _differing(rows: Rows) -> Names:
    """The columns in which not all rows are alike."""
    first = rows[0]
    return tuple(name for name in first if any(row[name] != first[name] for row in rows))


def _by_name(row: Row) -> dict[str, Any]:
    return {_one(name): value for name, value in row.items()}


def _by_column(rows: Rows, differing: Names) -> dict[str, Any]:
    return _by_name(rows[0]) | {_all(name): [row[name] for row in rows] for name in differing}


def _one(name: str) -> str:
    """A parameter's name; a column's own name has a meaning of its own to SQLAlchemy."""
    return f"one_{name}"


def _all(name: str) -> str:
    return f"all_{name}"


def _insists(inserted: Inserting, _table: Table, _names: Names) -> Insert:
    return inserted


def _ignores(inserted: Inserting, _table: Table, _names: Names) -> Insert:
    return inserted.on_conflict_do_nothing()


def _replaces(inserted: Inserting, table: Table, names: Names) -> Insert:
    others = {name: inserted.excluded[name] for name in names if not table.c[name].primary_key}
    return inserted.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)
