"""Tables of who was appointed: the people team, and the admins where a list of them was set."""

from datetime import datetime

from sqlalchemy import Boolean, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, InWorkspace, belongs

PEOPLE_TEAM, ADMIN = "people team", "admin"
LEADS, BELONGS = "leader", "member"
"""What somebody who may assign made themselves in a team."""


class Appointment(InWorkspace, Base):
    """That somebody was put on a list or taken off it, and by whom. The lists are the workspace's own.

    Also that somebody assigned a team to themselves: the line is the chain's, the notice is ours.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        belongs("person_id", "persons"),
        belongs("by_id", "persons"),
        Index(None, "workspace_id", "person_id"),
    )

    person_id: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(16))
    began: Mapped[bool] = mapped_column(Boolean)
    """False: the appointment ended."""
    by_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
