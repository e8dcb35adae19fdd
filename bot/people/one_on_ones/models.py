"""Tables of the meetings themselves. They hold no content."""

from datetime import datetime, timedelta

from sqlalchemy import Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import ID, Base, InWorkspace, belongs

COMING = text("stage IN ('planned', 'prompted')")


class OneOnOne(InWorkspace, Base):
    """One meeting. `next_at` is the next moment at which the sweep has to look at it; None: never."""

    __tablename__ = "people_one_on_ones"
    __table_args__ = (
        belongs("line_id", "people_lines"),
        belongs("schedule_id", "people_schedules"),
        Index(
            "uq_people_one_on_ones_coming",
            "workspace_id",
            "line_id",
            unique=True,
            sqlite_where=COMING,
            postgresql_where=COMING,
        ),
        Index(None, "next_at", "workspace_id"),
        Index(None, "workspace_id", "line_id", "starts_at"),
    )

    line_id: Mapped[str] = mapped_column(ID)
    schedule_id: Mapped[str] = mapped_column(ID)
    number: Mapped[int] = mapped_column(Integer)
    """Counted from 1 within the line."""
    question: Mapped[str] = mapped_column(String(40))
    """The key of the question that changes every time."""
    nominal_at: Mapped[datetime]
    """When the recurrence would have it."""
    starts_at: Mapped[datetime]
    length_minutes: Mapped[int] = mapped_column(Integer)
    stage: Mapped[str] = mapped_column(String(12))
    """planned, prompted, started or ended."""
    outcome: Mapped[str | None] = mapped_column(String(12))
    """held, not_held or skipped."""
    outcome_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    moved_from: Mapped[datetime | None]
    moved_because: Mapped[str] = mapped_column(String(12), default="")
    """holiday or weekend; empty where one of the two moved it, or nobody."""
    asked_at: Mapped[datetime | None]
    """When the check-in was put into the outbox: the report was asked."""
    check_in_skipped_at: Mapped[datetime | None]
    """The report skipped the check-in, not the meeting: nobody chases."""
    skipped_by: Mapped[str | None] = mapped_column(ID)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.length_minutes)


class Move(InWorkspace, Base):
    """One of the two moved a one-on-one; the row is what the other's notice is about."""

    __tablename__ = "people_moves"
    __table_args__ = (
        belongs("one_on_one_id", "people_one_on_ones"),
        Index(None, "workspace_id", "one_on_one_id"),
    )

    one_on_one_id: Mapped[str] = mapped_column(ID)
    was_at: Mapped[datetime]
    moved_to: Mapped[datetime]
    moved_by: Mapped[str] = mapped_column(ID)
    moved_on: Mapped[datetime]
