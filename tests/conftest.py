"""What all tests share: real databases, a clock that stands still, and a workspace with keys."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy.engine import URL

from bot.clock import ManualClock
from bot.storage.engine import Database, open_database
from bot.storage.vault import KeyRing
from bot.storage.work import Work, writing
from bot.workspaces.keys import Vaults, give_data_key
from bot.workspaces.models import Workspace
from tests.browser.finding import MISSING, chromium
from tests.postgres import Databases, address, on_server, running_postgres
from tests.schema import make_schema
from tests.snapshots import Snapshots

# A busy machine is no failure, and examples are not kept in the working directory.
settings.register_profile("tandem", deadline=None, database=None)
settings.load_profile("tandem")

WORKSPACE = "T0TANDEM"
MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


LONG = (
    "tests/browser/",
    "tests/demo/",
    "tests/chaos/",
    "tests/journeys/test_walls_forged",
    "tests/cli/test_run",
    "tests/journeys/",
)
"""What begins first, so that no worker is left alone with it at the end."""


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """What needs a browser is left out where there is none; the last lines say so."""
    return True if chromium() is None and collection_path.name == "browser" else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In one line, where nobody overlooks it."""
    if chromium() is None:
        terminalreporter.write_line(MISSING)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In this order, and otherwise as they were collected."""
    places = {
        item: next((at for at, of in enumerate(LONG) if of in item.nodeid), len(LONG)) for item in items
    }
    items.sort(key=places.__getitem__)


def pytest_configure(config: pytest.Config) -> None:
    """What is imported stays, so nobody need look through it meanwhile; but for who only hands out tests."""
    if config.getoption("dist") == "no":
        gc.disable()


def pytest_collection_finish() -> None:
    """Everything is imported now, and need not be looked through again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def shared_memory() -> str | None:
    """A folder in memory, where there is one: SQLite waits for the disk at every commit."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None  # noqa: S108


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tandem-sqlite-", dir=shared_memory()) as folder:
        path = Path(folder) / "template.db"
        make_schema(f"sqlite:///{path}")
        yield path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A PostgreSQL server of our own, with a database `template_tandem` that holds the schema.

    Its folder is not one of pytest's: another run closes those to the server's user, and it dies.
    """
    with (
        tempfile.TemporaryDirectory(prefix="tandem-pg-") as folder,
        running_postgres(Path(folder) / "data") as url,
    ):
        on_server(url, "CREATE DATABASE template_tandem")
        make_schema(address(url.set(database="template_tandem")))
        yield url


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: URL) -> Databases:
    return Databases(postgres_server)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with the schema and no rows: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{fresh_copy(request.getfixturevalue('sqlite_template'))}"
        return
    databases: Databases = request.getfixturevalue("postgres_databases")
    yield (url := databases.next())
    databases.empty(engines(url))


def fresh_copy(template: Path) -> Path:
    """Always at the same place, so that its engine is the same one too."""
    path = template.with_name("tandem.db")
    for old in template.parent.glob("tandem.db*"):
        old.unlink()
    shutil.copy(template, path)
    return path


@cache
def engines(url: str) -> Database:
    """Kept from test to test: compiling their statements anew costs more than running them."""
    return open_database(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = engines(database_url)
    yield opened
    if opened.is_sqlite:
        opened.dispose()  # the next test has another file


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MONDAY_NOON)


@pytest.fixture(scope="session")
def ring() -> KeyRing:
    """One for all tests: what is prepared once is sealed with its keys."""
    return KeyRing([KeyRing.new_key()])


@pytest.fixture
def vaults(ring: KeyRing) -> Vaults:
    return Vaults(ring)


@pytest.fixture(scope="session")
def snapshots() -> Snapshots:
    return Snapshots()


Prepare = Callable[[str, Callable[[], object]], None]


@pytest.fixture
def prepare(snapshots: Snapshots, database: Database, clock: ManualClock) -> Prepare:
    """Make rows that many tests begin with, under a name: once for each kind of database and moment."""
    return lambda name, make: snapshots.prepare(database, name, make, clock.now())


@pytest.fixture
def workspace(database: Database, ring: KeyRing, clock: ManualClock, prepare: Prepare) -> str:
    """A workspace with a data key; its id."""

    def install() -> None:
        with writing(database) as session:
            session.add(Workspace(workspace_id=WORKSPACE, name="Sample", created_at=clock.now()))
            session.flush()
            give_data_key(session, ring, WORKSPACE, clock.now())

    prepare("workspace", install)
    return WORKSPACE


Do = Callable[[Callable[[Work], Any]], Any]


@pytest.fixture
def do(database: Database, vaults: Vaults, clock: ManualClock, workspace: str) -> Do:
    """Run a use case in a transaction of its own, and commit it."""

    def run(use_case: Callable[[Work], Any]) -> Any:
        with writing(database) as session:
            return use_case(Work(session, workspace, clock.now(), vaults.of(session, workspace)))

    return run
