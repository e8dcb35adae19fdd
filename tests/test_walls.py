"""A policy is a table; whoever is not in it gets nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotAllowed, Refusal
from bot.walls import Grant, Policy

TABLE = {
    "answer": {"read": frozenset({"author", "manager"}), "change": frozenset({"author"})},
    "note": {"read": frozenset({"author"})},
}
POLICY = Policy(TABLE)
RELATIONS = st.frozensets(st.sampled_from(["author", "manager", "leader", "member", "everyone"]))


@given(RELATIONS, st.sampled_from(["answer", "note"]), st.sampled_from(["read", "change", "burn"]))
def test_a_grant_is_issued_where_the_table_says_so_and_nowhere_else(
    relations: frozenset[str], record: str, action: str
) -> None:
    may = bool(relations & TABLE[record].get(action, frozenset()))
    assert POLICY.allows(relations, record, action) == may
    if may:
        grant = POLICY.permit("ana", relations, record, action, scope="line")
        assert grant == Grant("ana", record, action, "line")
    else:
        with pytest.raises(NotAllowed):
            POLICY.permit("ana", relations, record, action, scope="line")


def test_a_record_that_the_table_does_not_know_is_a_fault_and_not_a_yes() -> None:
    with pytest.raises(KeyError):
        POLICY.allows({"author"}, "diary", "read")


def test_it_says_who_may() -> None:
    assert POLICY.relations_for("answer", "read") == {"author", "manager"}
    assert POLICY.relations_for("note", "change") == frozenset()


def test_a_no_is_kind_and_can_be_shown() -> None:
    with pytest.raises(Refusal) as raised:
        POLICY.permit("ana", set(), "note", "read", scope="line")
    assert "Nothing was shown" in raised.value.message


def test_a_grant_can_not_be_widened_afterwards() -> None:
    grant = POLICY.permit("ana", {"author"}, "note", "read", scope="line")
    with pytest.raises(AttributeError):
        grant.scope = "another"  # type: ignore[misc]
