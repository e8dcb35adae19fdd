"""Putting messages into the outbox, in the transaction that causes them, and finding them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from bot.delivery.models import QUEUED, SENT, Address, Delivery
from bot.storage.base import new_id
from bot.storage.upsert import insert_or_ignore
from bot.storage.work import Work

URGENT, NORMAL, DIGEST = 0, 5, 9
"""A confirmation or a call for help overtakes a prompt, a prompt overtakes a digest."""


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


def enqueue(work: Work, parcel: Parcel) -> bool:
    """Put a message into the outbox; False where the same one is there already."""
    values = {name: getattr(parcel, name) for name in Parcel.__dataclass_fields__}
    row = {"workspace_id": work.workspace_id, "id": new_id(), "state": QUEUED, "attempts": 0, **values}
    return insert_or_ignore(work.session, Delivery, [row]) == 1


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


def refresh(work: Work, chain: str, subject: str, *kinds: str) -> None:
    """Have the sent messages about a subject rendered again: their rows have changed."""
    query = update(Delivery).where(
        Delivery.workspace_id == work.workspace_id,
        Delivery.chain == chain,
        Delivery.subject == subject,
        Delivery.state == SENT,
    )
    if kinds:
        query = query.where(Delivery.kind.in_(kinds))
    work.session.execute(query.values(refresh_at=work.now))


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
    )
    return work.session.scalars(query.order_by(Delivery.sent_at.desc(), Delivery.id)).all()


def snooze(work: Work, delivery: Delivery, until: datetime) -> None:
    """Send this prompt again later; replies under its first message still belong to it."""
    delivery.state = QUEUED
    delivery.due_at = until
    delivery.attempts = 0
    delivery.attempted_at = None
    work.session.flush()
