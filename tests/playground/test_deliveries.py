"""What goes to the app: signatures, envelopes, acknowledgements and retries."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.playground import Impossible, Person, Playground
from tests.playground.support import Clock, listening

Answer = Callable[[], web.Response]


class Listener:
    """An app that keeps each request and answers as it is told to."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], str]] = []
        self.answers: list[Answer] = []
        self.hangs = False

    async def handle(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.text()))
        if self.hangs:
            await asyncio.sleep(5)
        return self.answers.pop(0)() if self.answers else web.Response()

    @property
    def retries(self) -> list[tuple[str | None, str | None]]:
        names = ("X-Slack-Retry-Num", "X-Slack-Retry-Reason")
        return [(headers.get(names[0]), headers.get(names[1])) for headers, _ in self.requests]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body)["event"] for _, body in self.requests]


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Playground]:
    async with Playground(clock.now, ack_seconds=0.3) as playground:
        yield playground


@pytest.fixture
async def listener(slack: Playground) -> AsyncIterator[Listener]:
    listener = Listener()
    application = web.Application()
    application.router.add_post("/slack/events", listener.handle)
    async with listening(application) as address:
        slack.connect(f"{address}/slack/events")
        yield listener


def broken() -> web.Response:
    return web.Response(status=500)


def no_retry() -> web.Response:
    return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})


async def test_events_are_signed_json_and_commands_signed_forms(
    slack: Playground, listener: Listener, ana: Person
) -> None:
    await ana.says("hello")
    await ana.types("/tandem", "help")

    verifier = SignatureVerifier(slack.credentials.signing_secret)
    assert all(verifier.is_valid_request(body, headers) for headers, body in listener.requests)
    kinds = [headers["Content-Type"] for headers, _ in listener.requests]
    assert kinds == ["application/json", "application/x-www-form-urlencoded"]
    envelope = json.loads(listener.requests[0][1])
    assert envelope["type"] == "event_callback"
    assert envelope["team_id"] == slack.workspace.team_id
    assert envelope["authorizations"][0]["user_id"] == slack.workspace.bot_user
    assert envelope["event"]["channel_type"] == "im"


async def test_the_challenge_comes_back(slack: Playground, app: AsyncApp) -> None:
    assert await slack.verifies_url()


async def test_a_bolt_app_refuses_wrong_and_old_signatures(
    slack: Playground, app: AsyncApp, ana: Person
) -> None:
    @app.event("message")
    async def heard() -> None: ...

    await ana.says("hello")
    (true,) = slack.deliveries
    wrong = await slack.forge(true, secret="guessed")
    old = await slack.forge(true, age=600)
    fresh = await slack.forge(true, age=30)
    assert [true.status, wrong.status, old.status, fresh.status] == [200, 401, 401, 200]


async def test_an_unacknowledged_event_comes_again_at_once_and_after_one_and_five_minutes(
    slack: Playground, listener: Listener, clock: Clock, ana: Person
) -> None:
    listener.answers = [broken, broken, broken, broken]

    await ana.says("hello")
    assert listener.retries == [(None, None), ("1", "http_error")]
    assert await slack.advance_retries() == []
    clock.passes(minutes=1)
    await slack.advance_retries()
    assert listener.retries[2:] == [("2", "http_error")]
    clock.passes(minutes=5)
    await slack.advance_retries()
    assert listener.retries[3:] == [("3", "http_error")]
    clock.passes(hours=1)
    assert await slack.advance_retries() == []
    assert len({json.loads(body)["event_id"] for _, body in listener.requests}) == 1


async def test_a_retry_that_is_acknowledged_is_the_last(
    slack: Playground, listener: Listener, ana: Person
) -> None:
    listener.answers = [broken]
    await ana.says("hello")
    assert listener.retries == [(None, None), ("1", "http_error")]
    assert slack.waiting_retries == []


async def test_the_app_can_ask_for_no_retry(slack: Playground, listener: Listener, ana: Person) -> None:
    listener.answers = [no_retry]
    await ana.says("hello")
    assert len(listener.requests) == 1
    assert slack.waiting_retries == []


async def test_who_acknowledges_too_late_is_sent_the_event_again(
    slack: Playground, listener: Listener, clock: Clock, ana: Person
) -> None:
    listener.hangs = True
    await ana.says("hello")
    assert listener.retries == [(None, None), ("1", "http_timeout")]
    assert slack.waiting_retries == [clock.now() + timedelta(minutes=1)]


async def test_a_command_that_isnt_acknowledged_is_not_repeated_but_told(
    slack: Playground, listener: Listener, ana: Person
) -> None:
    listener.hangs = True
    await ana.types("/tandem")
    listener.hangs, listener.answers = False, [broken]
    await ana.types("/tandem")
    assert ana.notices == [
        '/tandem failed with the error "operation_timeout"',
        '/tandem failed with the error "dispatch_failed"',
    ]
    assert len(slack.troubles) == 4
    assert len(listener.requests) == 2


async def test_nobody_at_the_address_is_a_failed_connection(slack: Playground, ana: Person) -> None:
    slack.connect("http://127.0.0.1:1/slack/events")
    await ana.says("hello")
    assert {delivery.reason for delivery in slack.deliveries} == {"connection_failed"}


async def test_the_same_delivery_can_come_any_number_of_times(
    slack: Playground, listener: Listener, ana: Person
) -> None:
    await ana.says("hello")
    await slack.redeliver(slack.deliveries[0], times=3)
    assert len({body for _, body in listener.requests}) == 1
    assert len(listener.requests) == 4


async def test_without_an_app_people_cant_act(slack: Playground, ana: Person) -> None:
    with pytest.raises(Impossible, match="no app is connected"):
        await ana.says("hello")


async def test_accounts_that_change_or_come_are_announced(
    slack: Playground, listener: Listener, ana: Person
) -> None:
    await slack.changes_user(ana, tz="Asia/Tokyo")
    await slack.joins("cleo@example.com", "Cleo Park")
    await slack.deactivates(ana)

    changed, joined, gone = listener.events
    assert (changed["type"], changed["user"]["tz_offset"]) == ("user_change", 9 * 3600)
    assert (joined["type"], joined["user"]["profile"]["email"]) == ("team_join", "cleo@example.com")
    assert (gone["type"], gone["user"]["deleted"]) == ("user_change", True)
    with pytest.raises(Impossible, match="deactivated"):
        await ana.says("hello?")


async def test_what_happens_in_channels_is_not_the_apps_business(
    slack: Playground, listener: Listener, ana: Person
) -> None:
    slack.add_channel("general", [ana])
    await ana.says("hello all", in_channel="general")
    assert listener.requests == []


async def test_a_playground_stops_while_events_are_on_their_way(
    slack: Playground, listener: Listener, ana: Person
) -> None:
    listener.hangs = True
    slack.slack.announce({"type": "app_home_opened"})
    await slack.until(lambda: slack.deliveries)
    assert len(slack.deliveries) == 1
