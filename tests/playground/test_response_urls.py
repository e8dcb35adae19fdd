"""Response urls: five uses in half an hour, to answer, replace or delete."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from tests.playground.blocks import actions, button, section
from tests.playground.support import Clock


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def url(app: AsyncApp, client: AsyncWebClient, ana: Person) -> str:
    """The response url of a click on a message."""
    urls: list[str] = []

    @app.action("go")
    async def clicked(ack: AsyncAck, body: dict[str, Any]) -> None:
        urls.append(body["response_url"])
        await ack()

    await client.chat_postMessage(channel=ana.id, text="x", blocks=[actions(button("go"))])
    await ana.clicks(ana.last, "go")
    return urls[0]


async def _post(session: aiohttp.ClientSession, url: str, **body: Any) -> tuple[int, str]:
    async with session.post(url, json=body) as answer:
        return answer.status, await answer.text()


async def test_the_original_can_be_replaced_and_deleted(
    session: aiohttp.ClientSession, url: str, ana: Person
) -> None:
    original = ana.last
    assert await _post(session, url, text="done", replace_original=True) == (200, "ok")
    assert (ana.last, ana.last.reads, ana.last.blocks) == (original, "done", [])
    await _post(session, url, delete_original=True)
    assert ana.dm == []


async def test_an_answer_is_for_the_person_alone_unless_it_says_otherwise(
    session: aiohttp.ClientSession, url: str, ana: Person
) -> None:
    await _post(session, url, text="only you")
    await _post(session, url, blocks=[section("all")], response_type="in_channel")
    assert [message.ephemeral_to for message in ana.dm[1:]] == [ana.id, None]


async def test_it_works_five_times(session: aiohttp.ClientSession, url: str) -> None:
    answers = [(await _post(session, url, text="again"))[0] for _ in range(6)]
    assert answers == [200, 200, 200, 200, 200, 404]


async def test_it_works_for_half_an_hour(session: aiohttp.ClientSession, url: str, clock: Clock) -> None:
    clock.passes(minutes=30)
    assert (await _post(session, url, text="just in time"))[0] == 200
    clock.passes(seconds=1)
    status, text = await _post(session, url, text="too late")
    assert status == 404
    assert "expired_url" in text


async def test_an_ephemeral_answer_can_be_replaced_by_its_own_buttons(
    slack: Playground, session: aiohttp.ClientSession, url: str, ana: Person
) -> None:
    await _post(session, url, text="sure?", blocks=[actions(button("go", "Yes"))])
    ephemeral = ana.last
    await ana.clicks(ephemeral, "Yes")
    payload = slack.deliveries[-1].payload
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    await _post(session, payload["response_url"], text="yes", replace_original=True)
    assert ephemeral.reads == "yes"
    await _post(session, payload["response_url"], delete_original=True)
    assert not ana.sees(ephemeral)


async def test_what_is_faulty_is_refused(slack: Playground, session: aiohttp.ClientSession, url: str) -> None:
    assert "invalid_blocks" in (await _post(session, url, text="x", blocks=[{"type": "?"}]))[1]
    assert "no_text" in (await _post(session, url))[1]
    assert (await _post(session, url, text="x", colour="red"))[0] == 404
    assert (await _post(session, f"{url}x", text="x"))[0] == 404
    assert len(slack.calls_of("response_url")) == 4
