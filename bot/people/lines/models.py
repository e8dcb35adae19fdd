"""Tables of who looks after whom."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import ID, Base, InWorkspace, belongs

OPEN = text("ended_at IS NULL")


class Line(InWorkspace, Base):
    """From one moment to another, this person's people manager is that one.

    A line is also the wall: what is written inside it is not shown to the next manager.
    """

    __tablename__ = "people_lines"
    __table_args__ = (
        belongs("report_id", "persons"),
        belongs("manager_id", "persons"),
        CheckConstraint("report_id <> manager_id", name="two_people"),
        Index(
            "uq_people_lines_open",
            "workspace_id",
            "report_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(None, "workspace_id", "manager_id"),
    )

    report_id: Mapped[str] = mapped_column(ID)
    manager_id: Mapped[str] = mapped_column(ID)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    began_by: Mapped[str | None] = mapped_column(ID)
    """The person who assigned it; None where the roster file did."""
    ended_by: Mapped[str | None] = mapped_column(ID)

    @property
    def is_open(self) -> bool:
        return self.ended_at is None
