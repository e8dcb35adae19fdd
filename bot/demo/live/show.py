"""Everything put together: a Slack with its page, Tandem, a clock that flows; until somebody stops it."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import ManualClock
from bot.delivery.models import Address
from bot.demo import cast
from bot.demo.live.flow import Flow
from bot.demo.live.folder import AFTER, Folder, Kept, go_on
from bot.demo.live.opening import FIRST, SECOND, START, open_company
from bot.demo.live.telling import Telling
from bot.demo.live.tour import Tour
from bot.demo.stage import Stage, new_slack, on_stage
from bot.errors import Stop
from bot.inbox.models import InboxMessage
from bot.playground import Playground
from bot.playground.page.guide import Guide, Look, Role, Welcome
from bot.playground.page.page import Page
from bot.storage.engine import Database, open_database
from bot.storage.vault import InvalidToken, KeyRing
from bot.storage.work import reading
from bot.workspaces.keys import NoDataKey, Vaults
from bot.workspaces.schema import NotReady, current, ready_or_refuse, upgrade

TITLE = "Tandem at Lantern"
WELCOME = Welcome(
    TITLE,
    "Lantern is a sample company, and Tandem the Slack bot with which its managers and leaders do what they "
    "owe others. Everybody hangs on two chains, each in its own colour here: be anyone, and see both sides.",
    (
        Role("people", "Orange, people: who looks after whom"),
        Role("direction", "Blue, direction: where teams are going"),
    ),
)
PREFERRED = 8263
"""Where the page listens unless it is told otherwise: TAND on a telephone's keys."""
SAVED_AFTER = 0.3
"""So long, in seconds, changes are gathered before the Slack is written."""


async def show(folder: Folder, port: int | None, ready: Callable[[str], None]) -> None:
    """Run until it is cancelled; `ready` is told the address. Raises `Stop` with what to do.

    Without a port it is the preferred one where that is free, so that a page that is still open comes back
    by itself after a restart.
    """
    if port is not None:
        _need_free(port)
    kept = folder.kept()
    ring = folder.ring()
    database = await asyncio.to_thread(_fresh if kept is None else _found, folder)
    try:
        clock = ManualClock(START if kept is None else _after(database, kept))
        slack = new_slack(clock)
        if kept is None:
            cast.fill(slack)
        else:
            go_on(slack, kept, folder)
            _need_the_same_company(database, ring, slack, folder)
        async with on_stage(slack, database, ring, clock) as stage:
            if kept is None:
                await open_company(stage)
            await _run(stage, folder, port, ready)
    finally:
        database.dispose()


def _fresh(folder: Folder) -> Database:
    upgrade(folder.database_url)
    return open_database(folder.database_url)


def _found(folder: Folder) -> Database:
    """What was kept, brought up to this Tandem's revision. An empty one was never ours."""
    try:
        if current(folder.database_url) is None:
            raise folder.broken("its database is empty")
        ready_or_refuse(folder.database_url)
    except (NotReady, SQLAlchemyError):
        raise folder.broken("its database can't be read") from None
    return open_database(folder.database_url)


def _after(database: Database, kept: Kept) -> datetime:
    """After everything that happened, also where the Slack was not written any more."""
    happened = (Address.posted_at, InboxMessage.created_at)
    with database.reader.connect() as connection:
        rows: list[datetime | None] = [connection.scalar(select(func.max(column))) for column in happened]
    latest: datetime = max([kept.moment, *(row for row in rows if row is not None)])
    return latest + AFTER


def _need_the_same_company(database: Database, ring: KeyRing, slack: Playground, folder: Folder) -> None:
    try:
        with reading(database) as session:
            Vaults(ring).of(session, slack.workspace.team_id)
    except InvalidToken:
        raise folder.broken("its keys do not open its database") from None
    except NoDataKey:
        raise folder.broken("its database and its Slack are not of one company") from None


async def _run(stage: Stage, folder: Folder, port: int | None, ready: Callable[[str], None]) -> None:
    flow, telling = Flow(stage), Telling(stage)
    page = Page(stage.slack, guide(flow, telling))
    keeper = Keeper(stage, folder)
    try:
        address = await started(page, port)
        keeper.save()
        async with _beside(flow.run(), keeper.run()):
            ready(address)
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                await flow.close()
    finally:
        await page.stop()
        keeper.save()


def _need_free(port: int) -> None:
    """Said before the company is set up, not after. Raises `Stop`."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise _taken(port, error) from None


async def started(page: Page, port: int | None, preferred: int = PREFERRED) -> str:
    """The page's address: at the port that was named or nowhere, else at the preferred one or any."""
    if port is None:
        with contextlib.suppress(OSError):
            return await page.start(preferred)
        await page.stop()
        return await page.start()
    try:
        return await page.start(port)
    except OSError as error:
        raise _taken(port, error) from None


def _taken(port: int, error: OSError) -> Stop:
    why = os.strerror(error.errno or 0).lower()
    return Stop(f"Nothing can listen on port {port} ({why}): stop what uses it, or name another with --port.")


def guide(flow: Flow, telling: Telling) -> Guide:
    person = flow.stage.slack.person
    return Guide(
        title=TITLE,
        roles=telling.roles,
        sight=telling.sight,
        coming=telling.coming,
        jumps=flow.jumps,
        tour=Tour(flow, telling).steps,
        welcome=WELCOME,
        first=(Look(person(FIRST).id), Look(person(SECOND).id)),
    )


@contextlib.asynccontextmanager
async def _beside(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Work that goes on meanwhile, and has ended afterwards."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Keeper:
    """Writes the Slack's state soon after each change, so that a kill loses the last moment at most."""

    def __init__(self, stage: Stage, folder: Folder) -> None:
        self._stage = stage
        self._folder = folder

    def save(self) -> None:
        if self._folder.lasts:
            self._folder.keep(self._stage.clock.now(), self._stage.slack.keep())

    async def run(self) -> None:
        if not self._folder.lasts:
            return
        changes = self._stage.slack.changes
        version = changes.version
        while True:
            version = await changes.after(version)
            await asyncio.sleep(SAVED_AFTER)
            version = changes.version
            moment, slack = self._stage.clock.now(), self._stage.slack.keep()
            await asyncio.to_thread(self._folder.keep, moment, slack)


def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run it until Ctrl-C or SIGTERM, and end it cleanly."""

    async def run() -> None:
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()
        was_stopped = False

        def stop() -> None:
            nonlocal was_stopped
            was_stopped = True
            # aiohttp complains of an answer that ends just as its connection is closed.
            logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
            task.cancel()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        try:
            await work
        except asyncio.CancelledError:
            if not was_stopped:
                raise

    asyncio.run(run())
