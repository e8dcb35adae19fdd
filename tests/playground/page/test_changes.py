"""The stream that tells open pages that something is new, and what they then ask for again."""

import asyncio

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp

from bot.playground import Person, Playground
from bot.playground.page.page import Page
from tests.playground.page.visitor import Visitor


async def lines(content: aiohttp.StreamReader, count: int) -> list[str]:
    async with asyncio.timeout(20):
        found: list[str] = []
        while len(found) < count:
            line = (await content.readline()).decode().strip()
            found += [line] if line else []
        return found


async def test_every_change_is_told_without_what_it_was(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person
) -> None:
    async with visitor.session.get(f"{visitor.address}/changes") as stream:
        assert stream.content_type == "text/event-stream"
        first = await lines(stream.content, 3)
        await ana.says("a secret")
        (told,) = await lines(stream.content, 1)

    assert first[:2] == ["retry: 1000", "event: hello"]
    run = (await visitor.get("/")).text.partition('data-run="')[2].partition('"')[0]
    assert first[2].startswith(f"data: {run} ")
    assert told.removeprefix("data: ").isdigit()


async def test_a_part_that_is_as_it_was_is_not_sent_again(
    visitor: Visitor, app: AsyncApp, ana: Person, ben: Person
) -> None:
    path = f"/part/pane?side=left&user={ana.id}&at=dm"
    first = await visitor.get(path)
    tag = first.headers["ETag"]
    await ben.says("elsewhere")

    assert (await visitor.get(path, **{"If-None-Match": tag})).status == 304
    await ana.says("here")
    again = await visitor.get(path, **{"If-None-Match": tag})
    assert again.status == 200
    assert again.headers["ETag"] != tag


async def test_stopping_ends_open_streams(slack: Playground) -> None:
    page = Page(slack)
    address = await page.start()
    async with aiohttp.ClientSession() as session, session.get(f"{address}changes") as stream:
        await lines(stream.content, 3)
        async with asyncio.timeout(20):
            await page.stop()
            with pytest.raises(aiohttp.ClientPayloadError):
                await stream.content.read()


async def test_a_page_that_never_started_can_be_stopped(slack: Playground) -> None:
    await Page(slack).stop()
