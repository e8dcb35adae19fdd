"""The ping budget: one for both chains together (product.md: what Tandem must not do, 7)."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from sqlalchemy import select

from bot import cadence
from bot.cadence import WorkCalendar
from bot.delivery.models import Delivery
from bot.storage.work import Work

PINGS_A_DAY = 6
"""Messages that nobody asked for and that no meeting needs, to one person on one local day.

The busiest day is the first: who holds each chain, times for one-on-ones, a direction and an update.
"""
LONGEST_DAY = timedelta(hours=26)
"""A local day may have an hour more, and rather too much is looked at than too little."""


def spent(work: Work, days: Mapping[str, WorkCalendar]) -> set[str]:
    """Of these persons: who has had all pings of their local day. A merged message counts once."""
    if not days:
        return set()
    query = select(Delivery.recipient, Delivery.lead, Delivery.sent_at).where(
        Delivery.workspace_id == work.workspace_id,
        Delivery.recipient.in_(days),
        Delivery.sent_at >= work.now - LONGEST_DAY,
        ~Delivery.asked_for,
        ~Delivery.bound,
    )
    today = {person_id: one.day_of(work.now) for person_id, one in days.items()}
    pings: dict[str, set[str | None]] = {person_id: set() for person_id in days}
    for person_id, lead, sent_at in work.session.execute(query):
        if sent_at is not None and days[person_id].day_of(sent_at) == today[person_id]:
            pings[person_id].add(lead)
    return {person_id for person_id, leads in pings.items() if len(leads) >= PINGS_A_DAY}


def renewed(now: datetime, days: WorkCalendar) -> datetime:
    """When the next budget begins: the start of the next working day."""
    day = days.next_working_day(days.day_of(now))
    return cadence.next_waking(cadence.resolve(day, time(), days.zone), days)
