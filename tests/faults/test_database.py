"""A database that is full, slow, or takes nobody in: people are answered in time and truthfully, and what
was said not to be stored is stored once at the second try, without typing again."""

import asyncio
import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager

import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from bot.app.dispatch import COMES_AGAIN
from bot.desk.words import NOT_CONFIRMED, NOT_STORED, NOT_STORED_AFTER_ALL, STORED_AFTER_ALL
from bot.playground import Person
from bot.storage.engine import Database
from tests.journeys.conftest import Company, company, stages, take_up
from tests.journeys.odd import counts
from tests.journeys.test_bad_database import TROUBLES, plain, whispers

__all__ = ["company", "stages", "take_up"]

LONG = "雪" * 2_900
"""Does not fit into what room a database has left in its last page."""
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
Trouble = Callable[[], AbstractContextManager[None]]


@contextmanager
def full_sqlite(database: Database) -> Iterator[None]:
    """SQLite may not take another page."""

    def limit(pages: str) -> None:
        with Session(database.writer) as session:
            session.execute(text(f"PRAGMA max_page_count = {pages}"))
            session.rollback()

    with closing(sqlite3.connect(str(database.writer.url.database))) as other:
        other.execute("VACUUM")  # no room is left over from rows that are gone
    with Session(database.reader) as session:
        now = session.scalar(text("PRAGMA page_count"))
    limit(str(now))
    yield
    limit("1073741823")


@contextmanager
def at_every_insert(database: Database, table: str, statement: str) -> Iterator[None]:
    """PostgreSQL does something more whenever rows are put into a table."""
    name = f"trouble_{table}"
    function = f"RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NEW; END $$"
    trigger = f"BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    with database.writer.begin() as own:
        own.execute(text(f"CREATE FUNCTION {name}() {function}"))
        own.execute(text(f"CREATE TRIGGER {name} {trigger}"))
    try:
        yield
    finally:
        with database.writer.begin() as own:
            own.execute(text(f"DROP FUNCTION {name} CASCADE"))


def full(database: Database) -> AbstractContextManager[None]:
    if database.is_sqlite:
        return full_sqlite(database)
    return at_every_insert(database, "deliveries", "RAISE EXCEPTION 'no room' USING ERRCODE = '53100'")


async def wants_a_point(company: Company, cleo: Person) -> None:
    await company.opens(cleo, "/1on1")
    await company.presses(cleo, cleo.form, "people.point.add")


async def points(company: Company) -> int:
    return (await counts(company))["people_points"]


async def test_a_full_disk_stores_nothing_by_halves_and_goes_on_once_there_is_room(
    company: Company, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    cleo = company.cleo
    await wants_a_point(company, cleo)
    before = await counts(company)
    with full(database):
        await cleo.submits({"people.text": LONG})
        assert set(cleo.form.errors.values()) == {NOT_STORED}
        await company.dan.says(LONG)
        assert COMES_AGAIN in whispers(company.dan)
        assert await counts(company) == before
    assert (
        "bot.workspaces.attempts",
        logging.ERROR,
        "the database stores nothing: its disk is full: make room",
    ) in (caplog.record_tuples)
    assert LONG[:20] not in caplog.text
    await cleo.submits()
    company.clock.move_to(company.slack.waiting_retries[0])
    await company.slack.advance_retries()
    await company.settle()
    after = await counts(company)
    assert after["people_points"] == before["people_points"] + 1
    assert after["inbox_messages"] == before["inbox_messages"] + 1


SLOW = "PERFORM pg_sleep(1.2)"
"""Below the statement's time-out; with the rest more than the time in which a click is answered."""


@on_postgresql
@pytest.mark.parametrize(
    ("ending", "words", "stored"),
    [("", STORED_AFTER_ALL, 1), ("; RAISE EXCEPTION 'no'", NOT_STORED_AFTER_ALL, 0)],
    ids=["stored", "not stored"],
)
async def test_a_slow_database_is_not_waited_for_and_its_outcome_is_told(
    company: Company, database: Database, ending: str, words: str, stored: int
) -> None:
    ben = company.ben
    await company.opens(ben, "/direction")
    await company.presses(ben, ben.form, "direction.state")
    before = (await counts(company))["direction_directions"]
    with (
        at_every_insert(database, "direction_directions", SLOW),
        at_every_insert(database, "deliveries", SLOW + ending),
    ):
        await ben.submits({"Where we are going": "North.", "Why": "It is cool there."})
        assert set(ben.form.errors.values()) == {NOT_CONFIRMED}
        await company.slack.until(lambda: words in whispers(ben), 10)
        assert (await counts(company))["direction_directions"] == before + stored
    await ben.submits()
    await company.settle()
    assert (await counts(company))["direction_directions"] == before + 1


@contextmanager
def held_again_and_again(url: URL, seconds: float) -> Iterator[None]:
    """Another process writes into the SQLite file, nearly all the time."""
    over = threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(str(url.database), isolation_level=None, timeout=10)) as other:
            while not over.is_set():
                other.execute("BEGIN IMMEDIATE")
                over.wait(seconds)
                other.execute("ROLLBACK")
                over.wait(0.02)

    thread = threading.Thread(target=hold)
    thread.start()
    yield
    over.set()
    thread.join()


