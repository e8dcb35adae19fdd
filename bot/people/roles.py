"""Who looks after whom, in words: public, like everything that says who holds what."""

from collections.abc import Iterator

from bot.chain import Role
from bot.people.lines import repo as lines
from bot.people.names import HAT
from bot.people.words import count, joined
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.work import Work

NAMED = 6
"""So many reports are named; more are counted."""


def roles(work: Work) -> list[Role]:
    """First who somebody looks after, then who looks after them."""
    people = {person.id: person for person in roster.everyone(work)}
    managers: dict[str, str] = {
        line.report_id: line.manager_id
        for line in lines.open_lines(work)
        if {line.report_id, line.manager_id} <= people.keys()
    }
    return [*_looking_after(people, managers), *_looked_after(people, managers)]


def _looking_after(people: dict[str, Person], managers: dict[str, str]) -> Iterator[Role]:
    names = roster.short_names(people.values())
    for manager in dict.fromkeys(managers.values()):
        reports = [one for one in people if managers.get(one) == manager]
        whom = joined([names[one] for one in reports]) if len(reports) <= NAMED else ""
        words = f"{HAT.capitalize()} of {whom or count(len(reports), 'person', 'people')}"
        yield Role(manager, words, frozenset(reports))


def _looked_after(people: dict[str, Person], managers: dict[str, str]) -> Iterator[Role]:
    names = roster.short_names(people.values())
    for report, manager in managers.items():
        yield Role(report, f"Reports to {names[manager]}")
