"""Counting stances so that nobody is computed: named ones live, unsigned ones in batches of four up.

What the leader knows is modelled exactly. Each unsigned choice that a batch counted is an *atom*,
known once the leader saw that choice with the name. A batch is released, and a name is shown, only
where this leaves in every batch that ever was, and in every difference between one and the next,
no unknown atom or at least four. Pure; the property test in tests/direction/stances holds it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

LEAST = 4
IN, QUESTION, DIFFER = "in", "question", "differ"
CHOICES: Mapping[str, str] = {
    IN: "I'm in",
    QUESTION: "I have a question",
    DIFFER: "I see it differently",
}


@dataclass(frozen=True, slots=True)
class Atom:
    """One unsigned choice of one person, counted from a batch up to a batch, both included."""

    first: int
    last: int | None
    """None while the newest batch counts it."""
    known: bool
    """Whether the leader saw this choice with the name."""


@dataclass(frozen=True, slots=True)
class Held:
    """One person's stance on one update."""

    person: str
    choice: str
    signed: bool = False
    named: bool = False
    """Whether the leader saw this choice with the name."""
    shown: str | None = None
    """The choice that the newest batch counts; None where it counts none."""
    shown_signed: bool = False
    atoms: tuple[Atom, ...] = ()

    @property
    def is_visible(self) -> bool:
        """The leader sees it by name now."""
        return self.signed and self.named

    @property
    def counts_as(self) -> tuple[str | None, bool]:
        """How the next batch would count it: the choice, and whether as a signed one.

        A name that was taken off leaves its choice out of every count until its author chooses
        otherwise: counted among the unsigned, it would tell the leader who the others are.
        """
        if self.is_visible:
            return self.choice, True
        return (None, False) if self.named else (self.choice, False)


def chosen(held: Held, choice: str) -> Held:
    """Choosing. What is chosen without a name is new to the leader; the same choice again is not."""
    if choice == held.choice:
        return held
    return replace(held, choice=choice, named=held.named and held.signed)


def settled(stances: Sequence[Held], batch: int) -> tuple[list[Held], int]:
    """After any change: show the names and release the batch that may be; the newest batch's number."""
    now = _with_names(stances, batch)
    counted = [_counted(held, batch + 1) for held in now]
    if not _may_release(now, counted, batch + 1):
        return now, batch
    return _with_names(counted, batch + 1), batch + 1


def signed_by_name(stances: Sequence[Held]) -> list[tuple[str, str]]:
    """(person, choice): what the leader sees live."""
    return [(held.person, held.choice) for held in stances if held.is_visible]


def unsigned_counts(stances: Sequence[Held]) -> Mapping[str, int] | None:
    """What the leader sees of the unsigned ones: the newest batch; None while there is none."""
    return _counts([held for held in stances if held.shown and not held.shown_signed])


def all_counts(stances: Sequence[Held]) -> Mapping[str, int] | None:
    """What the members see: the newest batch, signed or not, without names."""
    return _counts([held for held in stances if held.shown])


def _counts(stances: Sequence[Held]) -> Mapping[str, int] | None:
    if not stances:
        return None
    counter = Counter(held.shown for held in stances)
    return {choice: counter[choice] for choice in CHOICES}


def _with_names(stances: Sequence[Held], batch: int) -> list[Held]:
    """Show the names of all who signed; where that would tell on others, of as many as may be."""
    wanting = [held.person for held in stances if held.signed and not held.named and _can_be_named(held)]
    everyone = _named(stances, wanting)
    if _is_safe(everyone, batch):
        return everyone
    now = list(stances)
    for person in wanting:
        tried = _named(now, [person])
        now = tried if _is_safe(tried, batch) else now
    return now


def _can_be_named(held: Held) -> bool:
    """A choice that was changed after it was counted would give the counted one away."""
    return held.shown is None or held.shown == held.choice or not _current(held)


def _current(held: Held) -> Atom | None:
    return next((atom for atom in held.atoms if atom.last is None), None)


def _named(stances: Sequence[Held], persons: Sequence[str]) -> list[Held]:
    return [_with_name(held) if held.person in persons else held for held in stances]


def _with_name(held: Held) -> Held:
    atoms = tuple(replace(atom, known=True) if atom.last is None else atom for atom in held.atoms)
    return replace(held, named=True, atoms=atoms)


def _counted(held: Held, batch: int) -> Held:
    """As the batch of this number would count it."""
    shown, as_signed = held.counts_as
    if (shown, as_signed) == (held.shown, held.shown_signed):
        return held
    atoms = tuple(replace(atom, last=batch - 1) if atom.last is None else atom for atom in held.atoms)
    if shown is not None and not as_signed:
        atoms = (*atoms, Atom(batch, None, known=False))
    return replace(held, shown=shown, shown_signed=as_signed, atoms=atoms)


def _may_release(now: Sequence[Held], counted: Sequence[Held], batch: int) -> bool:
    changed = sum(before != after for before, after in zip(now, counted, strict=True))
    total = sum(held.shown is not None for held in counted)
    # Members see signed and unsigned ones together: to them a name that came or went is no change.
    moved = sum(before.shown != after.shown for before, after in zip(now, counted, strict=True))
    return changed >= LEAST and total >= LEAST and _is_crowd(moved) and _is_safe(counted, batch)


def _is_safe(stances: Sequence[Held], batch: int) -> bool:
    """Whether each batch, and each difference from the one before, has no unknown atom or four and more."""
    return all(
        _is_crowd(sum(any(test(atom, number) for atom in held.atoms) for held in stances))
        for number in range(1, batch + 1)
        for test in (_inside, _differs)
    )


def _is_crowd(persons: int) -> bool:
    return persons == 0 or persons >= LEAST


def _inside(atom: Atom, batch: int) -> bool:
    return not atom.known and atom.first <= batch and (atom.last is None or batch <= atom.last)


def _differs(atom: Atom, batch: int) -> bool:
    return not atom.known and (atom.first == batch or atom.last == batch - 1)
