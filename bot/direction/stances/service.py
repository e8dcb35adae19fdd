"""Choosing a stance, signing it, and what of all stances a viewer may see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.direction import policy
from bot.direction.lines import repo as lines
from bot.direction.stances import repo, rules
from bot.direction.stances.counting import Counts, Mine, held, mine_of
from bot.direction.stances.rules import Held
from bot.direction.updates.models import Update
from bot.errors import Refusal
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.work import Work


@dataclass(frozen=True, slots=True)
class LeaderView:
    """What the holder of a line sees of the stances on an update."""

    named: Sequence[tuple[str, str]]
    """(name, choice)"""
    unsigned: Mapping[str, int] | None
    """By choice, as the newest batch counted them; None where there is none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chooses on an update."""

    update_id: str
    choice: str


def choose(work: Work, me: Person, update_id: str, choice: str) -> Mine:
    """Choose, or choose otherwise. The same choice twice has one effect."""
    (end,) = choose_all(work, [(me.id, Choice(update_id, choice))])
    if isinstance(end, Refusal):
        raise end
    return end


def choose_all(work: Work, asked: Sequence[tuple[str, Choice]]) -> Sequence[Mine | Refusal]:
    """The same for many persons at once, by their ids: one after the other, each as it would be alone."""
    counts = Counts(work, [(wish.update_id, person_id) for person_id, wish in asked])
    ends = [
        _or_refusal(partial(counts.choose, person_id, wish.update_id, wish.choice))
        for person_id, wish in asked
    ]
    counts.store()
    return ends


def sign(work: Work, me: Person, update_id: str, *, signed: bool) -> Mine:
    """Put my name on my stance for the leader, or take it off."""
    counts = Counts(work, [(update_id, me.id)])
    mine = counts.sign(me.id, update_id, signed)
    counts.store()
    return mine


def mine(work: Work, me: Person, update: Update) -> Mine | None:
    row = repo.of(work, update.id, me.id)
    if row is None:
        return None
    lead = lines.lead(work, update.lead_id)
    leader, team = roster.person(work, lead.leader_id).name, roster.team(work, lead.team_id).name
    return mine_of(work, me.id, row, leader, team)


def for_leader(work: Work, viewer: Person, update: Update) -> LeaderView:
    """Raises `NotAllowed` for everybody but the holder of the line while it is open."""
    lead = lines.lead(work, update.lead_id)
    policy.permit(work, viewer, lead, policy.STANCE, policy.NAMED)
    policy.permit(work, viewer, lead, policy.STANCE, policy.UNSIGNED)
    all_held = _all_on(work, update.id)
    named = rules.signed_by_name(all_held)
    names = roster.persons(work, [person for person, _ in named])
    return LeaderView(
        [(names[person].name, choice) for person, choice in named], rules.unsigned_counts(all_held)
    )


def for_member(work: Work, viewer: Person, update: Update) -> Mapping[str, int] | None:
    """The newest batch, without names. Raises `NotAllowed` for whoever is not on the team."""
    lead = lines.lead(work, update.lead_id)
    policy.permit(work, viewer, lead, policy.STANCE, policy.COUNTS)
    return rules.all_counts(_all_on(work, update.id))


def _all_on(work: Work, update_id: str) -> Sequence[Held]:
    return [held(work, row) for row in repo.on(work, [update_id]).get(update_id, ())]


def _or_refusal(run: Callable[[], Mine]) -> Mine | Refusal:
    try:
        return run()
    except Refusal as no:
        return no
