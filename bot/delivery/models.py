"""Tables of what is to be sent, and where it went."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Index,
    Integer,
    String,
    Table,
    TextClause,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import ID, Base, InWorkspace, belongs

QUEUED, SENDING, SENT = "queued", "sending", "sent"
DROPPED, FAILED, UNKNOWN = "dropped", "failed", "unknown"
"""dropped: nobody needs it any more; failed: Slack said no for good; unknown: nobody can tell."""
IS_QUEUED: ColumnElement[str] = literal_column("'queued'")
IS_SENDING: ColumnElement[str] = literal_column("'sending'")
"""Said in words, not with a parameter: only so a database sees that the index of what waits covers it."""
LIVE = (IS_QUEUED, IS_SENDING)
WAITS, GOES = text("state = 'queued'"), text("state = 'sending'")
LIVES = text("state IN ('queued', 'sending')")
WAS_SENT = text("sent_at IS NOT NULL")
ENDED_BADLY = text("state IN ('failed', 'unknown')")
CHANGED = text("refresh_at IS NOT NULL")


def index_of(which: TextClause, name: str, *columns: str) -> Index:
    """Of some rows only: it stays small however much was ever sent, and what is sent costs it nothing."""
    return Index(f"ix_deliveries_{name}", *columns, sqlite_where=which, postgresql_where=which)


class Delivery(InWorkspace, Base):
    """One message to one recipient. It holds ids only: its words are rendered when it is sent.

    Its id sorts by when it was enqueued, so that what is due at one moment keeps that order.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("workspace_id", "chain", "kind", "subject", "occurrence", "recipient"),
        index_of(LIVES, "live", "recipient", "workspace_id"),
        index_of(WAS_SENT, "reached", "workspace_id", "recipient", "sent_at"),
        # The only one of what waits: of two, PostgreSQL would take the wrong one as long as it counts none.
        index_of(WAITS, "waiting", "workspace_id", "priority", "due_at"),
        index_of(GOES, "leased", "leased_until"),
        index_of(ENDED_BADLY, "ended_badly", "state", "due_at"),
        index_of(CHANGED, "refresh_at", "refresh_at"),
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
    instead_of: Mapped[str | None] = mapped_column(String(32))
    """The delivery of unknown end that this one is posted in place of, because somebody said so."""
    way: Mapped[str | None] = mapped_column(String(16))
    """The request or the tick that caused it: for logs alone."""


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


class PlannedRefresh(InWorkspace, Base):
    """What `outbox.refresh` will be asked to do at a moment to come: a wish of its own, so that it
    delays none that is due now and none overtakes it. It is gone once its moment has come."""

    __tablename__ = "planned_refreshes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "chain", "subject", "kind", "at"),
        Index(None, "at"),
    )

    chain: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(40))
    """Empty: all kinds."""
    at: Mapped[datetime]


class Allowance(Base):
    """What Slack's limits leave to a workspace, shared by all processes on this database.

    `name` is a method of Slack's Web API, or a recipient.
    """

    __tablename__ = "allowances"
    __table_args__ = (Index(None, "rests_until"),)

    workspace_id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    spent_until: Mapped[datetime | None]
    """Up to here it is used up at the steady rate: the later than now, the less is left."""
    rests_until: Mapped[datetime | None]
    """Slack said 429: nothing before this moment."""


def table_of(model: type[Base]) -> Table:
    """For statements that need no objects: they cost a third."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


DELIVERIES, ALLOWANCES = table_of(Delivery), table_of(Allowance)
