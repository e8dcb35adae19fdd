"""What a wish changes, and which disciplines there are. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

DISCIPLINE = 40
"""Characters that a discipline's name may have."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What ends and what begins, by discipline (leaders) or person (members)."""

    ends: tuple[str, ...]
    begins: tuple[str, ...]


def discipline_of(typed: str) -> str:
    """The name under which a discipline is kept: one spelling for `Design` and ` design `."""
    return " ".join(typed.split()).casefold()


def leaders_plan(now: Mapping[str, str], wished: Mapping[str, str]) -> Plan:
    """Both map a discipline to a person; only what differs ends or begins."""
    ends = [name for name in now if wished.get(name) != now[name]]
    begins = [name for name in wished if wished[name] != now.get(name)]
    return Plan(tuple(sorted(ends)), tuple(sorted(begins)))


def members_plan(now: frozenset[str], wished: frozenset[str]) -> Plan:
    return Plan(tuple(sorted(now - wished)), tuple(sorted(wished - now)))


def leader_sentence(seat: str, discipline: str, new: str | None, old: str | None) -> str:
    """ "Atlas: general leader is now Ben Ito (was nobody)"; `seat` is the team's name."""
    return f"{seat}: {discipline} leader is now {new or 'nobody'} (was {old or 'nobody'})"


def member_sentence(team: str, person: str, *, joins: bool) -> str:
    return f"{team}: {person} is {'now' if joins else 'no longer'} a member"
