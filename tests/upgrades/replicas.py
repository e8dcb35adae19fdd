"""Replicas of Tandem as processes of their own, and the load balancer in front of them."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bot.playground import Playground
from bot.playground.app.transport import HttpTransport
from bot.playground.record import Delivery
from bot.storage.vault import KeyRing
from tests.cli.test_run import STOPS_WITHIN, answer, free_port, until


class Company(Playground):
    """A local Slack in real time, whose requests go to any replica that takes them."""

    def __init__(self) -> None:
        super().__init__(lambda: datetime.now(UTC))
        self.replicas: list[HttpTransport] = []
        self._next = 0
        self._link.transport = self

    @contextlib.asynccontextmanager
    async def balanced(self) -> AsyncIterator[None]:
        """A connection for each request: none is left open to a replica that goes."""
        connector = aiohttp.TCPConnector(force_close=True)
        async with aiohttp.ClientSession(connector=connector) as self.session:
            yield

    def add(self, port: int) -> None:
        address = f"http://127.0.0.1:{port}/slack/events"
        self.replicas.append(HttpTransport(address, self.credentials.signing_secret, self.session))

    async def send(self, delivery: Delivery, seconds: float) -> None:
        """To the next replica; to the one after it where that one does not take it."""
        self._next += 1
        first = self._next % len(self.replicas)
        for replica in self.replicas[first:] + self.replicas[:first]:
            await replica.send(delivery, seconds)
            if delivery.reason != "connection_failed":
                return

    def environment(self, database_url: str) -> dict[str, str]:
        return {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("TANDEM_", "SLACK_"))
            },
            "TANDEM_DATABASE_URL": database_url,
            "TANDEM_ENCRYPTION_KEYS": KeyRing.new_key(),
            "TANDEM_HOST": "127.0.0.1",
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.credentials.bot_token,
            "SLACK_SIGNING_SECRET": self.credentials.signing_secret,
        }


class Replica:
    """One process. `version` is the folder that it runs from."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.log = log

    @classmethod
    async def start(cls, version: Path, environment: dict[str, str], logs: Path, *how: str) -> "Replica":
        """`how`: what Python runs; `tandem run` where nothing is said."""
        port = free_port()
        log = logs / f"{port}.log"
        with log.open("w") as stderr:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, *(how or ("-m", "bot", "run"))),
                cwd=version,
                env={**environment, "TANDEM_PORT": str(port)},
                stderr=stderr,
            )
        return cls(process, port, log)

    async def is_ready(self) -> bool:
        assert self.process.returncode is None, self.log.read_text()
        return await answer(f"{self.address}/readyz") == (200, "ready")

    async def ready(self) -> None:
        await until(self.is_ready)

    async def stop(self) -> int:
        """The exit code; `TimeoutError` where it takes longer than promised."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), STOPS_WITHIN)

    async def is_closed(self) -> bool:
        """Whether nobody can reach it any more."""
        return await answer(f"{self.address}/healthz") == (0, "")

    def kill(self) -> None:
        """At the end of a test that went wrong."""
        if self.process.returncode is None:
            self.process.kill()
