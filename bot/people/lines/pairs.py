"""The two of a line, with their days, loaded for many lines at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.cadence import WorkCalendar
from bot.people.lines import repo
from bot.people.lines.models import Line
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.work import Work


@dataclass(frozen=True, slots=True)
class Pair:
    line: Line
    report: Person
    manager: Person
    report_days: WorkCalendar
    manager_days: WorkCalendar

    @property
    def days(self) -> tuple[WorkCalendar, WorkCalendar]:
        return self.report_days, self.manager_days

    @property
    def both(self) -> tuple[Person, Person]:
        return self.report, self.manager

    def other(self, person_id: str) -> Person:
        """The one of the two who is not this person."""
        return self.manager if person_id == self.report.id else self.report

    def days_of(self, person_id: str) -> WorkCalendar:
        return self.report_days if person_id == self.report.id else self.manager_days


def pairs(work: Work, lines: Iterable[Line]) -> dict[str, Pair]:
    """By line id."""
    wanted = list(lines)
    people = roster.persons(work, {one for line in wanted for one in (line.report_id, line.manager_id)})
    days = roster.calendars(work, people.values())
    return {
        line.id: Pair(
            line,
            people[line.report_id],
            people[line.manager_id],
            days[line.report_id],
            days[line.manager_id],
        )
        for line in wanted
    }


def pair(work: Work, line: Line) -> Pair:
    return pairs(work, [line])[line.id]


def pairs_of(work: Work, line_ids: Iterable[str]) -> dict[str, Pair]:
    return pairs(work, repo.lines(work, line_ids))


def by_name(found: Iterable[Pair]) -> Sequence[Pair]:
    """In the order of the reports' names."""
    return sorted(found, key=lambda one: (one.report.name, one.line.id))
