"""A playground, a company clock, and a small Bolt app that listens to it."""

from collections.abc import AsyncIterator

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from tests.playground.support import Clock, listening


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Playground]:
    async with Playground(clock.now) as playground:
        yield playground


@pytest.fixture
def client(slack: Playground) -> AsyncWebClient:
    """The app's own client, as slack-sdk has it."""
    return AsyncWebClient(token=slack.credentials.bot_token, base_url=slack.api_url)


@pytest.fixture
def ana(slack: Playground) -> Person:
    return slack.add_person("ana@example.com", "Ana Ruiz", tz="Europe/Madrid")


@pytest.fixture
def ben(slack: Playground) -> Person:
    return slack.add_person("ben@example.com", "Ben Okafor", tz="Africa/Lagos")


@pytest.fixture
async def app(slack: Playground, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A Bolt app over HTTP without listeners yet; each test adds its own."""
    bolt = AsyncApp(
        client=client, signing_secret=slack.credentials.signing_secret, process_before_response=True
    )
    async with listening(bolt.web_app("/slack/events")) as address:
        slack.connect(f"{address}/slack/events")
        yield bolt
