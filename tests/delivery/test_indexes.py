"""However many messages were ever sent: whoever looks for the few that matter reads an index of these."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

from bot.delivery import budget, health
from bot.delivery.claims import ABANDONED_HEADS, ANYTHING, PATIENCE, SLOTS, WAITING, WAITING_HEADS
from bot.delivery.models import FAILED, QUEUED, SENDING, SENT, UNKNOWN, Delivery
from bot.delivery.outbox import DIGEST
from bot.delivery.refreshing import STALE
from bot.storage.work import Work
from tests.conftest import MONDAY_NOON, Do
from tests.delivery.test_claims import fill
from tests.delivery.test_turns import small_ones

GIVEN: dict[str, Any] = {
    "now": MONDAY_NOON,
    "least": DIGEST,
    "room": 10,
    "out_of_patience": MONDAY_NOON - PATIENCE,
    "paused": ["T"],
}
SOME_WORKSPACES: dict[str, Any] = {
    name: value
    for number in range(SLOTS[-1])
    for name, value in ((f"workspace{number}", "T"), (f"room{number}", 1), (f"least{number}", DIGEST))
}
Look = Callable[[Session], object]
LOOKS: dict[str, tuple[Look, str]] = {
    "which workspaces wait": (lambda session: session.execute(WAITING, GIVEN), "waiting"),
    "what goes first in some of them": (
        lambda session: session.execute(WAITING_HEADS[SLOTS[-1]], GIVEN | SOME_WORKSPACES),
        "waiting",
    ),
    "what goes first in one of them": (
        lambda session: session.execute(WAITING_HEADS[1], GIVEN | SOME_WORKSPACES),
        "live",
    ),
    "what somebody got lately": (
        lambda session: budget.lately(session, MONDAY_NOON, [("T", "p1")]),
        "reached",
    ),
    "whether anything is due": (lambda session: session.execute(ANYTHING, GIVEN), "waiting"),
    "whether anything was left": (lambda session: session.execute(ANYTHING, GIVEN), "leased"),
    "what was left by its owner": (lambda session: session.execute(ABANDONED_HEADS, GIVEN), "leased"),
    "what is to be shown anew": (lambda session: session.execute(STALE, GIVEN), "refresh_at"),
    "how many are unknown": (health.count_unknown, "ended_badly"),
    "what failed lately": (lambda session: health.failed(session, MONDAY_NOON), "ended_badly"),
    "what is stuck": (lambda session: health.stuck(session, MONDAY_NOON), "leased"),
    "how much waits": (lambda session: health.backlog(session, MONDAY_NOON), "leased"),
    "what is shown too late": (
        lambda session: health.count_overdue_refreshes(session, MONDAY_NOON),
        "refresh_at",
    ),
}


@pytest.fixture
def _outbox_after_a_while(do: Do) -> None:
    """Much was sent, something waits in many workspaces, a little is on its way or ended badly."""
    fill(do, 4_000, 2_000)

    def as_after_a_while(work: Work) -> None:
        anew = update(Delivery).execution_options(synchronize_session=False)
        work.session.execute(anew.values(state=SENT))
        for number, state in enumerate((SENDING, FAILED, UNKNOWN)):
            few = Delivery.recipient == f"p{number}"
            work.session.execute(anew.where(few).values(state=state, leased_until=work.now))

    do(as_after_a_while)
    small_ones(do, 50)
    do(lambda work: work.session.execute(text("ANALYZE")))


@pytest.mark.parametrize("look", ["which workspaces wait", "what goes first in one of them"])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nobody_is_compared_with_everybody_even_where_postgresql_counted_none_that_wait(
    do: Do, look: str
) -> None:
    """As when a Monday's prompts have just come due."""
    fill(do, 4_000, 2_000, state=SENT)
    small_ones(do, 300, state=SENT)
    do(lambda work: work.session.execute(text("ANALYZE")))
    do(lambda work: work.session.execute(update(Delivery).values(state=QUEUED)))
    plan = do(lambda work: _plan(work.session, LOOKS[look][0])).splitlines()
    assert all("ix_deliveries_waiting" in step for step in plan if step.endswith("on deliveries"))
    assert all("ix_deliveries_live" in step for step in plan if "on deliveries deliveries_" in step)


@pytest.mark.parametrize(("look", "index"), LOOKS.values(), ids=LOOKS)
@pytest.mark.usefixtures("_outbox_after_a_while")
def test_whoever_looks_for_it_reads_its_own_small_index(do: Do, look: Look, index: str) -> None:
    plan = do(lambda work: _plan(work.session, look))
    assert f"ix_deliveries_{index}" in plan
    assert "SCAN deliveries\n" not in plan
    assert "Seq Scan on deliveries" not in plan


def _plan(session: Session, look: Look) -> str:
    """What the database would do for each statement of a look."""
    connection, asked = session.connection(), list[tuple[str, Any]]()
    event.listen(connection, "before_cursor_execute", lambda *it: asked.append((it[2], it[3])))
    look(session)
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    steps = [
        str(row[-1])
        for words, given in list(asked)
        for row in connection.exec_driver_sql(f"{explain} {words}", given)
    ]
    return "\n".join(steps) + "\n"
