"""Looking up what may have been posted, where Slack lets itself be asked once a minute, and elsewhere."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.delivery import outbox
from bot.delivery.claims import LEASE
from bot.delivery.models import Delivery
from bot.playground import RateLimits, drop_reply, rate_limited, server_error
from tests.delivery.conftest import Office
from tests.delivery.test_crashes import Steps, _typed

MINUTE = timedelta(minutes=1)
INTERNAL, DISTRIBUTED = RateLimits(), RateLimits.for_distributed_apps()


@pytest.fixture(params=[INTERNAL, DISTRIBUTED], ids=["internal", "distributed"])
def limits(office: Office, request: pytest.FixtureRequest) -> RateLimits:
    """What Slack allows this app."""
    found: RateLimits = request.param
    office.slack.slack.rates.limits = found
    return found


def chatter(office: Office, count: int) -> None:
    """Ana types so many messages into the DM."""
    ana = office.slack.person("ana@example.com")
    (where,) = {one.channel for one in ana.dm}
    for _ in range(count):
        office.slack.workspace.conversations[where].add(_typed(office, where, ana.id))


async def minutes(office: Office, count: int) -> None:
    for _ in range(count):
        office.clock.move(MINUTE)
        await office.sender.drain()


async def test_a_message_behind_many_newer_ones_is_found(office: Office, limits: RateLimits) -> None:
    office.person()
    office.enqueue("hello")
    office.slack.faults.plan("chat.postMessage", drop_reply())
    await office.sender.drain()
    chatter(office, 50)
    await minutes(office, 6)
    assert office.reads() == ["hello"]
    assert office.row("hello").state == "sent"


async def test_a_message_that_is_not_there_is_sent_once(office: Office, limits: RateLimits) -> None:
    office.person()
    office.enqueue("before")
    await office.sender.drain()
    office.enqueue("hello")
    office.slack.faults.plan("chat.postMessage", server_error(500))
    await office.sender.drain()
    chatter(office, 50)
    await minutes(office, 6)
    assert office.reads() == ["before", "hello"]


async def test_a_limited_look_is_no_answer(office: Office, limits: RateLimits) -> None:
    """Three of unclear end, in one workspace: whoever can't look yet waits, and nothing is doubled."""
    names = [office.person(name) for name in ("ana", "ben", "cy")]
    for name in names:
        office.enqueue(f"to {name}", to=name)
    office.slack.faults.plan("chat.postMessage", *[drop_reply()] * 3)
    office.slack.faults.plan("conversations.history", rate_limited(7))
    await office.sender.drain()
    await minutes(office, 6)
    assert [office.reads(name) for name in names] == [[f"to {name}"] for name in names]
    assert {office.row(f"to {name}").state for name in names} == {"sent"}


async def test_a_reply_in_a_long_thread_is_found(office: Office, limits: RateLimits) -> None:
    office.person()
    office.enqueue("question")
    await office.sender.drain()
    top = office.messages()[0].ts
    for number in range(20):
        office.enqueue(f"n{number}", thread=top, asked_for=True)
    await office.sender.drain()
    office.enqueue("stored", thread=top, asked_for=True)
    office.slack.faults.plan("chat.postMessage", drop_reply())
    await office.sender.drain()
    await minutes(office, 6)
    assert office.reads().count("stored") == 1
    assert office.row("stored").state == "sent"


async def test_a_search_begins_anew_where_somebody_else_has_tried_meanwhile(office: Office) -> None:
    """We have read the first page; another process reads all, posts, and dies before it writes that down."""
    office.slack.slack.rates.limits = DISTRIBUTED
    office.person()
    office.enqueue("before")
    await office.sender.drain()
    office.enqueue("hello")
    office.slack.faults.plan("chat.postMessage", server_error(500))
    await office.sender.drain()
    chatter(office, 20)
    office.clock.move(MINUTE)
    await office.sender.drain()  # the first page, and then Slack wants a minute's rest
    office.clock.move(MINUTE)
    other = Steps(office)
    other.claims()
    await other.begins()
    await other.posts()
    office.clock.move(LEASE)
    await minutes(office, 6)
    assert office.reads() == ["before", "hello"]
    assert office.row("hello").state == "sent"


async def test_a_prompt_that_comes_again_is_not_taken_for_its_first_message(
    office: Office, limits: RateLimits
) -> None:
    office.person()
    office.enqueue("prompt")
    await office.sender.drain()
    office.do(
        lambda work: outbox.snooze(work, work.session.scalars(select(Delivery)).one(), work.now + MINUTE)
    )
    office.clock.move(MINUTE)
    office.slack.faults.plan("chat.postMessage", server_error(500), drop_reply())
    await office.sender.drain()
    await minutes(office, 6)
    assert office.reads() == ["prompt", "prompt"]
    assert office.row("prompt").state == "sent"
