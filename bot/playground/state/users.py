"""People and bots of the workspace, and how the Web API shows them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(eq=False)
class User:
    """One account. `tz` is an IANA name; `status_expiration` is in seconds since 1970, 0 for never."""

    id: str
    team_id: str
    name: str
    real_name: str
    email: str
    tz: str = "Etc/UTC"
    is_admin: bool = False
    is_owner: bool = False
    is_primary_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    title: str = ""
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    updated: int = 0
    bot_id: str = ""
    do_not_disturb: tuple[datetime, datetime] | None = field(default=None, repr=False)

    def tz_offset(self, now: datetime) -> int:
        """Seconds east of Greenwich at this moment: it changes where clocks change."""
        offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    def as_slack_shows(self, now: datetime) -> dict[str, Any]:
        """The user object of `users.info`, `users.list` and the `user_change` event."""
        shown: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
            "profile": self._profile(),
        }
        # Slack leaves these out for people who were deactivated.
        return shown if self.deleted else shown | self._while_active(now)

    def _while_active(self, now: datetime) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "color": "9f69e7",
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": now.astimezone(ZoneInfo(self.tz)).tzname() or self.tz,
            "tz_offset": self.tz_offset(now),
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": self.is_primary_owner,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
        }
        return shown | ({"is_stranger": True} if self.is_stranger else {})

    def _profile(self) -> dict[str, Any]:
        first, _, last = self.real_name.partition(" ")
        profile: dict[str, Any] = {
            "title": self.title,
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "first_name": first,
            "last_name": last,
            "status_text": self.status_text,
            "status_emoji": self.status_emoji,
            "status_expiration": self.status_expiration,
            "team": self.team_id,
            "image_72": f"https://avatars.invalid/{self.id}.png",
        }
        if self.is_bot:
            return profile | {"bot_id": self.bot_id, "api_app_id": ""}
        return profile | {"email": self.email}
