"""How the Web API is called: tokens, arguments, encodings."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from tests.playground.support import error_of


async def test_a_wrong_token_is_invalid_and_none_is_not_authed(slack: Playground) -> None:
    assert await error_of(AsyncWebClient("xoxb-other", base_url=slack.api_url).auth_test()) == "invalid_auth"
    assert await error_of(AsyncWebClient(base_url=slack.api_url).auth_test()) == "not_authed"


async def test_the_app_token_is_for_connections_only(slack: Playground, client: AsyncWebClient) -> None:
    app = AsyncWebClient(slack.credentials.app_token, base_url=slack.api_url)
    assert await error_of(app.auth_test()) == "not_allowed_token_type"
    opened = await app.apps_connections_open(app_token=slack.credentials.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")


async def test_an_unknown_method_is_refused(client: AsyncWebClient) -> None:
    assert await error_of(client.api_call("chat.shout")) == "unknown_method"


async def test_unknown_and_missing_arguments_are_named(slack: Playground, client: AsyncWebClient) -> None:
    await error_of(client.api_call("users.info", params={"usr": "U1"}))
    answer = slack.calls[-1].answer
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: user",
        "[ERROR] unknown argument: usr",
    ]


@pytest.mark.parametrize("way", ["query", "form", "json"])
async def test_arguments_come_in_three_ways(slack: Playground, ana: Person, way: str) -> None:
    token, url = slack.credentials.bot_token, f"{slack.api_url}users.info"
    ways: dict[str, dict[str, Any]] = {
        "query": {"params": {"user": ana.id, "token": token}},
        "form": {"data": {"user": ana.id, "token": token}},
        "json": {"json": {"user": ana.id}, "headers": {"Authorization": f"Bearer {token}"}},
    }
    async with aiohttp.ClientSession() as session, session.post(url, **ways[way]) as answer:
        body = await answer.json()
    assert body["ok"]
    assert body["user"]["real_name"] == "Ana Ruiz"


async def test_a_body_that_is_no_json_is_refused(slack: Playground) -> None:
    headers = {"Content-Type": "application/json"}
    async with aiohttp.ClientSession() as session:
        for body in ("{", "[]"):
            async with session.post(f"{slack.api_url}api.test", data=body, headers=headers) as answer:
                assert (await answer.json())["error"] == "invalid_json"


async def test_the_app_learns_who_it_is(slack: Playground, client: AsyncWebClient) -> None:
    me = await client.auth_test()
    assert (me["team_id"], me["user_id"]) == (slack.workspace.team_id, slack.workspace.bot_user)
    bot = await client.bots_info(bot=me["bot_id"])
    assert bot["bot"]["user_id"] == me["user_id"]
    assert await error_of(client.bots_info(bot="B0")) == "bot_not_found"


async def test_api_test_echoes(client: AsyncWebClient) -> None:
    assert (await client.api_test(foo="bar"))["args"]["foo"] == "bar"
    assert await error_of(client.api_test(error="my_error")) == "my_error"


async def test_every_call_is_on_record(slack: Playground, client: AsyncWebClient, ana: Person) -> None:
    await client.chat_postMessage(channel=ana.id, text="hello")
    await error_of(client.users_info(user="U0"))
    first, second = slack.calls
    assert (first.method, first.args["text"], first.ok) == ("chat.postMessage", "hello", True)
    assert (second.method, second.error, second.at) == ("users.info", "user_not_found", slack.slack.now())
    assert slack.calls_of("users.info") == [second]
    assert "user_not_found" in slack.troubles[0]


async def test_reactions_need_a_message(client: AsyncWebClient, ana: Person) -> None:
    posted = await client.chat_postMessage(channel=ana.id, text="hello")
    where = {"channel": posted["channel"], "timestamp": posted["ts"]}
    assert (await client.reactions_add(name="eyes", **where))["ok"]
    assert await error_of(client.reactions_add(name=":eyes:", **where)) == "invalid_name"
    missing = {**where, "timestamp": "1.000000"}
    assert await error_of(client.reactions_add(name="eyes", **missing)) == "message_not_found"
