"""Socket Mode: websockets that Tandem opens to Slack, watched and renewed so that nothing is lost on them.

Two are open at a time; Slack sends each envelope over any of them, and events that were not acknowledged
over another. A connection is given up, and its successor opened first where that is possible,

- when Slack says that it is about to close it;
- when our pings are not answered, or Slack's own stay away: it looks open, and nobody is there;
- when Slack counts fewer connections than we do, or sends all but nothing over it: a half-open connection
  still answers pings (slack.md).
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import WSMsgType
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.app.payloads import says_nothing
from bot.slack.client import Slack
from bot.slack.errors import Limited, Refused, Revoked, SlackFailed
from bot.watch import on_way

log = logging.getLogger(__name__)
Envelope = Mapping[str, Any]
Take = Callable[[Envelope], Awaitable[Mapping[str, Any] | None]]
"""Handles an envelope: what to answer with its acknowledgement, or None where it is not acknowledged."""
CONNECTIONS = 2
"""Slack allows ten for all replicas together; each may have a successor open beside it."""
SUSPICIOUS = 8
"""So many envelopes in a row over the others: one in 256 by chance, where there are two."""


@dataclass(frozen=True, slots=True)
class Limits:
    """All in seconds."""

    ping: float = 10.0
    """How long nothing may come before we ask whether somebody is there; the answer has half as long."""
    silence: float = 40.0
    """How long Slack's own pings may stay away, where it sends any. It sends several a minute."""
    connect: float = 10.0
    first_wait: float = 1.0
    longest_wait: float = 30.0
    linger: float = 20.0
    """How long a connection with a successor still brings what was on its way."""
    doubt: float = 60.0
    """From one replacement on mere suspicion to the next."""
    long: float = 60.0
    """How long there may be no connection at all before `/readyz` says so."""
    stop: float = 5.0
    """For what is in hand when Tandem stops."""


class Unwelcome(Exception):  # noqa: N818
    """Slack did not greet us; its words are its reason."""


class Connection:
    """One websocket that Slack has greeted."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, take: Take, silence: Callable[[], float | None]
    ):
        self._socket = socket
        self._take = take
        self._silence = silence
        self._in_hand: set[asyncio.Task[None]] = set()
        self.leaving = asyncio.Event()
        """Set when a successor is wanted."""
        self.was_pinged = False
        self.missed = 0
        """Envelopes that came over the others since the last one here."""

    @property
    def is_alive(self) -> bool:
        return not (self.leaving.is_set() or self._socket.closed)

    async def listen(self, heard: Callable[["Connection", Envelope], None]) -> None:
        """Until it is closed, breaks, or nothing of Slack's comes any more. Raises what aiohttp raises."""
        while (message := await self._next()) is not None:
            if message.get("type") == "disconnect":
                log.info("Slack closes a connection soon: %s", message.get("reason"))
                self.leaving.set()
            elif "envelope_id" in message:
                heard(self, message)
                task = asyncio.create_task(self._answer(message))
                self._in_hand.add(task)
                task.add_done_callback(self._in_hand.discard)

    async def _next(self) -> dict[str, Any] | None:
        """The next message; None where there will be none."""
        patience, since = self._silence(), time.monotonic()
        while True:
            left = None if patience is None else max(patience - (time.monotonic() - since), 0.0)
            try:
                frame = await self._socket.receive(timeout=left)
            except TimeoutError:
                log.warning("Slack has been silent on a connection for %.0f s; it is replaced", patience)
                return None
            if frame.type is WSMsgType.TEXT:
                return message_of(frame.data)
            if frame.type is WSMsgType.PING:
                self.was_pinged = True
                await self._socket.pong(frame.data)
                patience, since = self._silence(), time.monotonic()
            elif frame.type is not WSMsgType.PONG:  # that only answers us: somebody in between may do so
                return None

    async def _answer(self, envelope: Envelope) -> None:
        try:
            answer = await self._take(envelope)
        except Exception as error:  # its text may hold what a person typed
            log.error("an envelope: %s", type(error).__name__)
            return
        if answer is None:
            return
        reply = {"envelope_id": envelope["envelope_id"], **({"payload": answer} if answer else {})}
        try:
            await self._socket.send_json(reply)
        except (aiohttp.ClientError, ConnectionError):
            log.warning("a connection broke before the answer; Slack brings an event again")

    async def finish(self, seconds: float) -> None:
        """Acknowledge what is in hand, then close."""
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=seconds)
        await self._socket.close()


