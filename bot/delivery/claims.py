"""Claiming what is due, so that nobody else sends it: a conditional update under a lease.

Only the *head* of each recipient's queue is claimed, and only while nothing else is on its way to
them. That keeps the order without any lock on the recipient, also between several processes.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.orm import Session, aliased

from bot.delivery.allowances import IN_CHANNEL, IN_WORKSPACE, POST, RESERVED
from bot.delivery.merging import HEAD, Head, companions
from bot.delivery.models import DELIVERIES, IS_QUEUED, IS_SENDING, LIVE, QUEUED, SENDING, Allowance, Delivery
from bot.delivery.outbox import DIGEST, PRIORITIES, URGENT
from bot.delivery.turns import URGENT_MORE, Share, Turns, Waiting
from bot.storage.base import UtcDateTime, new_id
from bot.storage.given import Given
from bot.storage.upsert import insert_or_ignore
from bot.workspaces.models import ACTIVE, Workspace

LEASE = timedelta(seconds=30)
PATIENCE = timedelta(minutes=5)
"""So long others wait behind a message that may have been posted. Looking it up may take longer."""
NOW = bindparam("now", type_=UtcDateTime())
PAUSED = bindparam("paused", expanding=True, type_=String())
OUT_OF_PATIENCE = bindparam("out_of_patience", type_=UtcDateTime())
SLOTS = (1, 4, 8, 16)
"""Workspaces that are looked into with one statement: each has so many, whether they are used or not."""


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
    chain: str = ""
    kind: str = ""
    way: str | None = None
    recipient: str = ""
    priority: int = URGENT
    instead_of: str | None = None
    free_at: datetime | None = None
    """When its channel may have the next message; None: at once."""

    def rows(self, ids: Iterable[str] | None = None) -> list[tuple[str | None, ...]]:
        """For `HELD`: all of its deliveries, or some."""
        return [(self.workspace_id, one, self.lease) for one in (self.ids if ids is None else ids)]


HELD = Given("workspace_id", "id", "lease")
"""Deliveries, as long as somebody holds them under that lease."""


@dataclass(frozen=True, slots=True)
class Taken:
    claims: Sequence[Claim] = ()
    again_at: datetime | None = None
    """When a workspace that has used up what Slack allows it may go on; None where there is none such."""


def claim(session: Session, now: datetime, turns: Turns | None = None) -> Taken:
    """Claim what is due, the most urgent first, and no workspace more than its turn."""
    turns = turns or Turns()
    least = DIGEST if turns.room > 0 else URGENT
    given = {"now": now, "out_of_patience": now - PATIENCE, "least": least, "room": turns.room}
    ask = session.connection().execute  # the session's own way builds what is needed for objects each time
    is_abandoned, is_due = ask(ANYTHING, given).one()
    heads = [Head(*row) for row in ask(ABANDONED_HEADS, given)] if is_abandoned and turns.room > 0 else []
    if not (heads or is_due):
        return Taken()
    waiting = [Waiting(*row) for row in ask(WAITING, given) if row[1] is not None]
    _begin_counting(session, waiting)
    for shares, found in _rounds(session, turns, waiting, given):
        turns.served(shares)
        heads += found
    return Taken(_take(session, heads, now), None if heads else _again_at(waiting, now))


def _rounds(
    session: Session, turns: Turns, waiting: Sequence[Waiting], given: Mapping[str, Any]
) -> Iterator[tuple[Sequence[Share], Sequence[Head]]]:
    """Look into as many workspaces at a time as should fill the room, until it is full."""
    left, yields = turns.shares(waiting, given["now"]), 1.0
    room = turns.room if turns.room > 0 else URGENT_MORE
    ask = session.connection().execute
    while left:
        expected = itertools.accumulate(max(1.0, share.count * yields) for share in left[: SLOTS[-1]])
        count = min(1 + sum(sofar < room for sofar in expected), SLOTS[-1])
        shares, left = left[:count], left[count:]
        slots = next(number for number in SLOTS if number >= len(shares))
        found = [Head(*row) for row in ask(WAITING_HEADS[slots], {**given, **_slots(shares, slots)})]
        yield shares, found
        yields = len(found) / sum(share.count for share in shares)
        room -= len(found)
        if room <= 0:
            return


def _begin_counting(session: Session, waiting: Sequence[Waiting]) -> None:
    """Whoever sends for the first time gets a row: what is to be locked has to be there."""
    new = sorted(one.workspace_id for one in waiting if one.spent_until is None)
    insert_or_ignore(session, Allowance, [{"workspace_id": one, "name": POST} for one in new])


def _again_at(waiting: Sequence[Waiting], now: datetime) -> datetime | None:
    reserved = RESERVED * IN_WORKSPACE.every
    exhausted = [
        IN_WORKSPACE.free_at(one.spent_until + reserved, now)
        for one in waiting
        if one.spent_until is not None
    ]
    return min((moment for moment in exhausted if moment > now), default=None)


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
    waits = or_(
        and_(other.state == QUEUED, other.due_at <= NOW, _is_waited_for(other)), other.state == SENDING
    )
    earlier = tuple_(other.priority, other.due_at, other.id) < tuple_(
        Delivery.priority, Delivery.due_at, Delivery.id
    )
    before = select(other.id).where(
        other.workspace_id == Delivery.workspace_id,
        other.recipient == Delivery.recipient,
        other.state.in_(LIVE),
        other.id != Delivery.id,
        or_(on_its_way, and_(waits, earlier)),
    )
    # OFFSET, so that PostgreSQL asks for each one by itself. As a join it would compare everybody's with
    # everybody's: 56 ms a claim in place of 6 where ten thousand wait, and seconds before it counted them.
    return exists(before.correlate(Delivery).offset(0))


def _is_waited_for(other: Any) -> ColumnElement[bool]:
    """Nobody waits for a message that we can't make, nor for ever for one that can't be looked up."""
    may_be_posted_since = or_(other.attempted_at.is_(None), other.attempted_at > OUT_OF_PATIENCE)
    may_go = or_(other.not_before.is_(None), other.not_before <= NOW)
    return or_(may_go, and_(other.error.is_(None), may_be_posted_since))


def _is_due() -> ColumnElement[bool]:
    return and_(
        Delivery.state == IS_QUEUED,
        Delivery.due_at <= NOW,
        Delivery.priority <= bindparam("least", type_=Integer()),
        or_(Delivery.not_before.is_(None), Delivery.not_before <= NOW),
    )


def _is_open() -> ColumnElement[bool]:
    """Whether messages are posted in the delivery's workspace just now."""
    active = exists().where(Workspace.workspace_id == Delivery.workspace_id, Workspace.state == ACTIVE)
    post = aliased(Allowance)
    rests = exists().where(
        post.workspace_id == Delivery.workspace_id, post.name == POST, post.rests_until > NOW
    )
    return and_(active, ~rests)


