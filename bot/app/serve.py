"""`tandem run`: starts everything, and stops it within ten seconds when told to."""

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable

import aiohttp
import uvicorn
from cryptography.fernet import InvalidToken

from bot.app.door import Door
from bot.app.logs import start_logging
from bot.app.socket_mode import SocketMode, to_bolt
from bot.app.tandem import CHAINS, Connection, Tandem
from bot.app.timers import Timers
from bot.app.web import Unsignalled, configured, listen, web_app
from bot.app.zones import keep_in_step
from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.errors import Stop
from bot.slack.client import Slack
from bot.storage.engine import open_database
from bot.storage.vault import KeyRing
from bot.workspaces.schema import problem_with, ready_or_refuse

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 9.0
"""From the signal to the end; what hangs then, a database for instance, is left behind."""


async def serve(
    settings: Settings, clock: Clock | None = None, *, patience: float = PATIENCE_SECONDS
) -> None:
    """Run until SIGTERM or Ctrl-C. Raises `Stop` with what to do where it cannot start.

    `clock` is the system's where none is handed in. `patience` is in seconds.
    """
    start_logging(settings.log_level, settings.log_format)
    if settings.ignored:
        log.warning("ignored, for Tandem knows no such setting: %s", ", ".join(settings.ignored))
    ready_or_refuse(settings.database_url)
    own = listen(settings.host, settings.port)
    database = open_database(settings.database_url)
    assert settings.bot_token is not None
    connection = Connection(settings.api_url, settings.bot_token)
    tandem = Tandem(database, KeyRing(list(settings.encryption_keys)), clock or SystemClock(), connection)
    timers = Timers(tandem.sweep)
    tandem.metrics.ask("tandem_sweep_lag_seconds", "Seconds since the last sweep ended.", timers.lag)

    session = aiohttp.ClientSession()
    socket = socket_mode(settings, tandem, session)
    if socket is not None:
        about = "Whether at least one connection to Slack is open."
        tandem.metrics.ask("tandem_socket_mode_connected", about, lambda: socket.is_alive)

    def problem() -> str | None:
        ticking = None if timers.is_ticking() else "the scheduler is not ticking"
        return problem_with(database) or ticking or (socket.problem() if socket else None)

    door = None if settings.socket_mode else Door(tandem.bolt, settings.signing_secret or "")
    server = Unsignalled(configured(web_app(door, problem, tandem.figures), settings.host, settings.port))
    try:
        async with _working(tandem, timers, settings, server, socket) as stop:
            _on_signals(stop, patience)
            await server.serve([own])
    finally:
        own.close()
        await session.close()
        await tandem.close()
        database.dispose()


@contextlib.asynccontextmanager
async def _working(
    tandem: Tandem, timers: Timers, settings: Settings, server: uvicorn.Server, socket: SocketMode | None
) -> AsyncIterator[Callable[[], None]]:
    """The sweep, the sender, Slack's side; if one of them dies, the server stops and says so.

    What it gives tells all of them at the same time to take nothing new. What is in hand goes on.
    """
    sender = asyncio.create_task(tandem.sender.run(), name="sender")
    others = [
        asyncio.create_task(timers.run(), name="sweep"),
        asyncio.create_task(tandem.arrive(settings.installer), name="arrival"),
        asyncio.create_task(keep_in_step(tandem.core, CHAINS), name="time zones"),
    ]
    if socket is not None:
        others.append(asyncio.create_task(socket.run(), name="Socket Mode"))

    def stop() -> None:
        server.should_exit = True
        tandem.background.start(tandem.sender.stop())
        for task in others:
            task.cancel()

    def stop_if_failed(task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            log.error("%s stopped: %s", task.get_name(), type(task.exception()).__name__)
            stop()

    for task in (sender, *others):
        task.add_done_callback(stop_if_failed)
    try:
        yield stop
    finally:
        stop()
        _raise_first(await asyncio.gather(sender, *others, return_exceptions=True))


def _on_signals(stop: Callable[[], None], patience: float) -> None:
    """The server's own handlers would end the process before what is in hand is finished."""

    def stop_in_time() -> None:
        last = threading.Timer(patience, _end)
        last.daemon = True
        last.start()
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop_in_time)


def _end() -> None:
    """What was in hand is found by its lease; whoever waits for a click reads that it did not work."""
    log.warning("stopped with something still in hand: it is taken up again by whoever runs next")
    os._exit(1)


def socket_mode(settings: Settings, tandem: Tandem, session: aiohttp.ClientSession) -> SocketMode | None:
    """None where Slack comes over HTTP."""
    if settings.app_token is None:
        return None
    slack = Slack(settings.app_token, session, settings.api_url, watch=tandem.watch)
    return SocketMode(slack, session, to_bolt(tandem.bolt))


def _raise_first(results: list[BaseException | None]) -> None:
    """What ended Tandem: a `Stop` tells its operator what to do."""
    for result in results:
        if isinstance(result, (Stop, InvalidToken)):  # the command line says what to do about either
            raise result
        if isinstance(result, Exception):
            raise Stop(f"Tandem stopped after a fault of its own ({type(result).__name__}); see the log.")
