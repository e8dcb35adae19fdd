"""A click on an answer, from the signed request to stored and acked: `tandem run` against a stock Bolt app.

Each is a process of its own, with a database of its own on the same server; the load comes from a third.
A click of the product is a member's stance on an update, given once: who it is, whose update, whether
they may, the batch count over the team's stances, the sealed row, the commit, the ack, and afterwards
the confirmation to Slack. A click of the stock app is one insert and one select.
"""

import asyncio
import json
import os
import pickle
import random
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import insert

from bot.storage.vault import KeyRing
from tests.benchmarks import stock
from tests.benchmarks.company import WORKSPACE, Choice, move_in
from tests.benchmarks.harness import Row, Rows
from tests.benchmarks.load import Result, Volley
from tests.benchmarks.sink import sink
from tests.postgres import address, on_server, running_postgres
from tests.schema import make_schema

SECRET = "0123456789abcdef"
CLICKS, ROUNDS, CONNECTIONS = 300, 9, 32
"""A round takes each side about half a second."""
STOCK = "a stock Bolt app, one insert and one select"


def rows() -> Rows:
    return {"click, SQLite": on_sqlite, "click, PostgreSQL": on_postgresql}


async def on_sqlite() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        return await clicking(
            "click, SQLite", f"sqlite:///{folder}/tandem.db", f"sqlite:///{folder}/stock.db"
        )


async def on_postgresql() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder, running_postgres(Path(folder) / "data") as url:
        # The tests' server does without fsync; here a commit is a real one.
        on_server(url, "ALTER SYSTEM RESET ALL")
        on_server(url, "SELECT pg_reload_conf()")
        for name in ("tandem", "stock"):
            on_server(url, f"CREATE DATABASE {name}")
        ours, theirs = (address(url.set(database=name)) for name in ("tandem", "stock"))
        return await clicking("click, PostgreSQL", ours, theirs)


async def clicking(name: str, ours: str, theirs: str) -> list[Row]:
    make_schema(ours)
    key = KeyRing.new_key()
    choices = move_in(ours, key, datetime.now(UTC), CLICKS * (ROUNDS + 1))
    random.Random(1).shuffle(choices)  # people of one team do not all click in the same instant
    _stock_rows(theirs, choices)
    async with sink() as slack, product(ours, key, slack) as tandem, stock_app(theirs, slack) as bolt:
        pairs = [await _round(tandem, bolt, choices, slack) for _ in range(ROUNDS + 1)][1:]
    speed = tuple(mine.per_second / its.per_second for mine, its in pairs)
    tail = tuple(mine.p99 / its.p99 for mine, its in pairs)
    return [
        Row(f"{name}: throughput", STOCK, speed, 1.0),
        Row(f"{name}: p99", STOCK, tail, 1.0, at_most=True),
    ]


async def _round(tandem: int, bolt: int, choices: list[Choice], slack: str) -> tuple[Result, Result]:
    """The same clicks to both, one after the other."""
    clicks = [choices.pop() for _ in range(CLICKS)]
    mine = await volley(tandem, clicks, slack)
    await asyncio.sleep(0.3)  # for what follows the acks
    return mine, await volley(bolt, clicks, slack)


async def volley(port: int, clicks: Sequence[Choice], slack: str) -> Result:
    """Send them from a process of its own."""
    load = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.load",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    requests = [request(click, slack) for click in clicks]
    out, _ = await load.communicate(pickle.dumps(Volley(port, requests, CONNECTIONS)))
    result: Result = pickle.loads(out)  # noqa: S301  (from the process that was just started)
    assert not result.refused, f"{result.refused} clicks were refused"
    return result


def request(click: Choice, slack: str) -> bytes:
    """A signed HTTP request, as Slack sends it for a button in a message."""
    body = urlencode({"payload": json.dumps(payload(click, slack))}).encode()
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0\r\nAccept: */*\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: {signature}\r\n\r\n"
    )
    return head.encode() + body


def payload(click: Choice, slack: str) -> dict[str, object]:
    channel = "D" + click.user[1:]
    words = {"type": "mrkdwn", "text": "*Atlas*: we ship the new onboarding next week, and here is why. " * 5}
    stances = {"in": "I'm in", "question": "I have a question", "differ": "I see it differently"}
    buttons = [
        {
            "type": "button",
            "action_id": f"direction.stance.{choice}",
            "text": {"type": "plain_text", "text": label, "emoji": True},
            "value": click.update_id,
        }
        for choice, label in stances.items()
    ]
    blocks = [
        {"type": "section", "block_id": "a1", "text": words},
        {"type": "actions", "block_id": "a2", "elements": buttons},
        {"type": "context", "block_id": "a3", "elements": [words]},
    ]
    message = {"type": "message", "user": "UBOT", "ts": "1700000000.000100", "text": "News", "blocks": blocks}
    return {
        "type": "block_actions",
        "team": {"id": WORKSPACE, "domain": "bench"},
        "user": {"id": click.user, "username": click.user.lower(), "team_id": WORKSPACE},
        "api_app_id": "A0BENCH",
        "token": "none",
        "container": {"type": "message", "message_ts": "1700000000.000100", "channel_id": channel},
        "trigger_id": "1.2.abcdef",
        "channel": {"id": channel, "name": "directmessage"},
        "message": message,
        "state": {"values": {}},
        "response_url": f"{slack}actions/1",
        "actions": [{**buttons[0], "block_id": "a2", "action_ts": "1700000001.000100"}],
    }


@asynccontextmanager
async def product(url: str, key: str, slack: str) -> AsyncIterator[int]:
    """`tandem run` as an operator starts it; its port, once it is ready."""
    port = free_port()
    settings = {
        "TANDEM_DATABASE_URL": url,
        "TANDEM_ENCRYPTION_KEYS": key,
        "TANDEM_HOST": "127.0.0.1",
        "TANDEM_PORT": str(port),
    }
    async with running("bot", "run", slack=slack, settings=settings):
        await until_answered(f"http://127.0.0.1:{port}/readyz")
        yield port


@asynccontextmanager
async def stock_app(url: str, slack: str) -> AsyncIterator[int]:
    port = free_port()
    settings = {"STOCK_DATABASE_URL": url, "STOCK_PORT": str(port)}
    async with running("tests.benchmarks.stock", slack=slack, settings=settings):
        await until_answered(f"http://127.0.0.1:{port}/")
        yield port


@asynccontextmanager
async def running(module: str, *words: str, slack: str, settings: dict[str, str]) -> AsyncIterator[None]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "SLACK_"))}
    ours = {"SLACK_API_URL": f"{slack}api/", "SLACK_BOT_TOKEN": "xoxb-bench", "SLACK_SIGNING_SECRET": SECRET}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *words,
        env={**clean, **ours, **settings},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def until_answered(url: str) -> None:
    """Until there is an answer that is not 503."""
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:
        while await _status(session, url) in {0, 503}:  # noqa: ASYNC110  (another process)
            await asyncio.sleep(0.01)


async def _status(session: aiohttp.ClientSession, url: str) -> int:
    try:
        async with session.get(url) as response:
            return response.status
    except aiohttp.ClientError:
        return 0


def _stock_rows(url: str, choices: Sequence[Choice]) -> None:
    engine = stock.engine_of(url)
    stock.Base.metadata.create_all(engine)
    users = sorted({choice.user for choice in choices})
    with engine.begin() as connection:
        connection.execute(insert(stock.Person), [{"slack_id": user, "name": user} for user in users])
    engine.dispose()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port
