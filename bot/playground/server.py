"""The HTTP server: the Web API below `/api/`, response urls, and the websocket of Socket Mode."""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.playground.api.dispatch import dispatch, refusal
from bot.playground.api.files import take_upload
from bot.playground.api.responses import respond
from bot.playground.errors import RateLimited, SlackError
from bot.playground.faults import Fault, Faults
from bot.playground.record import Call
from bot.playground.slack import Slack

Json = dict[str, Any]
Sleep = Callable[[float], Awaitable[None]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Listens on the loopback interface and answers as Slack would."""

    def __init__(self, slack: Slack, faults: Faults, sleep: Sleep, calls: list[Call]) -> None:
        self._slack = slack
        self._faults = faults
        self._sleep = sleep
        self._calls = calls
        self._runner: web.AppRunner | None = None

    async def start(self, port: int, websocket: Handler) -> str:
        """Listen, and give the address back; port 0 takes a free one."""
        application = web.Application(client_max_size=32 * 2**20)
        application.router.add_get("/link/", websocket)
        application.router.add_route("*", "/api/{method}", self._api)
        application.router.add_post("/upload/v1/{file}", self._upload)
        application.router.add_post("/{kind:actions|app|commands}/{rest:.+}", self._response_url)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close every connection."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _api(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        try:
            given = await _given(request)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_json"})
        fault = self._faults.take(name)
        call = self._call(name, _token(request, given), given, fault)
        self._calls.append(call)
        if fault and fault.delay:
            await self._sleep(fault.delay)
        if fault and fault.until:
            await fault.until.wait()
        if call.dropped and request.transport:
            request.transport.abort()
        return _response(call, str(self._slack.workspace.scopes))

    def _call(self, name: str, token: str | None, given: Json, fault: Fault | None) -> Call:
        """Carry the method out, unless a fault was planned instead."""
        args = {key: value for key, value in given.items() if key != "token"}
        now = self._slack.now()
        try:
            if fault and not fault.does_the_work:
                return Call(name, args, now, fault.status, _planned(fault))
            answer = dispatch(self._slack, name, token, given)
        except RateLimited as error:
            answer = refusal(error) | {"retry_after": error.retry_after}
            return Call(name, args, now, 429, answer)
        except Exception as error:
            answer = {"ok": False, "error": f"an accident of the playground's own: {error!r}"}
            self._calls.append(Call(name, args, now, 500, answer))
            raise
        return Call(name, args, now, 200, answer, dropped=bool(fault and fault.drops_reply))

    async def _upload(self, request: web.Request) -> web.Response:
        """The bytes of a file, bare or as the one part of a form."""
        if request.content_type.startswith("multipart/"):
            parts = [part for part in (await request.post()).values() if isinstance(part, web.FileField)]
            content = parts[0].file.read() if parts else b""
        else:
            content = await request.read()
        try:
            take_upload(self._slack, request.match_info["file"], content)
        except SlackError as error:
            return web.Response(text=error.code, status=400)
        return web.Response(text=f"OK - {len(content)}")

    async def _response_url(self, request: web.Request) -> web.Response:
        try:
            body = await request.json()
            respond(self._slack, request.path.lstrip("/"), body)
        except SlackError as error:
            answer = refusal(error)
            status = 200 if error.code in ("invalid_blocks", "no_text") else 404
            self._calls.append(Call("response_url", body, self._slack.now(), status, answer))
            return web.json_response(answer, status=status)
        except ValueError:
            return web.Response(text="invalid_payload", status=400)
        self._calls.append(Call("response_url", body, self._slack.now(), 200, {"ok": True}))
        return web.Response(text="ok")


def _planned(fault: Fault) -> Json:
    """The answer of a fault that doesn't do the work."""
    if fault.retry_after is not None:
        raise RateLimited(fault.retry_after)
    return refusal(SlackError(fault.error or "internal_error"))


def _response(call: Call, scopes: str) -> web.Response:
    if call.status == 429:
        headers = {"Retry-After": str(call.answer["retry_after"])}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    if call.status >= 500:
        return web.Response(status=call.status, text="<html>Slack has some trouble</html>")
    return web.json_response(call.answer, status=call.status, headers={"X-OAuth-Scopes": scopes})


async def _given(request: web.Request) -> Json:
    """The arguments: of the query, and of the form or the JSON body."""
    given: Json = dict(request.query) | _basic(request)
    if request.content_type == "application/json":
        body = await request.text()
        parsed = json.loads(body) if body else {}
        if not isinstance(parsed, dict):
            raise ValueError("the body is not an object")
        return given | parsed
    form = await request.post()
    return given | {name: value for name, value in form.items() if isinstance(value, str)}


def _basic(request: web.Request) -> Json:
    """Client id and secret, which slack-sdk sends as HTTP basic authentication."""
    header = request.headers.get("Authorization", "")
    if not header.startswith("Basic "):
        return {}
    client_id, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    return {"client_id": client_id, "client_secret": secret}


def _token(request: web.Request, given: Json) -> str | None:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() or given.get("token")
