"""The door lets nothing in that Slack did not sign, and reads what it did."""

import asyncio
import json
import time
from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.internals import parse_body
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Message

from bot.app.bolt import bolt_app
from bot.app.door import LARGEST, Door, decoded

SECRET = "0123456789abcdef"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def app(heard: list[str]) -> Starlette:
    return app_that_tells(heard)


@cache
def an_open_door() -> tuple[Starlette, list[str]]:
    """One for many examples: making an app takes longer than asking it."""
    heard: list[str] = []
    return app_that_tells(heard), heard


def app_that_tells(heard: list[str]) -> Starlette:
    bolt: AsyncApp = bolt_app(lambda _team: "xoxb-1", lambda _team: "UBOT", "http://127.0.0.1:9/api/")

    @bolt.command("/tandem")
    async def tandem(ack, body) -> None:  # type: ignore[no-untyped-def]
        heard.append(body["text"])
        await ack(text="heard")

    return Starlette(routes=[Route("/slack/events", Door(bolt, SECRET), methods=["POST"])])


COMMAND = urlencode(
    {"command": "/tandem", "text": "ledger & <help>", "team_id": "T1", "user_id": "U1"}
).encode()


def signed(body: bytes, *, secret: str = SECRET, age: int = 0) -> dict[str, str]:
    stamp = str(int(time.time()) - age)
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": str(signature), "content-type": FORM}


async def post(app: Starlette, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Drive the ASGI application itself: status and body."""
    answers: list[Message] = []
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/slack/events",
        "raw_path": b"/slack/events",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return pending.pop(0)

    async def send(message: Message) -> None:
        answers.append(message)

    await app(scope, receive, send)
    return answers[0]["status"], b"".join(answer.get("body", b"") for answer in answers[1:])


async def test_a_signed_command_is_heard(app: Starlette, heard: list[str]) -> None:
    status, body = await post(app, COMMAND, signed(COMMAND))
    assert (status, body) == (200, b"heard")
    assert heard == ["ledger & <help>"]


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": FORM},
        signed(COMMAND, secret="somebody else's"),
        signed(COMMAND, age=6 * 60),
        signed(b"another body"),
        signed(COMMAND) | {"x-slack-request-timestamp": "soon"},
        signed(COMMAND) | {"x-slack-signature": ""},
    ],
    ids=["none", "forged", "old", "of another body", "no time", "empty"],
)
async def test_what_slack_did_not_sign_is_turned_away(
    app: Starlette, heard: list[str], headers: dict[str, str]
) -> None:
    status, _ = await post(app, COMMAND, headers)
    assert status == 401
    assert heard == []


async def test_slack_may_look_at_the_certificate_without_signing(app: Starlette, heard: list[str]) -> None:
    headers = {"content-type": FORM}
    assert await post(app, b"ssl_check=1&token=abc", headers) == (200, b"")
    assert await post(app, COMMAND + b"&ssl_check=1", headers) == (200, b"")
    assert (await post(app, b"ssl_check=10", headers))[0] == 401
    assert heard == []


async def test_a_click_on_nothing_is_acknowledged(app: Starlette) -> None:
    body = b"payload=" + quote('{"type": "block_actions", "actions": []}').encode()
    assert await post(app, body, signed(body)) == (200, b"")


async def test_bytes_that_are_no_text_are_turned_away(app: Starlette) -> None:
    assert (await post(app, b"\xff\xfe", signed(COMMAND)))[0] == 401


async def test_a_body_larger_than_slack_sends_is_turned_away(app: Starlette) -> None:
    body = b"x" * (LARGEST + 1)
    assert (await post(app, body, signed(body)))[0] == 413


@pytest.mark.parametrize("body", [b"payload=%7Bbroken", b"payload=3"])
async def test_a_body_that_cannot_be_read_is_said_to_be_so(app: Starlette, body: bytes) -> None:
    assert (await post(app, body, signed(body)))[0] == 400


@given(
    st.dictionaries(
        st.sampled_from(["command", "text", "team_id", "user_id"]), st.text(min_size=1), min_size=1
    )
)
def test_forms_are_read_as_bolt_reads_them(form: dict[str, str]) -> None:
    body = urlencode(form)
    assert decoded(body.encode(), FORM) == parse_body(body, FORM)


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_payloads_are_read_as_bolt_reads_them(payload: dict[str, object]) -> None:
    body = urlencode({"payload": json.dumps(payload)})
    assert decoded(body.encode(), FORM) == parse_body(body, FORM)


PIECES = [
    "payload",
    "payload=",
    "%7B%7D",
    "a",
    "=",
    "&",
    "+",
    "%",
    "%C3%A9",
    "%ff",
    "%2B",
    "%26",
    ";",
    "\n",
    "{",
    "}",
]
BODIES = st.lists(st.sampled_from([*PIECES, '"', "[1]"]) | st.characters(codec="utf-8"), max_size=12)
TYPES = st.sampled_from(
    [FORM, f"{FORM};charset=utf-8", "application/json", "application/json; charset=utf-8", ""]
)


@given(BODIES.map("".join), TYPES | st.text())
@example('{"a": 1, "a": 2}', FORM)
@example("a=1&a=2&b=&=c&&d", FORM)
@example("payload=%7B%7D&payload=%7B%22a%22%3A+1%7D", FORM)
@example("", "application/json")
def test_whatever_comes_is_read_as_bolt_reads_it(body: str, content_type: str) -> None:
    """Duplicates, blanks, plus signs, escapes, bytes that are no text, broken JSON, any content type."""
    mine, bolts = (
        read_by(lambda: decoded(body.encode(), content_type)),
        read_by(lambda: by_bolt(body, content_type)),
    )
    if bolts == {} and mine is not None and any("payload" in part for part in chain(*mine.items())):
        assert mine == dict(parse_qsl(body, keep_blank_values=True))  # what Bolt loses; see `decoded`
    else:
        assert mine == bolts


def by_bolt(body: str, content_type: str) -> dict[str, Any]:
    return AsyncBoltRequest(body=body, headers={"content-type": content_type}).body


def read_by(read: Callable[[], object]) -> dict[str, Any] | None:
    """What was read; None for what is no object, or not readable at all."""
    try:
        found = read()
    except (ValueError, AttributeError, TypeError):  # Bolt looks into what it read, whatever it is
        return None
    return found if isinstance(found, dict) else None


def test_a_word_in_a_command_does_not_lose_the_command() -> None:
    body = urlencode({"command": "/tandem", "text": "payload"})
    assert decoded(body.encode(), FORM) == {"command": "/tandem", "text": "payload"}
    assert parse_body(body, FORM) == {}


@given(
    body=st.binary(max_size=40) | st.just(COMMAND),
    stamp=st.text(alphabet=st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=12)
    | st.integers(-400, 400).map(lambda age: str(int(time.time()) - age)),
    signature=st.text(alphabet="v0=123456789abcdef", max_size=70) | st.just("v0=" + "0" * 64),
    content_type=TYPES,
)
def test_there_is_no_way_past_the_signature(
    body: bytes, stamp: str, signature: str, content_type: str
) -> None:
    app, heard = an_open_door()
    headers = {
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature,
        "content-type": content_type,
    }
    assert asyncio.run(post(app, body, headers))[0] == 401
    assert heard == []
