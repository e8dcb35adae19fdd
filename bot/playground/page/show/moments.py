"""Moments in words, in the zone of whoever reads them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.playground.state.times import order


def zone(tz: str) -> ZoneInfo:
    """That zone."""
    return ZoneInfo(tz)


def at(ts: str, tz: str) -> datetime:
    """When a message was written."""
    seconds, micro = order(ts)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro).astimezone(ZoneInfo(tz))


def clock(moment: datetime) -> str:
    """`09:05`."""
    return f"{moment:%H:%M}"


def day(moment: datetime, now: datetime) -> str:
    """`Today`, `Yesterday`, or the date."""
    gone = now.astimezone(moment.tzinfo).date() - moment.date()
    if gone == timedelta(0):
        return "Today"
    return "Yesterday" if gone == timedelta(days=1) else date(moment)


def date(moment: datetime) -> str:
    """`Monday, 2 March 2026`."""
    return f"{moment:%A}, {moment.day} {moment:%B %Y}"


def short(moment: datetime) -> str:
    """`Mon 2 Mar, 09:05`."""
    return f"{moment:%a} {moment.day} {moment:%b}, {moment:%H:%M}"


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, roughly: `just now`, `5 minutes ago`, `3 days ago`."""
    minutes = int((now - moment).total_seconds()) // 60
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def ahead(moment: datetime, now: datetime) -> str:
    """How long until then, roughly: `now`, `in 90 minutes`, `in 3 days`. One of a unit is exactly one."""
    minutes = int((moment - now).total_seconds()) // 60
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes == size or minutes >= 2 * size:
            count = minutes // size
            return f"in {count} {unit}{'' if count == 1 else 's'}"
    return "now"


def offset(moment: datetime) -> str:
    """`UTC+1`, `UTC+5:30`."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02d}' if rest else ''}"


def city(tz: str) -> str:
    """`Madrid` of `Europe/Madrid`."""
    return tz.rpartition("/")[2].replace("_", " ")
