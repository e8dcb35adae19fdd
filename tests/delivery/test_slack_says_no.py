"""What Slack's refusals, limits and silences mean for a delivery, and for nobody else's."""

import logging
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.delivery.models import Delivery
from bot.playground import drop_reply, rate_limited, refused, server_error
from bot.roster.models import Person
from bot.slack.client import Slack
from bot.storage.base import new_id
from bot.storage.work import Work, writing
from bot.workspaces.keys import give_data_key
from bot.workspaces.models import Workspace
from tests.delivery.conftest import Office

MINUTE = timedelta(minutes=1)
AFTER_A_WHILE = timedelta(seconds=31)


async def test_a_limit_is_waited_for_and_the_order_is_kept(office: Office) -> None:
    office.person()
    office.enqueue("first", bound=True)
    office.enqueue("second", bound=True)
    office.slack.faults.plan("chat.postMessage", rate_limited(30))
    assert await office.sender.drain() == 0
    office.clock.move(timedelta(seconds=29))
    assert await office.sender.drain() == 0
    office.clock.move(timedelta(seconds=2))
    assert await office.sender.drain() == 2
    assert office.reads() == ["first", "second"]
    assert len(office.slack.calls_of("chat.postMessage")) == 3
    assert not office.slack.calls_of("conversations.history")


async def test_a_limit_rests_the_whole_workspace(office: Office) -> None:
    office.person("ana")
    office.person("ben")
    office.enqueue("one", to="ana")
    office.slack.faults.plan("chat.postMessage", rate_limited(30))
    await office.sender.drain()
    office.enqueue("two", to="ben")
    assert await office.sender.drain() == 0
    assert len(office.slack.calls_of("chat.postMessage")) == 1
    office.clock.move(AFTER_A_WHILE)
    assert await office.sender.drain() == 2


async def test_a_server_error_is_tried_again_after_a_look(office: Office) -> None:
    office.person()
    office.enqueue("first", bound=True)
    office.enqueue("second", bound=True)
    office.slack.faults.plan("chat.postMessage", server_error(503), refused("internal_error"))
    for _ in range(4):
        await office.sender.drain()
        office.clock.move(MINUTE)
    assert office.reads() == ["first", "second"]
    assert len(office.slack.calls_of("conversations.history")) == 2


