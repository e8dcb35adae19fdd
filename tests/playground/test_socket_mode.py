"""Socket Mode carries the same payloads, with Bolt's own handler at the other end."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground, RateLimits
from tests.playground.support import Clock


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Playground]:
    """Connecting again and again within one minute is more than Slack's first tier allows."""
    limits = RateLimits(per_minute={"apps.connections.open": 50})
    async with Playground(clock.now, limits=limits, ack_seconds=0.3) as playground:
        yield playground


@pytest.fixture
async def bolt(slack: Playground, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    app = AsyncApp(client=client, process_before_response=True)
    handler = AsyncSocketModeHandler(app, slack.credentials.app_token, ping_interval=0.1)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.until(lambda: slack.sockets.connections)
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call]


async def test_a_message_a_command_and_a_submission_travel_over_the_socket(
    slack: Playground, bolt: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    taken: list[str] = []

    @bolt.event("message")
    async def heard(event: dict[str, Any], say: AsyncSay) -> None:
        if "bot_id" not in event:
            await say("heard")

    @bolt.command("/tandem")
    async def opened(ack: AsyncAck, body: dict[str, Any]) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=_form())
        await ack("opened")

    @bolt.view("form")
    async def submitted(ack: AsyncAck, view: dict[str, Any]) -> None:
        value = view["state"]["values"]["b"]["a"]["value"]
        if not taken:
            taken.append(value)
            await ack(response_action="errors", errors={"b": "once more"})
        else:
            await ack()

    await ana.says("hello")
    assert ana.last.text == "heard"
    await ana.types("/tandem")
    assert ana.last.text == "opened"
    await ana.submits(a="text")
    assert ana.form.errors == {"b": "once more"}
    await ana.submits()
    assert ana.modal is None
    assert taken == ["text"]
    assert slack.troubles == []


def _form() -> dict[str, Any]:
    block = {
        "type": "input",
        "block_id": "b",
        "label": {"type": "plain_text", "text": "Text"},
        "element": {"type": "plain_text_input", "action_id": "a"},
    }
    title = {"type": "plain_text", "text": "Form"}
    return {"type": "modal", "callback_id": "form", "title": title, "submit": title, "blocks": [block]}


async def test_the_greeting_counts_connections(slack: Playground) -> None:
    async with aiohttp.ClientSession() as session:
        first = await session.ws_connect(await _address(slack, session))
        second = await session.ws_connect(await _address(slack, session))
        counts = [(await socket.receive_json())["num_connections"] for socket in (first, second)]
        assert counts == [1, 2]
        await first.close()
        await second.close()


async def test_a_ticket_is_good_for_one_connection(slack: Playground) -> None:
    async with aiohttp.ClientSession() as session:
        address = await _address(slack, session)
        socket = await session.ws_connect(address)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(address)
        await socket.close()


async def test_an_eleventh_connection_is_sent_away(slack: Playground) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await _address(slack, session)) for _ in range(11)]
        assert (await sockets[10].receive_json())["reason"] == "too_many_websockets"
        for socket in sockets:
            await socket.close()


async def test_a_frozen_connection_loses_what_is_sent_to_it(
    slack: Playground, bolt: AsyncApp, ana: Person
) -> None:
    slack.sockets.connections[0].frozen = True

    await ana.types("/tandem")

    assert ana.notices == ['/tandem failed with the error "operation_timeout"']


async def test_the_app_reconnects_when_it_is_asked_to(slack: Playground, bolt: AsyncApp, ana: Person) -> None:
    @bolt.event("message")
    async def heard(event: dict[str, Any], say: AsyncSay) -> None:
        if "bot_id" not in event:
            await say("still here")

    before = slack.sockets.connections[0]
    await slack.sockets.refresh()
    await slack.until(lambda: slack.sockets.connections and slack.sockets.connections[0] is not before)

    await ana.says("are you there?")

    await slack.until(lambda: any(message.text == "still here" for message in ana.dm))


async def test_only_the_app_token_opens_connections(slack: Playground, client: AsyncWebClient) -> None:
    answer = await client.api_call("api.test")
    assert answer["ok"]
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {slack.credentials.bot_token}"}
        async with session.post(f"{slack.api_url}apps.connections.open", headers=headers) as refused:
            assert (await refused.json())["error"] == "not_allowed_token_type"


async def _address(slack: Playground, session: aiohttp.ClientSession) -> str:
    headers = {"Authorization": f"Bearer {slack.credentials.app_token}"}
    async with session.post(f"{slack.api_url}apps.connections.open", headers=headers) as answer:
        return str((await answer.json())["url"])
