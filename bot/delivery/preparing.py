"""What shall become of a claimed delivery, decided while only looking: send it, move it or drop it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select

from bot.delivery import budget, window
from bot.delivery.claims import Claim
from bot.delivery.models import Delivery
from bot.roster import people as roster
from bot.roster.models import Person
from bot.slack.payloads import Block
from bot.storage.work import Work

STALE, DEACTIVATED, GONE, NOT_NEEDED = "stale", "deactivated", "gone", "not needed"


class Words(Protocol):
    """A rendered message. `text` is what a notification shows."""

    @property
    def text(self) -> str: ...
    @property
    def blocks(self) -> Sequence[Block]: ...


Render = Callable[[Work, Sequence[Delivery]], Words | None]
"""The message for one delivery, or for several that share it; None where nobody needs it any more."""
Renderers = Mapping[tuple[str, str], Render]
"""By (chain, kind)."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody else has it by now."""


@dataclass(frozen=True, slots=True)
class Drop:
    why: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: its hour has not come, or the day's pings are used up."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class Greet:
    """The welcome goes first."""

    person_id: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: a channel that is known, or a person whose DM has yet to be opened."""

    channel: str | None
    thread: str | None
    person_id: str | None = None
    slack_id: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    place: Place
    words: Words
    keep: tuple[str, ...]
    """The ids that the message is for; what else was claimed with them has become stale."""


Decision = Lost | Drop | Later | Greet | Ready


def claimed(work: Work, claim: Claim) -> list[Delivery]:
    """The rows of a claim that still hold, in the order in which they are due."""
    query = select(Delivery).where(
        Delivery.workspace_id == work.workspace_id,
        Delivery.id.in_(claim.ids),
        Delivery.lease == claim.lease,
    )
    return list(work.session.scalars(query.order_by(Delivery.due_at, Delivery.id)))


def place_of(work: Work, claim: Claim) -> Place | None:
    """Where a claim's message goes; None where the recipient is no more, or the claim is lost."""
    rows = claimed(work, claim)
    if not rows:
        return None
    if rows[0].to_channel:
        return Place(rows[0].recipient, rows[0].thread)
    person = work.session.get(Person, (work.workspace_id, rows[0].recipient))
    return Place(person.dm, rows[0].thread, person.id, person.slack_id) if person else None


def decide(work: Work, claim: Claim, renderers: Renderers) -> Decision:
    """Only looks. Raises whatever a renderer raises, and `KeyError` where none is known."""
    rows = claimed(work, claim)
    fresh = [row for row in rows if row.not_after is None or work.now <= row.not_after]
    if not fresh:
        return Drop(STALE) if rows else Lost()
    person = None
    if not fresh[0].to_channel:
        person = work.session.get(Person, (work.workspace_id, fresh[0].recipient))
        no = _not_to(work, person, fresh)
        if no is not None:
            return no
    words = renderers[fresh[0].chain, fresh[0].kind](work, fresh)
    if words is None:
        return Drop(NOT_NEEDED)
    if person is not None and person.welcomed_at is None:
        return Greet(person.id)
    return Ready(_place(fresh[0], person), words, tuple(row.id for row in fresh))


def _place(row: Delivery, person: Person | None) -> Place:
    if person is None:
        return Place(row.recipient, row.thread)
    return Place(person.dm, row.thread, person.id, person.slack_id)


def _not_to(work: Work, person: Person | None, rows: Sequence[Delivery]) -> Drop | Later | None:
    if person is None:
        return Drop(GONE)
    if not person.active:
        return Drop(DEACTIVATED)
    days = roster.calendar(work, person)
    head = rows[0]
    due_at = window.fitting(work.now, days, asked_for=head.asked_for, bound=head.bound)
    if due_at <= work.now and not (head.asked_for or head.bound) and budget.is_spent(work, person.id, days):
        due_at = budget.renewed(work.now, days)
    if due_at <= work.now:
        return None
    too_late = all(row.not_after is not None and row.not_after < due_at for row in rows)
    return Drop(STALE) if too_late else Later(due_at)
