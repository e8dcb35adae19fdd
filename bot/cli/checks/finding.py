"""What one check found: how it stands, in words, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MOST_NAMED = 3


class State(StrEnum):
    OK = "ok"
    LOOK = "look at this"
    BROKEN = "broken"
    OPEN = "not checked"


@dataclass(frozen=True, slots=True)
class Finding:
    state: State
    name: str
    said: str
    do: str = ""
    """What to do about it; empty where there is nothing to do."""


def some(names: Iterable[str]) -> str:
    """The first few, and how many more there are."""
    all_of_them = list(names)
    first = ", ".join(all_of_them[:MOST_NAMED])
    more = len(all_of_them) - MOST_NAMED
    return f"{first} and {more} more" if more > 0 else first


def counted(number: int, noun: str, many: str = "") -> str:
    return f"{number} {noun if number == 1 else many or noun + 's'}"


def long(span: timedelta) -> str:
    """A span in the unit that fits it."""
    seconds = span.total_seconds()
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
