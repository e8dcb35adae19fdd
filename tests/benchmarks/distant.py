"""A Slack that is a tenth of a second away, behind TLS, in a process of its own: it says yes, and counts.

It keeps Slack's limits as the local Slack of the tests does, and answers 429 to whoever goes beyond.
"""

import asyncio
import json
import multiprocessing
import ssl
import tempfile
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

BURST, POSTS_A_MINUTE = 4, 600
"""As in `bot.playground.rates`: so many to one channel at once, then one a second; and a workspace's."""
MINUTE = 60.0


@dataclass(slots=True)
class Tally:
    """What the distant Slack saw."""

    posts: int = 0
    doubled: int = 0
    refused: int = 0
    first: float = 0.0
    last: float = 0.0
    """When the first and the last one came, in seconds."""

    @property
    def seconds(self) -> float:
        return self.last - self.first


@dataclass(slots=True)
class _Counting:
    keeps_limits: bool
    tally: Tally = field(default_factory=Tally)
    borne: Counter[str] = field(default_factory=Counter)
    channels: dict[str, tuple[float, float]] = field(default_factory=dict)
    workspaces: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def begin_anew(self) -> None:
        """The connections stay."""
        self.tally = Tally()
        for kept in (self.borne, self.channels, self.workspaces):
            kept.clear()

    def post(self, token: str, body: bytes) -> bytes:
        message, now = json.loads(body), time.monotonic()
        if self.keeps_limits and not self._is_within(token, f"{token} {message['channel']}", now):
            self.tally.refused += 1
            return _answer(429, {"ok": False, "error": "ratelimited"}, "Retry-After: 1\r\n")
        borne = (message.get("metadata") or {}).get("event_payload", {}).get("delivery", "")
        self.borne[borne] += 1
        self.tally.posts += 1
        self.tally.doubled += bool(borne) and self.borne[borne] > 1
        self.tally.first, self.tally.last = self.tally.first or now, now
        return _answer(200, {"ok": True, "channel": message["channel"], "ts": f"{now:.6f}"})

    def _is_within(self, token: str, channel: str, now: float) -> bool:
        left, since = self.channels.get(channel, (float(BURST), now))
        left = min(float(BURST), left + now - since)
        calls = self.workspaces[token]
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if left < 1 or len(calls) >= POSTS_A_MINUTE:
            return False
        self.channels[channel] = (left - 1, now)
        calls.append(now)
        return True


def _answer(status: int, data: object, more: str = "") -> bytes:
    body = json.dumps(data).encode()
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{more}\r\n".encode() + body


class _Protocol(asyncio.Protocol):
    def __init__(self, counting: _Counting, seconds: float) -> None:
        self._counting = counting
        self._seconds = seconds
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = int(_header(head, b"content-length") or 0)
        if not end or len(body) < length:
            return
        self._received = body[length:]
        asyncio.get_running_loop().call_later(
            self._seconds, self._reply, _header(head, b"authorization").decode(), body[:length]
        )

    def _reply(self, token: str, body: bytes) -> None:
        self._transport.write(self._counting.post(token, body))


def _header(head: bytes, name: bytes) -> bytes:
    after = head.lower().partition(name + b":")[2]
    return after.split(b"\r\n", 1)[0].strip()


async def _serve(pipe: Connection, seconds: float, keeps_limits: bool, files: tuple[str, str] | None) -> None:
    context = None
    if files:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*files)
    counting = _Counting(keeps_limits)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: _Protocol(counting, seconds), "127.0.0.1", 0, ssl=context, backlog=500
    )
    pipe.send(server.sockets[0].getsockname()[1])
    while await asyncio.to_thread(pipe.recv):
        pipe.send(counting.tally)
        counting.begin_anew()
    server.close()


def _run(pipe: Connection, seconds: float, keeps_limits: bool, files: tuple[str, str] | None) -> None:
    asyncio.run(_serve(pipe, seconds, keeps_limits, files))


@dataclass(frozen=True, slots=True)
class Distant:
    address: str
    context: ssl.SSLContext | None
    pipe: Connection

    def tally(self) -> Tally:
        """What came since it was asked last."""
        self.pipe.send(True)
        found: Tally = self.pipe.recv()
        return found


@contextmanager
def distant(seconds: float, *, tls: bool = True, keeps_limits: bool = True) -> Iterator[Distant]:
    """It answers after so many seconds."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    with tempfile.TemporaryDirectory() as folder:
        files = _certificate(Path(folder)) if tls else None
        process = spawn.Process(target=_run, args=(theirs, seconds, keeps_limits, files), daemon=True)
        process.start()
        port = ours.recv()
        context = ssl.create_default_context(cafile=files[0]) if files else None
        try:
            yield Distant(f"{'https' if tls else 'http'}://localhost:{port}/", context, ours)
        finally:
            ours.send(False)
            process.join(5)
            process.terminate()


def _certificate(folder: Path) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    encoding, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    paths[1].write_bytes(key.private_bytes(encoding, kind, serialization.NoEncryption()))
    return str(paths[0]), str(paths[1])
