"""Fixtures: a local Slack, Tandem's client for it, and a core. Import them where they are needed."""

import logging
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from bot.clock import ManualClock
from bot.playground import Playground
from bot.slack.client import Slack
from bot.storage.engine import Database
from bot.workspaces.core import Core
from bot.workspaces.keys import Vaults


@pytest.fixture
async def company(clock: ManualClock) -> AsyncIterator[Playground]:
    async with Playground(clock.now, clock.sleep) as playground:
        yield playground


@pytest.fixture
async def slack(company: Playground) -> AsyncIterator[Slack]:
    async with aiohttp.ClientSession() as session:
        yield Slack(company.credentials.bot_token, session, company.api_url)


@pytest.fixture
def core(database: Database, vaults: Vaults, clock: ManualClock) -> Iterator[Core]:
    core = Core(database, vaults, clock)
    yield core
    core.close()


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog
