"""The load, a process of its own: signed requests over some connections, one after the other on each.

It reads a pickled `Volley` from stdin and writes a pickled `Result` to stdout.
"""

import asyncio
import pickle
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Volley:
    port: int
    requests: list[bytes]
    """Whole HTTP requests, ready to be written."""
    connections: int


@dataclass(frozen=True, slots=True)
class Result:
    seconds: float
    latencies: list[float]
    """Sorted, in seconds."""
    refused: int
    """How many were not answered with 200 and an empty body."""

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def p99(self) -> float:
        return self.latencies[int(len(self.latencies) * 0.99)]


class Line(asyncio.Protocol):
    """One connection: writes a request when the one before is answered."""

    def __init__(self, waiting: list[bytes], latencies: list[float], refused: list[bytes]) -> None:
        self._waiting = waiting
        self._latencies = latencies
        self._refused = refused
        self._answer = b""
        self._began = 0.0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, end, body = self._answer.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return
        self._latencies.append(time.perf_counter() - self._began)
        if not head.startswith(b"HTTP/1.1 200") or body:
            self._refused.append(self._answer)
        self._next()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError("the server closed the connection"))

    def _next(self) -> None:
        self._answer = b""
        if not self._waiting:
            self.done.set_result(None)
            return
        self._began = time.perf_counter()
        self._transport.write(self._waiting.pop())


def _length(head: bytes) -> int:
    found = head.lower().partition(b"content-length:")[2]
    return int(found.split(b"\r\n", 1)[0] or 0)


async def fire(volley: Volley) -> Result:
    loop = asyncio.get_running_loop()
    waiting, latencies, refused = volley.requests[::-1], list[float](), list[bytes]()
    began = time.perf_counter()
    made = [
        await loop.create_connection(lambda: Line(waiting, latencies, refused), "127.0.0.1", volley.port)
        for _ in range(volley.connections)
    ]
    await asyncio.gather(*(line.done for _, line in made))
    seconds = time.perf_counter() - began
    for transport, _ in made:
        transport.close()
    return Result(seconds, sorted(latencies), len(refused))


if __name__ == "__main__":
    from tests.benchmarks import load  # noqa: PLW0406  (what is pickled has the same name on both sides)

    volley = pickle.load(sys.stdin.buffer)  # noqa: S301  (from the benchmark that started this)
    pickle.dump(asyncio.run(load.fire(volley)), sys.stdout.buffer)
