"""Tables of what was typed in the DM: where each message went, and the texts that wait."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Boolean, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, InWorkspace, belongs

HELD, NEITHER, EXPIRED, DELETED = "held", "neither", "expired", "deleted"
EMPTY, TOO_LONG = "empty", "too_long"
"""What became of a message that is in no chain. One that is has the chain's name for its outcome."""


class InboxMessage(InWorkspace, Base):
    """One Slack message and what became of it, never what it says: a redelivery has no second effect."""

    __tablename__ = "inbox_messages"
    __table_args__ = (
        belongs("person_id", "persons"),
        UniqueConstraint("workspace_id", "channel", "ts"),
        Index(None, "created_at", "workspace_id"),
    )

    person_id: Mapped[str] = mapped_column(String(32))
    """Its author."""
    channel: Mapped[str] = mapped_column(String(32))
    ts: Mapped[str] = mapped_column(String(32))
    thread: Mapped[str | None] = mapped_column(String(32))
    """The timestamp under which it was typed; None where it was unthreaded."""
    outcome: Mapped[str] = mapped_column(String(16))
    prompt: Mapped[str | None] = mapped_column(String(80))
    """The chain's own name for the prompt that it answered."""
    readable_from: Mapped[datetime | None]
    """Since when others could read it, where it is in a chain."""
    edited: Mapped[str] = mapped_column(String(32), default="")
    """Slack's timestamp of its newest edit: an older one that comes late changes nothing."""
    created_at: Mapped[datetime]

    @property
    def source(self) -> str:
        """Its name for ever, in both chains."""
        return f"{self.channel}:{self.ts}"


class Held(InWorkspace, Base):
    """A text that waits, sealed and outside both chains, until its author says where it belongs."""

    __tablename__ = "inbox_held"
    __record__: ClassVar[str] = "held text"
    __table_args__ = (
        belongs("person_id", "persons"),
        belongs("message_id", "inbox_messages", ondelete="CASCADE"),
        UniqueConstraint("workspace_id", "message_id"),
        Index(None, "expires_at", "workspace_id"),
    )

    message_id: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(String(32))
    text: Mapped[bytes] = mapped_column(LargeBinary)
    was_readable: Mapped[bool] = mapped_column(Boolean, default=False)
    """It was taken back out of a chain after others could already read it there."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    @property
    def scope(self) -> str:
        return self.person_id
