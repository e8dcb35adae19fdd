"""Rows handed to a statement as one table, so that its text is the same however many they are.

A list (`IN (?, ?, ...)`) is another statement for each length, to be put together, parsed and planned anew;
and of pairs in two lists a database tries each of the first with each of the second.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import FromClause, String, Text, bindparam, func, select

from bot.storage.arrays import array_of


class Given:
    """A table of strings. Statements with it are made once for each dialect, as those in `upsert`."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def table(self, dialect: str) -> FromClause:
        return self._unnested() if dialect == "postgresql" else self._from_json()

    def values(self, dialect: str, rows: Iterable[tuple[str | None, ...]]) -> dict[str, Any]:
        """The statement's parameters for these rows. PostgreSQL takes a column at a time."""
        if dialect != "postgresql":
            return {"given": json.dumps(list(rows))}
        columns = list(zip(*rows, strict=True)) or [()] * len(self._names)
        return {f"given_{name}": list(column) for name, column in zip(self._names, columns, strict=True)}

    def _unnested(self) -> FromClause:
        columns = [bindparam(f"given_{name}", type_=array_of(String())) for name in self._names]
        return func.unnest(*columns).table_valued(*self._names, name="given").render_derived()

    def _from_json(self) -> FromClause:
        each = func.json_each(bindparam("given", type_=Text())).table_valued("value")
        picked = [
            func.json_extract(each.c.value, f"$[{place}]", type_=String()).label(name)
            for place, name in enumerate(self._names)
        ]
        return select(*picked).subquery("given")
