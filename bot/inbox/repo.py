"""Every query on the inbox's tables."""

from datetime import datetime

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from bot.inbox.models import HELD, Held, InboxMessage
from bot.inbox.rules import REMEMBERED, Typed
from bot.roster.models import Person
from bot.storage.base import new_id
from bot.storage.upsert import insert_or_ignore
from bot.storage.work import Work


def record(work: Work, author: Person, typed: Typed) -> InboxMessage | None:
    """A row for a message that is new here; None where it is known, for then it had its effect."""
    row = {
        "workspace_id": work.workspace_id,
        "id": new_id(),
        "person_id": author.id,
        "channel": typed.channel,
        "ts": typed.ts,
        "thread": typed.thread,
        "outcome": HELD,
        "edited": "",
        "created_at": work.now,
    }
    if not insert_or_ignore(work.session, InboxMessage, [row]):
        return None
    return message(work, str(row["id"]))


def message(work: Work, message_id: str) -> InboxMessage | None:
    return work.session.get(InboxMessage, (work.workspace_id, message_id))


def locked(work: Work, message_id: str) -> InboxMessage | None:
    """The row, locked: two clicks, or a click and an edit, take turns."""
    key = (work.workspace_id, message_id)
    return work.session.get(InboxMessage, key, with_for_update=True, populate_existing=True)


def at(work: Work, channel: str, ts: str) -> InboxMessage | None:
    """The row of the message at this address."""
    return work.session.scalar(_address(work, channel, ts))


def locked_at(work: Work, channel: str, ts: str) -> InboxMessage | None:
    query = _address(work, channel, ts).with_for_update()
    return work.session.scalar(query, execution_options={"populate_existing": True})


def _address(work: Work, channel: str, ts: str) -> Select[InboxMessage]:
    return select(InboxMessage).where(
        InboxMessage.workspace_id == work.workspace_id,
        InboxMessage.channel == channel,
        InboxMessage.ts == ts,
    )


def held_of(work: Work, message_id: str) -> Held | None:
    query = select(Held).where(Held.workspace_id == work.workspace_id, Held.message_id == message_id)
    return work.session.scalar(query)


def expired(work: Work, limit: int) -> list[Held]:
    """Claimed for this transaction: a second sweep passes them by."""
    query = select(Held).where(Held.workspace_id == work.workspace_id, Held.expires_at <= work.now)
    query = query.order_by(Held.expires_at, Held.id).limit(limit).with_for_update(skip_locked=True)
    return list(work.session.scalars(query))


def forgettable(work: Work, limit: int) -> list[InboxMessage]:
    """Claimed as `expired` does it."""
    query = select(InboxMessage).where(
        InboxMessage.workspace_id == work.workspace_id, InboxMessage.created_at <= work.now - REMEMBERED
    )
    query = query.order_by(InboxMessage.created_at, InboxMessage.id).limit(limit)
    return list(work.session.scalars(query.with_for_update(skip_locked=True)))


def waiting(session: Session, now: datetime) -> list[str]:
    """The workspaces in which something has waited, or was remembered, long enough."""
    held = select(Held.workspace_id).where(Held.expires_at <= now)
    old = select(InboxMessage.workspace_id).where(InboxMessage.created_at <= now - REMEMBERED)
    return list(session.scalars(union(held, old)))
