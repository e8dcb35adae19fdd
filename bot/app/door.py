"""The HTTP door: checks the signature first of all, then hands Bolt a ready dict.

Reading a request costs most of what answering it does (house.md). Handing Bolt the decoded body, as
Socket Mode does, is twice as fast as having it parse the form; Bolt then checks no signature, so this
is the one place that does.
"""

import json
import logging
import re
from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send
from yarl import URL

from bot.app.payloads import says_nothing
from bot.watch import on_way

log = logging.getLogger(__name__)
LARGEST = 2_000_000
"""Bytes of a request; Slack's largest view has 250 kB."""
TOLD = "x-slack-retry-"
"""The headers that say something to us, and the only ones that Bolt is handed: others would steer it."""


SSL_CHECK = re.compile(rb"(?:^|&)ssl_check=1(?:&|$)")
"""Slack now and then looks whether the certificate is good, and wants to hear 200. Nothing else is done."""


class Door:
    """`POST /slack/events`: events, interactivity and commands."""

    def __init__(self, app: AsyncApp, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with on_way():
            answer = await self._answer(Request(scope, receive))
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        body = await self._body(request)
        if body is None:
            return PlainTextResponse("too large", 413)
        if not self._is_signed(body, request):
            if SSL_CHECK.search(body):
                return Response()
            log.warning("a request with a wrong or old signature was turned away")
            return PlainTextResponse("the signature is wrong or too old", 401)
        try:
            payload = decoded(body, request.headers.get("content-type", ""))
        except ValueError:
            return PlainTextResponse("the body is not readable", 400)
        return await self._dispatch(payload, request)

    def _is_signed(self, body: bytes, request: Request) -> bool:
        try:
            return self._verifier.is_valid_request(body, dict(request.headers))
        except ValueError:  # a time stamp that is no number, or bytes that are no text
            return False

    async def _body(self, request: Request) -> bytes | None:
        parts, size = [], 0
        try:
            async for part in request.stream():
                size += len(part)
                if size > LARGEST:
                    return None
                parts.append(part)
        except ClientDisconnect:
            return None
        return b"".join(parts)

    async def _dispatch(self, payload: dict[str, Any], request: Request) -> Response:
        if says_nothing(payload):
            return Response()
        told: dict[str, str | Sequence[str]] = {
            name: value for name, value in request.headers.items() if name.startswith(TOLD)
        }
        bolt = AsyncBoltRequest(body=payload, headers=told, mode="socket_mode")
        answer = await self._app.async_dispatch(bolt)
        content_type = answer.headers.get("content-type", ["text/plain"])[0]
        return Response(answer.body, answer.status, media_type=content_type)


def decoded(body: bytes, content_type: str) -> dict[str, Any]:
    """The payload of a request, as Bolt reads it: JSON, or a form whose `payload` is JSON.

    Raises `ValueError` for whatever is neither. One thing Bolt reads otherwise: a form without a
    payload is lost to it where the word stands in a value, as in `/tandem payload`.
    """
    text = body.decode()
    if text.startswith("{") or (text and content_type.partition(";")[0] == "application/json"):
        return _dict(json.loads(text))
    form = dict(URL.build(query_string=text, encoded=True).query.items())
    return _dict(json.loads(form["payload"])) if "payload" in form else form


def _dict(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value
