"""Slack's answers and silences as narrow errors, at one seam, with nothing private in them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.slack.client import Slack
from bot.slack.errors import Limited, Refused, Revoked, SlackFailed, Unavailable, Unclear

SECRET = "what Ana typed"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def slack_that(answers: Answer, seconds: float = 15) -> AsyncIterator[Slack]:
    application = web.Application()
    application.router.add_route("*", "/api/{method}", answers)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession() as session:
        yield Slack("xoxb-1", session, f"http://127.0.0.1:{port}/api", seconds=seconds)
    await runner.cleanup()


def says(**body: object) -> Answer:
    async def answer(_request: web.Request) -> web.Response:
        return web.json_response(body)

    return answer


def raw(text: str, status: int = 200, kind: str = "application/json", **headers: str) -> Answer:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=text, status=status, content_type=kind, headers=headers)

    return answer


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (says(ok=False, error="channel_not_found"), Refused, "channel_not_found"),
        (says(ok=False, error="invalid_blocks", text=SECRET), Refused, "invalid_blocks"),
        (says(ok=False, error="something_new"), Refused, "something_new"),
        (says(ok=False, error="token_revoked"), Revoked, "token_revoked"),
        (says(ok=False, error="account_inactive"), Revoked, "account_inactive"),
        (says(ok=False, error="internal_error"), Unclear, "internal_error"),
        (says(ok=False, error="request_timeout"), Unavailable, "request_timeout"),
        (says(ok=False, error="ratelimited"), Limited, "ratelimited"),
        (raw("<html>", 503, "text/html"), Unclear, "http_503"),
        (raw("{ this is no JSON " + SECRET), Unclear, "http_200"),
        (raw(SECRET, 200, "text/plain"), Unclear, None),
        (raw('{"ok": true, "ts": "1.0"}', 200, "text/plain"), Unclear, "http_200"),
        (raw('["ok"]'), Unclear, "http_200"),
        (raw('{"ok": true, "ts": "1.0"}', 500), Unclear, "http_500"),
        (raw("", 429), Limited, None),
        (raw("no such page", 404, "text/html"), Refused, "http_404"),
    ],
)
async def test_every_answer_that_is_not_ok_has_its_class(
    answer: Answer, kind: type[SlackFailed], code: str | None
) -> None:
    async with slack_that(answer) as slack:
        with pytest.raises(kind) as raised:
            await slack.post("D1", {"text": SECRET})
    assert type(raised.value) is kind
    assert code is None or raised.value.code == code
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(("header", "seconds"), [("30", 30.0), ("0", 1.0), ("soon", 1.0), ("1e99", 1800.0)])
async def test_a_limit_says_how_long(header: str, seconds: float) -> None:
    limited = raw('{"ok": false, "error": "ratelimited"}', 429, **{"Retry-After": header})
    async with slack_that(limited) as slack:
        with pytest.raises(Limited) as raised:
            await slack.who_am_i()
    assert raised.value.seconds == seconds


async def test_a_silence_ends_after_a_while_and_is_unclear() -> None:
    async def silence(_request: web.Request) -> web.Response:
        await asyncio.sleep(1)
        return web.json_response({"ok": True})

    async with slack_that(silence, seconds=0.1) as slack:
        with pytest.raises(Unclear):
            await slack.post("D1", {"text": "hello"})


async def test_what_breaks_after_the_request_was_read_is_unclear_and_not_sent_again() -> None:
    """Slack may have posted it: a client that tries again by itself would post it twice."""
    asked: list[str] = []

    async def breaks(request: web.Request) -> web.Response:
        asked.append(await request.text())
        assert request.transport
        request.transport.close()
        return web.json_response({"ok": True})

    async with slack_that(breaks) as slack:
        with pytest.raises(Unclear):
            await slack.post("D1", {"text": "hello"})
    assert len(asked) == 1


async def test_an_answer_that_breaks_off_is_unclear() -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"ok": true')
        assert request.transport
        request.transport.close()
        return response

    async with slack_that(half) as slack:
        with pytest.raises(Unclear):
            await slack.post("D1", {"text": "hello"})


async def test_slack_gets_the_token_and_the_message_as_it_is() -> None:
    seen: list[tuple[str, str, str, object]] = []

    async def note(request: web.Request) -> web.Response:
        headers = request.headers
        seen.append((request.path, headers["Authorization"], headers["Content-Type"], await request.json()))
        return web.json_response({"ok": True, "ts": "1.0"})

    message = {"text": "żółć 🚲", "blocks": [{"type": "divider"}]}
    async with slack_that(note) as slack:
        await slack.post("D1", message)
    kind = "application/json; charset=utf-8"
    assert seen == [("/api/chat.postMessage", "Bearer xoxb-1", kind, {"channel": "D1", **message})]


async def test_a_connection_that_was_never_made_did_nothing() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(Unavailable):
            await Slack("xoxb-1", session, "http://127.0.0.1:9/api/").who_am_i()


async def test_a_long_history_is_read_page_by_page() -> None:
    asked: list[str] = []

    async def pages(request: web.Request) -> web.Response:
        asked.append(request.query.get("cursor", ""))
        following = {"": "two"}.get(asked[-1], "")
        body = {"messages": [{"ts": asked[-1] or "one"}], "response_metadata": {"next_cursor": following}}
        return web.json_response({"ok": True, **body})

    async with slack_that(pages) as slack:
        first = await slack.history("D1", "0")
        last = await slack.history("D1", "0", first.cursor)
    assert [page.messages[0]["ts"] for page in (first, last)] == ["one", "two"]
    assert asked == ["", "two"]
    assert not last.cursor


async def test_no_message_gets_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    async with slack_that(says(ok=True, channel="D1", ts="1.0")) as slack:
        await slack.post("D1", {"text": SECRET})
    assert SECRET not in caplog.text


async def test_a_message_is_where_it_was_sent_when_slack_names_no_channel() -> None:
    async with slack_that(says(ok=True, ts="1.5")) as slack:
        assert await slack.post("D1", {"text": "hello"}) == ("D1", "1.5")
