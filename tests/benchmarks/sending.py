"""The sender: draining an outbox, the CPU of each message, and replicas that share the work."""

import asyncio
import base64
import gc
import multiprocessing
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import Table, delete

from bot.clock import SystemClock
from bot.delivery.models import Address, Allowance, Delivery
from bot.delivery.sender import Sender
from bot.delivery.turns import AT_ONCE
from bot.roster.models import Person
from bot.slack.client import Slack
from bot.slack.payloads import Block
from bot.storage.base import Base, ordered_id
from bot.storage.engine import open_database
from bot.storage.vault import KeyRing
from bot.storage.work import Work, writing
from bot.workspaces.core import Core
from bot.workspaces.keys import Vaults, give_data_key
from bot.workspaces.models import Workspace
from tests.benchmarks.distant import Distant, Tally, distant
from tests.benchmarks.harness import Row, Rows
from tests.postgres import address, on_server, running_postgres
from tests.schema import make_schema

WORKSPACES = 100
BODY: list[Block] = [{"type": "section", "text": {"type": "mrkdwn", "text": "What has changed? " * 40}}] * 2
TEXT = "Your one-on-one is tomorrow."


@dataclass(frozen=True)
class Words:
    text: str = TEXT
    blocks: Sequence[Block] = tuple(BODY)


def rows() -> Rows:
    return {
        "draining 10,000 messages over 100 workspaces": draining,
        "CPU for each message, from claim to mark": cpu,
        "four replicas on one PostgreSQL": replicas,
    }


def render(_work: Work, _deliveries: Sequence[Delivery]) -> Words:
    return Words()


async def draining() -> list[Row]:
    """Twenty messages to each of five people in each workspace: Slack allows one a second for each."""
    people, each = 5, 20
    with distant(0.1) as slack, postgres() as url:
        found(url, WORKSPACES, people)
        fill(url, WORKSPACES, people, each)
        async with sending(url, slack) as sender:
            await sender.drain()
        tally = slack.tally()
    check(tally, WORKSPACES * people * each)
    allowed = float(each - 1)
    name = "draining 10,000 messages over 100 workspaces"
    return [Row(name, "one a second and DM", (allowed / tally.seconds,), 0.95)]


async def cpu() -> list[Row]:
    """A process's CPU time, all its threads: the database's own process, where there is one, is not ours."""
    with tempfile.TemporaryDirectory() as folder, distant(0.0) as slack, postgres() as url:
        lite = f"sqlite:///{folder}/bench.db"
        make_schema(lite)
        return [await _cpu("SQLite", lite, slack), await _cpu("PostgreSQL", url, slack)]


async def _cpu(name: str, url: str, slack: Distant, rounds: int = 5) -> Row:
    people = 20
    count = WORKSPACES * people
    found(url, WORKSPACES, people)
    ratios = []
    async with sending(url, slack) as sender:
        for turn in range(rounds + 1):
            empty(url)
            fill(url, WORKSPACES, people, 1)
            ours = await cpu_seconds(sender.drain)
            check(slack.tally(), count)
            theirs = await cpu_seconds(lambda: bare(slack, count))
            slack.tally()
            if turn:  # the first one warms up
                ratios.append(ours / theirs)
    against = "aiohttp posting the same bytes"
    return Row(f"CPU for each message ({name})", against, tuple(ratios), 2.5, at_most=True)


async def bare(slack: Distant, count: int) -> None:
    """What the sender posts, without a sender, as many at a time."""
    message = {
        "channel": "D0",
        "text": TEXT,
        "metadata": {"event_type": "tandem", "event_payload": {"delivery": "0" * 32}},
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": BODY,
    }
    left = iter(range(count))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=slack.context or True)) as session:

        async def post() -> None:
            for number in left:
                headers = {"Authorization": f"Bearer {number}"}
                url = f"{slack.address}chat.postMessage"
                async with session.post(url, json=message, headers=headers) as answer:
                    assert (await answer.json())["ok"]

        await asyncio.gather(*(post() for _ in range(AT_ONCE)))


async def cpu_seconds(run: Callable[[], Any]) -> float:
    began = time.process_time()
    await run()
    return time.process_time() - began


