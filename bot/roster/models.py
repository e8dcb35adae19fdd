"""Tables of who is here. Reporting lines live in the chains, not here."""

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, InWorkspace, belongs


class Person(InWorkspace, Base):
    """Somebody in the workspace. `title` is free text and decides nothing (product.md, claim 1)."""

    __tablename__ = "persons"
    __table_args__ = (
        UniqueConstraint("workspace_id", "slack_id"),
        Index("uq_persons_email", "workspace_id", "email", unique=True),
    )

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.workspace_id"), primary_key=True)
    slack_id: Mapped[str] = mapped_column(String(32))
    email: Mapped[str | None] = mapped_column(String(320))
    """Lower case; None where Slack does not tell."""
    name: Mapped[str] = mapped_column(String(255))
    name_is_given: Mapped[bool] = mapped_column(Boolean, default=False)
    """The roster file gave the name: Slack's `user_change` no longer changes it."""
    title: Mapped[str] = mapped_column(String(255), default="")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    """An IANA name."""
    zone_is_given: Mapped[bool] = mapped_column(Boolean, default=False)
    """The roster file named the zone: Slack's `user_change` no longer moves it."""
    country: Mapped[str] = mapped_column(String(16), default="")
    """ISO 3166, with a subdivision after a dash (`DE-BY`); empty where unknown."""
    is_admin: Mapped[bool] = mapped_column(Boolean, default=False)
    """Slack's admin or owner of the workspace."""
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    dm: Mapped[str | None] = mapped_column(String(32))
    """Slack's id of the DM with Tandem, once it was opened."""
    welcomed_at: Mapped[datetime | None]


class Team(InWorkspace, Base):
    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.workspace_id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str | None] = mapped_column(String(32))
    """Slack's id of the team's channel."""
    purpose: Mapped[str] = mapped_column(String(1000), default="")


class Away(InWorkspace, Base):
    """Local dates, both included, on which a person gets no prompts. No reason is kept."""

    __tablename__ = "away"
    __table_args__ = (belongs("person_id", "persons"), Index(None, "workspace_id", "person_id"))

    person_id: Mapped[str] = mapped_column(String(32))
    first_day: Mapped[date]
    last_day: Mapped[date]
