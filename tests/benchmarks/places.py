"""Databases for a measurement: PostgreSQL keeps what it confirms, as in production."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.storage.base import new_id
from bot.storage.engine import Database, open_database
from tests.postgres import address, on_server, running_postgres
from tests.schema import make_schema


@contextmanager
def places(kind: str) -> Iterator[Callable[[], Database]]:
    """Makes databases with the schema: `SQLite` or `PostgreSQL`."""
    opened: list[Database] = []

    def opened_at(url: str) -> Database:
        make_schema(url)
        opened.append(open_database(url))
        return opened[-1]

    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder:
        if kind == "SQLite":
            yield lambda: opened_at(f"sqlite:///{folder}/{new_id()}.db")
            _close(opened)
            return
        with running_postgres(Path(folder) / "data") as server:
            on_server(server, "ALTER SYSTEM RESET ALL")
            on_server(server, "SELECT pg_reload_conf()")

            def new() -> Database:
                name = f"d{new_id()}"
                on_server(server, f"CREATE DATABASE {name}")
                return opened_at(address(server.set(database=name)))

            yield new
            _close(opened)


def _close(opened: list[Database]) -> None:
    for database in opened:
        database.dispose()
