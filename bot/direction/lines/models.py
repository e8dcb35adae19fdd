"""Tables of the direction chain's lines. A line has an end; the next one begins behind a wall."""

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import ID, Base, InWorkspace, belongs

OPEN = text("ended_at IS NULL")
BEGAN, ENDED = "began", "ended"


class Lead(InWorkspace, Base):
    """One person leads one team in one discipline, from a moment until a moment.

    Its id is the wall: what was said to this leader is not read by the next.
    """

    __tablename__ = "direction_leads"
    __table_args__ = (
        belongs("team_id", "teams"),
        belongs("leader_id", "persons"),
        Index(
            "uq_direction_leads_open",
            *("workspace_id", "team_id", "discipline"),
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(None, "workspace_id", "leader_id"),
    )

    team_id: Mapped[str] = mapped_column(ID)
    discipline: Mapped[str] = mapped_column(String(40))
    """`general` where there is no discipline."""
    leader_id: Mapped[str] = mapped_column(ID)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Membership(InWorkspace, Base):
    """One person belongs to one team, from a moment until a moment."""

    __tablename__ = "direction_memberships"
    __table_args__ = (
        belongs("team_id", "teams"),
        belongs("person_id", "persons"),
        Index(
            "uq_direction_memberships_open",
            *("workspace_id", "team_id", "person_id"),
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(None, "workspace_id", "person_id"),
    )

    team_id: Mapped[str] = mapped_column(ID)
    person_id: Mapped[str] = mapped_column(ID)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class LineChange(InWorkspace, Base):
    """What began or ended, and who did it: everyone concerned is told of it (product.md)."""

    __tablename__ = "direction_line_changes"
    __table_args__ = (
        belongs("team_id", "teams"),
        belongs("person_id", "persons"),
        belongs("by_id", "persons"),
        Index(None, "workspace_id", "team_id"),
    )

    team_id: Mapped[str] = mapped_column(ID)
    discipline: Mapped[str | None] = mapped_column(String(40))
    """None where it is about a membership."""
    person_id: Mapped[str] = mapped_column(ID)
    what: Mapped[str] = mapped_column(String(8))
    """`began` or `ended`."""
    by_id: Mapped[str | None] = mapped_column(ID)
    """None where the roster file or a deactivation did it."""
    at: Mapped[datetime]