def _heads(due: ColumnElement[bool], room: str) -> Select[Any]:
    """The first of each recipient, with what is left of its channel's allowance."""
    mine = and_(Allowance.workspace_id == Delivery.workspace_id, Allowance.name == Delivery.recipient)
    return (
        select(*HEAD, Allowance.spent_until)
        .select_from(Delivery)
        .outerjoin(Allowance, mine)
        .where(due, ~_something_before())
        .order_by(Delivery.priority, Delivery.due_at, Delivery.id)
        .limit(bindparam(room, type_=Integer()))
        .with_for_update(skip_locked=True, of=Delivery)
    )


def _slot(number: int) -> Select[Any]:
    here = and_(
        Delivery.workspace_id == bindparam(f"workspace{number}", type_=String()),
        Delivery.priority <= bindparam(f"least{number}", type_=Integer()),
        _is_due(),
    )
    return select(_heads(here, f"room{number}").subquery())


def _slots(shares: Sequence[Share], slots: int) -> dict[str, Any]:
    """One for each workspace; those that are left over look into none."""
    filled = [*shares, *[Share("", 0, 0)] * (slots - len(shares))]
    return {
        name: value
        for number, share in enumerate(filled)
        for name, value in (
            (f"workspace{number}", share.workspace_id),
            (f"room{number}", share.count),
            (f"least{number}", share.least),
        )
    }


