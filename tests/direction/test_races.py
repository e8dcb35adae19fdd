"""Two at once: what the locks are for. On SQLite the second waits for the first to end."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from bot.direction.chain import DIRECTION
from bot.direction.stances import service
from bot.direction.stances.rules import IN
from bot.direction.stances.service import Choice
from bot.direction.updates.models import Update
from bot.roster.models import Person
from bot.storage.engine import Database
from bot.storage.work import Work
from tests.direction.conftest import Atlas
from tests.direction.stances.test_service import choose, seen_by_leader
from tests.direction.updates.test_cadence import THURSDAY

LONG_ENOUGH = 0.3
"""Seconds that the first waits, inside its transaction, for the second to come by."""


def overlapping(atlas: Atlas, first: Callable[[Work], object], second: Callable[[Work], object]) -> None:
    """The second begins after the first has done its work and before it commits."""
    done, over = threading.Event(), threading.Event()

    def slowly(work: Work) -> None:
        first(work)
        work.session.flush()
        done.set()
        over.wait(LONG_ENOUGH)

    def behind() -> None:
        done.wait(60)
        atlas.do(second)
        over.set()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(atlas.do, slowly), pool.submit(behind)]:
            future.result(timeout=60)


def test_two_sweeps_at_once_ask_once(atlas: Atlas) -> None:
    atlas.clock.move_to(THURSDAY)
    overlapping(atlas, DIRECTION.due, DIRECTION.due)
    assert len(atlas.deliveries("update_due")) == 1
    assert len(atlas.deliveries("direction_due")) == 1


def test_two_who_choose_at_once_are_both_counted(atlas: Atlas) -> None:
    update = atlas.post()
    choose(atlas, update, "Ana")
    choose(atlas, update, "Cy")
    overlapping(
        atlas,
        lambda work: service.choose(work, atlas.dee, update.id, IN),
        lambda work: service.choose(work, atlas.eve, update.id, IN),
    )
    counts = seen_by_leader(atlas, update).unsigned
    assert counts is not None
    assert counts[IN] == 4


def test_two_groups_who_choose_at_once_are_all_counted(atlas: Atlas) -> None:
    one, other = atlas.post(), atlas.post()

    def choose_on_both(*members: Person) -> Callable[[Work], object]:
        asked = [(me.id, Choice(update.id, IN)) for update in (other, one) for me in members]
        return lambda work: service.choose_all(work, asked)

    overlapping(atlas, choose_on_both(atlas.ana, atlas.cy), choose_on_both(atlas.dee, atlas.eve))
    for update in (one, other):
        counts = seen_by_leader(atlas, update).unsigned
        assert counts is not None
        assert counts[IN] == 4


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whoever_counts_on_several_updates_locks_them_in_one_order(atlas: Atlas, database: Database) -> None:
    ordered = sorted(atlas.post().id for _ in range(5))
    lock = select(Update.id).with_for_update(nowait=True)

    def count_on_all(work: Work) -> None:
        work.session.execute(text("SET LOCAL lock_timeout = '60s'"))
        service.choose_all(work, [(atlas.ana.id, Choice(one, IN)) for one in reversed(ordered)])

    for number, held in enumerate(ordered):
        with ThreadPoolExecutor(1) as pool, database.writer.connect() as other:
            other.execute(lock.where(Update.id == held))
            counting = pool.submit(atlas.do, count_on_all)
            with database.writer.connect() as looking:
                while not looking.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                    looking.rollback()
                later = ordered[number + 1 :]
                assert len(looking.execute(lock.where(Update.id.in_(later))).all()) == len(later)
            other.rollback()
            counting.result(timeout=60)
