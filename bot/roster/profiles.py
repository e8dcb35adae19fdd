"""From Slack's user objects to persons: joining, changing, being deactivated."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select

from bot.errors import Refusal
from bot.roster.models import Person
from bot.storage.base import new_id
from bot.storage.work import Work


@cache
def _zones() -> frozenset[str]:
    """To list them is to walk through a folder: once is enough."""
    return frozenset(available_timezones())


@dataclass(frozen=True, slots=True)
class Profile:
    """What Tandem keeps of a Slack user."""

    slack_id: str
    name: str
    email: str | None
    time_zone: str | None
    """None where Slack says none, or one that does not exist."""
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
            time_zone=zone if zone in _zones() else None,
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


def follow(work: Work, user: Mapping[str, Any]) -> Person | None:
    """Bring a person up to date with what Slack says now: for `user_change`, `team_join` and the sync.

    None for whoever takes no part and never did. Somebody who no longer does (deactivated, or made a
    guest) is kept as inactive: records stay with the people whom they name.
    """
    profile = Profile.of(user)
    known = _known(work, profile.slack_id)
    if profile.takes_part and profile.active:
        return upsert(work, profile)
    if known:
        known.active = False  # and nothing else: Slack leaves most out where somebody was deactivated
        work.session.flush()
    return known


def upsert(work: Work, profile: Profile) -> Person:
    found = bring(work, _known(work, profile.slack_id), profile, _free(work, profile))
    work.session.flush()
    return found


def bring(work: Work, known: Person | None, profile: Profile, email: str | None) -> Person:
    """Make a person of a profile, or bring one up to date; not flushed. `email`: where it is free."""
    found = known or Person(workspace_id=work.workspace_id, id=new_id(), slack_id=profile.slack_id)
    if known is None:
        work.session.add(found)
    if not found.name_is_given:
        found.name = profile.name
    found.is_admin = profile.is_admin
    found.active = profile.active
    found.email = email or found.email
    if not found.zone_is_given:
        found.time_zone = profile.time_zone or found.time_zone or "UTC"
    return found


def _known(work: Work, slack_id: str) -> Person | None:
    query = select(Person).where(Person.workspace_id == work.workspace_id, Person.slack_id == slack_id)
    return work.session.scalar(query)


def _free(work: Work, profile: Profile) -> str | None:
    """The email, where nobody else holds it. Who came back with a new account takes it from the old one."""
    query = select(Person).where(
        Person.workspace_id == work.workspace_id,
        Person.email == profile.email,
        Person.slack_id != profile.slack_id,
    )
    holder = work.session.scalar(query) if profile.email else None
    if holder is None:
        return profile.email
    if holder.active:
        return None
    holder.email = None
    work.session.flush()
    return profile.email
