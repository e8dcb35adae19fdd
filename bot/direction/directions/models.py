"""The table of directions."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import ID, Base, InWorkspace, belongs


class Direction(InWorkspace, Base):
    """Where a team is going and why, as its leader put it. A changed direction is a new row."""

    __tablename__ = "direction_directions"
    __record__: ClassVar[str] = "direction"
    __table_args__ = (
        belongs("lead_id", "direction_leads"),
        UniqueConstraint("workspace_id", "source"),
        Index(None, "workspace_id", "lead_id"),
    )

    lead_id: Mapped[str] = mapped_column(ID)
    author_id: Mapped[str] = mapped_column(ID)
    source: Mapped[str] = mapped_column(String(80))
    where_to: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed; None once its author deleted it."""
    why: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed; None where nothing was said."""
    readable_from: Mapped[datetime]
    stated_at: Mapped[datetime]
    affirmed_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]

    @property
    def scope(self) -> str:
        return self.lead_id

    @property
    def said_at(self) -> datetime:
        """When it was last stated or affirmed."""
        return max(self.stated_at, self.affirmed_at or self.stated_at)
