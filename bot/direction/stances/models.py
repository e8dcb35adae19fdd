"""The table of stances."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, Boolean, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import ID, Base, InWorkspace, belongs


class Stance(InWorkspace, Base):
    """What one member chose on one update, and what of it was released (see `rules`)."""

    __tablename__ = "direction_stances"
    __record__: ClassVar[str] = "stance"
    __table_args__ = (
        belongs("lead_id", "direction_leads"),
        belongs("update_id", "direction_updates"),
        belongs("person_id", "persons"),
        UniqueConstraint("workspace_id", "update_id", "person_id"),
    )

    lead_id: Mapped[str] = mapped_column(ID)
    update_id: Mapped[str] = mapped_column(ID)
    person_id: Mapped[str] = mapped_column(ID)
    choice: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed."""
    signed: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether its author wants the leader to see the name."""
    named: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the leader saw this very choice with the name."""
    shown: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The choice that the last released batch counted, sealed; None where none has."""
    shown_signed: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether it was counted among the signed ones."""
    history: Mapped[list[list[int | None]]] = mapped_column(JSON, default=list)
    """In which batches it was counted unsigned: `[first, last, known]` each (see `rules.Atom`)."""
    chosen_at: Mapped[datetime]

    @property
    def scope(self) -> str:
        return self.lead_id
