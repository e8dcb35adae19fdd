"""What the app was not granted it can't do, doesn't hear and isn't shown."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from tests.playground.support import Clock, error_of


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Playground]:
    scopes = ("chat:write", "chat:write.public", "users:read", "channels:read")
    async with Playground(clock.now, scopes=scopes) as playground:
        yield playground


@pytest.mark.parametrize(
    ("method", "params", "needed"),
    [
        ("conversations.open", {"users": "U0"}, "im:write"),
        ("dnd.info", {}, "dnd:read"),
        ("users.lookupByEmail", {"email": "x"}, "users:read.email"),
        ("conversations.list", {"types": "private_channel"}, "groups:read"),
        ("files.getUploadURLExternal", {"filename": "x", "length": "1"}, "files:write"),
    ],
)
async def test_a_method_without_its_scope_is_refused(
    slack: Playground, client: AsyncWebClient, method: str, params: dict[str, Any], needed: str
) -> None:
    assert await error_of(client.api_call(method, params=params)) == "missing_scope"
    answer = slack.calls[-1].answer
    assert answer["needed"] == needed
    assert answer["provided"] == "channels:read,chat:write,chat:write.public,users:read"


async def test_reading_needs_the_scope_of_that_kind_of_conversation(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    channel = slack.add_channel("general", [ana])
    assert (await client.conversations_info(channel=channel.id))["ok"]
    assert await error_of(client.conversations_history(channel=channel.id)) == "missing_scope"
    assert slack.calls[-1].answer["needed"] == "channels:history"


async def test_with_write_public_the_app_needs_no_invitation_to_public_channels(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    public = slack.add_channel("general", [ana], with_app=False)
    private = slack.add_channel("secret", [ana], with_app=False, private=True)
    await client.chat_postMessage(channel=public.id, text="hello")
    assert ana.channel("general")[0].text == "hello"
    assert await error_of(client.chat_postMessage(channel=private.id, text="x")) == "channel_not_found"


async def test_addresses_are_hidden_and_messages_not_heard(
    slack: Playground, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    shown = await client.users_info(user=ana.id)
    assert "email" not in shown["user"]["profile"]
    await ana.says("hello?")
    assert slack.deliveries == []


async def test_granted_scopes_are_in_the_headers(slack: Playground, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert answer.headers["X-OAuth-Scopes"] == "channels:read,chat:write,chat:write.public,users:read"
