"""SIGTERM: what is in hand is finished, the door is closed at once, and all is over within ten seconds."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, make_url, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from bot.delivery.models import SENDING, SENT, Delivery
from bot.playground import slow
from tests.cli.test_run import answer, until
from tests.upgrades.replicas import Company, Replica
from tests.upgrades.versions import ROOT

CALL_SECONDS = 2
PEOPLE = 5
HASTY = """
import asyncio, os
from bot.app.serve import serve
from bot.config import load_to_run
asyncio.run(serve(load_to_run(os.environ), patience=2))
"""
"""`tandem run`, with less patience than it has: so that nobody waits for it to run out."""
STOPPED = "stopped with something still in hand"


def posted(company: Company) -> int:
    return len([call for call in company.calls_of("chat.postMessage") if call.ok])


def enough(company: Company, count: int) -> Callable[[], Awaitable[bool]]:
    async def are() -> bool:
        return posted(company) >= count

    return are


def in_state(url: str, state: str) -> int:
    with Session(create_engine(url, poolclass=NullPool)) as session:
        return session.scalar(select(func.count()).where(Delivery.state == state)) or 0


def backends(url: str) -> list[int]:
    """The server's processes that serve somebody else on this database."""
    query = text("SELECT pid FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()")
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return list(connection.scalars(query, {"name": make_url(url).database}))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_a_slow_slack_has_in_hand_is_finished(database_url: str, tmp_path: Path) -> None:
    company = Company()
    async with company, company.balanced():
        people = [company.add_person(f"p{number}@example.com") for number in range(PEOPLE)]
        replica = await Replica.start(ROOT, company.environment(database_url), tmp_path)
        try:
            await replica.ready()
            company.add(replica.port)
            company.faults.plan("chat.postMessage", *[slow(CALL_SECONDS)] * 2 * PEOPLE)
            await asyncio.gather(*(person.says("Something to keep.") for person in people))
            await until(enough(company, PEOPLE))
            stopping = asyncio.create_task(replica.stop())
            await until(replica.is_closed)
            assert in_state(database_url, SENDING) == PEOPLE  # its door is closed, and it is still at it
            assert await stopping == 0
        finally:
            replica.kill()
        assert in_state(database_url, SENDING) == 0
        assert in_state(database_url, SENT) == posted(company) == PEOPLE


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_database_that_hangs_does_not_keep_it(database_url: str, tmp_path: Path) -> None:
    company = Company()
    async with company:
        environment = company.environment(database_url) | {"SLACK_APP_TOKEN": company.credentials.app_token}
        replica = await Replica.start(ROOT, environment, tmp_path, "-c", HASTY)
        await replica.ready()
        stuck = backends(database_url)
        try:
            for pid in stuck:
                os.kill(pid, signal.SIGSTOP)
            asked = asyncio.create_task(answer(f"{replica.address}/readyz"))
            for _ in range(3):  # requests are taken in turn, so that one before these has been
                assert await answer(f"{replica.address}/healthz") == (200, "alive")
            assert await replica.stop() == 1
            assert await asked == (0, "")
        finally:
            for pid in stuck:
                os.kill(pid, signal.SIGCONT)
            replica.kill()
    assert STOPPED in replica.log.read_text()
