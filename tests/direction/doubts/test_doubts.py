"""A post into the team's channel of which nobody can tell whether it arrived: its leader is asked, once."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import select

from bot.delivery.models import Delivery
from bot.delivery.unknown import post_again as requeue
from bot.direction.doubts import service
from bot.direction.updates import service as updates
from bot.errors import NotAllowed, Refusal
from bot.playground import drop_reply, refused
from bot.playground.state.messages import Message
from bot.roster.models import Person
from bot.storage.work import Work
from tests.direction.conftest import Atlas, Floor
from tests.direction.test_floor import message, posted, shown

Act = Callable[[Work, Person, str], None]
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
THURSDAY_TEN = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)


async def in_doubt(floor: Floor) -> None:
    """Ben posts, Slack answers nothing, and lets nobody look into the channel."""
    await floor.at(THURSDAY_TEN)
    floor.slack.faults.plan("chat.postMessage", drop_reply())
    floor.slack.faults.plan("conversations.history", refused("not_in_channel"))
    await posted(floor)
    await floor.later(minutes=1)


def in_channel(floor: Floor) -> list[Message]:
    return [one for one in floor.ana.channel("atlas") if "We ship weekly" in shown(one)]


@ON_SQLITE
async def test_the_leader_is_asked_and_has_it_posted_again_once(floor: Floor) -> None:
    await in_doubt(floor)
    asked = message(floor.ben, "Post again?")
    assert not any("Post again?" in shown(one) for one in floor.ana.dm)
    floor.slack.faults.plan("conversations.history", refused("not_in_channel"))
    first = await floor.ben.clicks(asked, "Post again")
    await floor.slack.redeliver(first)
    await floor.settle()
    assert len(in_channel(floor)) == 2
    assert "posted it once more" in shown(message(floor.ben, "once more"))
    bears = [one.metadata["event_payload"]["delivery"] for one in in_channel(floor) if one.metadata]
    assert len(set(bears)) == 2


@ON_SQLITE
async def test_what_has_turned_up_meanwhile_is_not_posted_again(floor: Floor) -> None:
    await in_doubt(floor)
    await floor.ben.clicks(message(floor.ben, "Post again?"), "Post again")
    await floor.settle()
    assert len(in_channel(floor)) == 1


@ON_SQLITE
async def test_the_leader_says_that_it_is_there(floor: Floor) -> None:
    await in_doubt(floor)
    await floor.ben.clicks(message(floor.ben, "Post again?"), "It is there")
    await floor.settle()
    assert len(in_channel(floor)) == 1
    assert "You have seen that it is there" in shown(floor.ben.last)


def unknown(atlas: Atlas) -> Delivery:
    """An update of Ben's that may be in the channel, and Ben was asked."""
    atlas.post()

    def doubt(work: Work) -> Delivery:
        row = work.session.scalars(select(Delivery).where(Delivery.to_channel)).one()
        row.state, row.error, row.attempted_at = "unknown", "not_in_channel", work.now
        work.session.flush()
        service.ask(work, row)
        return row

    row: Delivery = atlas.do(doubt)
    return row


def _do(act: Act, person: Person, delivery_id: str, work: Work) -> None:
    act(work, person, delivery_id)


def test_only_who_answers_for_the_line_is_asked_and_may_answer(atlas: Atlas) -> None:
    row = unknown(atlas)
    assert [one.recipient for one in atlas.deliveries("doubt")] == [atlas.ben.id]
    for person in (atlas.ana, atlas.max):
        for act in (service.post_again, service.is_there):
            with pytest.raises(NotAllowed):
                atlas.do(partial(_do, act, person, row.id))


def test_whoever_leads_next_does_not_decide_for_the_one_before(atlas: Atlas) -> None:
    row = unknown(atlas)
    atlas.lead_by("Max")
    with pytest.raises(NotAllowed):
        atlas.do(lambda work: service.post_again(work, atlas.max, row.id))
    assert atlas.render(*atlas.deliveries("doubt")) is None


def test_a_second_decision_changes_nothing(atlas: Atlas) -> None:
    row = unknown(atlas)
    for act in (service.post_again, service.is_there, service.post_again):
        atlas.do(partial(_do, act, atlas.ben, row.id))
    again = [one for one in atlas.deliveries("update") if one.instead_of == row.id]
    assert [(one.state, one.to_channel) for one in again] == [("queued", True)]
    assert (
        atlas.do(lambda work: requeue(work, work.session.get_one(Delivery, (work.workspace_id, row.id))))
        is False
    )


def test_what_was_deleted_meanwhile_is_not_posted_again(atlas: Atlas) -> None:
    row = unknown(atlas)

    def delete(work: Work) -> None:
        post = updates.find(work, row.subject)
        assert post
        updates.delete(work, atlas.ben, post)

    atlas.do(delete)
    with pytest.raises(Refusal, match="deleted"):
        atlas.do(lambda work: service.post_again(work, atlas.ben, row.id))


def test_a_dm_of_unknown_end_asks_nobody(atlas: Atlas) -> None:
    atlas.post()
    member = atlas.deliveries("update", "Ana")[0]
    atlas.do(lambda work: service.ask(work, member))
    assert atlas.deliveries("doubt") == []


def test_an_id_that_is_none_is_said_kindly(atlas: Atlas) -> None:
    with pytest.raises(Refusal, match="do not know"):
        atlas.do(lambda work: service.post_again(work, atlas.ben, "none"))
