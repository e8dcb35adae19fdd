"""Migrations: up, down and up again, with rows in the tables; and no difference to the models."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, make_url, text, update

from bot.delivery.models import Delivery, PlannedRefresh
from bot.errors import BadInput
from bot.storage.base import Base
from bot.storage.engine import open_database
from bot.workspaces import schema
from bot.workspaces.schema import NotReady
from tests.migrations.rows import count, fill

ADDED_SINCE = ("planned_refreshes", "allowances")
"""The tables that came with the steps after the first."""
PARTS_OF_SQLITE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
COMMA_OUTSIDE = re.compile(r",(?![^()]*\))")
"""Not between brackets: a column that was added later stands on the last line, with the others."""
PARTS_OF_POSTGRESQL = """
    SELECT indexname AS name, indexdef AS sql FROM pg_indexes
      WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
        AND conrelid::regclass::text <> 'alembic_version'
    UNION SELECT table_name || '.' || column_name, data_type || ' ' || is_nullable || ' '
        || coalesce(character_maximum_length::text, '') FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name <> 'alembic_version'
"""


def tables(url: str) -> set[str]:
    engine = schema.migrations_engine(url)
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def parts(connection: Connection) -> dict[str, list[str]]:
    """Every table, index and constraint, with what it is made of, in any order."""
    query = PARTS_OF_SQLITE if connection.dialect.name == "sqlite" else PARTS_OF_POSTGRESQL
    return {name: _made_of(sql) for name, sql in connection.execute(text(query))}


def _made_of(sql: str) -> list[str]:
    """The columns and constraints of SQLite's words for a table; anything else is one part."""
    if not sql.startswith("CREATE TABLE"):
        return [" ".join(sql.split())]
    inside = sql[sql.index("(") + 1 : sql.rindex(")")]
    return sorted(" ".join(part.split()) for part in COMMA_OUTSIDE.split(inside))


def test_up_down_and_up_again_with_rows_in_every_table(empty_url: str) -> None:
    engine = schema.migrations_engine(empty_url)
    for _ in range(2):
        schema.upgrade(empty_url)
        with engine.begin() as connection:
            assert fill(connection) == count(connection) > 0
        schema.downgrade(empty_url, "base")
        assert tables(empty_url) == set()
    schema.upgrade(empty_url)
    assert schema.current(empty_url) == schema.head()


def test_each_step_goes_down_and_up_with_rows_in_every_table(empty_url: str) -> None:
    engine = schema.migrations_engine(empty_url)
    schema.upgrade(empty_url)
    with engine.begin() as connection:
        before, filled = parts(connection), fill(connection)
    schema.downgrade(empty_url, "0001")
    schema.upgrade(empty_url)
    with engine.begin() as connection:
        assert parts(connection) == before
        assert count(connection) == filled - 2 * len(ADDED_SINCE)
    assert schema.differences(empty_url) == []


def test_what_was_planned_is_kept_by_the_version_before(empty_url: str) -> None:
    schema.upgrade(empty_url)
    engine = schema.migrations_engine(empty_url)
    with engine.begin() as connection:
        fill(connection)
        connection.execute(update(Delivery).values(refresh_at=None, state="sent"))
        same = {"chain": "c", "subject": "s"}
        connection.execute(update(Delivery).where(Delivery.id.startswith("1")).values(**same))
        connection.execute(
            update(PlannedRefresh).where(PlannedRefresh.id.startswith("1")).values(**same, kind="")
        )
    schema.downgrade(empty_url, "0001")
    with engine.begin() as connection:
        query = text("SELECT id FROM deliveries WHERE refresh_at IS NOT NULL")
        assert connection.scalars(query).all() == ["1deliveries"]


def test_every_step_says_whether_the_old_version_may_run_on() -> None:
    for script in ScriptDirectory.from_config(schema._config()).walk_revisions():
        assert script.module.SAFE_WHILE_OLD_RUNS in (True, False)


