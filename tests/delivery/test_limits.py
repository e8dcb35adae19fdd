"""Slack's limits are kept before Slack has to say so, by all replicas together, and to the letter."""

import asyncio
from datetime import timedelta

from sqlalchemy import update

from bot.delivery import outbox
from bot.delivery.claims import claim
from bot.delivery.models import Delivery
from bot.delivery.outbox import DIGEST
from bot.playground import drop_reply, rate_limited, slow
from bot.roster.models import Person
from bot.storage.work import Work
from tests.delivery.conftest import Office

SECOND = timedelta(seconds=1)


def people(office: Office, count: int) -> list[str]:
    return [office.person(f"p{number}") for number in range(count)]


async def test_a_workspace_that_has_much_to_say_says_it_at_the_pace_that_slack_allows(office: Office) -> None:
    for name in people(office, 40):
        office.enqueue(f"to {name}", to=name, bound=True)
    began = office.clock.now()
    assert await office.sender.drain() == 40
    assert 2 * SECOND <= office.clock.now() - began <= 4 * SECOND
    assert office.slack.troubles == []


async def test_what_one_replica_has_spent_another_one_does_not_spend_again(office: Office) -> None:
    names = people(office, 30)
    for name in names[:20]:
        office.enqueue(f"to {name}", to=name, bound=True)
    assert await office.sender.drain() == 20
    office.enqueue("one more", to=names[20], bound=True)
    taken = office.do(lambda work: claim(work.session, work.now))
    assert taken.claims == []
    assert office.clock.now() < taken.again_at < office.clock.now() + SECOND
    office.enqueue("help", to=names[21], asked_for=True, priority=outbox.URGENT)
    assert len(office.do(lambda work: claim(work.session, work.now)).claims) == 1


async def test_two_replicas_that_claimed_at_once_do_not_overspend(office: Office) -> None:
    """Each sees the same allowance when it claims; the one that begins later waits."""
    for name in people(office, 45):
        office.enqueue(f"to {name}", to=name, bound=True)
    began = office.clock.now()
    senders = [office.sender, office.another_sender(), office.another_sender()]
    counts = await asyncio.gather(*(sender.drain() for sender in senders))
    while sum(counts) < 45:
        office.clock.move(SECOND)
        counts.append(await office.sender.drain())
    assert office.clock.now() - began >= 2 * SECOND
    assert office.slack.troubles == []


async def test_retry_after_is_kept_by_all_replicas(office: Office) -> None:
    names = people(office, 2)
    office.enqueue("one", to=names[0])
    office.slack.faults.plan("chat.postMessage", rate_limited(30))
    await office.sender.drain()
    office.enqueue("two", to=names[1])
    other = office.another_sender()
    assert await other.drain() == 0
    office.clock.move(29 * SECOND)
    assert await other.drain() == 0
    assert len(office.slack.calls_of("chat.postMessage")) == 1
    office.clock.move(SECOND)
    assert await other.drain() == 2


async def test_a_limit_on_looking_up_is_kept_by_all_replicas(office: Office) -> None:
    for name, sender in zip(people(office, 2), (office.sender, office.another_sender()), strict=True):
        office.enqueue(f"to {name}", to=name)
        office.slack.faults.plan("chat.postMessage", drop_reply())
        office.slack.faults.plan("conversations.history", rate_limited(60))
        await sender.drain()
        office.clock.move(10 * SECOND)
        await sender.drain()
    assert len(office.slack.calls_of("conversations.history")) == 1


async def test_a_limit_on_updates_does_not_hold_up_messages(office: Office) -> None:
    names = people(office, 2)
    office.enqueue("prompt", to=names[0])
    await office.sender.drain()
    office.slack.faults.plan("chat.update", rate_limited(60))
    office.do(lambda work: outbox.refresh(work, "people", "prompt"))
    office.enqueue("hello", to=names[1])
    await office.sender.drain()
    assert office.reads(names[1]) == ["hello"]
    assert await office.another_sender().drain() == 0
    assert len(office.slack.calls_of("chat.update")) == 1


async def test_one_channel_gets_one_message_a_second_from_all_replicas_together(office: Office) -> None:
    channel = office.slack.add_channel("team")
    began = office.clock.now()
    for number in range(8):
        office.enqueue(f"n{number}", to=channel.id, to_channel=True)
        assert await office.another_sender().drain() == 1
    assert office.clock.now() - began >= 5 * SECOND
    assert office.slack.troubles == []


async def test_a_call_for_help_overtakes_digests_that_are_in_hand(office: Office) -> None:
    """The hands are full of digests of the same workspace, and Slack is slow with each."""
    names = people(office, 6)
    for name in names[:5]:
        office.enqueue(f"digest for {name}", to=name, priority=DIGEST)
    everybody_known(office)
    office.slack.faults.plan("chat.postMessage", slow(5), slow(5))
    sender = office.another_sender(at_once=2)
    running = asyncio.create_task(sender.run())
    await office.slack.until(
        lambda: len(office.slack.calls_of("chat.postMessage")) == 2 or sender._turns.room <= 0
    )
    await office.core.write("T0TANDEM", lambda work: outbox.answer(work, "people", "note", "help", names[5]))
    await office.slack.until(lambda: office.reads(names[5]))
    assert not any(office.row(f"digest for {name}").state == "sent" for name in names[:5])
    office.released.set()
    await sender.stop()
    await running


def everybody_known(office: Office) -> None:
    """Nobody is opened a conversation first."""

    def know(work: Work) -> None:
        for person in work.session.query(Person).all():
            there = office.slack.workspace.dm(person.slack_id)
            person.dm = there.id

    office.do(know)


async def test_a_message_that_we_cannot_make_holds_up_nothing(office: Office) -> None:
    office.person()
    office.say["broken"] = "fault"
    office.enqueue("broken", bound=True)
    office.enqueue("fine", bound=True)
    await office.sender.drain()
    assert office.reads() == ["fine"]
    assert office.row("broken").state == "queued"


async def test_a_kind_of_a_newer_version_waits_for_it(office: Office) -> None:
    office.person()
    office.enqueue("from a newer version", kind="unheard of", bound=True)
    for _ in range(8):
        await office.sender.drain()
        office.clock.move(timedelta(minutes=11))
    assert office.row("from a newer version").state == "queued"
    office.do(lambda work: work.session.execute(update(Delivery).values(kind="note")))
    await office.sender.drain()
    assert office.reads() == ["from a newer version"]
