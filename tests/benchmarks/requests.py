"""A signed request, from its bytes to the listener: our door against Bolt's own way in."""

import asyncio
import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import create_engine

from bot.app.bolt import bolt_app
from bot.app.dispatch import Dispatcher
from bot.app.door import decoded
from bot.app.tandem import CHAINS
from bot.clock import SystemClock
from bot.desk import Background, Desk, Handler
from bot.slack.blocks import home
from bot.slack.client import Slack
from bot.slack.payloads import Click
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from bot.workspaces.core import Core
from bot.workspaces.keys import Vaults
from tests.benchmarks.harness import Row, Rows, compare

SECRET = "0123456789abcdef"
NOWHERE = "http://127.0.0.1:9/api/"
FORM = "application/x-www-form-urlencoded"
TIMES = 300
CLICK = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U1", "team_id": "T1"},
    "actions": [{"type": "button", "action_id": "people.benchmark", "block_id": "b", "value": "7"}],
    "message": {"text": "Your one-on-one " * 40, "blocks": [{"type": "section", "text": "words " * 40}] * 12},
    "trigger_id": "1.2.abc",
}
BODY = urlencode({"payload": json.dumps(CLICK)}).encode()


def headers() -> dict[str, str]:
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=BODY)
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": str(signature), "content-type": FORM}


def rows() -> Rows:
    return {"reading a request": reading, "routing with everything registered": routing}


async def reading() -> list[Row]:
    """Signature, form and JSON, up to the dict that listeners get."""
    verifier, signed = SignatureVerifier(SECRET), headers()

    async def ours() -> None:
        for _ in range(TIMES):
            assert verifier.is_valid_request(BODY, signed)
            decoded(BODY, FORM)

    async def bolts() -> None:
        for _ in range(TIMES):
            request = AsyncBoltRequest(body=BODY.decode(), headers=dict(signed))
            assert verifier.is_valid_request(request.raw_body, signed)

    return [await compare("reading a request", ours, "Bolt's own reading", bolts, 2.0)]


async def routing() -> list[Row]:
    """Every route of both chains behind the dispatcher's catch-alls, against one listener for one id.

    What the listener does is the same: read the click, run its handler, ack.
    """
    one = bolt_app(lambda _team: "xoxb-1", lambda _team: "", NOWHERE)
    async with aiohttp.ClientSession() as session:
        desk, close = a_desk(session)
        everything = bolt_app(lambda _team: "xoxb-1", lambda _team: "", NOWHERE)
        routes: dict[str, Handler] = {
            route: handler for chain in CHAINS for route, handler in chain.routes.items()
        }
        Dispatcher(desk, {**routes, "people.benchmark": nothing}).listen(everything)
        one.action("people.benchmark")(Dispatcher(desk, {"people.benchmark": nothing}).click)
        row = await compare(
            "routing with everything registered",
            lambda: dispatch(everything),
            "one listener registered",
            lambda: dispatch(one),
            0.95,
        )
        await asyncio.to_thread(close)
    return [row]


async def dispatch(app: AsyncApp) -> None:
    for _ in range(TIMES):
        await app.async_dispatch(AsyncBoltRequest(body=dict(CLICK), mode="socket_mode"))


async def nothing(_desk: Desk, _click: Click) -> None:
    """A handler that has nothing to do."""


def a_desk(session: aiohttp.ClientSession) -> tuple[Desk, Callable[[], None]]:
    """A desk that no handler of the benchmark uses."""
    engine = create_engine("sqlite://")
    core = Core(Database(engine, engine), Vaults(KeyRing([KeyRing.new_key()])), SystemClock())
    slack = Slack("xoxb-1", session, NOWHERE)
    return Desk(core, lambda _id: slack, session, lambda _work, _me: home([]), Background()), core.close
