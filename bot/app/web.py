"""What Tandem answers over HTTP, and the server that does it."""

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Generator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app.door import Door
from bot.app.metrics import CONTENT_TYPE
from bot.errors import Stop

EVENTS = "/slack/events"
POSTED = ("POST", EVENTS)
STOP_SECONDS = 8
"""How long requests in hand may take after SIGTERM; everything stops within ten."""

Ready = Callable[[], str | None]
"""None where everything is well, else what is not."""
Figures = Callable[[], Awaitable[bytes]]
"""What `/metrics` shows."""
PROXIED = ("forwarded", "x-forwarded-for")
NOT_OUTSIDE = "These figures are for whoever asks Tandem itself, not through a proxy."


def web_app(door: Door | None, ready: Ready, figures: Figures | None = None) -> ASGIApp:
    """`door` is None in Socket Mode: then Slack sends nothing over HTTP."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("alive")

    async def readyz(_request: Request) -> Response:
        problem = await asyncio.to_thread(ready)
        return PlainTextResponse(problem or "ready", 503 if problem else 200)

    async def metrics(request: Request) -> Response:
        assert figures is not None
        if any(name in request.headers for name in PROXIED):
            return PlainTextResponse(NOT_OUTSIDE, 403)
        return Response(await figures(), media_type=CONTENT_TYPE)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz)]
    if figures is not None:
        routes.append(Route("/metrics", metrics))
    if door is not None:
        routes.append(Route(EVENTS, door, methods=["POST"]))
    return _straight(door, Starlette(routes=routes))


def _straight(door: Door | None, others: ASGIApp) -> ASGIApp:
    """What Slack sends goes to the door without a look at any other route."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if door is not None and scope["type"] == "http" and (scope["method"], scope["path"]) == POSTED:
            await door(scope, receive, send)
        else:
            await others(scope, receive, send)

    return app


class Unsignalled(uvicorn.Server):
    """A server that leaves signals to whoever started it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def configured(app: ASGIApp, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=STOP_SECONDS,
        server_header=False,
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `Stop` where that can't be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        # Python makes the message longer than the system's own; a name that is not known has none there.
        known = error.errno in errno.errorcode
        why = (os.strerror(error.errno or 0) if known else str(error.strerror)).lower()
        raise Stop(
            f"Nothing can listen on {host}, port {port} ({why}): stop what uses it, or set TANDEM_HOST and "
            "TANDEM_PORT."
        ) from error


@contextlib.asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[str]:
    """Serve on a free port of the loopback interface: for the demo and the tests. Gives the base URL."""
    own = socket.create_server(("127.0.0.1", 0))
    serving = Unsignalled(configured(app, "127.0.0.1", 0))
    task = asyncio.create_task(serving.serve([own]))
    try:
        yield f"http://127.0.0.1:{own.getsockname()[1]}"
    finally:
        serving.should_exit = True
        await task
        own.close()
