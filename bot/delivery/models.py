"""Tables of what is to be sent, and where it went."""

from datetime import datetime

from sqlalchemy import Boolean, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, InWorkspace, belongs

QUEUED, SENDING, SENT = "queued", "sending", "sent"
DROPPED, FAILED, UNKNOWN = "dropped", "failed", "unknown"
"""dropped: nobody needs it any more; failed: Slack said no for good; unknown: nobody can tell."""


class Delivery(InWorkspace, Base):
    """One message to one recipient. It holds ids only: its words are rendered when it is sent.

    Its id sorts by when it was enqueued, so that what is due at one moment keeps that order.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("workspace_id", "chain", "kind", "subject", "occurrence", "recipient"),
        Index(None, "state", "priority", "due_at"),
        Index(None, "refresh_at"),
        Index(None, "workspace_id", "recipient", "state"),
    )

    chain: Mapped[str] = mapped_column(String(16))
    """`people`, `direction`, or `tandem` for what belongs to neither."""
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(32))
    """The id of the row that the message is about."""
    occurrence: Mapped[str] = mapped_column(String(32))
    """The id of the row that made this message due: a row's id, never a time."""
    recipient: Mapped[str] = mapped_column(String(32))
    """A person's id, or a channel's Slack id where `to_channel`."""
    to_channel: Mapped[bool] = mapped_column(Boolean, default=False)

    due_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    """When it has become stale: dropped instead of sent late."""
    priority: Mapped[int] = mapped_column(Integer)
    asked_for: Mapped[bool] = mapped_column(Boolean, default=False)
    """An answer to what the recipient just did: no waiting for the morning, and no budget."""
    bound: Mapped[bool] = mapped_column(Boolean, default=False)
    """Bound to an agreed meeting: exempt from the ping budget and from waking hours, not from leave."""
    merges: Mapped[bool] = mapped_column(Boolean, default=False)
    """May share one message with others of its kind that reach the same recipient in the same hour."""
    thread: Mapped[str | None] = mapped_column(String(32))
    """The timestamp of the message under which it is posted."""

    state: Mapped[str] = mapped_column(String(12), default=QUEUED)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    """Those that failed since it was last queued."""
    attempted_at: Mapped[datetime | None]
    """When the first attempt began: from here on the history is searched after an unclear end."""
    lead: Mapped[str | None] = mapped_column(String(32))
    """The delivery whose id the message bears: this one, or the first of those that were merged."""
    not_before: Mapped[datetime | None]
    """After a failed attempt: when to try again. What is due later to the same recipient waits too."""
    leased_until: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(32))
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(80))
    """Slack's error code, or why it was dropped. Never text that a person wrote."""
    refresh_at: Mapped[datetime | None]
    """Set where the rows behind a sent message changed: it is rendered again and updated."""


class Address(InWorkspace, Base):
    """Where a delivery went. A merged message has several; a snoozed prompt several messages."""

    __tablename__ = "addresses"
    __table_args__ = (
        belongs("delivery_id", "deliveries", ondelete="CASCADE"),
        UniqueConstraint("workspace_id", "channel", "ts", "delivery_id"),
        Index(None, "workspace_id", "delivery_id"),
    )

    delivery_id: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    ts: Mapped[str] = mapped_column(String(32))
    posted_at: Mapped[datetime]
