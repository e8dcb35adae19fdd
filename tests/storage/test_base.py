"""Ids, moments, and rows that are already there."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.clock import ManualClock
from bot.roster.models import Team
from bot.storage.base import UtcDateTime, ordered_id
from bot.storage.engine import Database
from bot.storage.upsert import insert_or_ignore
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
