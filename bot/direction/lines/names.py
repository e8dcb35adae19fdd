"""What lines are called."""

from bot.direction.lines.models import Lead
from bot.direction.words import seat
from bot.roster import people as roster
from bot.storage.work import Work


def seat_of(work: Work, lead: Lead) -> str:
    """ "Atlas" or "Atlas (design)"; plain text."""
    return seat(roster.team(work, lead.team_id).name, lead.discipline)


def leader_of(work: Work, lead: Lead) -> str:
    return roster.person(work, lead.leader_id).name
