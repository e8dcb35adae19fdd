"""Two replicas, replaced one after the other by the next version, while people go on writing."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from bot.delivery.models import SENT, Delivery
from bot.inbox.models import InboxMessage
from bot.playground import Person
from bot.workspaces import schema
from tests.cli.test_run import until
from tests.upgrades.replicas import Company, Replica
from tests.upgrades.versions import NEXT, ROOT, next_version, tandem

PEOPLE = 4


class Writers:
    """Everybody types something about once a second, until they are told to stop."""

    def __init__(self, people: list[Person]) -> None:
        self.said = 0
        self._stopped = asyncio.Event()
        self._tasks = [asyncio.create_task(self._write(person)) for person in people]

    async def _write(self, person: Person) -> None:
        while not self._stopped.is_set():
            self.said += 1
            await person.says(f"Text {self.said}.")
            await asyncio.sleep(1.1)  # one message a second reaches a person

    async def said_more(self) -> None:
        """Return when everybody has said something since."""
        enough = self.said + len(self._tasks)
        await until(lambda: _true(self.said >= enough))

    async def stop(self) -> None:
        self._stopped.set()
        await asyncio.gather(*self._tasks)


async def _true(value: bool) -> bool:
    return value


def posted(company: Company) -> Counter[str]:
    """How often each message was posted, by the delivery's id that it bears."""
    bears = [
        call.args["metadata"]["event_payload"]["delivery"] for call in company.calls_of("chat.postMessage")
    ]
    return Counter(bears)


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
async def test_a_rolling_upgrade_loses_nothing_and_doubles_nothing(empty_url: str, tmp_path: Path) -> None:
    schema.upgrade(empty_url)
    later = next_version(tmp_path / "later", schema.head(), safe=True)
    company = Company()
    async with company, company.balanced():
        people = [company.add_person(f"p{number}@example.com") for number in range(PEOPLE)]
        environment = company.environment(empty_url)
        replicas = [await Replica.start(ROOT, environment, tmp_path) for _ in range(2)]
        try:
            await _ready(company, replicas)
            writers = Writers(people)
            upgraded = await asyncio.to_thread(tandem, later, environment, "db", "upgrade")
            assert upgraded.stdout.startswith(f"{NEXT}, safe while an older Tandem runs"), upgraded.stderr
            await writers.said_more()
            assert [await old.is_ready() for old in replicas] == [True, True]
            new = await Replica.start(later, environment, tmp_path)
            replicas.append(new)
            await _ready(company, [new])
            assert await asyncio.gather(*(old.stop() for old in replicas[:2])) == [0, 0]
            await writers.said_more()
            await writers.stop()
            await until(lambda: _all_sent(empty_url, writers.said))
            assert await new.stop() == 0
        finally:
            for replica in replicas:
                replica.kill()
        _nothing_lost_nothing_twice(company, empty_url, writers.said)


async def _ready(company: Company, replicas: list[Replica]) -> None:
    for replica in replicas:
        await replica.ready()
        company.add(replica.port)


async def _all_sent(url: str, count: int) -> bool:
    with Session(create_engine(url, poolclass=NullPool)) as session:
        states = session.scalars(select(Delivery.state).where(Delivery.kind == "held")).all()
    return states == [SENT] * count


def _nothing_lost_nothing_twice(company: Company, url: str, said: int) -> None:
    with Session(create_engine(url, poolclass=NullPool)) as session:
        stored = [row.source for row in session.scalars(select(InboxMessage))]
        answers = session.scalars(select(Delivery.id).where(Delivery.kind == "held")).all()
    assert len(set(stored)) == len(stored) == said
    times = posted(company)
    assert {answer: times[answer] for answer in answers} == dict.fromkeys(answers, 1)
    assert [str(one) for one in company.deliveries if not one.acked] == []
    assert max(times.values()) == 1
