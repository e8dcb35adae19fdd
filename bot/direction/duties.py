"""D1 and D2, computed from rows: a direction each quarter, an update on the agreed cadence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.cadence import WorkCalendar
from bot.chain import Duty, State, Tally
from bot.direction.directions import repo as directions
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.updates import repo as updates
from bot.direction.updates import seats
from bot.direction.updates.models import Cadence
from bot.direction.updates.rules import QUARTER, state_of
from bot.direction.words import GENERAL, seat
from bot.roster import people as roster
from bot.roster.models import Person, Team
from bot.storage.work import Work

DIRECTION_DUTY, UPDATE_DUTY = "D1", "D2"
DIRECTION_GRACE, UPDATE_GRACE = 10, 2
"""Working days of the holder (product.md)."""
Seat = tuple[str, str]
"""A team's id and a discipline."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the states are computed from, looked up once for all teams."""

    now: datetime
    stated: Mapping[Seat, datetime]
    posted: Mapping[Seat, datetime]
    cadences: Mapping[Seat, Cadence]
    asked: Mapping[str, datetime]
    """By line: when the update that it is asked for is due."""
    calendars: Mapping[str, WorkCalendar]
    """By holder."""


def duties(work: Work, _viewer: Person | None) -> list[Duty]:
    """Every team's; both duties are public (product.md)."""
    leads = lines.open_leads(work)
    facts = _facts(work, {lead.leader_id for lead in leads})
    by_team: dict[str, list[Lead]] = {}
    for lead in leads:
        by_team.setdefault(lead.team_id, []).append(lead)
    return [duty for team in roster.teams(work) for duty in _of_team(facts, team, by_team.get(team.id, []))]


def tallies(_work: Work) -> list[Tally]:
    """None of these duties is shown in sum."""
    return []


def _facts(work: Work, holders: set[str]) -> Facts:
    persons = roster.persons(work, holders)
    return Facts(
        work.now,
        directions.said_by_seat(work),
        updates.posted_by_seat(work),
        updates.cadences(work),
        updates.asked_by_lead(work),
        roster.calendars(work, persons.values()),
    )


def _of_team(facts: Facts, team: Team, leads: list[Lead]) -> Iterator[Duty]:
    for duty_id in (DIRECTION_DUTY, UPDATE_DUTY) if not leads else ():
        yield Duty(duty_id, team.id, team.name, None, State.UNHELD)
    for lead in leads:
        unit = team.id if lead.discipline == GENERAL else f"{team.id}:{lead.discipline}"
        name = seat(team.name, lead.discipline)
        yield Duty(DIRECTION_DUTY, unit, name, lead.leader_id, _direction(facts, lead))
        yield Duty(UPDATE_DUTY, unit, name, lead.leader_id, _update(facts, lead))


def _direction(facts: Facts, lead: Lead) -> State:
    """Kept for a quarter after it was stated or affirmed; who takes over has the grace to do so."""
    stated = facts.stated.get((lead.team_id, lead.discipline))
    limit = max(lead.began_at, stated + QUARTER) if stated else lead.began_at
    return state_of(facts.now, limit, DIRECTION_GRACE, facts.calendars[lead.leader_id])


def _update(facts: Facts, lead: Lead) -> State:
    """Kept for a cadence after the last update, or after taking over; a prompt that was moved moves it."""
    place = (lead.team_id, lead.discipline)
    since = max(lead.began_at, facts.posted.get(place, lead.began_at))
    limit = since + seats.period(facts.cadences[place])
    limit = max(limit, facts.asked.get(lead.id, limit))
    return state_of(facts.now, limit, UPDATE_GRACE, facts.calendars[lead.leader_id])
