"""Two Tandems on one database, and a Slack that delivers everything three times: at once, to either."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp

from bot.app.door import Door
from bot.app.tandem import Connection, Tandem
from bot.app.web import listening, web_app
from bot.demo.stage import Stage
from bot.playground.app.transport import HttpTransport, Transport
from bot.playground.record import Delivery
from bot.storage.engine import open_database


class Thrice:
    """A transport: each delivery goes to both replicas, and to the first one once more."""

    def __init__(self, here: Transport, there: Transport) -> None:
        self._ways = (here, there, here)
        self.differing: list[str] = []

    async def send(self, delivery: Delivery, seconds: float) -> None:
        copies = [replace(delivery) for _ in self._ways]
        await asyncio.gather(*[way.send(copy, seconds) for way, copy in zip(self._ways, copies, strict=True)])
        for name in ("status", "body", "no_retry", "reason"):
            setattr(delivery, name, getattr(copies[0], name))
        if len({(copy.status, copy.reason) for copy in copies}) > 1:
            self.differing.append(str(copies))


class Both(Stage):
    """The stage on which a second replica stands beside the first, with a sender and sweeps of its own."""

    def __init__(self, stage: Stage, other: Tandem) -> None:
        super().__init__(stage.slack, stage.tandem, stage.clock)
        self.other = other

    async def settle(self) -> None:
        seen = -1
        while seen != len(self.slack.calls):
            seen = len(self.slack.calls)
            await asyncio.gather(self.tandem.settle(), self.other.settle())
            await self.slack.settle()


@asynccontextmanager
async def doubled(stage: Stage, database_url: str) -> AsyncIterator[Stage]:
    """A second replica comes to the first, and from now on Slack delivers everything thrice.

    SQLite is for one process: there all three go to it.
    """
    if stage.tandem.core.database.is_sqlite:
        only: Any = stage.slack._link.transport
        stage.slack._link.transport = Thrice(only, only)
        yield stage
        return
    async with _two_replicas(stage, database_url) as both:
        yield both


@asynccontextmanager
async def _two_replicas(stage: Stage, database_url: str) -> AsyncIterator[Both]:
    slack, link = stage.slack, stage.slack._link
    keys = slack.credentials
    database = open_database(database_url)
    other = Tandem(database, stage.tandem.ring, stage.clock, Connection(slack.api_url, keys.bot_token))
    door = Door(other.bolt, keys.signing_secret)
    async with aiohttp.ClientSession() as session, listening(web_app(door, lambda: None)) as address:
        await other.arrive()
        there = HttpTransport(f"{address}/slack/events", keys.signing_secret, session)
        first: Any = link.transport
        link.transport = Thrice(first, there)
        try:
            yield Both(stage, other)
        finally:
            link.transport = first
            await other.close()
            database.dispose()
