"""The walls of the direction chain: product.md's table, and nothing beside it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.direction import policy
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.questions import repo as questions
from bot.errors import NotAllowed
from bot.roster.models import Person
from bot.storage.vault import WallBreach
from bot.storage.work import Work
from tests.direction.conftest import Atlas

RELATIONS = (policy.AUTHOR, policy.LEADER, policy.MEMBER, policy.EVERYONE)
READS = {
    (policy.DIRECTION, policy.READ): {"author", "leader", "member", "everyone"},
    (policy.UPDATE, policy.READ): {"author", "leader", "member", "everyone"},
    (policy.STANCE, policy.READ): {"author"},
    (policy.STANCE, policy.NAMED): {"leader"},
    (policy.STANCE, policy.UNSIGNED): {"leader"},
    (policy.STANCE, policy.COUNTS): {"member"},
    (policy.QUESTION, policy.READ): {"author", "leader", "member"},
    (policy.ANSWER, policy.READ): {"author", "leader", "member"},
}
"""product.md, Walls: who sees what. Everybody is one of everyone."""


@given(st.sampled_from(sorted(READS)), st.sets(st.sampled_from(RELATIONS)))
def test_whoever_may_read_is_in_the_table(cell: tuple[str, str], relations: set[str]) -> None:
    record, action = cell
    allowed = policy.POLICY.allows(relations | {policy.EVERYONE}, record, action)
    assert allowed is bool((relations | {policy.EVERYONE}) & READS[cell])


@given(st.sampled_from(sorted(policy.TABLE)), st.sets(st.sampled_from(RELATIONS)))
def test_no_person_counts_stances(record: str, relations: set[str]) -> None:
    assert not policy.POLICY.allows(relations, record, policy.COUNT)


def test_the_people_manager_has_no_relation_here() -> None:
    named = {relation for actions in policy.TABLE.values() for each in actions.values() for relation in each}
    assert named == {*RELATIONS, policy.COUNTING}


def relations_of(atlas: Atlas, name: str, lead: Lead, author: str | None = None) -> set[str]:
    person: Person = atlas.persons[name]
    found = atlas.do(lambda work: policy.relations(work, person, lead, author))
    return set(found) - {policy.EVERYONE}


def test_relations_follow_the_open_lines(atlas: Atlas) -> None:
    lead = atlas.lead
    assert relations_of(atlas, "Ben", lead) == {policy.LEADER}
    assert relations_of(atlas, "Ana", lead) == {policy.MEMBER}
    assert relations_of(atlas, "Ana", lead, atlas.ana.id) == {policy.MEMBER, policy.AUTHOR}
    assert relations_of(atlas, "Max", lead) == set()


def test_neither_successor_nor_predecessor_leads_a_line_that_has_ended(atlas: Atlas) -> None:
    old = atlas.lead.id
    atlas.lead_by("Max")
    ended = atlas.do(lambda work: lines.lead(work, old))
    assert relations_of(atlas, "Max", ended) == set()
    assert relations_of(atlas, "Ben", ended) == set()
    assert relations_of(atlas, "Max", atlas.lead) == {policy.LEADER}


def test_a_leader_of_another_discipline_does_not_lead_this_line(atlas: Atlas) -> None:
    atlas.assign(leaders={"general": atlas.ben.id, "design": atlas.max.id})
    assert relations_of(atlas, "Max", atlas.lead) == set()


def test_whoever_leaves_the_team_is_no_member(atlas: Atlas) -> None:
    atlas.assign(members=frozenset({atlas.cy.id}))
    assert relations_of(atlas, "Ana", atlas.lead) == set()


def test_leave_to_read_one_line_opens_nothing_of_another(atlas: Atlas) -> None:
    old = atlas.lead
    source = atlas.say("Ana", f"ask:{old.id}", "Who does the importer?")
    atlas.lead_by("Max")
    new = atlas.lead

    def read_with_the_new_line(work: Work) -> str:
        row = questions.question_from(work, source)
        assert row is not None
        grant = policy.permit(work, atlas.max, new, policy.QUESTION, policy.READ)
        return work.vault.open(row, "text", grant)

    with pytest.raises(WallBreach):
        atlas.do(read_with_the_new_line)


def test_leave_to_count_is_not_leave_to_read_anything_else(atlas: Atlas) -> None:
    row = atlas.post()
    with pytest.raises(WallBreach):
        atlas.do(lambda work: work.vault.open(row, "change", policy.counting(row.lead_id)))


def refused(atlas: Atlas, use_case: Callable[[Work], object]) -> None:
    with pytest.raises(NotAllowed):
        atlas.do(use_case)


def test_everyone_reads_a_direction_and_nobody_else_writes_it(atlas: Atlas) -> None:
    lead = atlas.lead
    assert atlas.do(lambda work: policy.allows(work, atlas.max, lead, policy.DIRECTION, policy.READ))
    refused(atlas, lambda work: policy.permit(work, atlas.ana, lead, policy.DIRECTION, policy.WRITE))
    refused(atlas, lambda work: policy.permit(work, atlas.max, lead, policy.UPDATE, policy.WRITE))


def test_readers_are_said_as_the_table_has_them(atlas: Atlas) -> None:
    lead = atlas.lead

    def readers(record: str) -> str:
        said: str = atlas.do(lambda work: policy.readers(work, record, lead, asker=atlas.ana))
        return said

    assert readers(policy.UPDATE) == "everyone here"
    assert readers(policy.QUESTION) == "you, Ben and the members of Atlas"
    assert readers(policy.ANSWER) == "you, Ana and the members of Atlas"
