"""A Slack that says yes to everything, at next to no cost: what is measured is not the stand-in."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.benchmarks.company import WORKSPACE

YES = json.dumps(
    {
        "ok": True,
        "team_id": WORKSPACE,
        "team": "Bench",
        "user_id": "UBOT",
        "bot_id": "B0",
        "url": "https://bench.example.com/",
        "user": "tandem",
        "members": [],
        "messages": [],
        "channel": {"id": "D0"},
        "view": {"id": "V0"},
        "ts": "1700000000.000100",
    }
).encode()
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(YES)}\r\n\r\n"
ANSWER = HEAD.encode() + YES


class _Sink(asyncio.Protocol):
    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (rest := _after_request(self._received)) is not None:
            self._received = rest
            self._transport.write(ANSWER)


def _after_request(received: bytes) -> bytes | None:
    """What follows the first whole request; None where it is not whole yet."""
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return None
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
    return body[length:] if len(body) >= length else None


@asynccontextmanager
async def sink() -> AsyncIterator[str]:
    """Its base URL, with a slash at the end."""
    server = await asyncio.get_running_loop().create_server(_Sink, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()
