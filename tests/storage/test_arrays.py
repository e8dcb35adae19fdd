"""A list of values reaches PostgreSQL as it is, whatever is in it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Boolean, Integer, String, Text, bindparam, func, select
from sqlalchemy.types import TypeEngine

from bot.storage.arrays import array_of
from bot.storage.base import UtcDateTime
from bot.storage.engine import Database

TEXTS = some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]))
AWKWARD = some.sampled_from(
    ["", "NULL", "null", '"', "\\", '\\"', "{}", "{", ",", '","', " a ", "\t\n", "🚲"]
)
FIRST, LAST = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001  (the zone is given below)
MOMENTS = some.datetimes(FIRST, LAST, timezones=some.just(UTC))
KINDS: list[tuple[TypeEngine[Any], some.SearchStrategy[Any]]] = [
    (String(32), TEXTS | AWKWARD),
    (Text(), TEXTS | AWKWARD),
    (UtcDateTime(), MOMENTS),
    (Boolean(), some.booleans()),
    (Integer(), some.integers(-(2**31), 2**31 - 1)),
]
VALUES = some.sampled_from(KINDS).flatmap(
    lambda kind: some.tuples(some.just(kind[0]), some.lists(kind[1] | some.none(), max_size=6))
)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@given(VALUES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_value_comes_back(
    database: Database, kind_and_values: tuple[TypeEngine[Any], list[Any]]
) -> None:
    kind, values = kind_and_values
    given_ones = func.unnest(bindparam("many", values, array_of(kind)), type_=kind).column_valued("one")
    with database.reader.connect() as connection:
        assert list(connection.scalars(select(given_ones))) == values


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_statements_that_differ_in_nothing_but_the_kind_are_told_apart(database: Database) -> None:
    values = ((String(), "a"), (UtcDateTime(), datetime(2026, 3, 2, tzinfo=UTC)), (Boolean(), True))
    with database.reader.connect() as connection:
        for kind, value in values:
            count = select(func.cardinality(bindparam("many", [value], array_of(kind))))
            assert connection.scalar(count) == 1
