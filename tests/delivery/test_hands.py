"""What is claimed ahead waits for a hand: not posted, not begun, and not for ever under a lease."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.delivery import outbox
from bot.delivery.carrying import HOLDS
from bot.delivery.models import DROPPED, QUEUED, SENDING, SENT, Delivery
from bot.delivery.sender import Sender
from bot.playground import held
from tests.delivery.conftest import Office

WORKSPACE = "T0TANDEM"


class Rendered(dict[str, str | None]):
    """What the renderer says of a subject, and of which it was asked so far."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def get(self, key: str, default: Any = None, /) -> Any:
        self.asked.append(key)
        return super().get(key, default)


@dataclass
class Full:
    """A sender with one hand, and Slack holds back the answer to what is in it."""

    sender: Sender
    rendered: Rendered
    let_go: asyncio.Event


@asynccontextmanager
async def one_hand_full(office: Office, *waiting: str) -> AsyncIterator[Full]:
    """The first one is in hand, and these are decided on and wait."""
    office.say = rendered = Rendered()
    for subject in ("first", *waiting):
        office.enqueue(subject, to=office.person(f"to-{subject}"), bound=True)
    let_go = asyncio.Event()
    office.slack.faults.plan("chat.postMessage", held(let_go))
    sender = office.another_sender(at_once=1)
    running = asyncio.create_task(sender.run())
    await office.slack.until(lambda: office.slack.calls_of("chat.postMessage"))
    await office.slack.until(lambda: set(waiting) <= set(rendered.asked))
    yield Full(sender, rendered, let_go)
    let_go.set()
    await sender.stop()
    await running


def states(office: Office) -> dict[str, str]:
    query = select(Delivery.subject, Delivery.state)
    return {row.subject: row.state for row in office.do(lambda work: work.session.execute(query).all())}


async def test_what_is_urgent_needs_no_hand_and_overtakes_what_waits_for_one(office: Office) -> None:
    office.person()
    async with one_hand_full(office, "second", "third") as full:
        assert states(office) == dict.fromkeys(("first", "second", "third"), SENDING)
        await office.core.write(WORKSPACE, lambda work: outbox.answer(work, "people", "note", "help", "ana"))
        await office.slack.until(office.reads)
        # These were decided on long before: what had begun would have arrived by now.
        assert len(office.slack.calls_of("chat.postMessage")) == 2
        assert [office.row(one).attempted_at for one in ("second", "third")] == [None, None]
        full.let_go.set()
        await office.slack.until(lambda: office.reads("to-third"))
    assert [office.reads(f"to-{one}") for one in ("first", "second")] == [["first"], ["second"]]


async def test_stopping_finishes_what_is_in_hand_and_puts_back_what_is_not(office: Office) -> None:
    async with one_hand_full(office, "second", "third") as full:
        stopping = asyncio.create_task(full.sender.stop())
        await asyncio.sleep(0)  # the stopping begins
        full.let_go.set()
        await stopping
    assert states(office) == {"first": SENT, "second": QUEUED, "third": QUEUED}
    rows = [office.row(one) for one in ("second", "third")]
    assert [(one.lease, one.leased_until, one.attempted_at, one.attempts) for one in rows] == [
        (None, None, None, 0)
    ] * 2
    assert await office.another_sender().drain() == 2
    assert not office.slack.calls_of("conversations.history")


async def test_whoever_waited_for_a_hand_says_what_is_so_by_then(office: Office) -> None:
    async with one_hand_full(office, "second", "third") as full:
        full.rendered["second"] = "second, changed meanwhile"
        full.rendered["third"] = None
        office.clock.move(HOLDS + timedelta(milliseconds=1))
        full.let_go.set()
        await office.slack.until(lambda: states(office)["third"] == DROPPED)
    assert office.reads("to-second") == ["second, changed meanwhile"]
    assert office.reads("to-third") == []
    assert office.row("third").error == "not needed"
