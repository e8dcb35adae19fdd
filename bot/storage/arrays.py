"""A list of values as one parameter for PostgreSQL."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ARRAY, Boolean, Dialect, String, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from bot.storage.base import UtcDateTime

Values = Sequence[str | None]
TEXTS = (String, Text)
OTHERS = (Boolean, UtcDateTime)
"""PostgreSQL reads these as Python writes them."""


def array_of(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type of a parameter that holds a list of such values."""
    if type(kind) in (*TEXTS, *OTHERS):
        return Written(kind)
    # Of one dimension: a list of lists is a value of JSON for each row, not an array of more dimensions.
    return ARRAY(kind, dimensions=1)


class Written(TypeDecorator[Any]):
    """An array that we write down ourselves.

    The driver looks at each value for what has to be quoted: in a sweep that was a fifth of all that Python
    did. Here everything is quoted, and looked at as a whole.
    """

    impl = ARRAY
    cache_ok = True

    def __init__(self, kind: TypeEngine[Any]) -> None:
        super().__init__(kind)
        self.kind = kind  # so named: by it SQLAlchemy tells statements apart that it keeps

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        convert = self.kind.dialect_impl(dialect).bind_processor(dialect)
        if type(self.kind) in TEXTS:
            return written
        return lambda values: written(_each_once(convert or _same, values))


def written(values: Values) -> str:
    """`{"one","two",NULL}`: PostgreSQL's form of an array (its manual, "Array Input and Output Syntax")."""
    if not values:
        return "{}"
    if None not in values:
        joined = '","'.join(values)  # type: ignore[arg-type]  # none of them is None
        if "\\" not in joined and joined.count('"') == 2 * (len(values) - 1):
            return f'{{"{joined}"}}'
    return f"{{{','.join(map(_quoted, values))}}}"


def _quoted(value: str | None) -> str:
    if value is None:
        return "NULL"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _each_once(convert: Callable[[Any], Any], values: Sequence[Any]) -> Values:
    """Most moments of a sweep are those of many."""
    known = {value: None if value is None else str(convert(value)) for value in set(values)}
    return [known[value] for value in values]


def _same(value: Any) -> Any:
    return value
