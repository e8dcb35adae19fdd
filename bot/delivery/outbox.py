"""Putting messages into the outbox, in the transaction that causes them, and finding them again."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from bot.delivery.models import DROPPED, IS_QUEUED, QUEUED, SENDING, SENT, Address, Delivery, PlannedRefresh
from bot.storage.base import UtcDateTime, new_id, ordered_ids
from bot.storage.upsert import insert_or_ignore
from bot.storage.work import Work
from bot.watch import FIELDS, way_id

log = logging.getLogger(__name__)
FIRST, URGENT, NORMAL, DIGEST = -1, 0, 5, 9
"""A confirmation or a call for help overtakes a prompt, a prompt overtakes a digest.

`FIRST` is the sender's own: the welcome that goes before the first message to a person.
"""
PRIORITIES = (FIRST, URGENT, NORMAL, DIGEST)
NOT_NEEDED = "not needed"
PLANS = 50
"""Planned refreshes that are done in one transaction."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What to send, said in ids. See `Delivery` for each field; moments are in UTC."""

    chain: str
    kind: str
    subject: str
    occurrence: str
    recipient: str
    due_at: datetime
    to_channel: bool = False
    not_after: datetime | None = None
    priority: int = NORMAL
    asked_for: bool = False
    bound: bool = False
    merges: bool = False
    thread: str | None = None

    def __post_init__(self) -> None:
        if self.priority not in PRIORITIES:
            raise ValueError(f"a priority is one of {PRIORITIES}")


def enqueue(work: Work, parcel: Parcel) -> bool:
    """Put a message into the outbox; False where the same one is there already."""
    return enqueue_all(work, [parcel]) == 1


def enqueue_all(work: Work, parcels: Iterable[Parcel]) -> int:
    """Put messages into the outbox, in this order; how many were not there already."""
    way, known = way_id(), list(parcels)
    ids = ordered_ids(work.now, len(known))
    rows = [_row(work, new, parcel, way) for new, parcel in zip(ids, known, strict=True)]
    if log.isEnabledFor(logging.DEBUG):
        for row in rows:
            said = {"delivery": row["id"], "chain": row["chain"], "kind": row["kind"]}
            log.debug("enqueued", extra={FIELDS: said})
    return insert_or_ignore(work.session, Delivery, rows)


def _row(work: Work, new: str, parcel: Parcel, way: str | None) -> dict[str, Any]:
    # In so many words: a sweep makes thousands of these, and `dataclasses.asdict` takes ten times as long.
    return {
        "workspace_id": work.workspace_id,
        "id": new,
        "chain": parcel.chain,
        "kind": parcel.kind,
        "subject": parcel.subject,
        "occurrence": parcel.occurrence,
        "recipient": parcel.recipient,
        "due_at": parcel.due_at,
        "to_channel": parcel.to_channel,
        "not_after": parcel.not_after,
        "priority": parcel.priority,
        "asked_for": parcel.asked_for,
        "bound": parcel.bound,
        "merges": parcel.merges,
        "thread": parcel.thread,
        "state": QUEUED,
        "attempts": 0,
        "way": way,
    }


def answer(
    work: Work,
    chain: str,
    kind: str,
    subject: str,
    recipient: str,
    *,
    occurrence: str = "",
    thread: str | None = None,
) -> bool:
    """Enqueue what must follow at once on something the recipient did."""
    return enqueue(
        work,
        Parcel(
            chain=chain,
            kind=kind,
            subject=subject,
            occurrence=occurrence or subject,
            recipient=recipient,
            due_at=work.now,
            priority=URGENT,
            asked_for=True,
            thread=thread,
        ),
    )


def refresh(work: Work, chain: str, subject: str, *kinds: str, at: datetime | None = None) -> None:
    """Have the messages about a subject rendered again: their rows have changed, or will have `at` then.

    That goes for what is on its way just now, and for the first message of a snoozed prompt, too. What
    is planned is a wish of its own, for all messages that will have been posted by then.
    """
    work.session.flush()
    if at is None or at <= work.now:
        _refresh(work.session, _about(work.workspace_id, chain, [subject], kinds), work.now)
        return
    plan = {"workspace_id": work.workspace_id, "chain": chain, "subject": subject, "at": at}
    plans = [{**plan, "id": new_id(), "kind": kind} for kind in kinds or [""]]
    insert_or_ignore(work.session, PlannedRefresh, plans)


PLAN_IS_DUE = PlannedRefresh.at <= bindparam("now", type_=UtcDateTime())
DUE_PLANS = (
    select(PlannedRefresh)
    .where(PLAN_IS_DUE)
    .order_by(PlannedRefresh.at)
    .limit(PLANS)
    .with_for_update(skip_locked=True)
)


def refresh_planned(session: Session, now: datetime) -> int:
    """Do what was planned for a moment that has come; how many plans there were."""
    plans = session.scalars(DUE_PLANS, {"now": now}).all()
    for plan in plans:
        kinds = [plan.kind] if plan.kind else []
        _refresh(session, _about(plan.workspace_id, plan.chain, [plan.subject], kinds), now)
        session.delete(plan)
    session.flush()
    return len(plans)