# Built once: putting these statements together costs ten times what running them does.
ABANDONED = and_(Delivery.state == IS_SENDING, Delivery.leased_until <= NOW)
"""Whoever claimed these is gone: their lease has ended."""
ANYTHING = select(exists().where(ABANDONED), exists().where(_is_due(), Delivery.priority.in_(PRIORITIES)))
ABANDONED_HEADS = _heads(and_(ABANDONED, _is_open()), "room")
MOST_URGENT = (
    select(Delivery.priority)
    .where(Delivery.workspace_id == Workspace.workspace_id, _is_due())
    .order_by(Delivery.priority, Delivery.due_at)
    .limit(1)
    .scalar_subquery()
)
WAITING = (
    select(Workspace.workspace_id, MOST_URGENT.label("priority"), Allowance.spent_until)
    .select_from(Workspace)
    .outerjoin(Allowance, and_(Allowance.workspace_id == Workspace.workspace_id, Allowance.name == POST))
    .where(Workspace.state == ACTIVE, or_(Allowance.rests_until.is_(None), Allowance.rests_until <= NOW))
)
WAITING_HEADS = {slots: union_all(*[_slot(number) for number in range(slots)]) for slots in SLOTS}


def _take(session: Session, heads: Sequence[Head], now: datetime) -> list[Claim]:
    """Write the lease into them, and into what goes out with them."""
    if not heads:
        return []
    lease, others = new_id(), companions(session, heads)
    groups = [(head, (head.id, *(one.id for one in others.get(head.id, ())))) for head in heads]
    # What was merged before keeps together, under the id that it may bear already.
    rows = [
        (head.workspace_id, one, head.id if len(ids) > 1 and head.attempted_at is None else None)
        for head, ids in groups
        for one in ids
    ]
    connection = session.connection()
    dialect = connection.dialect.name
    given = {"to_lease": lease, "to_leased_until": now + LEASE, **TAKEN.values(dialect, rows)}
    connection.execute(_taking(dialect), given)
    return [_claim(head, ids, lease, now) for head, ids in groups]


TAKEN = Given("workspace_id", "id", "lead")


@lru_cache
def _taking(dialect: str) -> Update:
    taken, columns = TAKEN.table(dialect), DELIVERIES.c
    tried = and_(columns.attempted_at.is_not(None), columns.lead.is_not(None))
    return (
        update(DELIVERIES)
        .where(columns.workspace_id == taken.c.workspace_id, columns.id == taken.c.id)
        .values(
            state=SENDING,
            lease=bindparam("to_lease", type_=String()),
            leased_until=bindparam("to_leased_until", type_=UtcDateTime()),
            lead=func.coalesce(taken.c.lead, case((tried, columns.lead), else_=columns.id)),
        )
    )


def _claim(head: Head, ids: tuple[str, ...], lease: str, now: datetime) -> Claim:
    return Claim(
        head.workspace_id,
        ids,
        head.lead if head.attempted_at and head.lead else head.id,
        lease,
        head.attempted_at,
        # Whoever takes over counts that the one before has failed: `looking` relies on it.
        failures=head.attempts + (head.state == SENDING),
        chain=head.chain,
        kind=head.kind,
        way=head.way,
        recipient=head.recipient,
        priority=head.priority,
        instead_of=head.instead_of,
        free_at=_free_at(head.spent_until, now),
    )


def _free_at(spent_until: datetime | None, now: datetime) -> datetime | None:
    free_at = IN_CHANNEL.free_at(spent_until, now) if spent_until is not None else now
    return free_at if free_at > now else None
