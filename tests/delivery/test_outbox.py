"""Putting messages into the outbox, taking them back, and finding them again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.delivery import menu, outbox
from bot.delivery.models import Delivery
from bot.delivery.outbox import Parcel
from bot.playground import drop_reply
from bot.roster.models import Person
from bot.storage.upsert import AT_ONCE
from bot.storage.work import Work
from tests.conftest import Do
from tests.delivery.conftest import Office


def parcel(work: Work, subject: str = "s", **more: Any) -> Parcel:
    values: dict[str, Any] = {
        "chain": "people",
        "kind": "note",
        "occurrence": "o",
        "recipient": "ana",
        "due_at": work.now,
    }
    return Parcel(subject=subject, **(values | more))


def state_of(work: Work, subject: str) -> str:
    return work.session.query(Delivery).filter_by(subject=subject).one().state


def test_the_same_message_is_enqueued_once(do: Do) -> None:
    assert do(lambda work: outbox.enqueue(work, parcel(work)))
    assert not do(lambda work: outbox.enqueue(work, parcel(work, due_at=work.now + timedelta(hours=1))))
    assert do(lambda work: outbox.enqueue(work, parcel(work, occurrence="another")))


def test_many_are_enqueued_at_once_and_those_that_are_there_already_are_left_out(do: Do) -> None:
    assert do(lambda work: outbox.enqueue_all(work, [parcel(work, "b"), parcel(work, "a")])) == 2
    assert do(lambda work: outbox.enqueue_all(work, [parcel(work, subject) for subject in "abcc"])) == 1
    subjects = do(lambda work: work.session.scalars(select(Delivery.subject).order_by(Delivery.id)).all())
    assert subjects == ["b", "a", "c"]


def test_a_multitude_goes_in_many_short_statements_and_none_is_lost(do: Do) -> None:
    counts: list[int] = []

    def enqueue(work: Work) -> int:
        event.listen(
            work.session.connection(), "after_cursor_execute", lambda *it: counts.append(it[1].rowcount)
        )
        return outbox.enqueue_all(work, [parcel(work, f"s{number}") for number in range(AT_ONCE * 2 + 1)])

    assert do(enqueue) == AT_ONCE * 2 + 1
    assert max(counts) <= AT_ONCE


def test_what_is_enqueued_in_one_transaction_keeps_its_order(do: Do) -> None:
    subjects = [f"s{number}" for number in range(20)]
    do(lambda work: [outbox.enqueue(work, parcel(work, subject)) for subject in subjects])
    rows = do(lambda work: work.session.query(Delivery).order_by(Delivery.id).all())
    assert [row.subject for row in rows] == subjects


def test_what_lost_its_reason_is_dropped(do: Do) -> None:
    do(lambda work: outbox.enqueue(work, parcel(work, "gone")))
    do(lambda work: outbox.enqueue(work, parcel(work, "other")))
    do(lambda work: outbox.enqueue(work, parcel(work, "gone, too", kind="post")))
    assert do(lambda work: outbox.drop(work, "people", "gone", "note")) == 1
    assert do(lambda work: outbox.drop(work, "direction", "other")) == 0
    assert do(lambda work: outbox.drop(work, "people", "gone, too", "note")) == 0
    states = do(lambda work: [state_of(work, subject) for subject in ("gone", "other", "gone, too")])
    assert states == ["dropped", "queued", "queued"]


async def test_what_may_be_posted_already_is_not_dropped(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    office.slack.faults.plan("chat.postMessage", drop_reply())
    await office.sender.drain()
    assert office.do(lambda work: outbox.drop(work, "people", "hello")) == 0
    office.clock.move(timedelta(minutes=1))
    await office.sender.drain()
    assert office.row("hello").state == "sent"


async def test_replies_find_what_was_delivered(office: Office) -> None:
    office.person()
    for subject in ("one", "two"):
        office.enqueue(subject, merges=True)
    await office.sender.drain()
    channel, ts = office.addresses("one")[0]
    found = office.do(lambda work: outbox.at_address(work, channel, ts))
    assert [one.subject for one in found] == ["one", "two"]
    newest = office.do(lambda work: outbox.sent_of(work, "people", ["note"], "ana"))
    assert {one.subject for one in newest} == {"one", "two"}


async def test_snoozed_prompts_come_back_in_the_morning_and_keep_their_first_address(office: Office) -> None:
    office.person()
    delivery_id = office.enqueue("prompt")
    await office.sender.drain()
    first = office.addresses("prompt")[0]

    def snooze(work: Work) -> None:
        me = work.session.get(Person, (work.workspace_id, "ana"))
        assert me
        menu.snooze_until_morning(work, delivery_id, me)

    office.do(snooze)
    assert await office.sender.drain() == 0
    office.clock.move(timedelta(hours=22))
    assert await office.sender.drain() == 1
    assert office.addresses("prompt")[0] == first
    assert len(office.addresses("prompt")) == 2


async def test_nobody_snoozes_what_was_sent_to_somebody_else(office: Office) -> None:
    office.person("ana")
    office.person("ben")
    delivery_id = office.enqueue("prompt", to="ana")

    def snooze(work: Work) -> None:
        me = work.session.get(Person, (work.workspace_id, "ben"))
        assert me
        menu.snooze_until_morning(work, delivery_id, me)

    with pytest.raises(LookupError):
        office.do(snooze)


def test_the_menu_carries_what_was_chosen_and_the_delivery() -> None:
    block = menu.prompt_menu("people.menu", Delivery(id="d1"), skip=None)
    values = [option["value"] for option in block["options"]]
    assert values == ["snooze:d1", "move:d1", "pause:d1"]
    assert menu.chosen(values[0]) == ("snooze", "d1")
