"""What shall become of a claimed delivery, decided while only looking: send it, move it or drop it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.exc import StatementError

from bot.cadence import WorkCalendar
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


@dataclass(frozen=True, slots=True)
class Broken:
    """Whoever renders it raised this: a fault of ours, and nobody else's message is held up by it."""

    error: Exception


class NobodyRenders(Exception):  # noqa: N818
    """Its kind is unheard of: a newer version may have enqueued it, so it waits for that one."""


Decision = Lost | Drop | Later | Greet | Ready | Broken


def claimed(work: Work, claims: Sequence[Claim]) -> dict[str, list[Delivery]]:
    """The rows that each claim still holds, by its lead, in the order in which they are due."""
    lead_of = {one: claim.lead for claim in claims for one in claim.ids}
    query = select(Delivery).where(
        Delivery.workspace_id == work.workspace_id,
        Delivery.id.in_(lead_of),
        Delivery.lease.in_({claim.lease for claim in claims}),
    )
    rows: dict[str, list[Delivery]] = {claim.lead: [] for claim in claims}
    for row in work.session.scalars(query.order_by(Delivery.due_at, Delivery.id)):
        rows[lead_of[row.id]].append(row)
    return rows


def place_of(work: Work, claim: Claim) -> Place | None:
    """Where a claim's message goes; None where the recipient is no more, or the claim is lost."""
    rows = claimed(work, [claim])[claim.lead]
    if not rows:
        return None
    person = None if rows[0].to_channel else _people(work, [rows[0]]).get(rows[0].recipient)
    return _place(rows[0], person) if person or rows[0].to_channel else None


@dataclass(frozen=True, slots=True)
class _Known:
    """What is asked of the database once for all."""

    people: Mapping[str, Person]
    days: Mapping[str, WorkCalendar]
    spent: Collection[str]


def decide(work: Work, claims: Sequence[Claim], renderers: Renderers) -> list[Decision]:
    """What shall become of each. Only looks."""
    rows = claimed(work, claims)
    fresh = {lead: [row for row in some if _is_fresh(row, work.now)] for lead, some in rows.items()}
    known = _known(work, [some[0] for some in fresh.values() if some])
    return [_decide(work, rows[one.lead], fresh[one.lead], known, renderers) for one in claims]


def _is_fresh(row: Delivery, now: datetime) -> bool:
    return row.not_after is None or now <= row.not_after


def _known(work: Work, heads: Sequence[Delivery]) -> _Known:
    people = _people(work, heads)
    unasked = {row.recipient for row in heads if not row.to_channel and not row.asked_for}
    days = roster.calendars(work, [people[one] for one in unasked if one in people])
    counted = {row.recipient for row in heads if not row.bound} & days.keys()
    return _Known(people, days, budget.spent(work, {one: days[one] for one in counted}))


def _people(work: Work, heads: Sequence[Delivery]) -> dict[str, Person]:
    wanted = {row.recipient for row in heads if not row.to_channel}
    return roster.persons(work, wanted) if wanted else {}


def _decide(
    work: Work, rows: Sequence[Delivery], fresh: Sequence[Delivery], known: _Known, renderers: Renderers
) -> Decision:
    if not fresh:
        return Drop(STALE) if rows else Lost()
    head = fresh[0]
    person = known.people.get(head.recipient)
    no = None if head.to_channel else _not_to(person, fresh, known, work.now)
    if no is not None:
        return no
    try:
        words = _rendered(work, fresh, renderers)
    except StatementError:
        raise  # nothing else can be asked in this transaction
    except Exception as error:  # a fault of ours
        return Broken(error)
    if words is None:
        return Drop(NOT_NEEDED)
    if person is not None and person.welcomed_at is None:
        return Greet(person.id)
    return Ready(_place(head, person), words, tuple(row.id for row in fresh))


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
    days = known.days[person.id]
    due_at = window.fitting(now, days, asked_for=False, bound=head.bound)
    return (
        budget.renewed(now, days) if due_at <= now and person.id in known.spent and not head.bound else due_at
    )
