"""Faults on purpose."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground, drop_reply, held, rate_limited, refused, server_error, slow
from tests.playground.support import Clock, error_of


@pytest.fixture
def naps() -> list[float]:
    """How long the playground slept, in seconds."""
    return []


@pytest.fixture
async def slack(clock: Clock, naps: list[float]) -> AsyncIterator[Playground]:
    async def sleep(seconds: float) -> None:
        naps.append(seconds)

    async with Playground(clock.now, sleep) as playground:
        yield playground


@pytest.fixture
def client(slack: Playground) -> AsyncWebClient:
    """Without the retries that slack-sdk makes by default."""
    return AsyncWebClient(slack.credentials.bot_token, base_url=slack.api_url, retry_handlers=[])


async def test_a_dropped_reply_leaves_the_work_done(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    slack.faults.plan("chat.postMessage", drop_reply())
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=ana.id, text="hello")
    assert ana.last.text == "hello"
    assert slack.calls[-1].dropped


async def test_by_default_slack_sdk_posts_twice_when_the_reply_is_dropped(
    slack: Playground, ana: Person
) -> None:
    usual = AsyncWebClient(slack.credentials.bot_token, base_url=slack.api_url)
    slack.faults.plan("chat.postMessage", drop_reply())
    await usual.chat_postMessage(channel=ana.id, text="hello")
    assert [message.text for message in ana.dm] == ["hello", "hello"]


async def test_faults_happen_in_order_and_then_all_is_well(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    slack.faults.plan("chat.postMessage", server_error(503), rate_limited(30), refused("fatal_error"))
    statuses = []
    for _ in range(3):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=ana.id, text="hello")
        statuses.append((caught.value.response.status_code, caught.value.response.headers.get("Retry-After")))

    await client.chat_postMessage(channel=ana.id, text="hello")

    assert statuses == [(503, None), (429, "30"), (200, None)]
    assert [call.status for call in slack.calls] == [503, 429, 200, 200]
    assert [message.text for message in ana.dm] == ["hello"]
    assert slack.faults.left == 0


async def test_a_slow_answer_comes_in_the_end(
    slack: Playground, client: AsyncWebClient, naps: list[float]
) -> None:
    slack.faults.plan("auth.test", slow(7.5))
    assert (await client.auth_test())["ok"]
    assert naps == [7.5]


async def test_a_held_answer_comes_when_it_is_let_go(slack: Playground, client: AsyncWebClient) -> None:
    let_go = asyncio.Event()
    slack.faults.plan("auth.test", held(let_go))
    answer = asyncio.ensure_future(client.auth_test())
    await slack.until(lambda: slack.calls_of("auth.test"))
    await client.api_test()
    assert not answer.done()
    let_go.set()
    assert (await answer)["ok"]


async def test_other_methods_are_not_touched(slack: Playground, client: AsyncWebClient) -> None:
    slack.faults.plan("auth.test", refused("token_revoked"))
    await client.api_test()
    assert await error_of(client.auth_test()) == "token_revoked"