async def test_each_failure_doubles_the_wait(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    office.slack.faults.plan("chat.postMessage", *[server_error(500)] * 3)
    waits = []
    for _ in range(3):
        await office.sender.drain()
        until = office.row("hello").not_before
        assert until is not None
        waits.append((until - office.clock.now()).total_seconds())
        office.clock.move_to(until)
    assert waits == [5, 10, 20]
    assert await office.sender.drain() == 1


async def test_a_broken_connection_after_the_post_sends_nothing_twice(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    office.slack.faults.plan("chat.postMessage", drop_reply())
    await office.sender.drain()
    assert office.row("hello").state == "queued"
    office.clock.move(MINUTE)
    await office.sender.drain()
    assert office.reads() == ["hello"]
    assert office.row("hello").state == "sent"
    assert len(office.slack.calls_of("chat.postMessage")) == 1


@pytest.mark.parametrize("code", ["user_disabled", "is_archived", "msg_too_long", "something_new"])
async def test_what_is_refused_has_failed_and_the_next_one_goes_out(office: Office, code: str) -> None:
    office.person()
    office.enqueue("first")
    office.enqueue("second")
    office.slack.faults.plan("chat.postMessage", refused(code))
    await office.sender.drain()
    assert (office.row("first").state, office.row("first").error) == ("failed", code)
    assert office.reads() == ["second"]


async def test_a_fault_of_ours_is_logged_with_ids_only(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.person()
    delivery_id = office.enqueue("secret words")
    office.slack.faults.plan("chat.postMessage", refused("invalid_blocks"))
    await office.sender.drain()
    (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert delivery_id in record.getMessage()
    assert "secret words" not in caplog.text


async def test_a_renderer_s_fault_does_not_hold_up_others_for_ever(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.person("ana")
    office.person("ben")
    office.say["broken"] = "fault"
    office.enqueue("broken", to="ana")
    office.enqueue("fine", to="ana", bound=True)
    office.enqueue("hello", to="ben")
    await office.sender.drain()
    assert office.reads("ben") == ["hello"]
    for _ in range(5):
        office.clock.move(2 * MINUTE)
        await office.sender.drain()
    assert (office.row("broken").state, office.row("broken").error) == ("failed", "ValueError")
    assert office.reads("ana") == ["fine"]
    assert "what Ana typed" not in caplog.text


async def test_a_kind_that_nobody_renders_fails_alone(office: Office) -> None:
    office.person("ana")
    office.person("ben")
    office.enqueue("from a newer version", to="ana", kind="unheard of")
    office.enqueue("hello", to="ben")
    assert await office.sender.drain() == 1


async def test_a_revoked_token_stops_that_workspace_and_no_other(office: Office) -> None:
    office.person("ana")
    office.enqueue("here")
    another_workspace(office)
    office.slack.faults.plan("chat.postMessage", refused("token_revoked"))
    sender = office.another_sender()
    while await sender.drain():
        pass
    states = {
        each.workspace_id: each.state for each in office.do(lambda work: work.session.query(Workspace).all())
    }
    stopped = [workspace_id for workspace_id, state in states.items() if state == "stopped"]
    assert len(stopped) == 1
    texts = {message.text for one in ("ana", "zoe") for message in office.messages(one)}
    assert texts == ({"there"} if stopped == ["T0TANDEM"] else {"here"})
    rows = office.do(lambda work: work.session.query(Delivery).all())
    assert sorted(row.state for row in rows) == ["queued", "sent"]


def another_workspace(office: Office) -> None:
    account = office.slack.add_person("zoe@example.com", "zoe")

    def make(work: Work) -> None:
        now = work.now
        work.session.add(Workspace(workspace_id="T0OTHER", name="Other", created_at=now))
        work.session.flush()
        work.session.add(
            Person(workspace_id="T0OTHER", id="zoe", slack_id=account.id, name="zoe", welcomed_at=now)
        )
        work.session.add(
            Delivery(
                workspace_id="T0OTHER",
                id=new_id(),
                chain="people",
                kind="note",
                subject="there",
                occurrence="there",
                recipient="zoe",
                due_at=now,
                priority=5,
            )
        )

    office.do(make)
    with writing(office.core.database) as session:
        give_data_key(session, office.core._vaults._ring, "T0OTHER", office.clock.now())


async def test_a_dm_that_is_gone_is_opened_anew_once(office: Office) -> None:
    office.person(dm="D0GONE")
    office.enqueue("hello")
    assert await office.sender.drain() == 1
    assert office.reads() == ["hello"]
    assert office.row("hello").state == "sent"


async def test_slack_that_is_not_there_costs_nothing_but_time(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    there = office.slack.slack.base_url
    office.slack.slack.base_url = "http://127.0.0.1:9"
    assert await office.another_sender().drain() == 0
    assert office.row("hello").attempted_at is None
    office.slack.slack.base_url = there
    office.clock.move(MINUTE)
    assert await office.sender.drain() == 1


async def test_a_dm_is_looked_up_however_long_it_takes_and_others_wait_only_a_while(
    office: Office, clock: ManualClock
) -> None:
    office.person()
    office.enqueue("hello", bound=True)
    office.enqueue("next", bound=True)
    office.slack.faults.plan("chat.postMessage", drop_reply())
    office.slack.faults.plan("conversations.history", *[server_error(500)] * 7)
    await office.sender.drain()
    for _ in range(4):
        clock.move(MINUTE)
        await office.sender.drain()
    assert office.reads() == ["hello"]
    clock.move(2 * MINUTE)
    await office.sender.drain()
    assert office.reads() == ["hello", "next"]
    assert office.row("hello").state == "queued"
    for _ in range(3):
        clock.move(timedelta(days=1))
        await office.sender.drain()
    assert office.row("hello").state == "sent"
    assert office.reads() == ["hello", "next"]


async def test_nothing_is_retried_behind_our_back(office: Office) -> None:
    slack = Slack(office.slack.credentials.bot_token, office.session, office.slack.api_url)
    office.person()
    account = office.slack.person("ana@example.com")
    office.slack.faults.plan("chat.postMessage", drop_reply())
    with pytest.raises(Exception, match="Disconnected"):
        await slack.post(account.id, {"text": "hello"})
    assert len(office.slack.calls_of("chat.postMessage")) == 1
