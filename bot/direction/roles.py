"""Who leads what and who belongs to it, in words: public, like everything that says who holds what."""

from collections.abc import Iterator, Sequence

from bot.chain import Role
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead, Membership
from bot.direction.words import listed, seat
from bot.roster import people as roster
from bot.storage.work import Work


def roles(work: Work) -> list[Role]:
    """First what somebody leads, then what they belong to."""
    names = {team.id: team.name for team in roster.teams(work)}
    active = {person.id for person in roster.everyone(work)}
    leads = [lead for lead in lines.open_leads(work) if lead.leader_id in active]
    members = [one for one in lines.memberships_of_teams(work, names) if one.person_id in active]
    return [*_leading(names, leads, members), *_belonging(names, leads, members)]


def _leading(names: dict[str, str], leads: Sequence[Lead], members: Sequence[Membership]) -> Iterator[Role]:
    for leader in dict.fromkeys(lead.leader_id for lead in leads):
        held = [lead for lead in leads if lead.leader_id == leader]
        teams = {lead.team_id for lead in held}
        towards = frozenset(one.person_id for one in members if one.team_id in teams) - {leader}
        words = listed([_seat(names, leads, lead) for lead in held])
        yield Role(leader, f"Leads {words}", towards)


def _seat(names: dict[str, str], leads: Sequence[Lead], lead: Lead) -> str:
    """The team's name; with the discipline where several lead it."""
    is_one_of_several = sum(one.team_id == lead.team_id for one in leads) > 1
    return seat(names[lead.team_id], lead.discipline) if is_one_of_several else names[lead.team_id]


def _belonging(names: dict[str, str], leads: Sequence[Lead], members: Sequence[Membership]) -> Iterator[Role]:
    led = {(lead.team_id, lead.leader_id) for lead in leads}
    belongs = [one for one in members if (one.team_id, one.person_id) not in led]
    for person in dict.fromkeys(one.person_id for one in belongs):
        teams = sorted(names[one.team_id] for one in belongs if one.person_id == person)
        yield Role(person, f"Member of {listed(teams)}")
