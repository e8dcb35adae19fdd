"""A step that calls itself safe is: the version before it writes, changes and reads as it always did."""

from typing import Any

import pytest
from alembic.script import Script, ScriptDirectory
from sqlalchemy import ColumnElement, Connection, Table, TableClause, column, inspect, select, table

from bot.storage.base import Base
from bot.workspaces import schema
from tests.migrations.rows import row_of

STEPS = [step for step in ScriptDirectory(str(schema.SCRIPTS)).walk_revisions() if step.down_revision]


def as_the_old_one_knows(connection: Connection) -> dict[str, TableClause]:
    """The tables with the columns that they have now, and no default of the models of today."""
    found = inspect(connection)
    known = {name: {each["name"] for each in found.get_columns(name)} for name in found.get_table_names()}
    return {
        name: table(name, *(column(one.name, one.type) for one in model.columns if one.name in known[name]))
        for name, model in Base.metadata.tables.items()
        if name in known
    }


def its_rows(model: Table, old: TableClause) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row_of(model, number).items() if name in old.columns}
        for number in (1, 2)
    ]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.revision)
def test_the_version_before_a_safe_step_goes_on(step: Script, empty_url: str) -> None:
    if not step.module.SAFE_WHILE_OLD_RUNS:
        return
    assert isinstance(step.down_revision, str)
    schema.upgrade(empty_url, step.down_revision)
    engine = schema.migrations_engine(empty_url)
    with engine.begin() as connection:
        old = as_the_old_one_knows(connection)
    schema.upgrade(empty_url, step.revision)
    in_order = [each for each in Base.metadata.sorted_tables if each.name in old]
    with engine.begin() as connection:
        for model in in_order:
            rows = its_rows(model, old[model.name])
            connection.execute(old[model.name].insert(), rows)
            connection.execute(
                old[model.name].update().values(rows[0]).where(*_is(model, old[model.name], rows[0]))
            )
            assert len(connection.execute(select(old[model.name])).all()) == 2
        for model in reversed(in_order):
            connection.execute(old[model.name].delete())


def _is(model: Table, old: TableClause, row: dict[str, Any]) -> list[ColumnElement[bool]]:
    return [old.columns[key.name] == row[key.name] for key in model.primary_key.columns]
