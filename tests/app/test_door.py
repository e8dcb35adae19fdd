"""The door lets nothing in that Slack did not sign, and reads what it did."""

import json
import time
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncApp
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
    bolt: AsyncApp = bolt_app(lambda _team: "xoxb-1", lambda _team: "UBOT", "http://127.0.0.1:9/api/")

    @bolt.command("/tandem")
    async def tandem(ack, body) -> None:  # type: ignore[no-untyped-def]
        heard.append(body["text"])
        await ack(text="heard")

    return Starlette(routes=[Route("/slack/events", Door(bolt, SECRET).__call__, methods=["POST"])])


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
