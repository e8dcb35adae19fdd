"""Finding persons and teams, and knowing their days."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from bot.cadence import WorkCalendar
from bot.errors import Refusal
from bot.roster.models import Away, Person, Team
from bot.storage.given import Given
from bot.storage.work import Work

# Built once: building a statement costs as much as running it, and every click begins with this one.
BY_SLACK_ID = select(Person).where(
    Person.workspace_id == bindparam("workspace_id"), Person.slack_id == bindparam("slack_id")
)
SLACK_IDS = Given("workspace_id", "slack_id")

Span = Sequence[date]
"""The first and the last day of somebody's leave."""


class UnknownPerson(Refusal):
    """Slack knows this person and the roster does not, yet."""

    def __init__(self, slack_id: str) -> None:
        super().__init__("Tandem does not know this person yet. Guests and bots cannot take part.")
        self.slack_id = slack_id


def person(work: Work, person_id: str) -> Person:
    """Raises `LookupError` where no such row exists: ids come from our own rows."""
    found = work.session.get(Person, (work.workspace_id, person_id))
    if found is None:
        raise LookupError(f"no person {person_id}")
    return found


def persons(work: Work, ids: Iterable[str]) -> dict[str, Person]:
    wanted = set(ids)
    query = select(Person).where(Person.workspace_id == work.workspace_id, Person.id.in_(wanted))
    return {row.id: row for row in work.session.scalars(query)}


def everyone(work: Work) -> list[Person]:
    """All active persons, by name."""
    query = select(Person).where(Person.workspace_id == work.workspace_id, Person.active)
    return list(work.session.scalars(query.order_by(Person.name, Person.id)))


def short_names(persons: Iterable[Person]) -> dict[str, str]:
    """By id: the first name where nobody else of these has it, or else the whole."""
    known = {one.id: (one.name.partition(" ")[0], one.name) for one in persons}
    often = Counter(first for first, _ in known.values())
    return {one: first if often[first] == 1 else whole for one, (first, whole) in known.items()}


def by_slack_id(work: Work, slack_id: str) -> Person:
    found = work.session.scalar(BY_SLACK_ID, {"workspace_id": work.workspace_id, "slack_id": slack_id})
    if found is None:
        raise UnknownPerson(slack_id)
    return found


def present(work: Work, slack_ids: Iterable[str]) -> dict[str, str]:
    """The ids of those of them who are here, by Slack id."""
    dialect = work.session.connection().dialect.name
    given = SLACK_IDS.values(dialect, [(work.workspace_id, one) for one in set(slack_ids)])
    return dict(map(tuple, work.ask(_present(dialect), **given)))


@lru_cache
def _present(dialect: str) -> Select[str, str]:
    given = SLACK_IDS.table(dialect)
    return (
        select(Person.slack_id, Person.id)
        .join(given, (Person.workspace_id == given.c.workspace_id) & (Person.slack_id == given.c.slack_id))
        .where(Person.active)
    )


def by_email(work: Work, email: str) -> Person | None:
    query = select(Person).where(
        Person.workspace_id == work.workspace_id, func.lower(Person.email) == email.strip().lower()
    )
    return work.session.scalar(query)


def team(work: Work, team_id: str) -> Team:
    found = work.session.get(Team, (work.workspace_id, team_id))
    if found is None:
        raise LookupError(f"no team {team_id}")
    return found


def teams(work: Work) -> list[Team]:
    query = select(Team).where(Team.workspace_id == work.workspace_id).order_by(Team.name)
    return list(work.session.scalars(query))


class Resident(NamedTuple):
    """As much of a person as it takes to know their days."""

    id: str
    time_zone: str
    country: str


def calendar(work: Work, of: Person | Resident) -> WorkCalendar:
    """A person's zone, public holidays and leave."""
    return calendars(work, [of])[of.id]


def calendars(work: Work, of: Iterable[Person | Resident]) -> dict[str, WorkCalendar]:
    """The same for several persons, by id, with one query.

    All who share a zone and a country, and have no leave, share one calendar.
    """
    wanted = list(of)
    spans = leave(work.session, [(work.workspace_id, one.id) for one in wanted])
    shared = cache(_calendar)
    return {
        one.id: calendar_with(one, spans[key])
        if (key := (work.workspace_id, one.id)) in spans
        else shared(one.time_zone, one.country)
        for one in wanted
    }


KEYS = Given("workspace_id", "person_id")


def leave(session: Session, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Span]]:
    """The leave of those who have any, by workspace and id; they may be of different workspaces."""
    connection = session.connection()
    dialect = connection.dialect.name
    spans: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for workspace_id, person_id, *span in connection.execute(_away(dialect), KEYS.values(dialect, keys)):
        spans[workspace_id, person_id].append(span)
    return dict(spans)


@lru_cache
def _away(dialect: str) -> Select[str, str, date, date]:
    keys = KEYS.table(dialect)
    return select(Away.workspace_id, Away.person_id, Away.first_day, Away.last_day).where(
        Away.workspace_id == keys.c.workspace_id, Away.person_id == keys.c.person_id
    )


def calendar_with(of: Person | Resident, spans: Sequence[Span]) -> WorkCalendar:
    """The same, of somebody whose leave is known."""
    return _calendar(of.time_zone, of.country, spans)


def _calendar(zone: str, country: str, spans: Sequence[Span] = ()) -> WorkCalendar:
    return WorkCalendar(
        zone=zone,
        is_holiday=holidays_of(country),
        is_away=lambda day: any(first <= day <= last for first, last in spans),
    )


def is_away(work: Work, of: Person, day: date) -> bool:
    return calendar(work, of).is_away(day)


@lru_cache(maxsize=512)
def holidays_of(country: str) -> Callable[[date], bool]:
    """Whether a date is a public holiday there; nothing is one where the country is unknown."""
    code, _, subdivision = country.partition("-")
    if not code:
        return lambda _day: False
    import holidays  # noqa: PLC0415  (of no use to a start)

    known = holidays.country_holidays(code, subdiv=subdivision or None)
    return lambda day: day in known
