"""Writing an update, and what becomes of it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.direction.chain import DIRECTION
from bot.direction.updates import repo, service
from bot.direction.updates.models import Update
from bot.errors import NotAllowed, Refusal
from bot.storage.work import Work
from tests.direction.conftest import MEMBERS, Atlas
from tests.direction.updates.test_cadence import asked, due

TEXT = "We ship weekly now."


def typed(atlas: Atlas, text: str = TEXT, **more: Any) -> tuple[Update, str]:
    """Ben answers the prompt by typing; the row and its source."""
    source = atlas.say("Ben", f"update:{atlas.lead.id}", text, **more)
    row = atlas.do(lambda work: repo.from_source(work, source))
    assert isinstance(row, Update)
    return row, source


def text_in(atlas: Atlas, name: str = "Ana") -> str:
    """What a member would read, or "None"."""
    return str(atlas.render(*atlas.deliveries("update", name)))


def test_typed_text_goes_out_two_minutes_later(atlas: Atlas) -> None:
    due(atlas)
    row, _ = typed(atlas)
    assert row.readable_from == atlas.clock.now() + timedelta(minutes=2)
    assert {one.due_at for one in atlas.deliveries("update")} == {row.readable_from}


def test_it_goes_to_the_channel_and_to_each_member_but_not_to_its_author(atlas: Atlas) -> None:
    atlas.assign(members=frozenset(atlas.persons[name].id for name in (*MEMBERS, "Ben")))
    atlas.post()
    recipients = {(one.recipient, one.to_channel) for one in atlas.deliveries("update")}
    assert recipients == {("C0ATLAS", True)} | {(atlas.persons[name].id, False) for name in MEMBERS}


def test_who_was_deactivated_gets_none(atlas: Atlas) -> None:
    def leave(work: Work) -> None:
        work.session.merge(atlas.ana).active = False

    atlas.do(leave)
    atlas.post()
    assert atlas.deliveries("update", "Ana") == []


def test_the_prompt_is_answered_by_it(atlas: Atlas) -> None:
    due(atlas)
    assert [one.id for one in atlas.open("Ben") if one.asks_text] == [f"update:{atlas.lead.id}"]
    typed(atlas)
    assert not [one for one in atlas.open("Ben") if one.asks_text]


def test_the_same_message_twice_is_one_update(atlas: Atlas) -> None:
    _, source = typed(atlas)
    typed(atlas, "Something else", source=source)
    assert len(atlas.deliveries("update", "Ana")) == 1
    assert TEXT in text_in(atlas)


def test_posting_now_does_not_wait(atlas: Atlas) -> None:
    row, _ = typed(atlas)
    atlas.do(lambda work: service.post_now(work, atlas.ben, work.session.merge(row)))
    assert {one.due_at for one in atlas.deliveries("update")} == {atlas.clock.now()}
    assert "It is out." in str(atlas.render(*atlas.deliveries("saved", "Ben")))


def test_posting_twice_now_changes_nothing(atlas: Atlas) -> None:
    row, _ = typed(atlas)

    def post_now(work: Work) -> None:
        found = repo.find(work, row.id)
        assert found is not None
        service.post_now(work, atlas.ben, found)

    atlas.do(post_now)
    first = atlas.clock.now()
    atlas.later(minutes=5)
    atlas.do(post_now)
    assert {one.due_at for one in atlas.deliveries("update")} == {first}


def test_nobody_but_its_author_posts_changes_or_deletes_it(atlas: Atlas) -> None:
    row, source = typed(atlas)
    for use_case in (
        lambda work: service.post_now(work, atlas.ana, work.session.merge(row)),
        lambda work: DIRECTION.edited(work, atlas.ana, source, "Mine now"),
        lambda work: DIRECTION.deleted(work, atlas.ana, source),
        lambda work: DIRECTION.withdraw(work, atlas.ana, source),
    ):
        with pytest.raises(NotAllowed):
            atlas.do(use_case)
    assert TEXT in text_in(atlas)


def test_a_member_cannot_post_an_update(atlas: Atlas) -> None:
    with pytest.raises(NotAllowed):
        atlas.say("Ana", f"update:{atlas.lead.id}", "I lead now")
    assert atlas.deliveries("update") == []


def test_an_empty_update_is_refused_beside_its_field(atlas: Atlas) -> None:
    with pytest.raises(Refusal) as no:
        atlas.post("   ")
    assert no.value.field == service.CHANGE_FIELD


def test_an_edit_before_it_goes_out_is_not_marked(atlas: Atlas) -> None:
    _, source = typed(atlas)
    assert atlas.do(lambda work: DIRECTION.edited(work, atlas.ben, source, "We ship daily now."))
    assert "We ship daily now." in text_in(atlas)
    assert "Edited" not in text_in(atlas)


def test_an_edit_after_it_went_out_is_marked(atlas: Atlas) -> None:
    _, source = typed(atlas)
    atlas.later(minutes=3)
    atlas.do(lambda work: DIRECTION.edited(work, atlas.ben, source, "We ship daily now."))
    assert "We ship daily now." in text_in(atlas)
    assert "Edited" in text_in(atlas)


def test_editing_the_message_keeps_what_was_said_in_the_form(atlas: Atlas) -> None:
    row = atlas.post(ahead="The importer", measures="Two of three")
    atlas.do(lambda work: service.change_text(work, atlas.ben, work.session.merge(row), "New"))
    for part in ("New", "The importer", "Two of three"):
        assert part in text_in(atlas)


def test_a_deleted_update_opens_the_prompt_again(atlas: Atlas) -> None:
    due(atlas)
    _, source = typed(atlas)
    assert atlas.do(lambda work: DIRECTION.deleted(work, atlas.ben, source))
    assert asked(atlas).state == "open"
    assert [one.id for one in atlas.open("Ben") if one.asks_text] == [f"update:{atlas.lead.id}"]
    assert atlas.render(*atlas.deliveries("update", "Ana")) is None
    assert {one.state for one in atlas.deliveries("update")} == {"dropped"}


def test_deleting_twice_does_not_open_a_prompt_that_was_answered_again(atlas: Atlas) -> None:
    due(atlas)
    _, source = typed(atlas)
    atlas.do(lambda work: DIRECTION.deleted(work, atlas.ben, source))
    atlas.post()
    atlas.do(lambda work: DIRECTION.deleted(work, atlas.ben, source))
    assert not [one for one in atlas.open("Ben") if one.asks_text]


def test_a_former_leader_who_deletes_opens_nothing(atlas: Atlas) -> None:
    due(atlas)
    row, source = typed(atlas)
    atlas.lead_by("Max")
    atlas.do(lambda work: DIRECTION.deleted(work, atlas.ben, source))
    assert not atlas.do(lambda work: repo.open_occurrences(work, [row.lead_id], "update"))


def test_what_was_not_for_them_is_given_back_and_can_be_stored_elsewhere(atlas: Atlas) -> None:
    _, source = typed(atlas)
    assert atlas.do(lambda work: DIRECTION.withdraw(work, atlas.ben, source)) == TEXT
    assert atlas.do(lambda work: DIRECTION.readers(work, source)) is None
    assert atlas.do(lambda work: DIRECTION.withdraw(work, atlas.ben, source)) is None
    typed(atlas, TEXT, source=source)
    assert atlas.do(lambda work: DIRECTION.readers(work, source)) == "everyone here"


def test_a_message_that_nobody_knows_is_not_this_chains(atlas: Atlas) -> None:
    assert atlas.do(lambda work: DIRECTION.edited(work, atlas.ben, "D0:nothing", "x")) is False
    assert atlas.do(lambda work: DIRECTION.deleted(work, atlas.ben, "D0:nothing")) is False
    assert atlas.do(lambda work: DIRECTION.withdraw(work, atlas.ben, "D0:nothing")) is None
    assert atlas.do(lambda work: DIRECTION.readers(work, "D0:nothing")) is None


@pytest.mark.parametrize(("thread", "offered"), [(None, True), ("1772452800.000100", False)])
def test_not_for_them_is_offered_only_for_what_was_typed_without_a_thread(
    atlas: Atlas, thread: str | None, offered: bool
) -> None:
    typed(atlas, thread=thread)
    assert ("Not for them" in str(atlas.render(*atlas.deliveries("saved", "Ben")))) is offered


def test_an_update_is_sealed_at_rest(atlas: Atlas) -> None:
    row = atlas.post(TEXT)
    assert row.change is not None
    assert TEXT.encode() not in row.change


@pytest.mark.parametrize(
    "text", ["&" * 12_000, "<!channel> <https://evil.example|bank>", "😀" * 3_000, "\n\n>\n"]
)
def test_whatever_is_typed_stays_text_and_keeps_the_buttons(atlas: Atlas, text: str) -> None:
    atlas.post(text, ahead=text[:3000], measures=text[:3000])
    message = atlas.render(*atlas.deliveries("update", "Ana"))
    assert message is not None
    assert "<!channel>" not in str(message.blocks)
    assert "<https" not in str(message.blocks)
    assert len(message.blocks) <= 50
    assert "I'm in" in str(message.blocks[-2])
    assert text[:20] not in message.text
