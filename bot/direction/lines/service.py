"""Beginning and ending lines. Only what differs changes, and everyone concerned is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.delivery import outbox
from bot.delivery.outbox import Parcel
from bot.direction.lines import repo, rules
from bot.direction.lines.models import BEGAN, ENDED, Lead, LineChange, Membership
from bot.direction.questions import repo as questions
from bot.direction.updates import seats
from bot.direction.words import CHAIN, GENERAL
from bot.roster import people as roster
from bot.roster.models import Person, Team
from bot.roster.wishes import Cell, Fault, Outcome, TeamWish, Wishes
from bot.storage.base import new_id
from bot.storage.work import Work

KIND, QUESTION = "lines", "question"


@dataclass
class Changes:
    """What one call changes: rows for the notices, sentences for whoever asked."""

    work: Work
    by: Person | None
    rows: list[LineChange] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    begun: list[Lead] = field(default_factory=list)

    def note(self, team_id: str, discipline: str | None, person_id: str, what: str) -> None:
        row = LineChange(
            workspace_id=self.work.workspace_id,
            id=new_id(),
            team_id=team_id,
            discipline=discipline,
            person_id=person_id,
            what=what,
            by_id=self.by.id if self.by else None,
            at=self.work.now,
        )
        self.work.session.add(row)
        self.rows.append(row)


def assign(work: Work, wishes: Wishes, by: Person | None) -> Outcome:
    """Make the teams' leaders and members as wished. Where there is any fault, nothing changes."""
    known = roster.persons(work, {one for wish in wishes.teams for one in _persons_in(wish)})
    faults = tuple(fault for wish in wishes.teams for fault in _faults(work, wish, known))
    if faults:
        return Outcome(faults=faults)
    changes = Changes(work, by)
    standing = _standing(work, wishes.teams, known)
    for wish in {_what_of(wish): wish for wish in wishes.teams}.values():  # one a team, for each
        _fulfil(changes, wish, standing)
    work.session.flush()
    seats.hold(work, changes.begun, standing.people)
    _tell(changes)
    return Outcome(changes=tuple(changes.said))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the wished teams stand, and everybody concerned, by id: read once for all of them."""

    leads: Mapping[str, Mapping[str, Lead]]
    """By team, by discipline."""
    members: Mapping[str, Mapping[str, Membership]]
    """By team, by person."""
    people: Mapping[str, Person]


def _what_of(wish: TeamWish) -> tuple[str, bool, bool]:
    """A form asks for a team's leaders and for its members in a wish of their own."""
    return wish.team_id, wish.leaders is None, wish.members is None


def _standing(work: Work, wishes: Sequence[TeamWish], known: dict[str, Person]) -> Standing:
    ids = {wish.team_id for wish in wishes}
    leads: dict[str, dict[str, Lead]] = {team: {} for team in ids}
    for lead in repo.leads_of_teams(work, ids):
        leads[lead.team_id][lead.discipline] = lead
    members: dict[str, dict[str, Membership]] = {team: {} for team in ids}
    for line in repo.memberships_of_teams(work, ids):
        members[line.team_id][line.person_id] = line
    former = {lead.leader_id for held in leads.values() for lead in held.values()}
    former |= {person for joined in members.values() for person in joined}
    return Standing(leads, members, {**roster.persons(work, former - known.keys()), **known})


def leave(work: Work, person: Person) -> tuple[str, ...]:
    """End all lines of a person who was deactivated; what ended, a line each."""
    changes = Changes(work, None)
    for lead in repo.leads_held_by(work, person.id):
        team = roster.team(work, lead.team_id)
        _end_lead(changes, lead)
        changes.said.append(rules.leader_sentence(team.name, lead.discipline, None, person.name))
    for line in repo.memberships_of(work, person.id):
        team = roster.team(work, line.team_id)
        _end_membership(changes, line)
        changes.said.append(rules.member_sentence(team.name, person.name, joins=False))
    work.session.flush()
    _tell(changes)
    return tuple(changes.said)


def holders(work: Work) -> frozenset[str]:
    return frozenset(lead.leader_id for lead in repo.open_leads(work))


def unheld(work: Work) -> frozenset[str]:
    """The active persons who belong to no team that somebody leads."""
    return frozenset(person.id for person in roster.everyone(work)) - repo.held(work)


def _persons_in(wish: TeamWish) -> Iterator[str]:
    yield from (wish.leaders or {}).values()
    yield from wish.members or ()


def _faults(work: Work, wish: TeamWish, known: dict[str, Person]) -> Iterator[Fault]:
    leaders, members = _cell(wish.at, "leaders"), _cell(wish.at, "members")
    if work.session.get(Team, (work.workspace_id, wish.team_id)) is None:
        yield Fault(wish.at, "There is no such team. Create it first, then assign its leaders and members.")
    yield from _discipline_faults(leaders, list(wish.leaders or ()))
    for person_id in sorted(set((wish.leaders or {}).values())):
        yield from _person_faults(leaders, person_id, known, "lead a team")
    for person_id in sorted(wish.members or ()):
        yield from _person_faults(members, person_id, known, "be a member of a team")


def _cell(at: Cell, column: str) -> Cell:
    return replace(at, column=column) if at.file else at


