"""How the people chain says times and names. Pure; nothing here escapes anything."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(of: date) -> str:
    """ "Thursday 5 March"."""
    return f"{DAYS[of.weekday()]} {of.day} {MONTHS[of.month - 1]}"


def full_day(of: date) -> str:
    """ "Thursday 5 March 2026"."""
    return f"{day(of)} {of.year}"


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def clock(moment: datetime, zone: str) -> str:
    return f"{local(moment, zone):%H:%M}"


def when(moment: datetime, zone: str, now: datetime) -> str:
    """ "Thursday 10:00" within the coming six days, else "Thursday 5 March, 10:00": local to a zone."""
    then, today = local(moment, zone), local(now, zone).date()
    if today <= then.date() <= today + timedelta(days=6):
        return f"{DAYS[then.weekday()]} {then:%H:%M}"
    return f"{day(then.date())}, {then:%H:%M}"


def short_day(moment: datetime, zone: str) -> str:
    """ "Thu"."""
    return DAYS[local(moment, zone).weekday()][:3]


def joined(parts: Sequence[str]) -> str:
    """ "you", "you and Ana", "you, Ana and Ben"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def count(number: int, one: str, many: str = "") -> str:
    """ "1 answer", "3 answers"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
