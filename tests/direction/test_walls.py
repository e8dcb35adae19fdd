"""Attacks on the walls of the direction chain that no click could begin, and some that one could."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.direction import policy
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.questions import repo as questions
from bot.direction.questions import service as asking
from bot.direction.questions.models import Question
from bot.direction.stances import service as stances
from bot.direction.updates import service as updates
from bot.direction.updates.models import Update
from bot.errors import NotAllowed
from bot.storage.work import Work
from tests.direction.conftest import MEMBERS, Atlas

SOON = timedelta(minutes=2)


def asked(atlas: Atlas, name: str = "Ana", *, wait: timedelta = timedelta()) -> Question:
    lead, me = atlas.lead, atlas.persons[name]

    def ask(work: Work) -> Question:
        return asking.ask(
            work,
            me,
            lead,
            "Who decides?",
            update_id=None,
            source=atlas.source(),
            readable_from=work.now + wait,
        )

    row: Question = atlas.do(ask)
    return row


def chooses(atlas: Atlas, name: str, row: Update) -> None:
    atlas.do(lambda work: stances.choose(work, atlas.persons[name], row.id, "in"))


def reads(atlas: Atlas, name: str, row: Question) -> bool:
    return bool(atlas.do(lambda work: asking.may_read(work, atlas.persons[name], row)))


def relations_of(atlas: Atlas, name: str, lead: Lead) -> set[str]:
    return set(atlas.do(lambda work: policy.relations(work, atlas.persons[name], lead)))


def written(atlas: Atlas, *, wait: timedelta) -> Update:
    lead = atlas.lead

    def write(work: Work) -> Update:
        words = updates.Written("We stop the import.")
        return updates.write(
            work, atlas.ben, lead, words, source=atlas.source(), readable_from=work.now + wait
        )

    row: Update = atlas.do(write)
    return row


@pytest.mark.parametrize("name", ["Ben", "Cy", "Max"])
def test_a_question_is_read_by_nobody_but_its_author_for_two_minutes(atlas: Atlas, name: str) -> None:
    row, me = asked(atlas, wait=SOON), atlas.persons[name]
    with pytest.raises(NotAllowed):
        atlas.do(lambda work: asking.text_of(work, me, row))
    assert atlas.do(lambda work: asking.text_of(work, atlas.ana, row)) == "Who decides?"
    atlas.later(minutes=2)
    assert atlas.do(lambda work: asking.may_read(work, me, row)) is (name != "Max")


def test_nobody_answers_what_they_cannot_read_yet(atlas: Atlas) -> None:
    row = asked(atlas, wait=SOON)
    with pytest.raises(NotAllowed):
        atlas.say("Ben", f"answer:{row.id}", "I do.")


def test_an_update_that_has_not_gone_out_is_not_read_chosen_on_or_asked_about(atlas: Atlas) -> None:
    row = written(atlas, wait=SOON)
    with pytest.raises(NotAllowed):
        atlas.do(lambda work: policy.public(work, row))
    with pytest.raises(NotAllowed):
        atlas.do(lambda work: stances.choose(work, atlas.ana, row.id, "in"))
    with pytest.raises(NotAllowed):
        atlas.say("Ana", f"about:{row.id}", "Why?")
    atlas.later(minutes=2)
    atlas.do(lambda work: stances.choose(work, atlas.ana, row.id, "in"))


def test_a_leader_who_belongs_to_the_team_does_not_fill_up_three_stances_to_four(atlas: Atlas) -> None:
    atlas.assign(members=frozenset(atlas.persons[name].id for name in (*MEMBERS, "Ben")))
    row = atlas.post()
    for name in MEMBERS[:3]:
        chooses(atlas, name, row)
    with pytest.raises(NotAllowed):
        atlas.do(lambda work: stances.choose(work, atlas.ben, row.id, "differ"))
    assert atlas.do(lambda work: stances.for_leader(work, atlas.ben, row)).unsigned is None


def test_whoever_joins_the_team_later_reads_nothing_of_a_line_that_has_ended(atlas: Atlas) -> None:
    row, old = asked(atlas), atlas.lead.id
    atlas.later(hours=1)
    members = frozenset(atlas.persons[name].id for name in (*MEMBERS, "Max"))
    atlas.assign(leaders={"general": atlas.max.id}, members=members)
    atlas.later(hours=1)
    atlas.assign(members=members | {atlas.nia.id})
    ended = atlas.do(lambda work: lines.lead(work, old))
    assert relations_of(atlas, "Max", ended) == relations_of(atlas, "Nia", ended) == {policy.EVERYONE}
    assert not reads(atlas, "Max", row)
    assert not reads(atlas, "Nia", row)
    assert reads(atlas, "Cy", row), "who was there goes on reading"


def test_a_leader_who_is_replaced_is_shown_no_question_any_more(atlas: Atlas) -> None:
    row = asked(atlas)
    atlas.do(lambda work: setattr(work.session.merge(atlas.deliveries("question")[0]), "state", "sent"))
    atlas.lead_by("Max")
    [delivery] = atlas.deliveries("question")
    assert delivery.refresh_at is not None
    assert atlas.do(lambda work: work.session.scalar(select(Question.id))) == row.id


def test_what_came_from_somebody_else_is_not_confirmed_to_me(atlas: Atlas) -> None:
    row = asked(atlas)
    with pytest.raises(NotAllowed):
        atlas.say("Cy", f"ask:{atlas.lead.id}", "Mine.", source=row.source)
    stored = atlas.do(lambda work: questions.question_from(work, row.source))
    assert stored.asker_id == atlas.ana.id


def test_members_hear_of_who_let_themselves_in(atlas: Atlas) -> None:
    members = frozenset(atlas.persons[name].id for name in (*MEMBERS, "Max"))
    atlas.assign(atlas.max, members=members)
    told = {one.recipient for one in atlas.deliveries("lines") if one.recipient != atlas.max.id}
    before = {one.recipient for one in atlas.deliveries("lines", "Cy")}
    assert before <= told
    sentences = str(atlas.render(*atlas.deliveries("lines", "Cy")))
    assert "Max is now a member of Atlas. (Max did this.)" in sentences
