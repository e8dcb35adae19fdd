"""Assigning: makes wishes of what was picked, and has each chain fulfil them. It knows no line itself."""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.chain import Chain
from bot.errors import Refusal
from bot.roster.models import Person, Team
from bot.roster.wishes import Cell, Fault, ManagerWish, TeamWish, Wishes
from bot.setup import policy
from bot.setup.appointing import service as appointing
from bot.setup.ids import LEADER, MANAGER, MEMBERS, REPORTS, TEAM_CHANNEL, TEAM_NAME, TEAM_PURPOSE
from bot.setup.models import BELONGS, LEADS
from bot.setup.picks import Users, persons
from bot.storage.work import Work

LONGEST_NAME, LONGEST_PURPOSE = 80, 1000
GENERAL = "general"
CHANNEL = re.compile("[CGD][A-Z0-9]+")
"""A conversation's id in Slack: it stands in messages as it is."""
TeamNow = Callable[[Work, str], TeamWish]
"""A team's leaders and members as they are now."""


def assign_managers(
    chains: Sequence[Chain], work: Work, me: Person, picked: tuple[Sequence[str], str], users: Users
) -> list[str]:
    """Give these reports (Slack ids) that manager; what changed, a line each."""
    policy.one_at_a_time(work)
    policy.must_assign(work, me)
    report_ids, manager_id = picked
    (manager,) = persons(work, [manager_id], users, MANAGER)
    wishes = [
        ManagerWish(report.id, manager.id, Cell(column=REPORTS))
        for report in persons(work, report_ids, users, REPORTS)
    ]
    return _assign(chains, work, Wishes(managers=tuple(wishes)), me)


@dataclass(frozen=True, slots=True)
class TeamForm:
    """What the form says; people by their Slack ids."""

    team_id: str
    """Empty for a new team."""
    source: str
    """The submission: the same one makes no second team."""
    name: str
    channel: str | None
    purpose: str
    leaders: Mapping[str, str]
    """By discipline."""
    members: Sequence[str] | None
    """None where the form didn't ask: they stay as they are."""

    @property
    def picked(self) -> set[str]:
        return {*self.leaders.values(), *(self.members or ())}


def save_team(
    chains: Sequence[Chain], team_now: TeamNow, work: Work, me: Person, form: TeamForm, *, users: Users
) -> list[str]:
    """Create or change a team, its leaders and members; what changed, a line each."""
    policy.one_at_a_time(work)
    policy.must_assign(work, me)
    team, said = _team(work, form)
    before = team_now(work, team.id)
    leaders = {
        discipline: persons(work, [slack_id], users, LEADER + discipline)[0].id
        for discipline, slack_id in form.leaders.items()
    }
    wishes = [TeamWish(team.id, leaders=leaders, at=Cell(column=LEADER + GENERAL))]
    if form.members is not None:
        members = frozenset(person.id for person in persons(work, form.members, users, MEMBERS))
        wishes.append(TeamWish(team.id, members=members, at=Cell(column=MEMBERS)))
    said += _assign(chains, work, Wishes(teams=tuple(wishes)), me)
    role = taken_by(me.id, before, team_now(work, team.id))
    if role is not None:
        appointing.tell_of_self(work, me, team, role)
    return said


def taken_by(person_id: str, before: TeamWish, now: TeamWish) -> str | None:
    """What somebody has become in a team: `leader`, `member`, or nothing new."""
    led = {name for name, leader in (before.leaders or {}).items() if leader == person_id}
    leads = {name for name, leader in (now.leaders or {}).items() if leader == person_id}
    if leads - led:
        return LEADS
    joined = person_id in (now.members or ()) and person_id not in (before.members or ())
    return BELONGS if joined else None


def _team(work: Work, form: TeamForm) -> tuple[Team, list[str]]:
    _check(work, form)
    made_id = form.team_id or uuid.uuid5(uuid.NAMESPACE_URL, f"{work.workspace_id}/{form.source}").hex
    team = work.session.get(Team, (work.workspace_id, made_id))
    if team is None and form.team_id:
        raise Refusal("This team does not exist any more. Please open the setup anew.", field=TEAM_NAME)
    said = []
    if team is None:
        team = Team(workspace_id=work.workspace_id, id=made_id, name=form.name, channel=None, purpose="")
        work.session.add(team)
        said.append(f"{form.name} is a team now")
    said += _change(team, form)
    work.session.flush()
    return team, said


def _change(team: Team, form: TeamForm) -> list[str]:
    said = []
    if team.name != form.name:
        said.append(f"{team.name} is called {form.name} now")
        team.name = form.name
    if team.channel != form.channel:
        team.channel = form.channel
        said.append(f"{form.name}: " + ("has a new channel" if form.channel else "has no channel any more"))
    if team.purpose != form.purpose:
        team.purpose = form.purpose
        said.append(f"{form.name}: its purpose is stated anew")
    return said


def _check(work: Work, form: TeamForm) -> None:
    if not form.name:
        raise Refusal("A team needs a name.", field=TEAM_NAME)
    if len(form.name) > LONGEST_NAME:
        raise Refusal(f"A team's name has at most {LONGEST_NAME} characters.", field=TEAM_NAME)
    if form.channel and not CHANNEL.fullmatch(form.channel):
        raise Refusal("Please choose a channel.", field=TEAM_CHANNEL)
    if len(form.purpose) > LONGEST_PURPOSE:
        raise Refusal(f"A purpose has at most {LONGEST_PURPOSE} characters.", field=TEAM_PURPOSE)
    own = form.team_id or uuid.uuid5(uuid.NAMESPACE_URL, f"{work.workspace_id}/{form.source}").hex
    namesake = select(Team.id).where(
        Team.workspace_id == work.workspace_id, func.lower(Team.name) == form.name.lower(), Team.id != own
    )
    if work.session.scalar(namesake.limit(1)):
        raise Refusal(
            "There is a team of that name already. Choose it in the setup to change it.", field=TEAM_NAME
        )


def _assign(chains: Sequence[Chain], work: Work, wishes: Wishes, me: Person) -> list[str]:
    """Each chain fulfils its part. Any fault, and nothing is stored."""
    outcomes = [chain.assign(work, wishes, me) for chain in chains]
    faults = [fault for outcome in outcomes for fault in outcome.faults]
    if faults:
        raise Refusal(_said(faults), field=faults[0].at.column)
    return [change for outcome in outcomes for change in outcome.changes]


def _said(faults: Sequence[Fault]) -> str:
    return " ".join(dict.fromkeys(fault.message for fault in faults))[:1000]
