"""Dates and times as the viewer's Slack shows them, on a 24-hour clock."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_TOKEN = re.compile(r"\{(\w+)\}")
_AGES = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def moment(seconds: object, zone: ZoneInfo) -> datetime | None:
    """That many seconds after 1970, in a zone; None where this is no moment that a calendar knows."""
    try:
        return datetime.fromtimestamp(int(str(seconds)), UTC).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return None


def spoken(form: str, then: datetime, now: datetime) -> str:
    """Slack's date format with its tokens filled in; `then` is in the viewer's zone. Unknown ones stay."""

    def fill(found: re.Match[str]) -> str:
        say = _TOKENS.get(found[1])
        return say(then, now) if say else found[0]

    return _TOKEN.sub(fill, form)


def full(then: datetime) -> str:
    """All of it, for whoever points at a date: "Tuesday, March 3rd, 2026 at 10:00 CET"."""
    return f"{_long(then)} at {then:%H:%M %Z}"


def as_wall(seconds: object, zone: ZoneInfo) -> str:
    """A moment as `<input type="datetime-local">` has it; empty where there is none."""
    then = moment(seconds, zone)
    return f"{then:%Y-%m-%dT%H:%M}" if then else ""


def from_wall(text: str, zone: ZoneInfo) -> int:
    """The reverse of `as_wall`; of an hour that comes twice, the first. ValueError if it is no such text."""
    wall = datetime.fromisoformat(text)
    if wall.tzinfo is not None:
        raise ValueError("a wall time has no zone")
    return int(wall.replace(tzinfo=zone).timestamp())


def _nth(day: int) -> str:
    ending = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _date(then: datetime) -> str:
    return f"{then:%B} {_nth(then.day)}, {then:%Y}"


def _long(then: datetime) -> str:
    return f"{then:%A}, {_date(then)}"


def _short(then: datetime) -> str:
    return f"{then:%b} {then.day}, {then:%Y}"


def _full(then: datetime) -> str:
    return f"{then:%B} {then.day}, {then:%Y}"


def _pretty(plainly: Callable[[datetime], str]) -> Callable[[datetime, datetime], str]:
    """Yesterday, today and tomorrow by their names."""

    def say(then: datetime, now: datetime) -> str:
        here = now.astimezone(then.tzinfo).date()
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
        return near.get((then.date() - here).days) or plainly(then)

    return say


def _plainly(say: Callable[[datetime], str]) -> Callable[[datetime, datetime], str]:
    return lambda then, _: say(then)


def _ago(then: datetime, now: datetime) -> str:
    away = abs(then - now)
    for size, unit in _AGES:
        count = away // timedelta(seconds=size)
        if count:
            words = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"in {words}" if then > now else f"{words} ago"
    return "now"


_TOKENS: dict[str, Callable[[datetime, datetime], str]] = {
    "date_num": _plainly(lambda then: f"{then:%Y-%m-%d}"),
    "date_slash": _plainly(lambda then: f"{then:%m/%d/%Y}"),
    "date": _plainly(_date),
    "date_long": _plainly(_long),
    "date_short": _plainly(_short),
    "date_full": _plainly(_full),
    "date_long_full": _plainly(lambda then: f"{then:%A}, {_full(then)}"),
    "date_pretty": _pretty(_date),
    "date_short_pretty": _pretty(_short),
    "date_long_pretty": _pretty(_long),
    "day_divider_pretty": _pretty(_long),
    "time": _plainly(lambda then: f"{then:%H:%M}"),
    "time_secs": _plainly(lambda then: f"{then:%H:%M:%S}"),
    "ago": _ago,
}