async def replicas() -> list[Row]:
    """Each sends one message at a time, as a process that is not busy with anything else, and has as many
    to send: four of them share four times what one has."""
    count, rounds = 200, 3
    ratios = []
    with distant(0.02, tls=False) as slack, postgres() as url:
        found(url, WORKSPACES, 4 * count // WORKSPACES)
        for _ in range(rounds):
            rates = []
            for processes in (1, 4):
                empty(url)
                fill(url, WORKSPACES, processes * count // WORKSPACES, 1)
                await asyncio.to_thread(_together, url, slack.address, processes)
                tally = slack.tally()
                check(tally, processes * count)
                rates.append(tally.posts / tally.seconds)
            ratios.append(rates[1] / rates[0])
    return [Row("four replicas on one PostgreSQL", "one, at 20 ms a message", tuple(ratios), 3.5)]


def _together(url: str, slack: str, processes: int) -> None:
    spawn = multiprocessing.get_context("spawn")
    pipes = [spawn.Pipe() for _ in range(processes)]
    running = [spawn.Process(target=_replica, args=(theirs, url, slack)) for _, theirs in pipes]
    for process in running:
        process.start()
    for said in ("ready", "done"):
        for ours, _ in pipes:
            assert ours.recv() == said
        for ours, _ in pipes:
            ours.send("go on")
    for process in running:
        process.join()


def _replica(pipe: Connection, url: str, slack: str) -> None:
    asyncio.run(_drain(pipe, url, slack))


async def _drain(pipe: Connection, url: str, slack: str) -> None:
    async with sending(url, Distant(slack, None, pipe), at_once=1) as sender:
        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
        await sender.drain()
        pipe.send("done")
        await asyncio.to_thread(pipe.recv)


@asynccontextmanager
async def sending(url: str, slack: Distant, at_once: int = AT_ONCE) -> AsyncIterator[Sender]:
    gc.freeze()  # as `tandem run` does: what importing made is not looked through again
    database, clock = open_database(url), SystemClock()
    core = Core(database, Vaults(KeyRing([KEY])), clock)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=slack.context or True)) as session:
        clients = {
            workspace_id: Slack(f"xoxb-{workspace_id}", session, slack.address)
            for workspace_id in map(workspace, range(WORKSPACES))
        }
        yield Sender(core, clients.__getitem__, {("people", "note"): render}, clock, at_once=at_once)
    core.close()
    database.dispose()


KEY = base64.urlsafe_b64encode(bytes(32)).decode()
"""The same in every process; no secret, for nothing in a benchmark is."""


def workspace(number: int) -> str:
    return f"T{number:04}"


def found(url: str, workspaces: int, people: int) -> None:
    database, ring, now = open_database(url), KeyRing([KEY]), SystemClock().now()
    with writing(database) as session:
        session.add_all(Workspace(workspace_id=workspace(n), created_at=now) for n in range(workspaces))
        session.flush()
        for number in range(workspaces):
            give_data_key(session, ring, workspace(number), now)
        session.add_all(
            Person(
                workspace_id=workspace(n),
                id=f"{workspace(n)}p{m}",
                slack_id=f"U{n}x{m}",
                name=f"Person {m}",
                dm=f"D{n}x{m}",
                welcomed_at=now,
            )
            for n in range(workspaces)
            for m in range(people)
        )
    database.dispose()


def fill(url: str, workspaces: int, people: int, each: int) -> None:
    """Messages bound to a meeting, all of them due: so many to each person."""
    database, now = open_database(url), SystemClock().now()
    given = [
        {
            "workspace_id": workspace(n),
            "id": ordered_id(now),
            "chain": "people",
            "kind": "note",
            "subject": f"s{m}x{k}",
            "occurrence": f"o{n}x{m}x{k}",
            "recipient": f"{workspace(n)}p{m}",
            "due_at": now,
            "priority": 5,
            "bound": True,
        }
        for k in range(each)
        for n in range(workspaces)
        for m in range(people)
    ]
    with writing(database) as session:
        session.execute(_table(Delivery).insert(), given)
    database.dispose()


def empty(url: str) -> None:
    database = open_database(url)
    with writing(database) as session:
        for model in (Address, Allowance, Delivery):
            session.execute(delete(model))
    database.dispose()


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def check(tally: Tally, count: int) -> None:
    """A measurement of something that went wrong is worth nothing."""
    assert (tally.posts, tally.doubled, tally.refused) == (count, 0, 0), tally


@contextmanager
def postgres() -> Iterator[str]:
    with (
        tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder,
        running_postgres(Path(folder) / "data") as server,
    ):
        on_server(server, "CREATE DATABASE bench")
        url = address(server.set(database="bench"))
        make_schema(url)
        yield url
