"""What an operator is told about the outbox: what is stuck, what nobody knows, and never a word of it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.delivery import health
from bot.delivery.claims import claim
from bot.delivery.models import Delivery
from bot.workspaces.models import STOPPED, Workspace
from tests.delivery.conftest import Office

HOUR = timedelta(hours=1)


def look(office: Office, ask: Any) -> Any:
    return office.do(lambda work: ask(work.session, work.now))


def set_all(office: Office, **values: Any) -> None:
    office.do(lambda work: work.session.execute(update(Delivery).values(**values)))


def test_nothing_is_wrong_with_an_empty_outbox(office: Office) -> None:
    assert look(office, health.unknown) == look(office, health.stuck) == []
    assert look(office, health.backlog) == health.Backlog(0, timedelta())
    assert look(office, health.count_overdue_refreshes) == 0


def test_what_nobody_knows_is_named_with_its_cause_and_age(office: Office) -> None:
    delivery_id = office.enqueue("update", chain="direction", to_channel=True)
    set_all(office, state="unknown", error="not_in_channel", attempted_at=office.clock.now())
    office.clock.move(HOUR)
    (one,) = look(office, health.unknown)
    assert (one.delivery, one.chain, one.kind) == (delivery_id, "direction", "note")
    assert (one.code, one.age, one.to_channel) == ("not_in_channel", HOUR, True)
    assert office.do(lambda work: health.count_unknown(work.session)) == 1


def test_what_was_due_long_ago_is_stuck_and_what_waits_for_its_hour_is_not(office: Office) -> None:
    late = office.enqueue("late")
    office.enqueue("later", due_at=office.clock.now() + 3 * HOUR)
    assert look(office, health.stuck) == []
    office.clock.move(HOUR)
    assert [one.delivery for one in look(office, health.stuck)] == [late]
    assert look(office, health.backlog) == health.Backlog(1, HOUR)


def test_what_is_to_be_tried_again_later_is_not_stuck(office: Office) -> None:
    office.enqueue("hello")
    office.clock.move(HOUR)
    set_all(office, not_before=office.clock.now() + timedelta(minutes=5))
    assert look(office, health.stuck) == []


def test_a_claim_that_nobody_takes_over_is_stuck(office: Office) -> None:
    delivery_id = office.enqueue("hello")
    office.do(lambda work: claim(work.session, work.now))
    assert look(office, health.stuck) == []
    office.clock.move(timedelta(minutes=3))
    assert [(one.delivery, one.state) for one in look(office, health.stuck)] == [(delivery_id, "sending")]


def test_a_claim_from_before_the_clock_was_put_back_is_stuck(office: Office) -> None:
    delivery_id = office.enqueue("hello")
    office.do(lambda work: claim(work.session, work.now + HOUR))
    assert [one.delivery for one in look(office, health.stuck)] == [delivery_id]


def test_a_stopped_workspace_is_not_stuck(office: Office) -> None:
    office.enqueue("hello")
    office.clock.move(HOUR)
    office.do(lambda work: work.session.execute(update(Workspace).values(state=STOPPED)))
    assert look(office, health.stuck) == []
    assert look(office, health.backlog).depth == 0


def test_a_refresh_that_is_long_due_is_counted(office: Office) -> None:
    office.enqueue("hello")
    set_all(office, state="sent", refresh_at=office.clock.now())
    assert look(office, health.count_overdue_refreshes) == 0
    office.clock.move(HOUR)
    assert look(office, health.count_overdue_refreshes) == 1
