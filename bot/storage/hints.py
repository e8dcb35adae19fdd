"""What a database has to be told about a statement."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class unsought(FunctionElement[str]):  # noqa: N801  (it is used as a function)
    """A column, not to be looked up in an index of its own.

    SQLite does not count rows. It takes "in this workspace" for narrower than "due by now", and would
    read and sort all of a workspace to find the few rows that are due. PostgreSQL knows better.
    """

    inherit_cache = True
    type = String()

    def __init__(self, column: InstrumentedAttribute[str]) -> None:
        super().__init__(column)


@compiles(unsought)
def _as_it_is(element: unsought, compiler: SQLCompiler, **how: Any) -> str:
    (column,) = element.clauses
    return compiler.process(column, **how)


@compiles(unsought, "sqlite")
def _unsought(element: unsought, compiler: SQLCompiler, **how: Any) -> str:
    return f"+{_as_it_is(element, compiler, **how)}"
