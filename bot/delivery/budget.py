"""The ping budget: one for both chains together (product.md: what Tandem must not do, 7)."""

from datetime import datetime, time

from sqlalchemy import func, select

from bot import cadence
from bot.cadence import DAY, WorkCalendar
from bot.delivery.models import Delivery
from bot.storage.work import Work

PINGS_A_DAY = 6
"""Messages that nobody asked for and that no meeting needs, to one person on one local day.

The busiest day is the first: who holds each chain, times for one-on-ones, a direction and an update.
"""


def is_spent(work: Work, person_id: str, days: WorkCalendar) -> bool:
    """Whether a person has had all pings of their local day. A merged message counts once."""
    today = days.day_of(work.now)
    query = select(func.count(func.distinct(Delivery.lead))).where(
        Delivery.workspace_id == work.workspace_id,
        Delivery.recipient == person_id,
        ~Delivery.asked_for,
        ~Delivery.bound,
        Delivery.sent_at >= cadence.resolve(today, time(), days.zone),
        Delivery.sent_at < cadence.resolve(today + DAY, time(), days.zone),
    )
    return (work.session.scalar(query) or 0) >= PINGS_A_DAY


def renewed(now: datetime, days: WorkCalendar) -> datetime:
    """When the next budget begins: the start of the next working day."""
    day = days.next_working_day(days.day_of(now))
    return cadence.next_waking(cadence.resolve(day, time(), days.zone), days)
