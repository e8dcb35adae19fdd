"""Fixture: an empty database, of both kinds. Import it where it is needed."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.postgres import address, on_server


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table in it: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: URL = request.getfixturevalue("postgres_server")
    name = f"m_{uuid.uuid4().hex}"
    on_server(server, f"CREATE DATABASE {name}")
    yield address(server.set(database=name))
    on_server(server, f"DROP DATABASE {name} WITH (FORCE)")
