"""What is wrong with a wish for a people manager, and what it changes. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from bot.people.words import joined
from bot.roster.wishes import Fault, ManagerWish

Managers = Mapping[str, str]
"""Person id to the id of their people manager."""


class Someone(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def active(self) -> bool: ...


People = Mapping[str, Someone]


def differing(current: Managers, wishes: Sequence[ManagerWish]) -> list[ManagerWish]:
    """The wishes that change something, one a person."""
    by_person = {wish.report_id: wish for wish in wishes}
    return [wish for wish in by_person.values() if current.get(wish.report_id) != wish.manager_id]


def resulting(current: Managers, wishes: Sequence[ManagerWish]) -> dict[str, str]:
    """Who manages whom once the wishes are fulfilled."""
    wished = {wish.report_id: wish.manager_id for wish in wishes}
    return {report: manager for report, manager in {**current, **wished}.items() if manager is not None}


def circle_of(person_id: str, managers: Managers) -> tuple[str, ...]:
    """The persons who manage each other in a circle in which this one is; empty where there is none."""
    seen = [person_id]
    while (above := managers.get(seen[-1])) is not None and above not in seen:
        seen.append(above)
    return tuple(seen) if above == person_id else ()


def faults(current: Managers, wishes: Sequence[ManagerWish], people: People) -> list[Fault]:
    """Everything that is wrong; where there is anything, nothing is stored."""
    managers = resulting(current, wishes)
    named: dict[str, str | None] = {}
    found = []
    for wish in wishes:
        found += [Fault(wish.at, text) for text in _of_one(wish, people)]
        if named.setdefault(wish.report_id, wish.manager_id) != wish.manager_id:
            found.append(Fault(wish.at, f"{_name(wish.report_id, people)} is given two managers. Keep one."))
        found += [Fault(wish.at, text) for text in _circles(wish, managers, people)]
    return found


def _of_one(wish: ManagerWish, people: People) -> Iterator[str]:
    report = people.get(wish.report_id)
    manager = people.get(wish.manager_id or "")
    if wish.manager_id is None:
        return
    if report is None or manager is None:
        yield "Tandem does not know this person. Choose somebody of this workspace."
    elif wish.report_id == wish.manager_id:
        yield f"{report.name} cannot be their own people manager. Choose somebody else."
    else:
        for one in (report, manager):
            if not one.active:
                yield f"{one.name} is deactivated in Slack. Choose somebody who is here."


def _circles(wish: ManagerWish, managers: Managers, people: People) -> Iterator[str]:
    circle = circle_of(wish.report_id, managers)
    if wish.manager_id is not None and len(circle) > 1:
        names = joined([_name(person, people) for person in circle])
        yield f"{names} would manage each other in a circle. Give one of them another manager."


def _name(person_id: str, people: People) -> str:
    return people[person_id].name if person_id in people else "somebody unknown"


def change_line(report: str, manager: str | None, former: str | None) -> str:
    """For whoever asked: what began and ended."""
    was = f" (was {former})" if former else ""
    if manager is None:
        return f"{report}: no people manager any more{was}"
    return f"{report}: people manager is now {manager}{was}"
