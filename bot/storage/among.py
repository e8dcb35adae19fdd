"""`column IN (...)` for many values, as each database does it best."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, String, any_, bindparam
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.storage.arrays import array_of


def among(
    session: Session, column: InstrumentedAttribute[str], values: Collection[str]
) -> ColumnElement[bool]:
    """Whether a text is one of these.

    On PostgreSQL they are one parameter: one for each would make every statement another one, to write
    down, to send and to plan. SQLite wants them one by one: it looks up each where it has an index.
    """
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(bindparam(None, list(values), array_of(String())))
    return column.in_(values)
