"""The table of agreed times."""

from datetime import date, datetime, time

from sqlalchemy import Index, Integer, String, Time, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.cadence import Recurrence
from bot.storage.base import ID, Base, InWorkspace, belongs

STANDING = text("state <> 'ended'")


class Schedule(InWorkspace, Base):
    """When the two of a line meet. A change ends this row and begins another: nothing is lost."""

    __tablename__ = "people_schedules"
    __table_args__ = (
        belongs("line_id", "people_lines"),
        Index(
            "uq_people_schedules_standing",
            "workspace_id",
            "line_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index(None, "workspace_id", "line_id"),
    )

    line_id: Mapped[str] = mapped_column(ID)
    state: Mapped[str] = mapped_column(String(12))
    """proposed, active or ended."""
    rule: Mapped[str] = mapped_column(String(80))
    """An RFC 5545 RRULE value."""
    wall: Mapped[time] = mapped_column(Time)
    """What clocks in `zone` show when it begins."""
    zone: Mapped[str] = mapped_column(String(64))
    """The people manager's zone when it was agreed: an IANA name."""
    anchor: Mapped[date]
    """The local date of the first one; intervals are counted from it."""
    length_minutes: Mapped[int] = mapped_column(Integer)
    set_at: Mapped[datetime]
    set_by: Mapped[str | None] = mapped_column(ID)
    """The person who chose it; None where Tandem proposed it or carried it over."""
    active_from: Mapped[datetime | None]
    """When it was chosen or accepted."""
    ended_at: Mapped[datetime | None]

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence(self.rule, self.wall, self.zone, self.anchor)
