"""`tandem run`: starts everything, and stops it within ten seconds when told to."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator

import uvicorn
from cryptography.fernet import InvalidToken
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.door import Door
from bot.app.logs import start_logging
from bot.app.tandem import Connection, Tandem
from bot.app.timers import Timers
from bot.app.web import Unsignalled, configured, listen, web_app
from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.errors import Stop
from bot.storage.engine import open_database
from bot.storage.vault import KeyRing
from bot.workspaces.schema import problem_with, ready_or_refuse

log = logging.getLogger(__name__)


async def serve(settings: Settings, clock: Clock | None = None) -> None:
    """Run until SIGTERM or Ctrl-C. Raises `Stop` with what to do where it cannot start.

    `clock` is the system's where none is handed in.
    """
    start_logging(settings.log_level, settings.log_format)
    ready_or_refuse(settings.database_url)
    own = listen(settings.host, settings.port)
    database = open_database(settings.database_url)
    assert settings.bot_token is not None
    connection = Connection(settings.api_url, settings.bot_token)
    tandem = Tandem(database, KeyRing(list(settings.encryption_keys)), clock or SystemClock(), connection)
    timers = Timers(tandem.sweep, tandem.clock)

    def problem() -> str | None:
        return problem_with(database) or (None if timers.is_ticking() else "the scheduler is not ticking")

    door = None if settings.socket_mode else Door(tandem.bolt, settings.signing_secret or "")
    server = Unsignalled(configured(web_app(door, problem), settings.host, settings.port))
    try:
        async with _working(tandem, timers, settings, server):
            _stop_on_signals(server)
            await server.serve([own])
    finally:
        own.close()
        await tandem.close()
        database.dispose()


@contextlib.asynccontextmanager
async def _working(
    tandem: Tandem, timers: Timers, settings: Settings, server: uvicorn.Server
) -> AsyncIterator[None]:
    """The sweep, the sender, Slack's side; if one of them dies, the server stops and says so."""
    timers.start()
    tasks = [
        asyncio.create_task(tandem.sender.run(), name="sender"),
        asyncio.create_task(tandem.arrive(settings.installer), name="arrival"),
    ]
    if settings.app_token:
        tasks.append(asyncio.create_task(_socket_mode(tandem, settings), name="Socket Mode"))
    for task in tasks:
        task.add_done_callback(lambda done: _stop_if_failed(done, server))
    try:
        yield
    finally:
        timers.stop()
        await tandem.sender.stop()
        for task in tasks[1:]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        _raise_first(results)


def _stop_on_signals(server: uvicorn.Server) -> None:
    """The server's own handlers would end the process before what is in hand is finished."""

    def stop() -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


async def _socket_mode(tandem: Tandem, settings: Settings) -> None:
    """Stay connected over Socket Mode; the client renews its connection by itself."""
    client = AsyncWebClient(token=settings.app_token, base_url=settings.api_url)
    handler = AsyncSocketModeHandler(tandem.bolt, settings.app_token, web_client=client)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await asyncio.Event().wait()
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


def _stop_if_failed(task: "asyncio.Task[None]", server: uvicorn.Server) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("%s stopped: %s", task.get_name(), type(task.exception()).__name__)
        server.should_exit = True


def _raise_first(results: list[BaseException | None]) -> None:
    """What ended Tandem: a `Stop` tells its operator what to do."""
    for result in results:
        if isinstance(result, (Stop, InvalidToken)):  # the command line says what to do about either
            raise result
        if isinstance(result, Exception):
            raise Stop(f"Tandem stopped after a fault of its own ({type(result).__name__}); see the log.")
