"""The table of "my people manager is ..."."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import ID, Base, InWorkspace, belongs

ASKED = text("state = 'asked'")


class Claim(InWorkspace, Base):
    """An employee says who their people manager is; that one confirms or declines."""

    __tablename__ = "people_claims"
    __table_args__ = (
        belongs("report_id", "persons"),
        belongs("manager_id", "persons"),
        UniqueConstraint("workspace_id", "source"),
        Index(
            "uq_people_claims_asked",
            "workspace_id",
            "report_id",
            unique=True,
            sqlite_where=ASKED,
            postgresql_where=ASKED,
        ),
        Index(None, "workspace_id", "manager_id"),
    )

    report_id: Mapped[str] = mapped_column(ID)
    manager_id: Mapped[str] = mapped_column(ID)
    state: Mapped[str] = mapped_column(String(12))
    """asked, confirmed, declined, or replaced by a later one."""
    source: Mapped[str] = mapped_column(String(80))
    """The submission that made it: the same one makes no second."""
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
