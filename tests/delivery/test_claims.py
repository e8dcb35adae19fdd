"""Claims take what is due from everybody's queue, quickly, and never the same twice."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.clock import ManualClock
from bot.delivery.allowances import POST, Rest, rest
from bot.delivery.claims import LEASE, Claim, claim
from bot.delivery.models import Delivery
from bot.delivery.turns import IN_ONE_WORKSPACE, Turns
from bot.roster.models import Person
from bot.storage.base import ordered_id
from bot.storage.engine import Database
from bot.storage.work import Work, writing
from tests.conftest import Do


def fill(do: Do, count: int, recipients: int, **more: object) -> None:
    """Deliveries in the outbox; every second one is not due yet."""

    def put(work: Work) -> None:
        rows = [
            {
                "workspace_id": work.workspace_id,
                "id": ordered_id(work.now),
                "chain": "people",
                "kind": "note",
                "subject": f"s{number}",
                "occurrence": "o",
                "recipient": f"p{number % recipients}",
                "to_channel": False,
                "due_at": work.now + timedelta(days=3 * (number % 2)) - timedelta(seconds=number),
                "priority": 5,
                "asked_for": False,
                "bound": False,
                "merges": False,
                "state": "queued",
                "attempts": 0,
                **more,
            }
            for number in range(count)
        ]
        work.session.execute(Delivery.__table__.insert(), rows)  # type: ignore[attr-defined]
        if count > 1_000:  # as PostgreSQL does by itself, in its time
            work.session.execute(text("ANALYZE deliveries"))

    do(put)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_claim_holds_sqlite_s_writer_for_a_moment_only(do: Do) -> None:
    fill(do, 20_000, 5_001)
    took = []
    for _ in range(4):
        start = time.process_time()
        assert len(do(lambda work: claim(work.session, work.now)).claims) == IN_ONE_WORKSPACE
        took.append(time.process_time() - start)
    assert min(took) < 0.2


def test_many_claim_at_once_and_nobody_gets_what_another_has(
    database: Database, do: Do, clock: ManualClock
) -> None:
    fill(do, 400, 101)
    got: list[Claim] = []

    def take() -> None:
        for _ in range(6):
            while not once():
                pass

    def once() -> bool:
        try:
            with writing(database) as session:
                got.extend(claim(session, clock.now(), Turns(at_once=7)).claims)
        except PoolTimeout:  # SQLite has one writer, and the machine may be busy
            return False
        return True

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [one for each in got for one in each.ids]
    assert len(taken) == len(set(taken))
    recipients = do(lambda work: [work.session.get(Delivery, (work.workspace_id, one)) for one in taken])
    assert len({row.recipient for row in recipients}) == len(taken) == 101


def test_only_one_message_is_on_its_way_to_somebody(do: Do, clock: ManualClock) -> None:
    fill(do, 10, 1, due_at=clock.now())
    (first,) = do(lambda work: claim(work.session, work.now)).claims
    assert do(lambda work: claim(work.session, work.now)).claims == []
    clock.move(LEASE)
    (again,) = do(lambda work: claim(work.session, work.now)).claims
    assert again.ids == first.ids
    assert again.lease != first.lease


def test_a_zone_that_nobody_has_heard_of_holds_up_nobody(do: Do, clock: ManualClock) -> None:
    fill(do, 2, 2, due_at=clock.now(), merges=True)
    do(
        lambda work: work.session.add(
            Person(
                workspace_id=work.workspace_id,
                id="p0",
                slack_id="U0",
                name="Ana",
                time_zone="Mars/Olympus",
            )
        )
    )
    assert len(do(lambda work: claim(work.session, work.now)).claims) == 2


def test_resting_workspaces_are_left_out(do: Do, clock: ManualClock, workspace: str) -> None:
    fill(do, 1, 1)
    until = clock.now() + timedelta(seconds=30)
    do(lambda work: rest(work.session, [Rest(workspace, POST, until)]))
    assert do(lambda work: claim(work.session, work.now)).claims == []
    clock.move_to(until)
    assert len(do(lambda work: claim(work.session, work.now)).claims) == 1
