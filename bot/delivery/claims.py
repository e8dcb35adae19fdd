"""Claiming what is due, so that nobody else sends it: a conditional update under a lease.

Only the *head* of each recipient's queue is claimed, and only while nothing else is on its way to
them. That keeps the order without any lock on the recipient, also between several processes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    exists,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from bot.delivery.models import QUEUED, SENDING, Delivery
from bot.delivery.outbox import PRIORITIES
from bot.roster.models import Person
from bot.storage.base import UtcDateTime, new_id
from bot.workspaces.models import ACTIVE, Workspace

LEASE = timedelta(seconds=30)
BATCH = 50
NOW = bindparam("now", type_=UtcDateTime())
PAUSED = bindparam("paused", expanding=True, type_=String())


@dataclass(frozen=True, slots=True)
class Claim:
    """Deliveries that go out as one message, and the right to send them until the lease ends."""

    workspace_id: str
    ids: tuple[str, ...]
    lead: str
    """The id that the message bears."""
    lease: str
    attempted_at: datetime | None
    """Set where an earlier attempt may have posted it."""
    failures: int = 0
    """Attempts that have failed so far."""


def claim(session: Session, now: datetime, room: int = BATCH, paused: Collection[str] = ()) -> list[Claim]:
    """Claim at most `room` messages, the most urgent ones first; none of paused workspaces."""
    if session.scalar(ANYTHING, {"now": now}) is None:
        return []
    given = {"now": now, "paused": list(paused)}
    heads = list(session.scalars(ABANDONED_HEADS, {**given, "room": room}))
    for priority in PRIORITIES:
        if len(heads) < room:
            wanted = {**given, "room": room - len(heads), "priority": priority}
            heads += session.scalars(WAITING_HEADS, wanted)
    return [_take(session, head, now) for head in heads]


def _heads(due: ColumnElement[bool]) -> Select[Delivery]:
    return (
        select(Delivery)
        .where(due, may_send(PAUSED), ~_something_before())
        .order_by(Delivery.priority, Delivery.due_at, Delivery.id)
        .limit(bindparam("room", type_=Integer()))
        .with_for_update(skip_locked=True, of=Delivery)
    )


def may_send(paused: BindParameter[str]) -> ColumnElement[bool]:
    """Whether anything is sent in a delivery's workspace just now.

    Correlated, so that SQLite looks for what is due, and not for all that a workspace ever had.
    """
    active = exists().where(Workspace.workspace_id == Delivery.workspace_id, Workspace.state == ACTIVE)
    return and_(active, Delivery.workspace_id.not_in(paused))


def _something_before() -> ColumnElement[bool]:
    """Whether something is on its way to the same recipient, or is to go there first."""
    other = aliased(Delivery)
    on_its_way = and_(other.state == SENDING, other.leased_until > NOW)
    waits = or_(and_(other.state == QUEUED, other.due_at <= NOW), other.state == SENDING)
    earlier = tuple_(other.priority, other.due_at, other.id) < tuple_(
        Delivery.priority, Delivery.due_at, Delivery.id
    )
    return exists().where(
        other.workspace_id == Delivery.workspace_id,
        other.recipient == Delivery.recipient,
        other.state.in_((QUEUED, SENDING)),
        other.id != Delivery.id,
        or_(on_its_way, and_(waits, earlier)),
    )


WAITS = and_(
    Delivery.state == QUEUED,
    Delivery.due_at <= NOW,
    or_(Delivery.not_before.is_(None), Delivery.not_before <= NOW),
)
ABANDONED = and_(Delivery.state == SENDING, Delivery.leased_until <= NOW)
"""Whoever claimed these is gone: their lease has ended."""
# Built once: putting these statements together costs ten times what running them does.
ANYTHING = select(literal(1)).select_from(Delivery).where(or_(WAITS, ABANDONED)).limit(1)
ABANDONED_HEADS = _heads(ABANDONED)
WAITING_HEADS = _heads(and_(Delivery.priority == bindparam("priority", type_=Integer()), WAITS))


def _take(session: Session, head: Delivery, now: datetime) -> Claim:
    rows = [head, *_companions(session, head)]
    lease = new_id()
    for row in rows:
        row.state, row.lease, row.leased_until = SENDING, lease, now + LEASE
    session.flush()
    lead = head.lead if head.attempted_at and head.lead else head.id
    return Claim(
        head.workspace_id, tuple(row.id for row in rows), lead, lease, head.attempted_at, head.attempts
    )


def _companions(session: Session, head: Delivery) -> Sequence[Delivery]:
    """The others that share the message: those of the first attempt, else those that may be merged."""
    if head.attempted_at:
        same = and_(Delivery.lead == head.lead, Delivery.attempted_at.is_not(None))
    elif head.merges and head.thread is None:
        same = _mergeable(session, head)
    else:
        return ()
    query = select(Delivery).where(
        same,
        Delivery.workspace_id == head.workspace_id,
        Delivery.recipient == head.recipient,
        Delivery.state.in_((QUEUED, SENDING)),
        Delivery.id != head.id,
    )
    # Those of one attempt stay together; one more that could have been merged may well go alone.
    query = query.with_for_update(skip_locked=not head.attempted_at)
    return session.scalars(query.order_by(Delivery.due_at, Delivery.id)).all()


def _mergeable(session: Session, head: Delivery) -> ColumnElement[bool]:
    start, end = _clock_hour(session, head)
    return and_(
        Delivery.chain == head.chain,
        Delivery.kind == head.kind,
        Delivery.state == QUEUED,
        Delivery.attempted_at.is_(None),
        Delivery.thread.is_(None),
        Delivery.merges,
        Delivery.bound == head.bound,
        Delivery.asked_for == head.asked_for,
        Delivery.due_at >= start,
        Delivery.due_at < end,
    )


def _clock_hour(session: Session, head: Delivery) -> tuple[datetime, datetime]:
    """The hour, on the recipient's clock, in which this is due."""
    person = None if head.to_channel else session.get(Person, (head.workspace_id, head.recipient))
    local = head.due_at.astimezone(_zone(person.time_zone if person else "UTC"))
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return head.due_at - past, head.due_at - past + timedelta(hours=1)


def _zone(name: str) -> ZoneInfo:
    """One person's unheard-of zone must not keep everybody's messages from being claimed."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
