"""A database that is locked or gone: everyone is answered in time and truthfully, and nothing is lost."""

import shutil
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.engine import URL

from bot.app.dispatch import COMES_AGAIN, GIVEN_UP
from bot.desk.words import NOT_CONFIRMED, NOT_STORED
from bot.playground import Person
from bot.storage.base import Base
from tests.journeys.conftest import Company, prompt
from tests.journeys.odd import OUR_FAULT, counts, last_event, nobody_hears_but, told
from tests.postgres import address, on_server

Trouble = Callable[[], AbstractContextManager[None]]
IN_TIME = 8.0
"""Seconds, on a busy machine. What keeps the promise of two is a deadline, which tests/workspaces sees to."""


def plain(url: URL) -> str:
    """As psycopg takes it."""
    return address(url.set(drivername="postgresql"))


@contextmanager
def locked_sqlite(url: URL) -> Iterator[None]:
    with closing(sqlite3.connect(str(url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield  # closing it lets go


@contextmanager
def gone_sqlite(url: URL) -> Iterator[None]:
    """The file and what belongs to it are moved away, and come back."""
    place = Path(str(url.database))
    away = place.parent / "away"
    away.mkdir()
    for file in place.parent.glob(f"{place.name}*"):
        shutil.move(file, away / file.name)
    try:
        yield
    finally:
        for file in place.parent.glob(f"{place.name}*"):
            file.unlink()
        for file in away.iterdir():
            shutil.move(file, place.parent / file.name)
        away.rmdir()


@contextmanager
def locked_postgresql(url: URL) -> Iterator[None]:
    with psycopg.connect(plain(url)) as other:
        other.execute(f"LOCK TABLE {', '.join(Base.metadata.tables)} IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


@contextmanager
def gone_postgresql(url: URL) -> Iterator[None]:
    """Whoever is connected is thrown out, and nobody gets in."""
    server, name = url.set(database="postgres"), url.database
    on_server(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    with psycopg.connect(plain(server), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    try:
        yield
    finally:
        on_server(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


TROUBLES = {
    ("sqlite", "locked"): locked_sqlite,
    ("sqlite", "gone"): gone_sqlite,
    ("postgresql", "locked"): locked_postgresql,
    ("postgresql", "gone"): gone_postgresql,
}


@pytest.fixture(params=["locked", "gone"])
def trouble(request: pytest.FixtureRequest, database_url: str) -> Trouble:
    url = make_url(database_url)
    return lambda: TROUBLES[url.get_backend_name(), request.param](url)


async def in_time(act: Awaitable[object]) -> None:
    began = time.monotonic()
    await act
    assert time.monotonic() - began < IN_TIME


async def test_clicks_commands_and_looks_are_answered_and_work_once_the_database_is_back(
    company: Company, trouble: Trouble
) -> None:
    ana, cleo = company.ana, company.cleo
    proposal = prompt(ana, "people.proposal.accept")
    await company.opens(cleo, "/tandem", "pause")
    await cleo.submits({"tandem.pause.last_day": "2026-03-03"})
    await cleo.closes()
    await company.settle()
    before = await counts(company)
    with nobody_hears_but(company, ana, cleo):
        with trouble():
            await in_time(ana.clicks(proposal, "people.proposal.accept"))
            await company.slack.until(lambda: ana.last.ephemeral_to)
            assert told(ana) in (NOT_STORED, NOT_CONFIRMED)
            await in_time(cleo.types("/tandem", "resume"))
            assert told(cleo) in (NOT_STORED, NOT_CONFIRMED)
            await in_time(cleo.types("/tandem", "help"))
            assert "/tandem" in told(cleo)
            await in_time(cleo.types("/1on1"))
            await company.slack.until(lambda: "One moment" not in cleo.form.reads)
            assert OUR_FAULT not in cleo.form.reads
            await cleo.opens_home()
            await company.stage.tandem.background.settle()
            assert OUR_FAULT not in cleo.home.reads
        assert await counts(company) == before
        await company.settle()

    await company.presses(ana, proposal, "people.proposal.accept")
    assert "Agreed" in proposal.reads
    await company.opens(cleo, "/tandem", "resume")
    assert "Welcome back" in told(cleo)
    await company.opens(cleo, "/1on1")
    assert "Ana Torres" in cleo.form.reads
    assert "Ana Torres" in cleo.home.reads


async def test_a_form_stays_open_with_what_was_typed_and_is_stored_once(
    company: Company, trouble: Trouble
) -> None:
    cleo, ben = company.cleo, company.ben
    await company.opens(cleo, "/1on1")
    await company.presses(cleo, cleo.form, "people.point.add")
    await company.opens(ben, "/direction")
    await company.presses(ben, ben.form, "direction.state")
    before = await counts(company)
    with nobody_hears_but(company):
        with trouble():
            await in_time(cleo.submits({"people.text": "Kept."}))
            assert is_truthful(cleo)
            await in_time(ben.submits({"Where we are going": "North.", "Why": "It is cool there."}))
            assert is_truthful(ben)
        assert await counts(company) == before
        await company.settle()
    for person in (cleo, ben):
        await person.submits()
        await company.slack.redeliver(company.slack.deliveries[-1])
        await company.settle()
    after = await counts(company)
    assert after["people_points"] - before["people_points"] == 1
    assert after["direction_directions"] - before["direction_directions"] == 1
    assert [message.reads.count("North.") for message in cleo.channel("atlas")] == [1]


async def test_a_message_waits_with_slack_and_is_stored_once(company: Company, trouble: Trouble) -> None:
    ana, cleo = company.ana, company.cleo
    await company.agree(ana, cleo, "2026-03-05")
    await company.until(4, 10)
    before = await counts(company)
    with nobody_hears_but(company, cleo):
        with trouble():
            await cleo.replies(prompt(cleo, "people.answer"), "Only once.")
            await company.slack.until(lambda: "Not confirmed yet" in cleo.last.reads)
            assert whispers(cleo) == [COMES_AGAIN]
        assert await counts(company) == before
    await retried(company)
    await company.settle()
    assert "Saved" in told(cleo)
    await company.slack.redeliver(last_event(company, "message", text="Only once."), times=3)
    await company.settle()
    assert (await counts(company))["people_answers"] - before["people_answers"] == 1
    await company.presses(ana, prompt(ana, "people.answers.open"), "people.answers.open")
    assert ana.form.reads.count("Only once.") == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_message_that_slack_gives_up_on_is_not_promised_any_more(
    company: Company, database_url: str
) -> None:
    cleo, before = company.cleo, await counts(company)
    with nobody_hears_but(company, cleo):
        with gone_sqlite(make_url(database_url)):
            await cleo.says("Never arrived.")
            while company.slack.waiting_retries:
                await retried(company)
            await company.slack.until(lambda: GIVEN_UP in told(cleo))
            assert whispers(cleo) == [COMES_AGAIN, GIVEN_UP]
        assert await counts(company) == before
        await cleo.says("Once more.")
        await company.settle()
    assert "Once more." in told(cleo)


async def retried(company: Company) -> None:
    """Slack delivers again what was not acknowledged, when its time has come."""
    company.clock.move_to(company.slack.waiting_retries[0])
    await company.slack.advance_retries()


def whispers(person: Person) -> list[str]:
    return [message.reads for message in person.dm if message.ephemeral_to]


def is_truthful(person: Person) -> bool:
    return set(person.form.errors.values()) <= {NOT_STORED, NOT_CONFIRMED} and bool(person.form.errors)
