"""Everything put together: a Slack with its page, Tandem, a clock that flows; until somebody stops it."""

import asyncio
import contextlib
import signal
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
from bot.playground.page.guide import Guide, Look
from bot.playground.page.page import Page
from bot.storage.engine import Database, open_database
from bot.storage.vault import InvalidToken
from bot.workspaces.schema import ready_or_refuse, upgrade

TITLE = "Tandem at Lantern"
SAVED_AFTER = 0.3
"""So long, in seconds, changes are gathered before the Slack is written."""


async def show(folder: Folder, port: int, ready: Callable[[str], None]) -> None:
    """Run until it is cancelled; `ready` is told the address. Raises `Stop` with what to do."""
    kept = folder.kept()
    ring = folder.ring()
    if kept is not None:
        folder.need_rows()
    database = await asyncio.to_thread(_database, folder, kept)
    try:
        clock = ManualClock(_begin(database, kept))
        slack = new_slack(clock)
        if kept is None:
            cast.fill(slack)
        else:
            go_on(slack, kept, folder)
        try:
            async with on_stage(slack, database, ring, clock) as stage:
                if kept is None:
                    await open_company(stage)
                await _run(stage, folder, port, ready)
        except InvalidToken:
            raise folder.broken("its keys do not open its database") from None
    finally:
        database.dispose()


def _database(folder: Folder, kept: Kept | None) -> Database:
    try:
        if kept is None:
            upgrade(folder.database_url)
        else:
            ready_or_refuse(folder.database_url)
        return open_database(folder.database_url)
    except (Stop, SQLAlchemyError):
        raise folder.broken("its database can't be used") from None


def _begin(database: Database, kept: Kept | None) -> datetime:
    """After everything that happened, also where the Slack was not written any more."""
    if kept is None:
        return START
    happened = (Address.posted_at, InboxMessage.created_at)
    with database.reader.connect() as connection:
        rows: list[datetime | None] = [connection.scalar(select(func.max(column))) for column in happened]
    latest: datetime = max([kept.moment, *(row for row in rows if row is not None)])
    return latest + AFTER


async def _run(stage: Stage, folder: Folder, port: int, ready: Callable[[str], None]) -> None:
    flow, telling = Flow(stage), Telling(stage)
    page = Page(stage.slack, guide(flow, telling))
    keeper = Keeper(stage, folder)
    try:
        address = await _started(page, port)
        keeper.save()
        async with _beside(flow.run(), keeper.run()):
            ready(address)
            await asyncio.get_running_loop().create_future()
    finally:
        await page.stop()
        keeper.save()


async def _started(page: Page, port: int) -> str:
    try:
        return await page.start(port)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise Stop(
            f"Nothing can listen on port {port} ({why}): stop what uses it, or name another with --port."
        ) from None


def guide(flow: Flow, telling: Telling) -> Guide:
    person = flow.stage.slack.person
    return Guide(
        title=TITLE,
        roles=telling.roles,
        sight=telling.sight,
        coming=telling.coming,
        jumps=flow.jumps,
        tour=Tour(flow, telling).steps,
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
            task.cancel()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        try:
            await work
        except asyncio.CancelledError:
            if not was_stopped:
                raise

    asyncio.run(run())