def _discipline_faults(at: Cell, typed: list[str]) -> Iterator[Fault]:
    names = [rules.discipline_of(name) for name in typed]
    if "" in names:
        yield Fault(at, f"A leader has no discipline. Write `{GENERAL}` where there is none.")
    if any(len(name) > rules.DISCIPLINE for name in names):
        yield Fault(at, f"A discipline has more than {rules.DISCIPLINE} characters. Shorten it.")
    if len(set(names)) < len(names):
        yield Fault(at, "A discipline is listed twice. A team has one leader for each discipline.")


def _person_faults(at: Cell, person_id: str, known: dict[str, Person], role: str) -> Iterator[Fault]:
    person = known.get(person_id)
    if person is None:
        yield Fault(
            at, f"Somebody who shall {role} is not known to Tandem. Choose a member of this workspace."
        )
    elif not person.active:
        yield Fault(at, f"{person.name} is deactivated in Slack and cannot {role}. Choose somebody else.")


def _fulfil(changes: Changes, wish: TeamWish, standing: Standing) -> None:
    team = roster.team(changes.work, wish.team_id)
    if wish.leaders is not None:
        wished = {rules.discipline_of(name): person for name, person in wish.leaders.items()}
        _set_leaders(changes, team, wished, standing)
    if wish.members is not None:
        _set_members(changes, team, wish.members, standing)


def _set_leaders(changes: Changes, team: Team, wished: dict[str, str], standing: Standing) -> None:
    open_now, names = standing.leads[team.id], standing.people
    was = {name: lead.leader_id for name, lead in open_now.items()}
    plan = rules.leaders_plan(was, wished)
    for discipline in plan.ends:
        _end_lead(changes, open_now[discipline])
    if plan.ends:
        changes.work.session.flush()  # the old line is closed before the new one opens: one is open at most
    for discipline in plan.begins:
        _begin_lead(changes, team.id, discipline, wished[discipline])
    for discipline in sorted({*plan.ends, *plan.begins}):
        new, old = wished.get(discipline), was.get(discipline)
        changes.said.append(
            rules.leader_sentence(
                team.name, discipline, names[new].name if new else None, names[old].name if old else None
            )
        )


def _begin_lead(changes: Changes, team_id: str, discipline: str, leader_id: str) -> None:
    work = changes.work
    lead = Lead(
        workspace_id=work.workspace_id,
        id=new_id(),
        team_id=team_id,
        discipline=discipline,
        leader_id=leader_id,
        began_at=work.now,
    )
    work.session.add(lead)
    changes.begun.append(lead)
    changes.note(team_id, discipline, leader_id, BEGAN)


def _end_lead(changes: Changes, lead: Lead) -> None:
    lead.ended_at = changes.work.now
    changes.note(lead.team_id, lead.discipline, lead.leader_id, ENDED)
    seats.vacate(changes.work, lead)
    for question in questions.all_of_line(changes.work, lead.id):
        outbox.refresh(changes.work, CHAIN, question.id, QUESTION)


def _set_members(changes: Changes, team: Team, wished: frozenset[str], standing: Standing) -> None:
    work, open_now, names = changes.work, standing.members[team.id], standing.people
    plan = rules.members_plan(frozenset(open_now), wished)
    for person_id in plan.ends:
        _end_membership(changes, open_now[person_id])
        changes.said.append(rules.member_sentence(team.name, names[person_id].name, joins=False))
    for person_id in plan.begins:
        work.session.add(
            Membership(
                workspace_id=work.workspace_id, team_id=team.id, person_id=person_id, began_at=work.now
            )
        )
        changes.note(team.id, None, person_id, BEGAN)
        changes.said.append(rules.member_sentence(team.name, names[person_id].name, joins=True))


def _end_membership(changes: Changes, line: Membership) -> None:
    line.ended_at = changes.work.now
    changes.note(line.team_id, None, line.person_id, ENDED)


def _tell(changes: Changes) -> None:
    """One notice for each change and each person concerned; those of one person share a message."""
    work, by = changes.work, changes.by
    concerned = Concerned(work, changes.rows)
    outbox.enqueue_all(
        work,
        [
            Parcel(CHAIN, KIND, row.id, row.id, recipient, due_at=work.now, merges=True)
            for row in changes.rows
            for recipient in sorted(concerned.of(row) - ({by.id} if by else set()))
        ],
    )


class Concerned:
    """Who is to be told of changes: all teams are looked up at once, for an import changes many lines."""

    def __init__(self, work: Work, rows: Sequence[LineChange]) -> None:
        teams = {row.team_id for row in rows}
        self._leaders: dict[str, set[str]] = {team: set() for team in teams}
        for lead in repo.leads_of_teams(work, teams):
            self._leaders[lead.team_id].add(lead.leader_id)
        self._members: dict[str, set[str]] = {team: set() for team in teams}
        for line in repo.memberships_of_teams(work, teams):
            self._members[line.team_id].add(line.person_id)
        self._seats: dict[tuple[str, str | None], set[str]] = {}
        for row in rows:
            self._seats.setdefault((row.team_id, row.discipline), set()).add(row.person_id)
        self._active = {person.id for person in roster.everyone(work)}

    def of(self, row: LineChange) -> set[str]:
        """Whom it is about, the team's leaders, and for a leader's line its members and the one before.

        The members also hear of who let themselves in, for members read each other's questions.
        """
        found = {row.person_id} | self._leaders[row.team_id]
        if row.discipline is not None or row.by_id == row.person_id:
            found |= self._members[row.team_id] | self._seats[row.team_id, row.discipline]
        return found & self._active
