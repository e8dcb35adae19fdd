"""Asking, answering, and who reads it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.chain import Said
from bot.direction.chain import DIRECTION
from bot.direction.questions import repo, service
from bot.direction.questions.models import Question
from bot.errors import NotAllowed, Refusal
from bot.storage.work import Work
from tests.direction.conftest import Atlas

TEXT = "Who does the importer?"


def ask(atlas: Atlas, name: str = "Ana", text: str = TEXT, **more: Any) -> tuple[Question, str]:
    """A question to the leader; the row and its source."""
    source = atlas.say(name, f"ask:{atlas.lead.id}", text, **more)
    row = atlas.do(lambda work: repo.question_from(work, source))
    assert isinstance(row, Question)
    return row, source


def test_a_question_reaches_the_leader_and_the_answer_its_asker(atlas: Atlas) -> None:
    row, _ = ask(atlas)
    (asked,) = atlas.deliveries("question", "Ben")
    assert TEXT in str(atlas.render(asked))
    assert [one.id for one in atlas.open("Ben") if one.asks_text] == [f"answer:{row.id}"]
    atlas.say("Ben", f"answer:{row.id}", "Cy, from Monday.")
    (answered,) = atlas.deliveries("answer", "Ana")
    assert "Cy, from Monday." in str(atlas.render(answered))
    assert TEXT in str(atlas.render(answered))
    assert not [one for one in atlas.open("Ben") if one.asks_text]
    assert "You have answered." in str(atlas.render(asked))


def test_nobody_reads_a_question_before_its_time(atlas: Atlas) -> None:
    later, lead = atlas.clock.now() + timedelta(minutes=2), atlas.lead
    said = Said(atlas.ana, TEXT, "D0:soon", later, None)
    atlas.do(lambda work: DIRECTION.accept(work, f"ask:{lead.id}", said))
    assert [one.due_at for one in atlas.deliveries("question")] == [later]
    assert not [one for one in atlas.open("Ben") if one.asks_text]
    assert atlas.do(lambda work: repo.of_line(work, lead.id, 10)) == []


def test_the_same_message_twice_is_one_question(atlas: Atlas) -> None:
    _, source = ask(atlas)
    ask(atlas, source=source)
    assert len(atlas.deliveries("question")) == 1
    assert len(atlas.deliveries("saved")) == 1


def test_the_same_answer_twice_is_one_answer(atlas: Atlas) -> None:
    row, _ = ask(atlas)
    source = atlas.say("Ben", f"answer:{row.id}", "Cy.")
    atlas.say("Ben", f"answer:{row.id}", "Cy.", source=source)
    assert len(atlas.deliveries("answer")) == 1


def test_only_members_ask_and_only_the_leader_answers(atlas: Atlas) -> None:
    row, _ = ask(atlas)
    with pytest.raises(NotAllowed):
        ask(atlas, "Max")
    with pytest.raises(NotAllowed):
        atlas.say("Cy", f"answer:{row.id}", "I think so.")


def test_author_leader_and_members_read_a_question_and_nobody_else(atlas: Atlas) -> None:
    row, _ = ask(atlas)

    def reads(name: str) -> bool:
        return bool(atlas.do(lambda work: service.may_read(work, atlas.persons[name], row)))

    assert [name for name in atlas.persons if reads(name)] == ["Ben", "Ana", "Cy", "Dee", "Eve", "Fay"]
    with pytest.raises(NotAllowed):
        atlas.do(lambda work: service.text_of(work, atlas.max, row))


def test_its_confirmation_names_its_readers(atlas: Atlas) -> None:
    ask(atlas)
    assert "Read by: you, Ben and the members of Atlas." in str(
        atlas.render(*atlas.deliveries("saved", "Ana"))
    )


def test_an_edit_reaches_the_leader_and_is_kept_as_it_is(atlas: Atlas) -> None:
    _, source = ask(atlas)
    assert atlas.do(lambda work: DIRECTION.edited(work, atlas.ana, source, "Who does the exporter?"))
    assert "Who does the exporter?" in str(atlas.render(*atlas.deliveries("question")))


def test_a_deleted_question_is_read_by_nobody(atlas: Atlas) -> None:
    row, source = ask(atlas)
    assert atlas.do(lambda work: DIRECTION.deleted(work, atlas.ana, source))
    assert atlas.render(*atlas.deliveries("question")) is None
    assert not [one for one in atlas.open("Ben") if one.asks_text]
    with pytest.raises(Refusal):
        atlas.say("Ben", f"answer:{row.id}", "Too late")
    assert "Deleted" in str(atlas.render(*atlas.deliveries("saved", "Ana")))


def test_a_deleted_answer_waits_for_another(atlas: Atlas) -> None:
    row, _ = ask(atlas)
    source = atlas.say("Ben", f"answer:{row.id}", "Cy.")
    atlas.do(lambda work: DIRECTION.deleted(work, atlas.ben, source))
    assert atlas.render(*atlas.deliveries("answer")) is None
    assert [one.id for one in atlas.open("Ben") if one.asks_text] == [f"answer:{row.id}"]


@pytest.mark.parametrize("name", ["Ben", "Cy", "Max"])
def test_nobody_else_changes_or_deletes_what_i_asked(atlas: Atlas, name: str) -> None:
    _, source = ask(atlas)
    with pytest.raises(NotAllowed):
        atlas.do(lambda work: DIRECTION.deleted(work, atlas.persons[name], source))
    with pytest.raises(NotAllowed):
        atlas.do(lambda work: DIRECTION.edited(work, atlas.persons[name], source, "Something else"))


def test_a_successor_reads_no_question_to_the_predecessor(atlas: Atlas) -> None:
    row, _ = ask(atlas)
    atlas.lead_by("Max")
    assert atlas.do(lambda work: service.may_read(work, atlas.max, row)) is False
    assert not [one for one in atlas.open("Max") if one.asks_text]
    assert atlas.do(lambda work: service.may_read(work, atlas.ana, row)), "its author keeps it"
    assert atlas.render(*atlas.deliveries("question")) is None, "nor does it still reach the predecessor"
    with pytest.raises(Refusal, match="no longer leads"):
        atlas.say("Ana", f"ask:{row.lead_id}", "And now?")


def test_an_empty_question_is_refused_beside_its_field(atlas: Atlas) -> None:
    with pytest.raises(Refusal) as no:
        ask(atlas, text="  ")
    assert no.value.field == service.QUESTION_FIELD


def test_a_prompt_that_is_gone_is_refused_kindly(atlas: Atlas) -> None:
    for prompt in ("ask:nobody", "about:nothing", "answer:nothing", "update:none", "direction:none", "what"):
        with pytest.raises(Refusal):
            atlas.say("Ana", prompt, "Hello")


def test_an_update_may_be_asked_about_for_three_days_unless_i_chose_or_asked(atlas: Atlas) -> None:
    update = atlas.post()

    def delivered(work: Work) -> None:
        for one in atlas.deliveries("update"):
            row = work.session.merge(one)
            row.state, row.sent_at = "sent", work.now

    atlas.do(delivered)

    def asks(name: str) -> list[str]:
        return [one.id for one in atlas.open(name) if one.asks_text]

    assert asks("Ana") == asks("Cy") == [f"about:{update.id}"]
    atlas.say("Ana", f"about:{update.id}", TEXT)
    assert asks("Ana") == []
    atlas.later(hours=71)
    assert asks("Cy") == [f"about:{update.id}"]
    atlas.later(hours=1)
    assert asks("Cy") == []


def test_the_leaders_of_my_teams_can_always_be_asked(atlas: Atlas) -> None:
    (prompt,) = atlas.open("Ana")
    assert (prompt.id, prompt.asks_text) == (f"ask:{atlas.lead.id}", False)
    assert prompt.label == "A question to Atlas's leader, Ben"
    assert prompt.readers == "you, Ben and the members of Atlas"
