"""What one room above the chains needs to know of the direction chain, and only the root may join."""

from bot.direction.lines import repo as direction_lines
from bot.direction.words import GENERAL
from bot.roster.models import Person
from bot.roster.wishes import TeamWish
from bot.storage.work import Work


def team_now(work: Work, team_id: str) -> TeamWish:
    """A team's leaders and members as they are, in the shape in which they are wished for."""
    leaders = {lead.discipline: lead.leader_id for lead in direction_lines.leads_of_team(work, team_id)}
    members = frozenset(line.person_id for line in direction_lines.memberships_of_team(work, team_id))
    return TeamWish(team_id, leaders, members)


def concerns(work: Work, me: Person) -> frozenset[str]:
    """The units of direction duties that are this person's: the seats of their teams."""
    belongs = {line.team_id for line in direction_lines.memberships_of(work, me.id)}
    leads = {lead.team_id for lead in direction_lines.leads_held_by(work, me.id)}
    teams = belongs | leads
    seats = {
        lead.team_id if lead.discipline == GENERAL else f"{lead.team_id}:{lead.discipline}"
        for team_id in teams
        for lead in direction_lines.leads_of_team(work, team_id)
    }
    return frozenset(teams | seats)
