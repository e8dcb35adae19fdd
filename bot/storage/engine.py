"""Engines with time-outs everywhere: a click is answered within two seconds whatever a database does."""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

LOCK_MS = 1_000
STATEMENT_MS = 1_500
POOL_SECONDS = 1
CONNECT_SECONDS = 2
SILENCE_SECONDS = 5
"""After that a connection on which nothing comes back counts as broken, so that no thread hangs on it."""
GOODBYES = {"57P01", "57P02", "57P05"}
"""PostgreSQL's codes of a shutdown, of a crash, and of a connection that was idle for too long."""
IDLE_SECONDS = 1.0
"""A connection that nobody used for longer is asked whether it still answers."""
PAGE_COST = 1.1
"""What a page here and there costs, in pages one after the other. PostgreSQL itself says 4, as of a turning
disk; ours are in memory. Told so, it looks up five hundred rows instead of reading a hundred thousand."""
POOL_SIZE = 8
"""A pool of 8 beat one of 64 when measured (house.md)."""
THREADS = 2 * POOL_SIZE + 3
"""Those that write, the one that does it for many, those that look, and those for whom nobody waits: each
finds a connection, so that no answer that is to be stored stands behind a look at Home."""


@dataclass(frozen=True, slots=True)
class Database:
    """One database: `writer` begins transactions that may write, `reader` those that only look.

    On PostgreSQL they are the same engine. SQLite has one writing connection, which takes its
    lock at BEGIN, so that no transaction fails half-way because another wrote meanwhile.
    """

    writer: Engine
    reader: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.writer.dialect.name == "sqlite"

    def dispose(self) -> None:
        self.writer.dispose()
        if self.reader is not self.writer:
            self.reader.dispose()


def open_database(address: str) -> Database:
    """The database behind a SQLAlchemy URL; nothing is connected yet."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return Database(_sqlite(url, "BEGIN IMMEDIATE", 1), _sqlite(url, "BEGIN", POOL_SIZE))
    engine = _postgresql(url)
    return Database(engine, engine)


def _sqlite(url: URL, begin: str, size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
        hide_parameters=True,
        connect_args={"timeout": LOCK_MS / 1000, "check_same_thread": False},
    )

    @event.listens_for(engine, "do_connect")
    def find(*_how: Any) -> None:
        if _file(url) is None:  # SQLite would make an empty one; the migrations make it here
            raise sqlite3.OperationalError("the database file is gone")

    @event.listens_for(engine, "checkout")
    def find_again(_connection: Any, entry: ConnectionPoolEntry, _lent: Any) -> None:
        if entry.info["file"] != _file(url):  # it would take writes that nobody ever finds again
            raise DisconnectionError("the database file was moved or deleted")

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        entry.info["file"] = _file(url)
        connection.isolation_level = None  # the BEGIN below is ours, not the driver's
        # FULL: an answer that was confirmed outlives a power cut, not only a crash of the process.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def take_lock(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _file(url: URL) -> tuple[int, int] | None:
    """Which file lies at the database's path: device and number; None where there is none."""
    try:
        found = Path(str(url.database)).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


_ALIVE = {
    "keepalives_idle": SILENCE_SECONDS,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": SILENCE_SECONDS * 1000,
}


def _postgresql(url: URL) -> Engine:
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    limits = f"-c statement_timeout={STATEMENT_MS} -c lock_timeout={LOCK_MS} -c timezone=UTC"
    options = f"{limits} -c random_page_cost={PAGE_COST}"
    engine = create_engine(
        url,
        pool_size=THREADS,
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
        hide_parameters=True,
        connect_args={"connect_timeout": CONNECT_SECONDS, "options": options, **_ALIVE},
    )

    @event.listens_for(engine, "checkin")
    def used(_connection: Any, entry: ConnectionPoolEntry) -> None:
        entry.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def answers(connection: Any, entry: ConnectionPoolEntry, _lent: Any) -> None:
        """Asks those only that were idle. Whoever meets one that broke just now tries again on another."""
        now = time.monotonic()
        if now - entry.info.get("used", now) > IDLE_SECONDS and not _answers(engine, connection):
            raise DisconnectionError("the connection broke while nobody used it")

    @event.listens_for(engine, "handle_error")
    def says_goodbye(context: ExceptionContext) -> None:
        """The server's last words come a moment before the connection breaks: until then it looks healthy."""
        if getattr(context.original_exception, "sqlstate", None) in GOODBYES:
            context.is_disconnect = True

    return engine


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        return False
