"""From Slack's user objects to persons: joining, changing, being deactivated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select

from bot.errors import Refusal
from bot.roster.models import Person
from bot.storage.work import Work


@dataclass(frozen=True, slots=True)
class Profile:
    """What Tandem keeps of a Slack user."""

    slack_id: str
    name: str
    email: str | None
    time_zone: str
    is_admin: bool
    active: bool
    takes_part: bool
    """False for bots, guests and people of other workspaces (slack.md)."""

    @classmethod
    def of(cls, user: Mapping[str, Any]) -> "Profile":
        profile = user.get("profile") or {}
        zone = str(user.get("tz") or "")
        return cls(
            slack_id=str(user["id"]),
            name=str(profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"]),
            email=str(profile["email"]).lower() if profile.get("email") else None,
            time_zone=zone if zone in available_timezones() else "UTC",
            is_admin=any(user.get(key) for key in ("is_admin", "is_owner", "is_primary_owner")),
            active=not user.get("deleted", False),
            takes_part=not any(
                user.get(key) for key in ("is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
            )
            and user["id"] != "USLACKBOT",
        )


def admit(work: Work, user: Mapping[str, Any]) -> Person:
    """The person for a Slack user, new or brought up to date.

    Raises `Refusal` for those who take no part: bots, guests, and people of other workspaces.
    """
    if not user:
        raise Refusal("Slack does not tell me who this is. Please try again.")
    profile = Profile.of(user)
    if not profile.takes_part:
        raise Refusal("Tandem is for members of this workspace; guests and bots take no part.")
    return upsert(work, profile)


def upsert(work: Work, profile: Profile) -> Person:
    query = select(Person).where(
        Person.workspace_id == work.workspace_id, Person.slack_id == profile.slack_id
    )
    found = work.session.scalar(query)
    if found is None:
        found = Person(workspace_id=work.workspace_id, slack_id=profile.slack_id, email=profile.email)
        work.session.add(found)
    found.name = profile.name
    found.is_admin = profile.is_admin
    found.active = profile.active
    found.email = profile.email or found.email
    if not found.zone_is_given:
        found.time_zone = profile.time_zone
    work.session.flush()
    return found
