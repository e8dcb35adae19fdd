"""What Tandem answers over HTTP, and the server that does it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Generator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.app.door import Door

STOP_SECONDS = 8
"""How long requests in hand may take after SIGTERM; everything stops within ten."""

Ready = Callable[[], str | None]
"""None where everything is well, else what is not."""


def web_app(door: Door | None, ready: Ready) -> Starlette:
    """`door` is None in Socket Mode: then Slack sends nothing over HTTP."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("alive")

    async def readyz(_request: Request) -> Response:
        problem = await asyncio.to_thread(ready)
        return PlainTextResponse(problem or "ready", 503 if problem else 200)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz)]
    if door is not None:
        routes.append(Route("/slack/events", door.__call__, methods=["POST"]))
    return Starlette(routes=routes)


class Unsignalled(uvicorn.Server):
    """A server that leaves signals to whoever started it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def configured(app: Starlette, host: str, port: int) -> uvicorn.Config:
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


@contextlib.asynccontextmanager
async def listening(app: Starlette) -> AsyncIterator[str]:
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
