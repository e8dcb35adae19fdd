"""A page on a playground, and somebody who looks at it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiohttp
import pytest

from bot.playground import Playground
from bot.playground.page.guide import Guide
from bot.playground.page.page import Page
from tests.playground.page.visitor import Visitor

Opens = Callable[[Guide], AbstractAsyncContextManager[Visitor]]


@pytest.fixture
def opens(slack: Playground) -> Opens:
    """Opens a page with a guide, and closes it."""

    @asynccontextmanager
    async def opened(guide: Guide) -> AsyncIterator[Visitor]:
        page = Page(slack, guide)
        address = await page.start()
        async with aiohttp.ClientSession() as session:
            yield Visitor(session, address)
        await page.stop()

    return opened


@pytest.fixture
async def visitor(opens: Opens) -> AsyncIterator[Visitor]:
    """At a page without a guide."""
    async with opens(Guide()) as visitor:
        yield visitor
