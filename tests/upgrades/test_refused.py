"""What is refused: an unsafe step while others may run, an old version's start, a table that is held."""

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage.engine import open_database
from bot.workspaces import schema
from bot.workspaces.schema import Held, NotReady
from tests.upgrades.versions import NEXT, next_version, tandem


def environment(url: str) -> dict[str, str]:
    return {**os.environ, "TANDEM_DATABASE_URL": url}


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_an_unsafe_step_waits_until_somebody_says_that_all_are_stopped(
    empty_url: str, tmp_path: Path
) -> None:
    schema.upgrade(empty_url)
    version = next_version(tmp_path, schema.head(), safe=False)
    refused = tandem(version, environment(empty_url), "db", "upgrade")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"Revision {NEXT} is not safe while an older Tandem runs, and nothing was changed: "
        "stop all of them, then type `tandem db upgrade --all-stopped`.\n"
    )
    assert schema.current(empty_url) == schema.head()
    done = tandem(version, environment(empty_url), "db", "upgrade", "--all-stopped")
    assert done.stdout.startswith(f"{NEXT}, not safe while an older Tandem runs: One more")
    assert done.stdout.endswith(f"The database is at revision {NEXT}.\n")


def test_a_running_process_works_on_where_a_newer_one_has_upgraded_and_none_starts(empty_url: str) -> None:
    schema.upgrade(empty_url)
    database = open_database(empty_url)
    assert schema.problem_with(database) is None
    with schema.migrations_engine(empty_url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :next"), {"next": NEXT})
    assert schema.problem_with(database) is None
    with pytest.raises(NotReady, match="which a newer Tandem made"):
        schema.ready_or_refuse(empty_url)
    database.dispose()


def test_a_process_is_not_ready_where_the_database_went_back(empty_url: str) -> None:
    schema.upgrade(empty_url)
    database = open_database(empty_url)
    schema.downgrade(empty_url, "0001")
    assert schema.problem_with(database) == f"the database is at 0001, not at {schema.head()}"
    database.dispose()


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_a_step_does_not_stand_in_everybodys_way_behind_a_backup(empty_url: str) -> None:
    schema.upgrade(empty_url, "0001")
    with schema.migrations_engine(empty_url).connect() as backup:
        backup.execute(text("LOCK TABLE deliveries IN ACCESS SHARE MODE"))
        with pytest.raises(Held, match="try again when it is done"):
            schema.upgrade(empty_url, patience=0)
    assert schema.current(empty_url) == "0001"
