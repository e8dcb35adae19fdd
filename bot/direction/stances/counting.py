"""Counting the stances on updates while nobody else counts them, for one person or for many at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.direction import policy
from bot.direction.stances import repo, rules
from bot.direction.stances.models import Stance
from bot.direction.stances.repo import Locked, Taken
from bot.direction.stances.rules import Atom, Held
from bot.errors import Refusal
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


class Counts:
    """Several updates, each as it is met by those who want something of their stance on it.

    `asked`: the ids of an update and of a person. Nothing is stored before `store`.
    """

    def __init__(self, work: Work, asked: Sequence[tuple[str, str]]) -> None:
        self._work = work
        self._locked = repo.locked(work, asked)
        # Read after the lock is had, and not before.
        self._rows = repo.on(work, {each.id for each in self._locked.values()})
        self._counts: dict[str, Count] = {}

    def choose(self, person_id: str, update_id: str, choice: str) -> Mine:
        if choice not in rules.CHOICES:
            raise Refusal("This button belongs to an older version of Tandem. Type /direction to go on.")
        locked = self._permitted(person_id, update_id)
        count = self._count(locked)
        row = count.of(person_id)
        if row is None:
            row = count.add(_new(self._work, person_id, locked, choice))
        else:
            row.chosen_at = self._work.now
        count.change(row, lambda held: rules.chosen(held, choice))
        return mine_of(self._work, person_id, row, locked.leader, locked.team)

    def sign(self, person_id: str, update_id: str, signed: bool) -> Mine:
        locked = self._permitted(person_id, update_id)
        count = self._count(locked)
        row = count.of(person_id)
        if row is None:
            raise Refusal("You have not chosen a stance on this update, so there is nothing to sign.")
        count.change(row, lambda held: replace(held, signed=signed))
        return mine_of(self._work, person_id, row, locked.leader, locked.team)

    def store(self) -> None:
        released = {one: count.batches for one, count in self._counts.items() if count.has_released}
        repo.count(self._work, released)
        repo.store(self._work, [row for count in self._counts.values() for row in count.changed])

    def _count(self, update: Locked) -> "Count":
        if update.id not in self._counts:
            self._counts[update.id] = Count(self._work, update.counted, self._rows.get(update.id, []))
        return self._counts[update.id]

    def _permitted(self, person_id: str, update_id: str) -> Locked:
        """Raises `Refusal` where there is nothing to choose on, or nothing for this person."""
        found = self._locked.get((update_id, person_id))
        if found is None or found.is_gone:
            raise Refusal("This update was taken back by its author, so there is nothing to choose on.")
        policy.public(self._work, found)
        if found.ended_at is not None:
            raise Refusal(
                "This update is from somebody who no longer leads this team, so nobody would see your stance."
                " Type /direction to see who leads it now."
            )
        policy.permit_stance(person_id, found.leader_id, found.lead_id, belongs=found.since is not None)
        return found


class Count:
    """The stances on one update."""

    def __init__(self, work: Work, batches: int, rows: list[Taken]) -> None:
        self._work = work
        self._rows = rows
        self._held = [held(work, row) for row in rows]
        self._before = batches
        self.batches = batches
        """How many were released by now."""
        self._changed: dict[str, Taken] = {}

    @property
    def has_released(self) -> bool:
        return self.batches != self._before

    @property
    def changed(self) -> Sequence[Taken]:
        """New rows, and others that are no longer what they were."""
        return list(self._changed.values())

    def of(self, person_id: str) -> Taken | None:
        return next((row for row in self._rows if row.person_id == person_id), None)

    def add(self, row: Taken) -> Taken:
        self._rows.append(row)
        self._held.append(held(self._work, row))
        return row

    def change(self, mine: Taken, change: Callable[[Held], Held]) -> None:
        """Change one, and see what that makes of all of them."""
        after = [change(one) if one.person == mine.person_id else one for one in self._held]
        settled, self.batches = rules.settled(after, self.batches)
        self._changed[mine.id] = mine
        for row, was, now in zip(self._rows, self._held, settled, strict=True):
            if now != was:
                _put(self._work, row, now)
                self._changed[row.id] = row
        self._held = settled


def _new(work: Work, person_id: str, update: Locked, choice: str) -> Taken:
    row = Taken(
        session=work.session,
        workspace_id=work.workspace_id,
        id=new_id(),
        lead_id=update.lead_id,
        update_id=update.id,
        person_id=person_id,
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


def held(work: Work, row: Taken) -> Held:
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


def mine_of(work: Work, person_id: str, row: Stance | Taken, leader: str, team: str) -> Mine:
    choice = work.vault.open(row, "choice", policy.permit_own_stance(person_id, row.person_id, row.lead_id))
    return Mine(row.update_id, row.lead_id, choice, row.signed, row.signed and row.named, leader, team)


def _put(work: Work, row: Taken, one: Held) -> None:
    row.choice = work.vault.seal(row, "choice", one.choice)
    row.signed, row.named, row.shown_signed = one.signed, one.named, one.shown_signed
    row.shown = work.vault.seal(row, "shown", one.shown) if one.shown else None
    row.history = [[atom.first, atom.last, int(atom.known)] for atom in one.atoms]
