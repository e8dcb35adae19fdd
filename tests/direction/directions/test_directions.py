"""Stating, affirming, changing and deleting a direction."""

from datetime import timedelta

import pytest

from bot.direction.chain import DIRECTION
from bot.direction.directions import repo, service
from bot.direction.directions.models import Direction
from bot.errors import NotAllowed, Refusal
from tests.direction.conftest import Atlas

WHERE = "Towards fewer, better features."


def latest(atlas: Atlas) -> Direction | None:
    found: Direction | None = atlas.do(lambda work: repo.latest(work, atlas.team.id, "general"))
    return found


def affirm(atlas: Atlas, name: str) -> None:
    lead = atlas.lead
    atlas.do(lambda work: service.affirm(work, atlas.persons[name], lead))


def test_a_stated_direction_goes_to_channel_and_members(atlas: Atlas) -> None:
    atlas.state(WHERE, "Nobody uses half of them.")
    assert len(atlas.deliveries("direction")) == 6
    text = str(atlas.render(*atlas.deliveries("direction", "Ana")))
    assert WHERE in text
    assert "Nobody uses half of them." in text


def test_a_reply_to_the_prompt_states_it(atlas: Atlas) -> None:
    source = atlas.say("Ben", f"direction:{atlas.lead.id}", WHERE, thread="1.2")
    atlas.say("Ben", f"direction:{atlas.lead.id}", WHERE, source=source)
    assert latest(atlas) is None, "it waits, so that it can be taken back"
    atlas.later(minutes=2)
    assert latest(atlas) is not None
    assert len(atlas.deliveries("direction", "Ana")) == 1
    saved = str(atlas.render(*atlas.deliveries("saved", "Ben")))
    assert "Saved as the direction" in saved
    assert "Editing your message does the same here." in saved


def test_affirming_changes_no_word_and_sends_nothing(atlas: Atlas) -> None:
    row = atlas.state()
    atlas.later(days=30)
    affirm(atlas, "Ben")
    found = latest(atlas)
    assert found is not None
    assert (found.id, found.affirmed_at) == (row.id, atlas.clock.now())
    assert len(atlas.deliveries("direction")) == 6


def test_a_successor_affirms_it_as_their_own(atlas: Atlas) -> None:
    old = atlas.state(WHERE)
    atlas.lead_by("Max")
    atlas.later(days=1)
    affirm(atlas, "Max")
    affirm(atlas, "Max")
    found = latest(atlas)
    assert found is not None
    assert (found.lead_id, found.author_id) == (atlas.lead.id, atlas.max.id)
    assert found.lead_id != old.lead_id
    words = atlas.do(lambda work: service.own_words(work, atlas.max, found))
    assert words.where_to == WHERE


def test_there_is_nothing_to_affirm_before_it_is_stated(atlas: Atlas) -> None:
    with pytest.raises(Refusal, match="nothing to affirm"):
        affirm(atlas, "Ben")


def test_only_its_leader_states_and_affirms(atlas: Atlas) -> None:
    atlas.state()
    with pytest.raises(NotAllowed):
        affirm(atlas, "Ana")
    with pytest.raises(NotAllowed):
        atlas.say("Max", f"direction:{atlas.lead.id}", "Mine")


def test_editing_and_deleting_the_message_does_the_same(atlas: Atlas) -> None:
    first = atlas.state("The old way")
    atlas.later(days=1)
    source = atlas.say("Ben", f"direction:{atlas.lead.id}", WHERE)
    atlas.later(minutes=3)
    atlas.do(lambda work: DIRECTION.edited(work, atlas.ben, source, "Towards three features."))
    message = str(atlas.render(atlas.deliveries("direction", "Ana")[-1]))
    assert "Towards three features." in message
    assert "Edited" in message
    atlas.do(lambda work: DIRECTION.deleted(work, atlas.ben, source))
    found = latest(atlas)
    assert found is not None
    assert found.id == first.id, "what was stated before counts again"


def test_what_was_not_for_them_is_given_back(atlas: Atlas) -> None:
    source = atlas.say("Ben", f"direction:{atlas.lead.id}", WHERE)
    assert atlas.do(lambda work: DIRECTION.withdraw(work, atlas.ben, source)) == WHERE
    atlas.later(minutes=3)
    assert latest(atlas) is None
    assert atlas.do(lambda work: DIRECTION.readers(work, source)) is None


def test_an_empty_direction_is_refused_beside_its_field(atlas: Atlas) -> None:
    with pytest.raises(Refusal) as no:
        atlas.state("  ")
    assert no.value.field == service.WHERE_FIELD


def test_it_stands_until_a_newer_one_can_be_read(atlas: Atlas) -> None:
    first = atlas.state("The old way")
    atlas.later(days=1)
    atlas.say("Ben", f"direction:{atlas.lead.id}", WHERE)
    now = latest(atlas)
    assert now is not None
    assert now.id == first.id
    atlas.clock.move(timedelta(minutes=2))
    after = latest(atlas)
    assert after is not None
    assert after.id != first.id
