"""What is due goes out, once, in order, and bears its id."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.delivery import outbox
from bot.delivery.outbox import DIGEST, NORMAL, URGENT, Parcel
from bot.delivery.sender import Sender
from bot.playground import held
from bot.roster.models import Person
from bot.storage.work import Work
from bot.workspaces.models import STOPPED, Workspace
from tests.delivery.conftest import Office

MINUTE = timedelta(minutes=1)


async def test_what_is_due_reaches_its_recipient(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    assert await office.sender.drain() == 1
    assert office.reads() == ["hello"]
    row = office.row("hello")
    assert (row.state, row.lease, row.sent_at) == ("sent", None, office.clock.now())
    assert office.addresses("hello") == [(office.messages()[0].channel, office.messages()[0].ts)]
    assert await office.sender.drain() == 0


async def test_what_is_not_due_waits(office: Office) -> None:
    office.person()
    office.enqueue("later", due_at=office.clock.now() + MINUTE)
    assert await office.sender.drain() == 0
    office.clock.move(MINUTE)
    assert await office.sender.drain() == 1


async def test_the_metadata_is_the_delivery_s_id_and_nothing_else(office: Office) -> None:
    office.person()
    delivery_id = office.enqueue("hello")
    await office.sender.drain()
    (call,) = office.slack.calls_of("chat.postMessage")
    assert call.args["metadata"] == {"event_type": "tandem", "event_payload": {"delivery": delivery_id}}
    assert (call.args["unfurl_links"], call.args["unfurl_media"]) == (False, False)


async def test_the_first_message_opens_the_dm_by_itself_and_the_next_goes_there(office: Office) -> None:
    office.person()
    office.enqueue("one")
    await office.sender.drain()
    office.enqueue("two")
    await office.sender.drain()
    assert not office.slack.calls_of("conversations.open")  # Slack allows fifty a minute
    person: Person = office.do(lambda work: work.session.get(Person, (work.workspace_id, "ana")))
    assert person.dm == office.messages()[0].channel
    channels = [call.args["channel"] for call in office.slack.calls_of("chat.postMessage")]
    assert channels == [person.slack_id, person.dm]


async def test_order_is_kept_within_one_recipient_and_urgent_ones_overtake(office: Office) -> None:
    office.person()
    now = office.clock.now()
    for subject in ("first", "second", "third"):
        office.enqueue(subject, bound=True)
    office.enqueue("digest", due_at=now - MINUTE, priority=DIGEST)
    office.enqueue("earlier", due_at=now - MINUTE, bound=True)
    office.enqueue("confirmation", priority=URGENT, asked_for=True)
    await office.sender.drain()
    assert office.reads() == ["confirmation", "earlier", "first", "second", "third", "digest"]


async def test_different_recipients_are_served_at_the_same_time(office: Office) -> None:
    names = [f"p{number}" for number in range(60)]
    for name in names:
        office.enqueue(f"to {name}", to=office.person(name))
    assert await office.sender.drain() == 60  # more than Slack opens conversations in a minute
    assert all(office.reads(name) == [f"to {name}"] for name in names)


async def test_many_messages_to_one_channel_are_not_faster_than_slack_likes(office: Office) -> None:
    channel = office.slack.add_channel("team")
    for number in range(10):
        office.enqueue(f"n{number}", to=channel.id, to_channel=True)
    start = office.clock.now()
    assert await office.sender.drain() == 10
    assert [message.text for message in channel.messages] == [f"n{number}" for number in range(10)]
    assert not office.slack.troubles
    assert office.clock.now() - start >= timedelta(seconds=6)


async def test_a_thread_delivery_goes_below_its_message(office: Office) -> None:
    office.person()
    office.enqueue("question")
    await office.sender.drain()
    asked = office.messages()[0]
    office.enqueue("stored", thread=asked.ts, asked_for=True)
    await office.sender.drain()
    assert office.messages()[1].thread_ts == asked.ts


async def test_what_nobody_needs_any_more_is_dropped(office: Office) -> None:
    office.person()
    office.say["gone"] = None
    office.enqueue("gone")
    assert await office.sender.drain() == 0
    assert (office.row("gone").state, office.row("gone").error) == ("dropped", "not needed")


async def test_a_deactivated_person_gets_nothing(office: Office) -> None:
    office.person(active=False)
    office.enqueue("hello")
    assert await office.sender.drain() == 0
    assert (office.row("hello").state, office.row("hello").error) == ("dropped", "deactivated")
    assert not office.slack.calls


async def test_what_comes_too_late_is_dropped_as_stale(office: Office) -> None:
    office.person()
    office.enqueue("old", not_after=office.clock.now() - MINUTE)
    assert await office.sender.drain() == 0
    assert (office.row("old").state, office.row("old").error) == ("dropped", "stale")


async def test_a_stopped_workspace_sends_nothing_and_loses_nothing(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    set_state(office, STOPPED)
    assert await office.sender.drain() == 0
    set_state(office, "active")
    assert await office.sender.drain() == 1


def set_state(office: Office, state: str) -> None:
    def change(work: Work) -> None:
        workspace = work.session.get(Workspace, work.workspace_id)
        assert workspace
        workspace.state = state

    office.do(change)


async def test_two_processes_share_the_work_and_send_nothing_twice(office: Office) -> None:
    names = [f"p{number}" for number in range(20)]
    for name in names:
        office.person(name)
        for turn in "ab":
            office.enqueue(f"{turn} to {name}", to=name)
    senders = [office.sender, office.another_sender(), office.another_sender()]
    counts = await asyncio.gather(*(sender.drain() for sender in senders))
    while sum(counts) < 40:
        counts.append(await office.sender.drain())
    assert all(office.reads(name) == [f"a to {name}", f"b to {name}"] for name in names)


async def test_a_commit_wakes_the_sender(office: Office) -> None:
    office.person()
    office.sender.poll_seconds = 3600
    running = asyncio.create_task(office.sender.run())

    def put(work: Work) -> None:
        outbox.answer(work, "people", "note", "at once", "ana")

    await office.core.write("T0TANDEM", put)
    await office.slack.until(office.reads)
    await office.sender.stop()
    await running
    assert office.reads() == ["at once"]


async def test_stopping_finishes_what_is_in_hand(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    let_go = asyncio.Event()
    office.slack.faults.plan("chat.postMessage", held(let_go))
    running = asyncio.create_task(office.sender.run())
    await office.slack.until(lambda: office.slack.calls_of("chat.postMessage"))
    stopping = asyncio.create_task(office.sender.stop())
    await asyncio.sleep(0)  # the stopping begins
    assert office.row("hello").state != "sent"
    let_go.set()
    await stopping
    await running
    assert office.row("hello").state == "sent"


async def test_one_slow_recipient_does_not_hold_up_another(office: Office) -> None:
    office.person("ana")
    office.person("ben")
    let_go = asyncio.Event()
    office.slack.faults.plan("chat.postMessage", held(let_go))
    office.enqueue("slow", to="ana")
    running = asyncio.create_task(office.sender.run())
    await office.slack.until(lambda: office.slack.calls_of("chat.postMessage"))
    await office.core.write("T0TANDEM", lambda work: outbox.answer(work, "people", "note", "quick", "ben"))
    await office.slack.until(lambda: office.reads("ben"))
    assert office.row("slow").state != "sent"
    let_go.set()
    await office.sender.stop()
    await running
    assert office.reads("ana") == ["slow"]


def test_a_priority_is_one_of_those_that_are_known(office: Office) -> None:
    now = office.clock.now()
    assert Parcel("people", "note", "s", "o", "ana", now).priority == NORMAL
    with pytest.raises(ValueError, match="priority"):
        Parcel("people", "note", "s", "o", "ana", now, priority=4)


def test_a_sender_listens_for_commits(office: Office) -> None:
    sender: Sender = office.another_sender()
    office.core.changed()
    assert sender._wake.is_set()


async def test_a_renderer_that_brings_a_transaction_down_does_so_to_nobody_else(office: Office) -> None:
    """They are decided on together, and on PostgreSQL nothing else can be asked once a statement failed."""
    for subject in ("before", "broken", "after"):
        office.enqueue(subject, to=office.person(f"to-{subject}"))
    office.ask = lambda work, subject: (
        work.session.execute(text("SELECT nothing FROM nowhere")) if subject == "broken" else None
    )
    assert await office.sender.drain() == 2
    assert [office.reads(f"to-{one}") for one in ("before", "after")] == [["before"], ["after"]]
    assert office.row("broken").state == "sending"  # until its lease ends, as where no database answers


async def test_a_workspace_whose_key_is_gone_holds_up_no_other(office: Office) -> None:
    office.person()
    office.enqueue("hello")

    def without_key(work: Work) -> None:
        work.session.add(Workspace(workspace_id="T1KEYLESS", created_at=work.now))
        work.session.flush()
        elsewhere = Work(work.session, "T1KEYLESS", work.now, work.vault)
        parcel = Parcel("people", "note", "elsewhere", "o", "C1", work.now, to_channel=True)
        outbox.enqueue(elsewhere, parcel)

    office.do(without_key)
    assert await office.sender.drain() == 1
    assert office.reads() == ["hello"]
    assert (office.row("elsewhere").state, office.row("elsewhere").error) == ("queued", "NoDataKey")
