"""One process of Tandem: sweep, sender and door, composed as `tandem run` does, on a clock that is shared."""

import asyncio
import contextlib
import logging
import socket
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.app.door import Door
from bot.app.tandem import Connection, Tandem
from bot.app.web import Unsignalled, configured, web_app
from bot.errors import NotConfirmed, NotStored
from bot.slack.client import Slack
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from tests.chaos.page import LOOK_SECONDS, VERSION, Page, Seat, SharedClock
from tests.chaos.steps import Death, Steps

PATIENCE_SECONDS = 0.6
"""How long a call to Slack may take, in real time: `bot.slack.client.TIMEOUT_SECONDS` of the shared clock
pass more slowly than that (see `hours`)."""
REHEARSAL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a replica is told at its birth."""

    page: Path
    seat: int
    database: str
    key: str
    address: str
    token: str
    secret: str
    port: int
    workspace: str
    bot_user: str
    death: Death
    arrives: bool
    """Whether it also asks Slack for everybody, as every start of Tandem does."""
    log: Path


class Replica(Tandem):
    """Tandem, with a client whose calls are watched and lose patience sooner."""

    watched: Slack

    def slack_of(self, _workspace_id: str) -> Slack:
        return self.watched


def live(given: Assignment, database: Database) -> None:
    """Never returns: somebody kills it."""
    _log_into(given.log)
    asyncio.run(_live(given, database))


def rehearse(given: Assignment, database: Database) -> None:
    """Do what is due for a moment and leave it lying, so that the engine knows its statements by heart.

    Putting them together takes half of a short life. Nothing stays open.
    """
    _log_into(given.log)
    asyncio.run(_rehearse(given, database))
    database.dispose()


def _log_into(path: Path) -> None:
    logging.basicConfig(filename=path, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    for name in ("slack_bolt", "slack_sdk", "asyncio", "bot.bolt"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


async def _live(given: Assignment, database: Database) -> None:
    page = Page(given.page)
    seat = page.seat(given.seat)
    steps = Steps(seat, given.death)
    steps.watch_databases()
    session = aiohttp.ClientSession(trace_configs=[steps.watch_requests()])
    tandem = _composed(given, database, page, session)
    tasks = [asyncio.create_task(open_door(tandem, given))]
    if given.arrives:
        tasks.append(asyncio.create_task(tandem.arrive()))
    await _keep_working(tandem, page, seat)


def _composed(given: Assignment, database: Database, page: Page, session: aiohttp.ClientSession) -> Replica:
    connection = Connection(given.address, given.token)
    tandem = Replica(database, KeyRing([given.key]), SharedClock(page), connection)
    tandem.watched = Slack(given.token, session, given.address, seconds=PATIENCE_SECONDS)
    tandem.bots[given.workspace] = given.bot_user
    return tandem


async def _rehearse(given: Assignment, database: Database) -> None:
    async with aiohttp.ClientSession() as session:
        tandem = _composed(given, database, Page(given.page), session)
        with contextlib.suppress(TimeoutError, NotStored, NotConfirmed):
            async with asyncio.timeout(REHEARSAL_SECONDS):
                await tandem.settle()
        await tandem.close()


async def open_door(tandem: Tandem, given: Assignment) -> None:
    """All replicas listen on one port: the system gives each connection to one of them."""
    own = socket.create_server(("127.0.0.1", given.port), reuse_port=True)
    app = web_app(Door(tandem.bolt, given.secret), lambda: None)
    await Unsignalled(configured(app, "127.0.0.1", given.port)).serve([own])


async def _keep_working(tandem: Tandem, page: Page, seat: Seat) -> None:
    """Sweep and send whenever the clock was put forward or something was committed here."""
    woken = _told_of_changes(tandem, seat)
    seat.ready()
    while True:
        version = page[VERSION]
        woken.clear()
        try:
            await tandem.settle()
        except (NotStored, NotConfirmed):
            continue
        if not woken.is_set():
            seat.calm(version)
        while page[VERSION] == version and not woken.is_set():  # noqa: ASYNC110  (the driver moves it)
            await asyncio.sleep(LOOK_SECONDS)
        seat.calm(0)


def _told_of_changes(tandem: Tandem, seat: Seat) -> asyncio.Event:
    woken, wake_sender = asyncio.Event(), tandem.core.changed

    def changed() -> None:
        seat.calm(0)
        woken.set()
        wake_sender()

    tandem.core.changed = changed
    return woken
