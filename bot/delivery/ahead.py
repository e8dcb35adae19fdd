"""Moments that lie further ahead than any clock of now could have set them: it has been put back since.

Whoever died with claims in hand before that would hold them up for as long as the clock was put back. Their
leases don't count as ended at once: their owner may be alive, and about to post. They end a whole lease from
now, as if they had just been taken, so nothing is sent twice, whichever of the clocks is wrong.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, or_, update
from sqlalchemy.orm import Session

from bot.clock import APART
from bot.delivery.claims import LEASE
from bot.delivery.models import IS_QUEUED, IS_SENDING, Allowance, Delivery
from bot.delivery.outbox import PRIORITIES
from bot.slack.errors import LONGEST_REST

EVERY = timedelta(minutes=1)
"""How often to look: each look takes four statements, and no row is read that is not due or on its way."""


class Ahead:
    """When to look for them: every minute, and at once where this machine's clock was put back."""

    def __init__(self) -> None:
        self._looked_at: datetime | None = None

    def put_right(self, session: Session, now: datetime) -> None:
        """Have nobody wait longer for them than if they had been set just now."""
        if self._looked_at is not None and self._looked_at <= now < self._looked_at + EVERY:
            return
        self._looked_at = now
        for statement in _statements(now):
            session.execute(statement.execution_options(synchronize_session=False))


def _statements(now: datetime) -> Iterable[Update]:
    leased = Delivery.leased_until > now + LEASE + APART
    held = or_(Delivery.state == IS_SENDING, Delivery.refresh_at <= now)
    yield _all(Delivery, held, leased, leased_until=now + LEASE)
    # A rest of Slack's is the longest that anything waits for.
    far = now + LONGEST_REST
    yield _all(Delivery, Delivery.refresh_at > far, refresh_at=now)
    due = (Delivery.state == IS_QUEUED, Delivery.priority.in_(PRIORITIES), Delivery.due_at <= now)
    yield _all(Delivery, *due, Delivery.not_before > far, not_before=None)
    yield _all(Allowance, Allowance.rests_until > far, rests_until=None)


def _all(table: type[Delivery | Allowance], *which: Any, **values: datetime | None) -> Update:
    return update(table).where(*which).values(**values)
