"""A row in every table, made from nothing but the models: for migrations that must cope with rows."""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Integer, LargeBinary, Table, Time

import bot.tables  # noqa: F401  (so that every table is known)
from bot.storage.base import Base, UtcDateTime

WORKSPACE = "T0ROWS"
VALUES: dict[type, Any] = {
    UtcDateTime: datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    Boolean: True,
    Integer: 1,
    LargeBinary: b"sealed",
    JSON: [],
    Date: date(2026, 3, 2),
    Time: time(10, 0),
}


def fill(connection: Connection) -> int:
    """Two rows in every table; how many there are now."""
    for table in Base.metadata.sorted_tables:
        for number in (1, 2):
            connection.execute(table.insert(), row_of(table, number))
    return 2 * len(Base.metadata.sorted_tables)


def row_of(table: Table, number: int) -> dict[str, Any]:
    """The first or the second row of a table."""
    row = {column.name: _value(table, column, number) for column in table.columns}
    if table.name == "workspaces" and number == 2:
        row["workspace_id"] = "T0OTHER"
    return row


def count(connection: Connection) -> int:
    return sum(len(connection.execute(table.select()).all()) for table in Base.metadata.sorted_tables)


def _value(table: Table, column: Column[Any], number: int) -> Any:
    if column.name == "workspace_id":
        return WORKSPACE
    if column.foreign_keys:
        return _other(table, column, number)
    for kind, value in VALUES.items():
        if isinstance(column.type, kind):
            return value
    return f"{number}{table.name}"[: getattr(column.type, "length", None) or 32]


def _other(table: Table, column: Column[Any], number: int) -> str | None:
    """A row that is there already. Two columns of one row that refer to one table name different rows."""
    (key,) = column.foreign_keys
    target = key.column.table
    if target is table:
        return None
    alike = [one for one in table.columns if any(k.column.table is target for k in one.foreign_keys)]
    alike = [one for one in alike if one.name != "workspace_id"]
    chosen = 1 + (alike.index(column) + number - 1) % 2
    return str(_value(target, target.columns["id"], chosen))