@on_sqlite
async def test_a_sqlite_that_others_hold_most_of_the_time(company: Company, database_url: str) -> None:
    cleo, dan = company.cleo, company.dan
    await wants_a_point(company, cleo)
    before = await counts(company)
    with held_again_and_again(make_url(database_url), 0.9):
        await asyncio.gather(cleo.submits({"people.text": "Said once."}), dan.says("Typed once."))
        assert cleo.modal is None or set(cleo.form.errors.values()) <= {NOT_STORED, NOT_CONFIRMED}
    await company.stage.tandem.background.settle()
    if cleo.modal is not None and "people.text" in str(cleo.form.blocks):
        await cleo.submits()
    while company.slack.waiting_retries:
        company.clock.move_to(company.slack.waiting_retries[0])
        await company.slack.advance_retries()
    await company.settle()
    after = await counts(company)
    assert after["people_points"] == before["people_points"] + 1
    assert after["inbox_messages"] == before["inbox_messages"] + 1


def take_all(taken: ExitStack, server: URL) -> None:
    with contextlib.suppress(psycopg.OperationalError):
        while True:
            taken.enter_context(psycopg.connect(plain(server)))


@on_postgresql
async def test_a_server_that_takes_no_more_connections(
    company: Company, database: Database, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    cleo, server = company.cleo, make_url(database_url).set(database="postgres")
    await wants_a_point(company, cleo)
    before = await points(company)
    database.dispose()
    with ExitStack() as taken:
        take_all(taken, server)
        await asyncio.gather(cleo.submits({"people.text": "Said once."}), company.dan.types("/1on1"))
        assert set(cleo.form.errors.values()) == {NOT_STORED}
        await company.stage.tandem.background.settle()
        assert "My database does not answer" in company.dan.form.reads
    assert company.slack.notices == []
    assert "raise max_connections" in caplog.text
    await cleo.submits()
    assert await points(company) == before + 1


async def test_whatever_many_people_write_while_the_database_is_gone_is_stored_once_it_is_back(
    company: Company, database_url: str
) -> None:
    """Each is answered within Slack's three seconds, also while all write at once."""
    url = make_url(database_url)
    writers = [company.ana, company.ben, company.cleo, company.dan, company.eve, company.fay]
    before, heard = await counts(company), len(company.slack.deliveries)
    with TROUBLES[url.get_backend_name(), "gone"](url):
        await asyncio.gather(*[one.says(f"{one.name} {number}") for one in writers for number in range(3)])
        assert {one.status for one in company.slack.deliveries[heard:]} == {500}
    while company.slack.waiting_retries:
        company.clock.move_to(company.slack.waiting_retries[0])
        await company.slack.advance_retries()
    await company.settle()
    after = await counts(company)
    assert after["inbox_messages"] == before["inbox_messages"] + 3 * len(writers)
    assert company.slack.notices == []
