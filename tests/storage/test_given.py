"""Rows handed to a statement are rows, whatever is in them."""

import pytest
from sqlalchemy import select

from bot.storage.given import Given
from bot.storage.work import Work
from tests.conftest import Do

ROWS: list[tuple[str | None, ...]] = [
    ("T1", "a", None),
    ("T2", "b", 'a "quote", a \\ and a {brace}'),
    ("T1", "c", "żółć 🚲"),
]


@pytest.mark.parametrize("rows", [ROWS, []])
def test_what_is_given_comes_back_row_by_row(do: Do, rows: list[tuple[str | None, ...]]) -> None:
    given = Given("one", "two", "three")

    def ask(work: Work) -> list[tuple[str | None, ...]]:
        dialect = work.session.get_bind().dialect.name
        table = given.table(dialect)
        query = select(table.c.one, table.c.two, table.c.three)
        return [tuple(row) for row in work.session.execute(query, given.values(dialect, rows))]

    assert sorted(do(ask), key=str) == sorted(rows, key=str)
