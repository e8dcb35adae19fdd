"""The demo as it runs, in this process, and a browser in front of it; one browser for all tests.

All of them share one event loop, which the browser's driver lives in.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.demo import cast
from bot.demo.live.flow import Flow
from bot.demo.live.opening import open_company
from bot.demo.live.show import guide
from bot.demo.live.telling import Telling
from bot.demo.stage import Stage
from bot.playground import Person
from bot.playground.page.page import Page
from tests.browser.finding import chromium
from tests.browser.window import QUIET, Window, opened
from tests.demo.live.conftest import clock, database_url
from tests.stages import TakeUp, stages, take_up

__all__ = ["clock", "database_url", "stages", "take_up"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In one worker, so that there is one browser."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        opened = await driver.chromium.launch(executable_path=chromium(), args=QUIET)
        yield opened
        await opened.close()


@dataclass
class Live:
    """The demo, with its page at an address."""

    stage: Stage
    page: Page
    address: str

    def person(self, name: str) -> Person:
        return self.stage.slack.person(f"{name}@lantern.example")


@pytest_asyncio.fixture(loop_scope="session")
async def live(take_up: TakeUp) -> AsyncIterator[Live]:
    """From the moment on at which the demo begins; time flows, as it does there."""
    async with take_up("the demo's company", cast.fill, open_company) as stage:
        flow = Flow(stage)
        page = Page(stage.slack, guide(flow, Telling(stage)))
        running = asyncio.create_task(flow.run())
        yield Live(stage, page, await page.start())
        await page.stop()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        assert stage.slack.troubles == []


Visits = Callable[..., AbstractAsyncContextManager[Window]]


@pytest.fixture
def visits(browser: Browser) -> Visits:
    """Opens a window at an address."""
    return lambda address, **how: opened(browser, address, **how)


@pytest_asyncio.fixture(loop_scope="session")
async def window(live: Live, visits: Visits) -> AsyncIterator[Window]:
    """At the demo: Paulo on the left, Ana on the right."""
    async with visits(live.address) as window:
        yield window
