"""The machine's clock is put back: nothing waits for the hour to come again, and nothing is sent twice."""

from datetime import timedelta

import pytest

from bot.clock import APART
from bot.delivery import allowances, outbox
from bot.delivery.ahead import EVERY
from bot.delivery.allowances import POST
from bot.delivery.claims import LEASE
from bot.delivery.refreshing import claim_stale
from bot.playground import rate_limited, refused
from tests.clocks.wall import Wall
from tests.conftest import MONDAY_NOON
from tests.delivery.conftest import Office
from tests.delivery.test_crashes import Steps

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def clock() -> Wall:
    return Wall(MONDAY_NOON)


async def after_a_lease(office: Office, clock: Wall) -> None:
    """Another sender looks, once at once and once when a lease that was taken now has ended."""
    sender = office.another_sender()
    await sender.drain()
    clock.move(LEASE)
    await sender.drain()


def claimed_an_hour_ahead(office: Office, clock: Wall) -> Steps:
    """Somebody has claimed what is due, and then the clock was put right."""
    clock.move(HOUR)
    steps = Steps(office)
    steps.claims()
    clock.put(clock.now() - HOUR)
    return steps


async def test_killed_with_a_claim_in_hand(office: Office, clock: Wall) -> None:
    office.person()
    office.enqueue("hello")
    claimed_an_hour_ahead(office, clock)
    await after_a_lease(office, clock)
    assert office.reads() == ["hello"]


async def test_killed_after_the_post(office: Office, clock: Wall) -> None:
    """Slack's clock was right: its timestamp is an hour before the attempt, as we wrote it down."""
    office.person()
    office.enqueue("hello")
    clock.move(HOUR)
    steps = Steps(office)
    steps.claims()
    await steps.begins()
    clock.put(clock.now() - HOUR)
    await steps.posts()
    await after_a_lease(office, clock)
    assert office.reads() == ["hello"]
    assert office.addresses("hello") == [(steps.channel, steps.ts)]


async def test_who_is_alive_may_still_post(office: Office, clock: Wall) -> None:
    """Nobody can tell a claim of somebody who is gone from that of a machine whose clock is ahead."""
    office.person()
    office.enqueue("hello")
    steps = claimed_an_hour_ahead(office, clock)
    other = office.another_sender()
    for _ in range(2):
        assert await other.drain() == 0
        clock.move(LEASE - SECOND)
    clock.move(HOUR - 2 * (LEASE - SECOND))
    await steps.begins()
    clock.put(clock.now() - HOUR)
    clock.move(2 * (LEASE - SECOND))
    assert await other.drain() == 0
    await steps.posts()
    steps.marks()
    assert await other.drain() == 0
    assert office.reads() == ["hello"]
    assert office.row("hello").state == "sent"


async def test_clocks_that_are_a_little_apart_change_no_lease(office: Office, clock: Wall) -> None:
    office.enqueue("hello")
    clock.move(APART)
    Steps(office).claims()
    clock.put(clock.now() - APART)
    await office.another_sender().drain()
    assert office.row("hello").leased_until == clock.now() + APART + LEASE


async def test_killed_with_an_update_in_hand(office: Office, clock: Wall) -> None:
    office.person()
    office.enqueue("question")
    await office.sender.drain()
    office.say["question"] = "answered"
    office.do(lambda work: outbox.refresh(work, "people", "question"))
    office.do(lambda work: claim_stale(work.session, work.now + HOUR, 50))
    await after_a_lease(office, clock)
    assert office.reads() == ["answered"]


async def test_an_update_that_was_wished_for_before(office: Office, clock: Wall) -> None:
    office.person()
    office.enqueue("question")
    await office.sender.drain()
    office.say["question"] = "answered"
    clock.move(HOUR)
    office.do(lambda work: outbox.refresh(work, "people", "question"))
    clock.put(clock.now() - HOUR)
    await office.another_sender().drain()
    assert office.reads() == ["answered"]


async def test_what_was_spent_before_is_not_waited_for(office: Office, clock: Wall) -> None:
    """Neither in the workspace nor in the channel."""
    channel, began = office.slack.add_channel("team"), clock.now()
    office.enqueue("hello", to=channel.id, to_channel=True)
    spent = {("T0TANDEM", name): began + HOUR for name in (POST, channel.id)}
    office.do(lambda work: allowances.write(work.session, spent))
    assert await office.sender.drain() == 1
    assert clock.now() - began < SECOND


async def test_a_limit_of_slack_s_holds_for_as_long_as_slack_asked(office: Office, clock: Wall) -> None:
    office.enqueue("hello", to=office.person("ana"))
    office.enqueue("hello, too", to=office.person("ben"))
    clock.move(HOUR)
    office.slack.faults.plan("chat.postMessage", *[rate_limited(30)] * 2)
    await office.sender.drain()
    clock.put(clock.now() - HOUR)
    await office.sender.drain()
    assert [office.reads("ana"), office.reads("ben")] == [["hello"], ["hello, too"]]


async def test_a_second_attempt_comes_as_soon_as_it_should(office: Office, clock: Wall) -> None:
    office.person()
    due = clock.now()
    office.enqueue("hello", due_at=due)
    clock.move(HOUR)
    office.slack.faults.plan("chat.postMessage", refused("internal_error"))
    await office.sender.drain()
    clock.put(due)
    await office.sender.drain()
    assert office.reads() == ["hello"]


async def test_it_is_looked_for_again_every_minute(office: Office, clock: Wall) -> None:
    """Another machine's clock may be the one that was put back."""
    office.person()
    await office.sender.drain()
    office.enqueue("hello")
    claimed_an_hour_ahead(office, clock)
    clock.move(EVERY)
    await office.sender.drain()
    clock.move(LEASE)
    await office.sender.drain()
    assert office.reads() == ["hello"]