class SocketMode:
    """Keeps connections open for as long as `run` runs."""

    def __init__(
        self, slack: Slack, session: aiohttp.ClientSession, take: Take, limits: Limits | None = None
    ) -> None:
        self._slack = slack
        self._session = session
        self._take = take
        self._limits = limits or Limits()
        self._connections: set[Connection] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._pings = False
        self._alive_at = self._doubted_at = time.monotonic()

    @property
    def is_alive(self) -> bool:
        """Whether a connection is open, as far as we know."""
        return any(one.is_alive for one in self._connections)

    def problem(self) -> str | None:
        """For `/readyz`: None unless nothing has come from Slack for long."""
        if self.is_alive:
            self._alive_at = time.monotonic()
        gone = time.monotonic() - self._alive_at
        return f"Socket Mode has been disconnected for {gone:.0f} s" if gone > self._limits.long else None

    async def run(self) -> None:
        """Until it is cancelled; what is in hand is acknowledged then."""
        keeping = [asyncio.create_task(self._keep()) for _ in range(CONNECTIONS)]
        try:
            await asyncio.gather(*keeping)
        finally:
            for task in [*keeping, *self._serving]:
                task.cancel()
            await asyncio.gather(*keeping, *self._serving, return_exceptions=True)

    async def _keep(self) -> None:
        """One connection after the other; the next one before the last has gone, where Slack lets us."""
        wait = 0.0
        while True:
            began = time.monotonic()
            least = await self._one()
            lasted = time.monotonic() - began > self._limits.longest_wait
            wait = 0.0 if lasted else min(max(2 * wait, self._limits.first_wait), self._limits.longest_wait)
            await asyncio.sleep(max(wait, least))

    async def _one(self) -> float:
        """Returns when a successor is wanted: how long Slack wants it to wait at least."""
        try:
            connection = await self._connected()
        except (SlackFailed, Unwelcome, aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            _say_why(error)
            return error.seconds if isinstance(error, Limited) else 0.0
        self._serve(connection)
        await connection.leaving.wait()
        self._alive_at = time.monotonic()
        return 0.0

    async def _connected(self) -> Connection:
        async with asyncio.timeout(self._limits.connect):
            socket = await self._session.ws_connect(
                await self._slack.open_socket(),
                autoping=False,
                heartbeat=self._limits.ping,
                timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
            )
            try:
                hello = message_of((await socket.receive()).data)
            except BaseException:
                await socket.close()
                raise
        if hello.get("type") != "hello":
            await socket.close()
            raise Unwelcome(str(hello.get("reason") or "no greeting"))
        connection = Connection(socket, self._take, self._silence)
        others = [one for one in self._connections if one.is_alive]
        if int(hello.get("num_connections") or 0) <= len(others):
            self._doubt(others, "Slack counts fewer of them than there are")
        self._connections.add(connection)
        return connection

    def _serve(self, connection: Connection) -> None:
        task = asyncio.create_task(self._served(connection))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _served(self, connection: Connection) -> None:
        listening = asyncio.create_task(connection.listen(self._heard))
        leaving = asyncio.create_task(connection.leaving.wait())
        try:
            await asyncio.wait({listening, leaving}, return_when=asyncio.FIRST_COMPLETED)
            connection.leaving.set()
            await asyncio.wait({listening}, timeout=self._limits.linger)
        finally:
            connection.leaving.set()
            listening.cancel()
            leaving.cancel()
            await asyncio.gather(listening, leaving, return_exceptions=True)
            with contextlib.suppress(aiohttp.ClientError, OSError):
                await connection.finish(self._limits.stop)
            self._connections.discard(connection)

    def _silence(self) -> float | None:
        """Whoever stands between us and Slack may keep its pings: then silence says nothing."""
        self._pings = self._pings or any(one.was_pinged for one in self._connections)
        return self._limits.silence if self._pings else None

    def _heard(self, connection: Connection, envelope: Envelope) -> None:
        """An envelope came over this one, and not over the others. One that was lost counts for many."""
        was_lost = str(envelope.get("retry_reason") or "").endswith("timeout")
        connection.missed = 0
        others = [one for one in self._connections if one.is_alive and one is not connection]
        for one in others:
            one.missed += SUSPICIOUS if was_lost else 1
        self._doubt([one for one in others if one.missed >= SUSPICIOUS], "they bring nothing")

    def _doubt(self, connections: Iterable[Connection], why: str) -> None:
        """Replace them. A healthy one is replaced too, now and then: it brings what is on its way."""
        doubted = list(connections)
        if not doubted or time.monotonic() - self._doubted_at < self._limits.doubt:
            return
        self._doubted_at = time.monotonic()
        log.warning("%d connections to Slack are replaced: %s", len(doubted), why)
        for one in doubted:
            one.leaving.set()


def message_of(data: Any) -> dict[str, Any]:
    """Empty where it is no JSON object."""
    try:
        found = json.loads(data)
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _say_why(error: Exception) -> None:
    """Never the words of aiohttp's errors: they hold the address, and in it the ticket."""
    named = error.code if isinstance(error, SlackFailed) else type(error).__name__
    code = str(error) if isinstance(error, Unwelcome) else named
    if isinstance(error, Refused | Revoked):
        log.error("Slack refuses SLACK_APP_TOKEN (%s): make one with connections:write, and restart", code)
    elif code == "link_disabled":
        log.error("Socket Mode is switched off in the app's settings at Slack: switch it on")
    else:
        log.warning("no connection to Slack (%s); it is tried again", code)


def to_bolt(app: AsyncApp) -> Take:
    """Hands envelopes to Bolt, as Bolt's own Socket Mode does."""

    async def take(envelope: Envelope) -> Mapping[str, Any] | None:
        if says_nothing(envelope["payload"]):
            return {}
        request = AsyncBoltRequest(body=envelope["payload"], headers=_headers(envelope), mode="socket_mode")
        with on_way():
            answer = await app.async_dispatch(request)
        if answer.status != 200:
            return None
        if answer.headers.get("content-type", [""])[0].startswith("application/json"):
            return message_of(answer.body)
        return {"text": answer.body} if answer.body else {}

    return take


def _headers(envelope: Envelope) -> dict[str, Any]:
    """How often Slack has sent an event before, where HTTP would say it."""
    retry = envelope.get("retry_attempt")
    return {"x-slack-retry-num": str(retry)} if retry else {}
