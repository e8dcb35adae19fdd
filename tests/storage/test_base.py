"""Ids, moments, and rows that are already there."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.clock import ManualClock
from bot.roster.models import Team
from bot.storage.among import among
from bot.storage.base import UtcDateTime, ordered_id
from bot.storage.engine import Database
from bot.storage.upsert import insert_all, insert_or_ignore, update_all
from bot.storage.work import reading, writing
from bot.workspaces.models import Workspace
from tests.conftest import MONDAY_NOON


def test_ordered_ids_sort_by_when_they_were_made() -> None:
    later = MONDAY_NOON + timedelta(milliseconds=1)
    made = [ordered_id(MONDAY_NOON) for _ in range(100)] + [ordered_id(later) for _ in range(100)]
    assert made == sorted(made)
    assert len(set(made)) == 200
    assert all(len(one) == 32 for one in made)


def test_a_naive_moment_is_refused_rather_than_guessed(database: Database) -> None:
    kind = UtcDateTime()
    with pytest.raises(ValueError, match="time zone"):
        kind.bind_processor(database.writer.dialect)(datetime(2026, 3, 2))  # noqa: DTZ001


def test_moments_come_back_in_utc(database: Database, clock: ManualClock) -> None:
    tokyo = datetime(2026, 3, 2, 21, 0, tzinfo=timezone(timedelta(hours=9)))
    with writing(database) as session:
        session.add(Workspace(workspace_id="T1", name="", created_at=tokyo))
    with reading(database) as session:
        found = session.get(Workspace, "T1")
        assert found
        assert found.created_at == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
        assert found.created_at.tzinfo is UTC


def test_rows_that_are_there_already_are_left_alone(database: Database, workspace: str) -> None:
    rows = [{"workspace_id": workspace, "id": one, "name": one, "purpose": ""} for one in "aba"]
    with writing(database) as session:
        assert insert_or_ignore(session, Team, rows) == 2
        assert insert_or_ignore(session, Team, rows) == 0
        assert insert_or_ignore(session, Team, []) == 0


def teams(workspace: str, names: str) -> list[dict[str, str]]:
    return [{"workspace_id": workspace, "id": one, "name": one, "purpose": ""} for one in names]


def test_rows_that_are_all_alike_are_one_row(database: Database, workspace: str) -> None:
    with writing(database) as session:
        assert insert_or_ignore(session, Team, teams(workspace, "aa")) == 1


def test_a_row_that_must_be_new_fails_where_it_is_not(database: Database, workspace: str) -> None:
    with writing(database) as session:
        assert insert_all(session, Team, teams(workspace, "ab")) == 2
    with pytest.raises(IntegrityError), writing(database) as session:
        insert_all(session, Team, teams(workspace, "bc"))


def test_each_row_gets_its_own_new_values_and_no_other_row_any(database: Database, workspace: str) -> None:
    with writing(database) as session:
        insert_all(session, Team, teams(workspace, "abc"))
        rows = [{"workspace_id": workspace, "id": one, "purpose": one * 2} for one in "ab"]
        assert update_all(session, Team, rows) == 2
        assert update_all(session, Team, [{**row, "channel": "C1"} for row in rows[:1]]) == 1
    with reading(database) as session:
        found = session.execute(select(Team.id, Team.purpose, Team.channel).order_by(Team.id))
        assert [tuple(row) for row in found] == [("a", "aa", "C1"), ("b", "bb", None), ("c", "", None)]


def test_lists_are_kept_as_they_are_in_rows_that_are_stored_together(
    database: Database, workspace: str, clock: ManualClock
) -> None:
    lists = {"T1": ["a", "b"], "T2": [], "T3": [["c", 1], [None]]}
    rows = [{"workspace_id": one, "admins": listed} for one, listed in lists.items()]
    with writing(database) as session:
        for one in lists:
            session.add(Workspace(workspace_id=one, created_at=clock.now()))
        session.flush()
        assert update_all(session, Workspace, rows) == 3
    with reading(database) as session:
        found = session.execute(select(Workspace.workspace_id, Workspace.admins))
        assert {one: listed for one, listed in found if one in lists} == lists


def test_among_many_values_those_that_are_there_are_found(database: Database, workspace: str) -> None:
    with writing(database) as session:
        insert_all(session, Team, teams(workspace, "abc"))
        chosen = select(Team.id).where(among(session, Team.id, ["a", "c", "x"])).order_by(Team.id)
        assert session.scalars(chosen).all() == ["a", "c"]
        assert session.scalars(select(Team.id).where(among(session, Team.id, []))).all() == []
