"""Choosing a stance, signing it, and what of all stances a viewer may see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.direction import policy
from bot.direction.lines import repo as lines
from bot.direction.stances import repo, rules
from bot.direction.stances.models import Stance
from bot.direction.stances.repo import Locked, Taken
from bot.direction.stances.rules import Atom, Held
from bot.direction.updates.models import Update
from bot.errors import Refusal
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.base import new_id
from bot.storage.work import Work


@dataclass(frozen=True, slots=True)
class Mine:
    """My own stance, and what its leader sees of it."""

    update_id: str
    lead_id: str
    choice: str
    signed: bool
    is_visible: bool
    """Whether the leader sees the name by now: a name waits while it would tell on others."""
    leader: str
    team: str


@dataclass(frozen=True, slots=True)
class LeaderView:
    """What the holder of a line sees of the stances on an update."""

    named: Sequence[tuple[str, str]]
    """(name, choice)"""
    unsigned: Mapping[str, int] | None
    """By choice, as the newest batch counted them; None where there is none."""


def choose(work: Work, me: Person, update_id: str, choice: str) -> Mine:
    """Choose, or choose otherwise. The same choice twice has one effect."""
    if choice not in rules.CHOICES:
        raise Refusal("This button belongs to an older version of Tandem. Type /direction to go on.")
    locked = _locked(work, me, update_id)
    rows = repo.on(work, update_id)
    mine = next((row for row in rows if row.person_id == me.id), None)
    if mine is None:
        rows.append(_new(work, me, locked, choice))
    else:
        mine.chosen_at = work.now
    return _changed(work, me, locked, rows, lambda mine: rules.chosen(mine, choice))


def sign(work: Work, me: Person, update_id: str, *, signed: bool) -> Mine:
    """Put my name on my stance for the leader, or take it off."""
    locked = _locked(work, me, update_id)
    rows = repo.on(work, update_id)
    if not any(row.person_id == me.id for row in rows):
        raise Refusal("You have not chosen a stance on this update, so there is nothing to sign.")
    return _changed(work, me, locked, rows, lambda mine: replace(mine, signed=signed))


def mine(work: Work, me: Person, update: Update) -> Mine | None:
    row = repo.of(work, update.id, me.id)
    if row is None:
        return None
    lead = lines.lead(work, update.lead_id)
    leader, team = roster.person(work, lead.leader_id).name, roster.team(work, lead.team_id).name
    return _mine(work, me, row, leader, team)


def for_leader(work: Work, viewer: Person, update: Update) -> LeaderView:
    """Raises `NotAllowed` for everybody but the holder of the line while it is open."""
    lead = lines.lead(work, update.lead_id)
    policy.permit(work, viewer, lead, policy.STANCE, policy.NAMED)
    policy.permit(work, viewer, lead, policy.STANCE, policy.UNSIGNED)
    held = [_held(work, row) for row in repo.on(work, update.id)]
    named = rules.signed_by_name(held)
    names = roster.persons(work, [person for person, _ in named])
    return LeaderView([(names[person].name, choice) for person, choice in named], rules.unsigned_counts(held))


def for_member(work: Work, viewer: Person, update: Update) -> Mapping[str, int] | None:
    """The newest batch, without names. Raises `NotAllowed` for whoever is not on the team."""
    lead = lines.lead(work, update.lead_id)
    policy.permit(work, viewer, lead, policy.STANCE, policy.COUNTS)
    return rules.all_counts([_held(work, row) for row in repo.on(work, update.id)])


def _locked(work: Work, me: Person, update_id: str) -> Locked:
    """Raises `Refusal` where there is nothing to choose on, or nothing for this person."""
    found = repo.locked(work, update_id, me.id)
    if found is None or found.is_gone:
        raise Refusal("This update was taken back by its author, so there is nothing to choose on.")
    policy.public(work, found)
    if found.ended_at is not None:
        raise Refusal(
            "This update is from somebody who no longer leads this team, so nobody would see your stance. "
            "Type /direction to see who leads it now."
        )
    policy.permit_stance(me.id, found.leader_id, found.lead_id, belongs=found.since is not None)
    return found


def _new(work: Work, me: Person, update: Locked, choice: str) -> Taken:
    row = Taken(
        session=work.session,
        workspace_id=work.workspace_id,
        id=new_id(),
        lead_id=update.lead_id,
        update_id=update.id,
        person_id=me.id,
        choice=b"",
        signed=False,
        named=False,
        shown=None,
        shown_signed=False,
        history=[],
        chosen_at=work.now,
    )
    row.choice = work.vault.seal(row, "choice", choice)
    return row


def _held(work: Work, row: Taken) -> Held:
    """For counting only: nothing of it leaves this module but names that were signed, and batches."""
    grant = policy.counting(row.lead_id)
    return Held(
        row.person_id,
        work.vault.open(row, "choice", grant),
        row.signed,
        row.named,
        work.vault.open(row, "shown", grant) if row.shown else None,
        row.shown_signed,
        tuple(Atom(int(first or 0), last, bool(known)) for first, last, known in row.history),
    )


def _changed(
    work: Work, me: Person, locked: Locked, rows: Sequence[Taken], change: Callable[[Held], Held]
) -> Mine:
    """Change my stance, and store what that makes of everybody's on the update."""
    before = [_held(work, row) for row in rows]
    after = [change(one) if one.person == me.id else one for one in before]
    settled, counted = rules.settled(after, locked.counted)
    if counted != locked.counted:
        repo.count(work, locked.id, counted)
    for row, was, one in zip(rows, before, settled, strict=True):
        if one != was:
            _put(work, row, one)
    own = next(row for row in rows if row.person_id == me.id)
    changed = [row for row, was, one in zip(rows, before, settled, strict=True) if one != was or row is own]
    repo.store(work, changed)
    return _mine(work, me, own, locked.leader, locked.team)


def _mine(work: Work, me: Person, row: Stance | Taken, leader: str, team: str) -> Mine:
    choice = work.vault.open(row, "choice", policy.permit_own_stance(me.id, row.person_id, row.lead_id))
    return Mine(row.update_id, row.lead_id, choice, row.signed, row.signed and row.named, leader, team)


def _put(work: Work, row: Taken, one: Held) -> None:
    row.choice = work.vault.seal(row, "choice", one.choice)
    row.signed, row.named, row.shown_signed = one.signed, one.named, one.shown_signed
    row.shown = work.vault.seal(row, "shown", one.shown) if one.shown else None
    row.history = [[atom.first, atom.last, int(atom.known)] for atom in one.atoms]
