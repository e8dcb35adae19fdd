"""Tables of the workspaces themselves."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import ID, Base

ACTIVE, STOPPED = "active", "stopped"


class Workspace(Base):
    """One Slack workspace. Its id is Slack's team id."""

    __tablename__ = "workspaces"

    workspace_id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(255), default="")
    bot_user: Mapped[str] = mapped_column(String(32), default="")
    state: Mapped[str] = mapped_column(String(16), default=ACTIVE)
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    """When the installer was asked to set Tandem up."""
    admins: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Slack ids; where the list is empty, Slack's own admins and owners are the admins (product.md)."""
    people_team: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Slack ids of those whom the admins appointed to the people team."""


class DataKey(Base):
    """A key that seals a workspace's text, wrapped by one of the operator's keys.

    The newest one seals; all of them open. `key_id` is hexadecimal and stands in each envelope.
    """

    __tablename__ = "data_keys"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.workspace_id"), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(8), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
