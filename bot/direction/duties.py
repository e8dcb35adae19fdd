"""D1 and D2, computed from rows: a direction each quarter, an update on the agreed cadence."""

from collections.abc import Iterator

from bot.chain import Duty, State, Tally
from bot.direction.directions import repo as directions
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.updates import repo as updates
from bot.direction.updates import seats
from bot.direction.updates.models import UPDATE
from bot.direction.updates.rules import QUARTER, state_of
from bot.direction.words import GENERAL, seat
from bot.roster import people as roster
from bot.roster.models import Person, Team
from bot.storage.work import Work

DIRECTION_DUTY, UPDATE_DUTY = "D1", "D2"
DIRECTION_GRACE, UPDATE_GRACE = 10, 2
"""Working days of the holder (product.md)."""


def duties(work: Work, _viewer: Person | None) -> list[Duty]:
    """Every team's; both duties are public (product.md)."""
    return [duty for team in roster.teams(work) for duty in _of_team(work, team)]


def tallies(_work: Work) -> list[Tally]:
    """None of these duties is shown in sum."""
    return []


def _of_team(work: Work, team: Team) -> Iterator[Duty]:
    leads = lines.leads_of_team(work, team.id)
    for duty_id in (DIRECTION_DUTY, UPDATE_DUTY) if not leads else ():
        yield Duty(duty_id, team.id, team.name, None, State.UNHELD)
    for lead in leads:
        unit = team.id if lead.discipline == GENERAL else f"{team.id}:{lead.discipline}"
        name = seat(team.name, lead.discipline)
        yield Duty(DIRECTION_DUTY, unit, name, lead.leader_id, _direction(work, lead))
        yield Duty(UPDATE_DUTY, unit, name, lead.leader_id, _update(work, lead))


def _direction(work: Work, lead: Lead) -> State:
    """Kept for a quarter after it was stated or affirmed; who takes over has the grace to do so."""
    stated = directions.latest(work, lead.team_id, lead.discipline)
    limit = max(lead.began_at, stated.said_at + QUARTER) if stated else lead.began_at
    holder = roster.calendar(work, roster.person(work, lead.leader_id))
    return state_of(work.now, limit, DIRECTION_GRACE, holder)


def _update(work: Work, lead: Lead) -> State:
    """Kept for a cadence after the last update, or after taking over; a prompt that was moved moves it."""
    last = updates.latest(work, lead.team_id, lead.discipline)
    since = max(lead.began_at, last.readable_from) if last else lead.began_at
    limit = since + seats.period(updates.cadence_of(work, lead))
    moved = [one.due_at for one in updates.open_occurrences(work, lead.id, UPDATE)]
    holder = roster.calendar(work, roster.person(work, lead.leader_id))
    return state_of(work.now, max([limit, *moved]), UPDATE_GRACE, holder)
