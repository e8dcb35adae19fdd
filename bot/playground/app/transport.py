"""How a payload travels: as a signed HTTP request here, over a websocket in `sockets`."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

import aiohttp

from bot.playground.app.signing import signature
from bot.playground.record import Delivery, Json


class Transport(Protocol):
    """Takes a delivery to the app and notes in it what became of it."""

    async def send(self, delivery: Delivery, seconds: float) -> None:
        """Send it and wait at most so many seconds for the acknowledgement."""


@dataclass(frozen=True)
class Forgery:
    """How a request differs from a true one: another secret, or a signature of so many seconds ago."""

    secret: str | None = None
    age: int = 0


TRUE = Forgery()


class HttpTransport:
    """Posts to the app's request url, as Slack does."""

    def __init__(self, url: str, secret: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._secret = secret
        self._session = session

    async def send(self, delivery: Delivery, seconds: float) -> None:
        """A true request."""
        await self.send_forged(delivery, seconds, TRUE)

    async def send_forged(self, delivery: Delivery, seconds: float, forgery: Forgery) -> None:
        """A request that may be signed wrongly."""
        try:
            async with asyncio.timeout(seconds):
                await self._post(delivery, forgery)
        except TimeoutError:
            delivery.reason = "http_timeout"
        except aiohttp.ClientError:
            delivery.reason = "connection_failed"

    async def _post(self, delivery: Delivery, forgery: Forgery) -> None:
        content_type, body = encoded(delivery)
        headers = self._headers(delivery, content_type, body, forgery)
        async with self._session.post(
            self._url, data=body.encode(), headers=headers, allow_redirects=False
        ) as answer:
            delivery.status, delivery.body = answer.status, await answer.text()
            delivery.no_retry = answer.headers.get("X-Slack-No-Retry") == "1"
            delivery.reason = "" if answer.status == 200 else "http_error"

    def _headers(self, delivery: Delivery, content_type: str, body: str, forgery: Forgery) -> dict[str, str]:
        timestamp = int(time.time()) - forgery.age
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": str(timestamp),
            "X-Slack-Signature": signature(forgery.secret or self._secret, timestamp, body),
        }
        if delivery.retry:
            headers |= {
                "X-Slack-Retry-Num": str(delivery.retry),
                "X-Slack-Retry-Reason": delivery.retry_reason,
            }
        return headers


def encoded(delivery: Delivery) -> tuple[str, str]:
    """Content type and body: events are JSON, the rest are forms."""
    if delivery.kind in ("event", "verification"):
        return "application/json", json.dumps(delivery.payload)
    form = "application/x-www-form-urlencoded"
    if delivery.kind == "command":
        return form, urlencode(delivery.payload)
    return form, urlencode({"payload": json.dumps(delivery.payload)})


def answered(delivery: Delivery) -> Json:
    """The JSON object in the app's answer; empty where there is none."""
    try:
        body = json.loads(delivery.body) if delivery.body.strip() else {}
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
