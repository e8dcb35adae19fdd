"""What shall become of a claimed delivery, decided while only looking: send it, move it or drop it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from sqlalchemy import Select, and_, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from bot.delivery import budget, window
from bot.delivery.budget import Recipient
from bot.delivery.claims import HELD, Claim
from bot.delivery.models import Delivery
from bot.roster import people as roster
from bot.roster.models import Person
from bot.slack.payloads import Block
from bot.storage.work import Everywhere, Work

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


@dataclass(frozen=True, slots=True)
class Broken:
    """Deciding raised this, or whoever renders it: a fault of ours, which holds up nobody else's message."""

    error: Exception


class NobodyRenders(Exception):  # noqa: N818
    """Its kind is unheard of: a newer version may have enqueued it, so it waits for that one."""


Decision = Lost | Drop | Later | Greet | Ready | Broken


@dataclass(slots=True)
class _Held:
    """What a claim still holds: its rows, in the order in which they are due, and whom they are for."""

    rows: list[Delivery] = field(default_factory=list)
    person: Person | None = None


def _held(session: Session, claims: Sequence[Claim]) -> list[_Held]:
    dialect = session.get_bind().dialect.name
    given = HELD.values(dialect, [one for claim in claims for one in claim.rows()])
    held_by = {one: _Held() for one in claims}
    of = {one: claim for claim in claims for one in claim.ids}
    for row, person in session.execute(_rows(dialect), given).all():
        held = held_by[of[row.id]]
        held.rows.append(row)
        held.person = person
    return list(held_by.values())


@lru_cache
def _rows(dialect: str) -> Select[Delivery, Person]:
    held = HELD.table(dialect)
    mine = [getattr(Delivery, name) == held.c[name] for name in ("workspace_id", "id", "lease")]
    recipient = and_(Person.workspace_id == Delivery.workspace_id, Person.id == Delivery.recipient)
    return (
        select(Delivery, Person)
        .join_from(Delivery, held, and_(*mine))
        .outerjoin(Person, and_(recipient, ~Delivery.to_channel))
        .order_by(Delivery.due_at, Delivery.id)
    )


def claimed(session: Session, claim: Claim) -> Sequence[Delivery]:
    """The rows that a claim still holds, in the order in which they are due."""
    (held,) = _held(session, [claim])
    return held.rows


def place_of(work: Work, claim: Claim) -> Place | None:
    """Where a claim's message goes; None where the recipient is no more, or the claim is lost."""
    (held,) = _held(work.session, [claim])
    if not held.rows or (held.person is None and not held.rows[0].to_channel):
        return None
    return _place(held.rows[0], held.person)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is asked of the database once for all, by workspace and person."""

    leave: Mapping[Recipient, Sequence[roster.Span]]
    pings: Mapping[Recipient, Sequence[budget.Ping]]


def decide(there: Everywhere, claims: Sequence[Claim], renderers: Renderers) -> list[Decision]:
    """What shall become of each, whichever workspaces they are in. Only looks."""
    held = _held(there.session, claims)
    fresh = [[row for row in one.rows if _is_fresh(row, there.now)] for one in held]
    known = _known(there, [(some[0], one.person) for some, one in zip(fresh, held, strict=True) if some])
    decisions: list[Decision] = []
    for claim, one, some in zip(claims, held, fresh, strict=True):
        if not some:
            decisions.append(Drop(STALE) if one.rows else Lost())
            continue
        try:
            decisions.append(_decide(there.within(claim.workspace_id), some, one.person, known, renderers))
        except StatementError:
            raise  # nothing else can be asked in this transaction
        except Exception as error:  # a fault of ours, or of this workspace's
            decisions.append(Broken(error))
    return decisions


def _is_fresh(row: Delivery, now: datetime) -> bool:
    return row.not_after is None or now <= row.not_after


def _known(there: Everywhere, heads: Sequence[tuple[Delivery, Person | None]]) -> _Known:
    unasked = [(head, person) for head, person in heads if person is not None and not head.asked_for]
    keys = [(person.workspace_id, person.id) for _, person in unasked]
    leave = roster.leave(there.session, keys) if keys else {}
    counted = [(head.workspace_id, head.recipient) for head, _ in unasked if not head.bound]
    return _Known(leave, budget.lately(there.session, there.now, counted))


def _decide(
    work: Work, rows: Sequence[Delivery], person: Person | None, known: _Known, renderers: Renderers
) -> Decision:
    no = None if rows[0].to_channel else _not_to(person, rows, known, work.now)
    if no is not None:
        return no
    words = _rendered(work, rows, renderers)
    if words is None:
        return Drop(NOT_NEEDED)
    if person is not None and person.welcomed_at is None:
        return Greet(person.id)
    return Ready(_place(rows[0], person), words, tuple(row.id for row in rows))


def _rendered(work: Work, rows: Sequence[Delivery], renderers: Renderers) -> Words | None:
    render = renderers.get((rows[0].chain, rows[0].kind))
    if render is None:
        raise NobodyRenders
    return render(work, rows)


def _place(row: Delivery, person: Person | None) -> Place:
    if person is None:
        return Place(row.recipient, row.thread)
    return Place(person.dm, row.thread, person.id, person.slack_id)


def _not_to(
    person: Person | None, rows: Sequence[Delivery], known: _Known, now: datetime
) -> Drop | Later | None:
    if person is None:
        return Drop(GONE)
    if not person.active:
        return Drop(DEACTIVATED)
    due_at = _fitting(person, rows[0], known, now)
    if due_at <= now:
        return None
    too_late = all(row.not_after is not None and row.not_after < due_at for row in rows)
    return Drop(STALE) if too_late else Later(due_at)


def _fitting(person: Person, head: Delivery, known: _Known, now: datetime) -> datetime:
    if head.asked_for:
        return now
    key = (person.workspace_id, person.id)
    days = roster.calendar_with(person, known.leave.get(key, ()))
    due_at = window.fitting(now, days, asked_for=False, bound=head.bound)
    if due_at > now or head.bound or not budget.is_spent(known.pings.get(key, ()), days, now):
        return due_at
    return budget.renewed(now, days)
