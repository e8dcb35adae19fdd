"""The fitting hour: when a message may reach a person (product.md: how it should feel)."""

from datetime import datetime

from bot import cadence
from bot.cadence import WorkCalendar


def fitting(now: datetime, days: WorkCalendar, *, asked_for: bool, bound: bool) -> datetime:
    """The moment from which it may go out: now, or the start of the next stretch that fits.

    What was asked for goes at any hour. What is bound to an agreed meeting does too, but never to
    somebody who is away. Everything else waits for a working day between eight and eighteen, local.
    """
    if asked_for or (bound and not days.is_away(days.day_of(now))):
        return now
    return cadence.next_waking(now, days)
