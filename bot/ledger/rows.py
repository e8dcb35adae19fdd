"""What the ledger knows, as plain data: duties with their states, sums, and who is without whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.chain import Chain, State
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.work import Work


@dataclass(frozen=True, slots=True)
class Row:
    """One duty for one unit, with its state. Names are plain text."""

    chain: str
    duty: str
    """P1 to P8, D1 to D8."""
    unit_id: str
    unit: str
    holder_id: str | None
    holder: str | None
    state: State


@dataclass(frozen=True, slots=True)
class Sum:
    """A duty that is shown only in sum; None where there are too few to show."""

    chain: str
    duty: str
    kept: int | None
    overdue: int | None


@dataclass(frozen=True, slots=True)
class Gaps:
    without: Mapping[str, tuple[Person, ...]]
    """By chain: the active persons for whom nobody wears its hat."""
    both: tuple[Person, ...]
    """Who wears both hats."""

    @property
    def is_empty(self) -> bool:
        return not any(self.without.values())


def rows(chains: Sequence[Chain], work: Work, viewer: Person | None) -> list[Row]:
    """Every state that this viewer may see: by chain, unit and duty."""
    found = [(chain, duty) for chain in chains for duty in chain.duties(work, viewer)]
    names = roster.persons(work, {duty.holder_id for _, duty in found if duty.holder_id})
    order = {chain.name: place for place, chain in enumerate(chains)}
    made = [
        Row(
            chain=chain.name,
            duty=duty.id,
            unit_id=duty.unit_id,
            unit=duty.unit,
            holder_id=duty.holder_id,
            holder=names[duty.holder_id].name if duty.holder_id in names else None,
            state=duty.state,
        )
        for chain, duty in found
    ]
    return sorted(made, key=lambda row: (order[row.chain], row.unit.casefold(), row.unit_id, row.duty))


def sums(chains: Sequence[Chain], work: Work) -> list[Sum]:
    return [
        Sum(chain.name, tally.id, tally.kept, tally.overdue)
        for chain in chains
        for tally in chain.tallies(work)
    ]


def gaps(chains: Sequence[Chain], work: Work) -> Gaps:
    """Who is without a manager or leader, and who wears both hats: listed after every import."""
    everyone = roster.everyone(work)
    without = {}
    for chain in chains:
        ids = chain.unheld(work)
        without[chain.name] = tuple(person for person in everyone if person.id in ids)
    both = both_hats(chains, work)
    return Gaps(without, tuple(person for person in everyone if person.id in both))


def both_hats(chains: Sequence[Chain], work: Work) -> frozenset[str]:
    held = [chain.holders(work) for chain in chains]
    return frozenset.intersection(*held) if held else frozenset()


def is_empty(chains: Sequence[Chain], work: Work) -> bool:
    """Whether nobody holds anything yet."""
    return not any(chain.holders(work) for chain in chains)
