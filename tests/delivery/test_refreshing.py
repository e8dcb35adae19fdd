"""A message is a function of its rows: when they change, it does, wherever it stands."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import update

from bot.delivery import outbox
from bot.delivery.claims import LEASE
from bot.delivery.models import Delivery
from bot.delivery.refreshing import claim_stale, done
from bot.playground import rate_limited, refused, server_error
from bot.storage.work import Work
from tests.delivery.conftest import Office

DAY = timedelta(days=1)


async def sent(office: Office, *subjects: str, **more: Any) -> None:
    office.person()
    for subject in subjects:
        office.enqueue(subject, **more)
    await office.sender.drain()


def plan(at: datetime, work: Work) -> None:
    outbox.refresh(work, "people", "prompt", at=at)


def refresh(office: Office, subject: str) -> None:
    office.do(lambda work: outbox.refresh(work, "people", subject))


async def test_a_changed_message_is_updated_where_it_stands(office: Office) -> None:
    await sent(office, "held?")
    office.say["held?"] = "held"
    refresh(office, "held?")
    assert await office.sender.drain() == 1
    assert office.reads() == ["held"]
    assert office.row("held?").refresh_at is None
    assert await office.sender.drain() == 0


async def test_only_the_named_kinds_of_that_chain_are_updated(office: Office) -> None:
    await sent(office, "held?")
    office.do(lambda work: outbox.refresh(work, "direction", "held?"))
    office.do(lambda work: outbox.refresh(work, "people", "held?", "post"))
    assert await office.sender.drain() == 0


async def test_what_renders_to_nothing_stays_as_it_is(office: Office) -> None:
    await sent(office, "held?")
    office.say["held?"] = None
    refresh(office, "held?")
    assert await office.sender.drain() == 0
    assert office.reads() == ["held?"]
    assert office.row("held?").refresh_at is None


async def test_a_merged_message_is_updated_once_and_whole(office: Office) -> None:
    await sent(office, "one", "two", merges=True)
    office.say["two"] = "two, changed"
    refresh(office, "one")
    refresh(office, "two")
    assert await office.sender.drain() == 1
    assert office.reads() == ["one + two, changed"]


async def test_every_message_of_a_snoozed_prompt_is_updated(office: Office) -> None:
    await sent(office, "prompt")
    office.do(lambda work: outbox.snooze(work, row_of(work, "prompt"), work.now + DAY))
    office.clock.move(DAY)
    await office.sender.drain()
    assert office.reads() == ["prompt", "prompt"]
    office.say["prompt"] = "answered"
    refresh(office, "prompt")
    await office.sender.drain()
    assert office.reads() == ["answered", "answered"]


async def test_a_snoozed_prompt_that_was_answered_shows_it_at_once(office: Office) -> None:
    await sent(office, "prompt")
    office.do(lambda work: outbox.snooze(work, row_of(work, "prompt"), work.now + DAY))
    office.say["prompt"] = "answered"
    refresh(office, "prompt")
    await office.sender.drain()
    assert office.reads() == ["answered"]
    assert office.row("prompt").state == "queued"


async def test_a_deleted_message_is_skipped(office: Office) -> None:
    await sent(office, "prompt")
    office.slack.faults.plan("chat.update", refused("message_not_found"))
    refresh(office, "prompt")
    assert await office.sender.drain() == 0
    assert office.row("prompt").refresh_at is None


async def test_a_limit_or_a_silence_is_waited_out(office: Office) -> None:
    await sent(office, "prompt")
    office.say["prompt"] = "answered"
    refresh(office, "prompt")
    office.slack.faults.plan("chat.update", rate_limited(20), server_error(500))
    for _ in range(3):
        await office.sender.drain()
        office.clock.move(timedelta(seconds=31))
    assert office.reads() == ["answered"]
    assert office.row("prompt").refresh_at is None


async def test_a_change_during_the_update_is_not_lost(office: Office) -> None:
    await sent(office, "prompt")
    refresh(office, "prompt")
    (stale,) = office.do(lambda work: claim_stale(work.session, work.now, 50))
    refresh(office, "prompt")
    office.do(lambda work: done(work.session, stale))
    assert office.row("prompt").refresh_at is not None
    assert await office.sender.drain() == 1


async def test_a_change_between_rendering_and_the_mark_is_not_lost(office: Office) -> None:
    office.person()
    office.enqueue("prompt")
    office.do(lambda work: work.session.execute(update(Delivery).values(state="sending")))
    refresh(office, "prompt")
    office.do(lambda work: work.session.execute(update(Delivery).values(state="queued")))
    await office.sender.drain()
    assert len(office.slack.calls_of("chat.update")) == 1


async def test_killed_during_an_update_it_is_done_after_the_lease(office: Office) -> None:
    await sent(office, "prompt")
    office.say["prompt"] = "answered"
    refresh(office, "prompt")
    office.do(lambda work: claim_stale(work.session, work.now, 50))
    assert await office.sender.drain() == 0
    office.clock.move(LEASE)
    assert await office.sender.drain() == 1
    assert office.reads() == ["answered"]


async def test_a_fault_in_a_renderer_leaves_the_message(office: Office) -> None:
    await sent(office, "prompt")
    office.say["prompt"] = "fault"
    refresh(office, "prompt")
    assert await office.sender.drain() == 0
    assert office.reads() == ["prompt"]
    assert office.row("prompt").refresh_at is None


async def test_what_is_planned_delays_nothing_that_is_due_and_is_not_overtaken_by_it(office: Office) -> None:
    await sent(office, "prompt")
    for minutes in (2, 3):
        at = office.clock.now() + timedelta(minutes=minutes)
        office.do(partial(plan, at))
    refresh(office, "prompt")
    shown = []
    for said in ("at once", "after two minutes", "after three minutes"):
        office.say["prompt"] = said
        await office.sender.drain()
        shown.append(office.reads())
        office.clock.move(timedelta(minutes=1 + (said == "at once")))
    assert shown == [["at once"], ["after two minutes"], ["after three minutes"]]
    assert await office.sender.drain() == 0


async def test_what_is_planned_goes_for_messages_that_are_sent_meanwhile(office: Office) -> None:
    office.person()
    in_two_minutes = office.clock.now() + timedelta(minutes=2)
    office.enqueue("prompt", due_at=office.clock.now() + timedelta(minutes=1), bound=True)
    office.do(lambda work: outbox.refresh(work, "people", "prompt", at=in_two_minutes))
    office.clock.move(timedelta(minutes=1))
    await office.sender.drain()
    office.say["prompt"] = "changed"
    office.clock.move(timedelta(minutes=1))
    assert await office.sender.drain() == 1
    assert office.reads() == ["changed"]


def row_of(work: Work, subject: str) -> Delivery:
    return work.session.query(Delivery).filter_by(subject=subject).one()
