"""Rate limits, by the company clock."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground, RateLimits
from tests.playground.support import Clock, error_of


async def _refused(call: object) -> int:
    """The seconds after which a refused call may be made again."""
    with pytest.raises(SlackApiError) as caught:
        await call  # type: ignore[misc]
    assert caught.value.response.status_code == 429
    assert caught.value.response["error"] == "ratelimited"
    return int(caught.value.response.headers["Retry-After"])


async def test_a_burst_of_four_then_one_a_second_and_channel(
    client: AsyncWebClient, clock: Clock, ana: Person, ben: Person
) -> None:
    for number in range(4):
        await client.chat_postMessage(channel=ana.id, text=str(number))
    assert await _refused(client.chat_postMessage(channel=ana.id, text="too much")) == 1
    await client.chat_postMessage(channel=ben.id, text="another conversation")
    clock.passes(seconds=1)
    await client.chat_postMessage(channel=ana.id, text="4")
    assert await _refused(client.chat_postMessage(channel=ana.id, text="too much")) == 1
    assert [message.text for message in ana.dm] == ["0", "1", "2", "3", "4"]


async def test_a_workspace_takes_several_hundred_messages_a_minute(clock: Clock) -> None:
    async with Playground(clock.now, limits=RateLimits(posts_per_minute=6)) as slack:
        client = AsyncWebClient(slack.credentials.bot_token, base_url=slack.api_url)
        people = [slack.add_person(f"p{number}@example.com") for number in range(8)]
        for person in people[:6]:
            await client.chat_postMessage(channel=person.id, text="hello")
        assert await _refused(client.chat_postMessage(channel=people[6].id, text="hello")) == 60
        clock.passes(seconds=60)
        await client.chat_postMessage(channel=people[6].id, text="hello")


@pytest.mark.parametrize(
    ("method", "params", "per_minute"),
    [("users.list", {}, 20), ("dnd.info", {}, 50), ("auth.test", {}, 100)],
)
async def test_each_tier_has_its_number_a_minute(
    client: AsyncWebClient, clock: Clock, method: str, params: dict[str, str], per_minute: int
) -> None:
    for _ in range(per_minute):
        await client.api_call(method, params=params)
    clock.passes(seconds=20)
    assert await _refused(client.api_call(method, params=params)) == 40
    clock.passes(seconds=40)
    await client.api_call(method, params=params)


async def test_a_refused_message_doesnt_count(client: AsyncWebClient, ana: Person) -> None:
    for _ in range(10):
        assert await error_of(client.chat_postMessage(channel=ana.id, text="x" * 5000)) == "msg_too_long"
    await client.chat_postMessage(channel=ana.id, text="hello")


@pytest.fixture
async def strict(clock: Clock) -> AsyncIterator[Playground]:
    async with Playground(clock.now, limits=RateLimits.for_distributed_apps()) as playground:
        yield playground


async def test_history_can_be_one_a_minute_with_fifteen_messages(strict: Playground, clock: Clock) -> None:
    client = AsyncWebClient(strict.credentials.bot_token, base_url=strict.api_url)
    ana = strict.add_person("ana@example.com")
    for number in range(20):
        clock.passes(seconds=2)
        await client.chat_postMessage(channel=ana.id, text=str(number))

    page = await client.conversations_history(channel=ana.last.channel, limit=200)

    assert len(page["messages"]) == 15
    assert page["has_more"]
    assert await _refused(client.conversations_history(channel=ana.last.channel)) == 60
