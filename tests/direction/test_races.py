"""Two at once: what the locks are for. On SQLite the second waits for the first to end."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.direction.chain import DIRECTION
from bot.direction.stances import service
from bot.direction.stances.rules import IN
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
