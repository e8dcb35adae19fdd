"""Tables of updates: each seat's cadence, its occurrences, and what was posted."""

from datetime import date, datetime, time
from typing import ClassVar

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import ID, Base, InWorkspace, belongs

OPEN, POSTED, SKIPPED, LAPSED = "open", "posted", "skipped", "lapsed"
"""lapsed: a newer occurrence, or another leader, has taken its place."""
UPDATE, DIRECTION = "update", "direction"
PROMPTS = {UPDATE: "update_due", DIRECTION: "direction_due"}
"""The kind of message that asks for each."""


class Cadence(InWorkspace, Base):
    """How often one seat (a team and a discipline) is asked. It outlives the leader in the seat."""

    __tablename__ = "direction_cadences"
    __table_args__ = (
        belongs("team_id", "teams"),
        UniqueConstraint("workspace_id", "team_id", "discipline"),
        Index(None, "next_at"),
        Index(None, "direction_at"),
    )

    team_id: Mapped[str] = mapped_column(ID)
    discipline: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(200))
    """An RFC 5545 RRULE value."""
    wall: Mapped[time]
    zone: Mapped[str] = mapped_column(String(64))
    """The leader's."""
    anchor: Mapped[date]
    next_at: Mapped[datetime | None]
    """When an update is next asked for; None while nobody holds the seat."""
    direction_at: Mapped[datetime | None]
    """When the direction is next asked for; None while nobody holds the seat."""


class Occurrence(InWorkspace, Base):
    """One time that a seat's leader is asked for an update, or for the direction."""

    __tablename__ = "direction_occurrences"
    __table_args__ = (
        belongs("cadence_id", "direction_cadences"),
        belongs("lead_id", "direction_leads"),
        Index(None, "workspace_id", "lead_id", "state"),
    )

    cadence_id: Mapped[str] = mapped_column(ID)
    lead_id: Mapped[str] = mapped_column(ID)
    what: Mapped[str] = mapped_column(String(12))
    """`update` or `direction`."""
    due_at: Mapped[datetime]
    next_at: Mapped[datetime]
    """When the seat is asked again."""
    state: Mapped[str] = mapped_column(String(8), default=OPEN)


class Update(InWorkspace, Base):
    """What a leader told the team. Public (product.md); sealed at rest like all that people write."""

    __tablename__ = "direction_updates"
    __record__: ClassVar[str] = "update"
    __table_args__ = (
        belongs("lead_id", "direction_leads"),
        belongs("occurrence_id", "direction_occurrences"),
        UniqueConstraint("workspace_id", "source"),
        Index(None, "workspace_id", "lead_id"),
    )

    lead_id: Mapped[str] = mapped_column(ID)
    author_id: Mapped[str] = mapped_column(ID)
    occurrence_id: Mapped[str | None] = mapped_column(ID)
    source: Mapped[str] = mapped_column(String(80))
    change: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What changed and why, sealed; None once its author deleted it."""
    ahead: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What is next, sealed; None where nothing was said."""
    measures: Mapped[bytes | None] = mapped_column(LargeBinary)
    """How the measures stand, sealed; None where nothing was said."""
    written_at: Mapped[datetime]
    readable_from: Mapped[datetime]
    """When it goes out: until then only its author reads it."""
    edited_at: Mapped[datetime | None]
    """Set where it was changed after it had gone out."""
    counted: Mapped[int] = mapped_column(default=0)
    """How many batches of stances were released."""

    @property
    def scope(self) -> str:
        return self.lead_id
