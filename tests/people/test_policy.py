"""The walls of the people chain: who reads and does what, for whatever persons and lines there are."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotAllowed
from bot.people import policy

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PERSONS = ("ana", "ben", "carla", "dana", "emil")
persons = st.sampled_from(PERSONS)


@dataclass(frozen=True)
class ALine:
    report_id: str
    manager_id: str
    ended_at: datetime | None = None
    id: str = "line"


@dataclass(frozen=True)
class AText:
    author_id: str
    readable_from: datetime = NOW


some_lines = st.builds(
    ALine, report_id=persons, manager_id=persons, ended_at=st.sampled_from([None, NOW - timedelta(days=1)])
)
some_texts = st.builds(
    AText,
    author_id=persons,
    readable_from=st.sampled_from([NOW - timedelta(minutes=1), NOW, NOW + timedelta(minutes=1)]),
)


@given(some_lines, some_texts, persons)
def test_only_the_report_the_current_manager_and_the_author_ever_read(
    line: ALine, text: AText, viewer: str
) -> None:
    current = {line.manager_id} if line.ended_at is None else set()
    may = {line.report_id, text.author_id} | current
    if text.readable_from > NOW:
        may = {text.author_id}
    assert policy.may_read(viewer, line, text, NOW) == (viewer in may)


@given(some_lines, some_texts, persons, st.sampled_from(["change", "delete"]))
def test_only_the_author_changes_or_deletes(line: ALine, text: AText, viewer: str, action: str) -> None:
    if viewer == text.author_id:
        assert policy.permit_written(viewer, line, text, NOW, action).viewer_id == viewer
    else:
        with pytest.raises(NotAllowed):
            policy.permit_written(viewer, line, text, NOW, action)


@given(some_lines, persons, st.sampled_from(sorted(policy.BEGINS_SOMETHING)))
def test_nothing_begins_in_a_line_that_has_ended(line: ALine, viewer: str, action: str) -> None:
    record = policy.MEETING if action in policy.TABLE[policy.MEETING] else policy.SHARED_RECORD
    if line.ended_at is not None:
        assert not policy.may(viewer, line, action, record=record)


@given(some_lines, persons)
def test_nobody_reads_who_was_told_of_no_reading(line: ALine, author: str) -> None:
    """What a confirmation says about its readers is what the policy does."""
    told = {author, *policy.readers(line, author)}
    for viewer in PERSONS:
        if policy.may_read(viewer, line, AText(author), NOW):
            assert viewer in told


@pytest.mark.parametrize("action", ["schedule", "skip", "record_outcome"])
def test_what_only_the_manager_does(action: str) -> None:
    line = ALine("ben", "ana")
    assert policy.may("ana", line, action)
    assert not policy.may("ben", line, action)


def test_a_grant_is_for_one_line_only() -> None:
    grant = policy.permit("ana", ALine("ben", "ana", id="first"), "read")
    assert (grant.scope, grant.record) == ("first", policy.SHARED_RECORD)


def test_only_the_named_one_decides_a_claim() -> None:
    assert policy.permit_decision("ana", "ana", "claim").viewer_id == "ana"
    with pytest.raises(NotAllowed):
        policy.permit_decision("ben", "ana", "claim")
