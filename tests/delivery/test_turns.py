"""Workspaces take turns: a large one keeps nobody waiting, and what is urgent goes first everywhere."""

from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.delivery.allowances import IN_WORKSPACE, RESERVED
from bot.delivery.claims import SLOTS, claim
from bot.delivery.models import Delivery
from bot.delivery.outbox import DIGEST, NORMAL, URGENT
from bot.delivery.turns import AT_A_TURN, IN_ONE_WORKSPACE, Share, Turns, Waiting
from bot.storage.base import ordered_id
from bot.storage.work import Work
from bot.workspaces.models import Workspace
from tests.conftest import MONDAY_NOON, Do
from tests.delivery.test_claims import fill

SECOND = timedelta(seconds=1)


def small_ones(do: Do, count: int, **more: object) -> list[str]:
    """Other workspaces, each with one message that became due after all others."""
    ids = [f"T1SMALL{number}" for number in range(count)]

    def put(work: Work) -> None:
        work.session.add_all(Workspace(workspace_id=one, created_at=work.now) for one in ids)
        work.session.flush()
        values: dict[str, Any] = dict.fromkeys(
            ("chain", "kind", "subject", "occurrence", "recipient"), "note"
        )
        values |= {"due_at": work.now, "priority": NORMAL} | more
        work.session.add_all(Delivery(workspace_id=one, id=ordered_id(work.now), **values) for one in ids)

    do(put)
    return ids


def test_a_workspace_with_thousands_due_starves_nobody(do: Do, workspace: str) -> None:
    fill(do, 4_000, 2_000)
    others = small_ones(do, SLOTS[-1] + 4)
    turns, served = Turns(), []
    for _ in range(3):
        taken = do(lambda work: claim(work.session, work.now, turns)).claims
        for one in taken:
            turns.take(one.workspace_id)
        served += [one.workspace_id for one in taken]
    assert set(served) == {workspace, *others}
    assert served.count(workspace) == IN_ONE_WORKSPACE


def test_an_urgent_message_goes_first_whichever_workspace_it_is_in(do: Do) -> None:
    fill(do, 100, 50, priority=DIGEST)
    (other,) = small_ones(do, 1, priority=URGENT)
    turns = Turns(at_once=1)
    (first, *_) = do(lambda work: claim(work.session, work.now, turns)).claims
    assert first.workspace_id == other


def test_an_urgent_message_overtakes_what_was_due_before_it_in_its_workspace(
    do: Do, clock: ManualClock
) -> None:
    fill(do, 100, 50, priority=DIGEST)
    fill(do, 1, 1, due_at=clock.now(), priority=URGENT, recipient="somebody", occurrence="urgent")
    (first, *_) = do(lambda work: claim(work.session, work.now, Turns(at_once=1))).claims
    assert first.recipient == "somebody"


def test_full_hands_take_what_is_urgent_and_nothing_else(do: Do, clock: ManualClock) -> None:
    fill(do, 100, 50, due_at=clock.now())
    turns = Turns(at_once=4)
    for one in do(lambda work: claim(work.session, work.now, turns)).claims:
        turns.take(one.workspace_id)
    assert turns.room <= 0
    assert do(lambda work: claim(work.session, work.now, turns)).claims == ()
    fill(do, 1, 1, due_at=clock.now(), priority=URGENT, recipient="somebody", occurrence="urgent")
    assert len(do(lambda work: claim(work.session, work.now, turns)).claims) == 1


def test_whoever_was_served_last_comes_last() -> None:
    turns, both = Turns(at_once=AT_A_TURN), [Waiting("T1", NORMAL), Waiting("T2", NORMAL)]
    turns.served([Share("T1", 1, DIGEST)])
    assert [one.workspace_id for one in turns.shares(both, MONDAY_NOON)] == ["T2", "T1"]
    turns.served([Share("T2", 1, DIGEST)])
    assert [one.workspace_id for one in turns.shares(both, MONDAY_NOON)] == ["T1", "T2"]


@pytest.mark.parametrize(("priority", "count"), [(NORMAL, 2), (URGENT, 2 + RESERVED)])
def test_what_cant_wait_may_use_what_is_reserved(priority: int, count: int) -> None:
    """Three of the burst are left besides the reserve, and one is in hand."""
    spent = (IN_WORKSPACE.burst - RESERVED - 3) * IN_WORKSPACE.every
    turns = Turns()
    turns.take("T1")
    (share,) = turns.shares([Waiting("T1", priority, MONDAY_NOON + spent)], MONDAY_NOON)
    assert (share.count, share.least) == (2, DIGEST)
    spent += 3 * IN_WORKSPACE.every
    shares = turns.shares([Waiting("T1", priority, MONDAY_NOON + spent)], MONDAY_NOON)
    expected = [] if priority == NORMAL else [("T1", RESERVED - 1, URGENT)]
    assert [(one.workspace_id, one.count, one.least) for one in shares] == expected
    assert count >= share.count


def test_a_limit_is_one_moment() -> None:
    spent = None
    for left in range(IN_WORKSPACE.burst, 0, -1):
        assert IN_WORKSPACE.left(spent, MONDAY_NOON) == left
        spent = IN_WORKSPACE.spend(spent, MONDAY_NOON)
    assert IN_WORKSPACE.left(spent, MONDAY_NOON) == 0
    free_at = IN_WORKSPACE.free_at(spent, MONDAY_NOON)
    assert free_at == MONDAY_NOON + IN_WORKSPACE.every
    assert IN_WORKSPACE.left(spent, free_at) == 1


def test_in_no_minute_more_than_slack_allows() -> None:
    """The burst, and then as fast as it goes, for three minutes: never 600 in any sixty seconds."""
    spent, now, times = None, MONDAY_NOON, []
    while now < MONDAY_NOON + timedelta(minutes=3):
        now = IN_WORKSPACE.free_at(spent, now)
        spent = IN_WORKSPACE.spend(spent, now)
        times.append(now)
    starts = [sum(start <= one < start + timedelta(minutes=1) for one in times) for start in times[:700:7]]
    assert 560 < max(starts) < 600
    assert len(times) > 0.95 * 3 * 570
