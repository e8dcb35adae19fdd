"""Socket Mode: the same payloads over websockets that the app opens.

The app asks `apps.connections.open` for an address, connects, and is greeted with the number of its
connections. Each payload goes to one of them, in turn, and is acknowledged by its envelope's id.
"""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMessage, WSMsgType, web

from bot.playground.app.link import Link
from bot.playground.record import Delivery, Json
from bot.playground.state.workspace import Workspace

MOST = 10  # connections
_KINDS = {"event": "events_api", "interactive": "interactive", "command": "slash_commands"}


@dataclass(eq=False)
class Connection:
    """One websocket.

    A frozen one looks healthy and answers pings, but Slack has forgotten it: what is sent to it is lost. It
    `keeps_pinging` where only the machine behind Slack's own front door forgot it. On a `cut` one nothing
    comes any more, not even an answer to a ping.
    """

    socket: web.WebSocketResponse
    frozen: bool = False
    keeps_pinging: bool = False
    cut: bool = False
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class Sockets:
    """All connections of the app; a transport like HTTP."""

    def __init__(self, workspace: Workspace, link: Link) -> None:
        self._workspace = workspace
        self._link = link
        self._tickets: set[str] = set()
        self._turn = 0
        self.connections: list[Connection] = []
        self.base_url = ""
        self.ping_seconds = 10.0
        """How often Slack pings each connection, in real time."""

    def new_url(self) -> str:
        """An address with a ticket that is good for one connection."""
        ticket = self._workspace.ids.new("ticket")
        self._tickets.add(ticket)
        url = self.base_url.replace("http://", "ws://")
        return f"{url}/link/?ticket={ticket}&app_id={self._workspace.app_id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection, from its ticket to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self.connections) >= MOST:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
        else:
            await self._serve(Connection(socket))
        await socket.close()
        return socket

    async def _serve(self, connection: Connection) -> None:
        self.connections.append(connection)
        self._link.transport = self
        pinging = asyncio.create_task(self._ping(connection))
        try:
            await connection.socket.send_json(self._hello())
            async for message in connection.socket:
                await _hear(connection, message)
        finally:
            pinging.cancel()
            self.connections.remove(connection)
            if not self.connections and self._link.transport is self:
                self._link.transport = None

    async def _ping(self, connection: Connection) -> None:
        while not connection.socket.closed:
            await asyncio.sleep(self.ping_seconds)
            if not connection.cut and (connection.keeps_pinging or not connection.frozen):
                await connection.socket.ping(b"Ping from the playground")

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": sum(not (one.frozen or one.cut) for one in self.connections),
            "connection_info": {"app_id": self._workspace.app_id},
            "debug_info": {"host": "playground", "build_number": 1, "approximate_connection_time": 18060},
        }

    async def send(self, delivery: Delivery, seconds: float) -> None:
        """To one connection; the acknowledgement may bring an answer, as over HTTP."""
        if not self.connections:
            delivery.reason = "not_connected"
            return
        self._turn += 1
        connection = self.connections[self._turn % len(self.connections)]
        envelope = self._envelope(delivery)
        answer = connection.waiting[envelope["envelope_id"]] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                if not (connection.frozen or connection.cut):
                    await connection.socket.send_json(envelope)
                payload = await answer
        except TimeoutError:
            delivery.reason = "http_timeout"  # Slack's name for it, also without HTTP
        except ConnectionError:
            delivery.reason = "connection_failed"
        else:
            delivery.status, delivery.reason = 200, ""
            delivery.body = json.dumps(payload) if payload else ""
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)

    def _envelope(self, delivery: Delivery) -> Json:
        envelope: Json = {
            "envelope_id": self._workspace.ids.new("envelope"),
            "type": _KINDS[delivery.kind],
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != "event",
        }
        if delivery.kind != "event":
            return envelope
        return envelope | {"retry_attempt": delivery.retry, "retry_reason": delivery.retry_reason}

    async def refresh(self) -> None:
        """Ask the app to reconnect everything, as Slack does every few hours, then close."""
        for connection in list(self.connections):
            await connection.socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
            await connection.socket.close()

    async def stop(self) -> None:
        """Close every connection."""
        for connection in list(self.connections):
            await connection.socket.close()


async def _hear(connection: Connection, message: WSMessage) -> None:
    if connection.cut:
        return
    if message.type is WSMsgType.PING:
        await connection.socket.pong(message.data)
    elif message.type is WSMsgType.TEXT:
        _acknowledge(connection, message.data)


def _acknowledge(connection: Connection, text: str) -> None:
    try:
        answer: Any = json.loads(text)
    except ValueError:
        return
    waiting = connection.waiting.get(str(answer.get("envelope_id"))) if isinstance(answer, dict) else None
    if waiting and not waiting.done():
        waiting.set_result(answer.get("payload") or {})
