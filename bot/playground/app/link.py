"""The link to the app: what goes over it, what was acknowledged, and what is sent again.

Interactions and commands are sent once; the person sees it when the app doesn't acknowledge in time. Events
are sent up to four times, as Slack does: at once again, after a minute and after five (company time).
"""

import asyncio
from collections.abc import Coroutine
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.playground.app.transport import Forgery, HttpTransport, Transport
from bot.playground.record import Delivery, Json, Kind
from bot.playground.state.times import Now
from bot.playground.state.workspace import Workspace

RETRY_AFTER = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))


@dataclass
class Link:
    """Sends payloads to the app and keeps the record. `ack_seconds` is real time."""

    workspace: Workspace
    now: Now
    ack_seconds: float = 3.0
    transport: Transport | None = None
    deliveries: list[Delivery] = field(default_factory=list)
    _waiting: list[tuple[datetime, Delivery]] = field(default_factory=list)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def send(self, kind: Kind, payload: Json) -> Delivery:
        """One payload, once."""
        return await self._send(Delivery(kind, deepcopy(payload), self.now()))

    async def send_event(self, event: Json) -> Delivery:
        """An event, sent again where the app doesn't acknowledge it; the last attempt made now."""
        return await self._send_with_retries(Delivery("event", self.envelope(event), self.now()))

    def announce(self, event: Json) -> None:
        """An event, in the background. Nobody hears it while no app is connected."""
        if self.transport is not None:
            self.in_background(self.send_event(deepcopy(event)))

    def in_background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something beside the rest; `settle` waits for it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until nothing is on its way any more, also nothing that the app's answers set off."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def redeliver(self, delivery: Delivery, times: int = 1) -> list[Delivery]:
        """The very same payload again: networks and Slack do that."""
        return [await self._send(_again(delivery, self.now(), delivery.retry)) for _ in range(times)]

    async def send_forged(self, delivery: Delivery, forgery: Forgery) -> Delivery:
        """The same payload with a signature that an app has to refuse; the link must be HTTP."""
        if not isinstance(self.transport, HttpTransport):
            raise TypeError("only HTTP requests are signed")
        copy = _again(delivery, self.now(), 0)
        self.deliveries.append(copy)
        await self.transport.send_forged(copy, self.ack_seconds, forgery)
        return copy

    async def advance_retries(self) -> list[Delivery]:
        """Send again what is due by the company clock."""
        due = [pair for pair in self._waiting if pair[0] <= self.now()]
        self._waiting = [pair for pair in self._waiting if pair not in due]
        return [await self._send_with_retries(delivery) for _, delivery in due]

    @property
    def waiting_retries(self) -> list[datetime]:
        """When events that weren't acknowledged are sent again."""
        return sorted(due for due, _ in self._waiting)

    def envelope(self, event: Json) -> Json:
        """The outer event."""
        workspace = self.workspace
        installed = {
            "enterprise_id": None,
            "team_id": workspace.team_id,
            "user_id": workspace.bot_user,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": workspace.credentials.verification_token,
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": workspace.ids.new("Ev"),
            "event_time": int(self.now().timestamp()),
            "authorizations": [installed],
            "is_ext_shared_channel": False,
            "event_context": f"4-{workspace.ids.new('')}",
        }

    async def _send_with_retries(self, delivery: Delivery) -> Delivery:
        await self._send(delivery)
        if delivery.acked or delivery.no_retry or delivery.retry >= len(RETRY_AFTER):
            return delivery
        wait = RETRY_AFTER[delivery.retry]
        again = _again(delivery, self.now(), delivery.retry + 1)
        if wait:
            self._waiting.append((self.now() + wait, again))
            return delivery
        return await self._send_with_retries(again)

    async def _send(self, delivery: Delivery) -> Delivery:
        delivery.at = self.now()
        self.deliveries.append(delivery)
        if self.transport is None:
            delivery.reason = "not_connected"
        else:
            await self.transport.send(delivery, self.ack_seconds)
        return delivery

    async def stop(self) -> None:
        """End what is still on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _again(delivery: Delivery, now: datetime, retry: int) -> Delivery:
    fresh = replace(delivery, at=now, retry=retry, status=None, body="", reason="pending", no_retry=False)
    fresh.payload = deepcopy(delivery.payload)
    fresh.retry_reason = delivery.reason if retry else ""
    return fresh
