"""The ping budget: one for both chains together (product.md: what Tandem must not do, 7)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from bot import cadence
from bot.cadence import WorkCalendar
from bot.delivery.models import DELIVERIES
from bot.storage.base import UtcDateTime
from bot.storage.given import Given

PINGS_A_DAY = 6
"""Messages that nobody asked for and that no meeting needs, to one person on one local day.

The busiest day is the first: who holds each chain, times for one-on-ones, a direction and an update.
"""
LONGEST_DAY = timedelta(hours=26)
"""A local day may have an hour more, and rather too much is looked at than too little."""


Recipient = tuple[str, str]
"""A workspace, and a person in it."""
Ping = tuple[str | None, datetime]
"""The id that a message bears, so that a merged one counts once, and when it was sent."""
RECIPIENTS = Given("workspace_id", "recipient")


def lately(session: Session, now: datetime, recipients: Collection[Recipient]) -> dict[Recipient, list[Ping]]:
    """What reached these within the longest day, unasked-for and needed by no meeting."""
    if not recipients:
        return {}
    connection = session.connection()
    dialect = connection.dialect.name
    given = {"since": now - LONGEST_DAY, **RECIPIENTS.values(dialect, recipients)}
    pings: dict[Recipient, list[Ping]] = defaultdict(list)
    for workspace_id, recipient, lead, sent_at in connection.execute(_pings(dialect), given):
        pings[workspace_id, recipient].append((lead, sent_at))
    return dict(pings)


@lru_cache
def _pings(dialect: str) -> Select[Any]:
    recipients, columns = RECIPIENTS.table(dialect), DELIVERIES.c
    return select(columns.workspace_id, columns.recipient, columns.lead, columns.sent_at).where(
        columns.workspace_id == recipients.c.workspace_id,
        columns.recipient == recipients.c.recipient,
        columns.sent_at >= bindparam("since", type_=UtcDateTime()),
        ~columns.asked_for,
        ~columns.bound,
    )


def is_spent(pings: Iterable[Ping], days: WorkCalendar, now: datetime) -> bool:
    """Whether somebody has had all pings of their local day."""
    today = days.day_of(now)
    return len({lead for lead, sent_at in pings if days.day_of(sent_at) == today}) >= PINGS_A_DAY


def renewed(now: datetime, days: WorkCalendar) -> datetime:
    """When the next budget begins: the start of the next working day."""
    day = days.next_working_day(days.day_of(now))
    return cadence.next_waking(cadence.resolve(day, time(), days.zone), days)