def _refresh(session: Session, about: Iterable[ColumnElement[bool]], now: datetime) -> None:
    posted = exists().where(Address.workspace_id == Delivery.workspace_id, Address.delivery_id == Delivery.id)
    session.execute(
        update(Delivery)
        .where(
            *about,
            or_(Delivery.state.in_((SENT, SENDING)), posted),
        )
        # A refresh that is under way loses its lease, for what it shows may be old already.
        .values(refresh_at=now, lease=case((Delivery.state == SENDING, Delivery.lease), else_=None))
    )


def drop(work: Work, chain: str, subject: str, *kinds: str) -> int:
    """Take back what is queued about a subject: its reason is gone. How many there were.

    What may have been posted already stays; the sender finds out, and renders it anew if it was.
    """
    return drop_all(work, chain, [subject], *kinds)


def drop_all(work: Work, chain: str, subjects: Collection[str], *kinds: str) -> int:
    """The same for many subjects at once."""
    if not subjects:
        return 0
    work.session.flush()
    about = _about(work.workspace_id, chain, subjects, kinds)
    dropped = work.session.scalars(
        update(Delivery)
        .where(*about, Delivery.state == QUEUED, Delivery.attempted_at.is_(None))
        .values(state=DROPPED, error=NOT_NEEDED)
        .returning(Delivery.id)
    ).all()
    _refresh(work.session, about, work.now)
    return len(dropped)


def _about(
    workspace_id: str, chain: str, subjects: Collection[str], kinds: Collection[str]
) -> list[ColumnElement[bool]]:
    same = [
        Delivery.workspace_id == workspace_id,
        Delivery.chain == chain,
        Delivery.subject.in_(subjects),
    ]
    return [*same, Delivery.kind.in_(kinds)] if kinds else same


def recall(work: Work, chain: str, subject: str, *kinds: str) -> None:
    """Take out of the outbox what is waiting about a subject and never reached anybody.

    Its place is free again: the same message can be enqueued for another moment.
    """
    work.session.flush()
    work.session.execute(
        delete(Delivery).where(
            *_about(work.workspace_id, chain, [subject], kinds),
            Delivery.state == QUEUED,
            Delivery.sent_at.is_(None),
            Delivery.attempted_at.is_(None),
        )
    )


def replan(
    work: Work, chain: str, subject: str, *kinds: str, not_after: datetime, otherwise: datetime
) -> None:
    """What waits about a subject has another deadline now; what would miss it is due `otherwise`.

    After `recall` that is what was put off: a snoozed prompt is not taken back, but comes in time.
    """
    late = Delivery.due_at >= not_after
    work.session.execute(
        update(Delivery)
        .where(*_about(work.workspace_id, chain, [subject], kinds), Delivery.state == QUEUED)
        .values(not_after=not_after, due_at=case((late, otherwise), else_=Delivery.due_at))
    )


def at_address(work: Work, channel: str, ts: str) -> Sequence[Delivery]:
    """What was delivered by the message at this address: several where messages were merged."""
    query = (
        select(Delivery)
        .join(
            Address,
            (Address.workspace_id == Delivery.workspace_id) & (Address.delivery_id == Delivery.id),
        )
        .where(Address.workspace_id == work.workspace_id, Address.channel == channel, Address.ts == ts)
    )
    return work.session.scalars(query.order_by(Delivery.due_at, Delivery.id)).all()


def sent_of(work: Work, chain: str, kinds: Sequence[str], recipient: str) -> Sequence[Delivery]:
    """What reached a recipient of these kinds, the newest first."""
    query = select(Delivery).where(
        Delivery.workspace_id == work.workspace_id,
        Delivery.chain == chain,
        Delivery.kind.in_(kinds),
        Delivery.recipient == recipient,
        Delivery.state == SENT,
        Delivery.sent_at.is_not(None),  # always: so that their index is seen to hold it
    )
    return work.session.scalars(query.order_by(Delivery.sent_at.desc(), Delivery.id)).all()


def to_come(work: Work, chain: str) -> Sequence[Delivery]:
    """What waits for a moment to come, the soonest first."""
    query = select(Delivery).where(
        Delivery.workspace_id == work.workspace_id,
        Delivery.chain == chain,
        Delivery.state == IS_QUEUED,
        Delivery.due_at > work.now,
    )
    return work.session.scalars(query.order_by(Delivery.due_at, Delivery.id)).all()


def find(work: Work, delivery_id: str) -> Delivery | None:
    """The delivery with this id."""
    return work.session.get(Delivery, (work.workspace_id, delivery_id))


def snooze(work: Work, delivery: Delivery, until: datetime) -> None:
    """Send this prompt again later; replies under its first message still belong to it."""
    delivery.state = QUEUED
    delivery.due_at = until
    delivery.attempts = 0
    delivery.attempted_at = None
    delivery.not_before = None
    delivery.error = None
    delivery.lease = None  # whoever is still at it has lost it
    work.session.flush()