def test_an_upgrade_that_is_not_needed_keeps_every_row(empty_url: str) -> None:
    schema.upgrade(empty_url)
    engine = schema.migrations_engine(empty_url)
    with engine.begin() as connection:
        filled = fill(connection)
    schema.upgrade(empty_url)
    schema.ready_or_refuse(empty_url)
    with engine.begin() as connection:
        assert count(connection) == filled


def test_alembic_finds_no_difference_to_the_models(empty_url: str) -> None:
    schema.upgrade(empty_url)
    assert schema.differences(empty_url) == []


def test_not_even_a_condition_or_a_check_differs(empty_url: str) -> None:
    """Alembic compares neither the conditions of indexes nor checks."""
    engine = schema.migrations_engine(empty_url)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        wanted = parts(connection)
        Base.metadata.drop_all(connection)
    schema.upgrade(empty_url)
    with engine.begin() as connection:
        assert parts(connection) == wanted


def test_a_table_that_is_missing_is_a_difference(empty_url: str) -> None:
    schema.upgrade(empty_url)
    with schema.migrations_engine(empty_url).begin() as connection:
        connection.execute(text("DROP TABLE away"))
    assert any("away" in line for line in schema.differences(empty_url))


def test_two_processes_may_upgrade_at_once(empty_url: str) -> None:
    environment = {**os.environ, "TANDEM_DATABASE_URL": empty_url}
    command = [sys.executable, "-m", "bot", "db", "upgrade"]
    both = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    ends = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], ends
    assert schema.differences(empty_url) == []


def test_sqlite_becomes_ready_by_itself_and_postgresql_says_what_to_type(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        schema.ready_or_refuse(empty_url)
        assert schema.current(empty_url) == schema.head()
    else:
        with pytest.raises(NotReady, match=r"holds no tables yet.*type `tandem db upgrade`"):
            schema.ready_or_refuse(empty_url)
        assert tables(empty_url) == set()


def test_a_step_that_fails_changes_nothing_and_is_one_line(empty_url: str) -> None:
    schema.upgrade(empty_url)
    with schema.migrations_engine(empty_url).begin() as connection:
        connection.execute(text("DROP TABLE away"))
    before = tables(empty_url)
    with pytest.raises(NotReady, match="nothing was changed") as caught:
        schema.downgrade(empty_url, "base")
    assert "\n" not in str(caught.value)
    assert tables(empty_url) == before


def test_a_database_of_a_newer_tandem_is_left_alone(empty_url: str) -> None:
    schema.upgrade(empty_url)
    with schema.migrations_engine(empty_url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for step in (schema.ready_or_refuse, schema.upgrade):
        with pytest.raises(NotReady, match="9999, which a newer Tandem made"):
            step(empty_url)
    assert "at revision 9999" in schema.differences(empty_url)[0]


def test_a_revision_that_does_not_exist_is_bad_input(empty_url: str) -> None:
    with pytest.raises(BadInput, match="nonsense"):
        schema.upgrade(empty_url, "nonsense")


def test_readiness_is_seen_from_an_open_database(empty_url: str) -> None:
    database = open_database(empty_url)
    if database.is_sqlite:
        assert schema.problem_with(database) == "the database does not answer"  # there is no file yet
        Path(str(make_url(empty_url).database)).touch()
    assert "no revision" in (schema.problem_with(database) or "")
    schema.upgrade(empty_url)
    assert schema.problem_with(database) is None
    database.dispose()


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "postgresql://tandem:hush@127.0.0.1:1/tandem"]
)
def test_a_database_that_is_not_there_is_said_without_its_password(url: str) -> None:
    with pytest.raises(NotReady, match="TANDEM_DATABASE_URL") as caught:
        schema.ready_or_refuse(url)
    assert "hush" not in str(caught.value)
    database = open_database(url)
    assert schema.problem_with(database) == "the database does not answer"
    database.dispose()


def test_the_files_names_are_the_revisions_as_alembic_reads_them() -> None:
    """A start reads names alone: Alembic is not even imported where nothing is to be migrated."""
    scripts = ScriptDirectory.from_config(schema._config())
    assert schema.head() == scripts.get_current_head()
    assert schema._all() == {script.revision for script in scripts.walk_revisions()}
