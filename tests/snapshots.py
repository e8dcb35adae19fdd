"""What many tests begin with, made once: its rows are kept, and put back for every test after that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table

import bot.tables  # noqa: F401  (so that every table is known)
from bot.storage.base import Base
from bot.storage.engine import Database

Kept = Mapping[str, Sequence[Any]]
"""Rows as the driver has them, by table; the tables that have none are left out."""


@dataclass
class Snapshots:
    """One for each worker. A name stands for one way of making rows, so it is given once only."""

    _kept: dict[tuple[object, ...], Kept] = field(default_factory=dict)

    def prepare(self, database: Database, name: str, make: Callable[[], object], *more: object) -> None:
        """Afterwards the database holds exactly what `make` makes of an empty one.

        `more` is whatever else the rows depend on, such as the moment.
        """
        key = (database.is_sqlite, name, *more)
        if key in self._kept:
            put_back(database, self._kept[key])
            return
        make()
        self._kept[key] = keep(database)


def keep(database: Database) -> Kept:
    """All rows that there are."""
    copy = _copy_sqlite if database.is_sqlite else _copy_postgresql
    with database.writer.begin() as connection:
        found = {table.name: copy(connection, table) for table in Base.metadata.sorted_tables}
    return {name: rows for name, rows in found.items() if rows}


def put_back(database: Database, kept: Kept) -> None:
    """These rows, and no others."""
    with database.writer.begin() as connection:
        delete_rows(connection)
        write = _write_sqlite if database.is_sqlite else _write_postgresql
        for name, rows in kept.items():
            write(connection, name, rows)


def delete_rows(connection: Connection) -> None:
    """Every row of every table, within the transaction; nothing is checked row by row."""
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    deletes = [f"DELETE FROM {name}" for name in tables]  # noqa: S608
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("; ".join(["SET LOCAL session_replication_role = replica", *deletes]))
        return
    for statement in ("PRAGMA defer_foreign_keys = ON", *deletes):
        connection.exec_driver_sql(statement)


def _copy_sqlite(connection: Connection, table: Table) -> Sequence[Any]:
    return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}")]  # noqa: S608


def _write_sqlite(connection: Connection, name: str, rows: Sequence[Any]) -> None:
    places = ", ".join("?" * len(rows[0]))
    connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({places})", list(rows))  # noqa: S608


def _copy_postgresql(connection: Connection, table: Table) -> Sequence[Any]:
    with _cursor(connection).copy(f"COPY {table.name} TO STDOUT") as copy:
        return [bytes(line) for line in copy]


def _write_postgresql(connection: Connection, name: str, rows: Sequence[Any]) -> None:
    with _cursor(connection).copy(f"COPY {name} FROM STDIN") as copy:
        copy.write(b"".join(rows))


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()
