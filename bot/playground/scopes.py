"""Scopes: what the workspace let the app do when it was installed."""

from typing import Literal

from bot.playground.errors import SlackError

ALL = frozenset(
    {
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "dnd:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:write",
        "users:read",
        "users:read.email",
    }
)
"""What this playground's methods need. Not `chat:write.public`, for posting where the app is no member."""

_PREFIX = {"im": "im", "group": "groups", "channel": "channels"}


class Scopes:
    """The scopes that were granted."""

    def __init__(self, granted: frozenset[str]) -> None:
        self.granted = granted

    def __contains__(self, scope: str) -> bool:
        """Whether it was granted."""
        return scope in self.granted

    def __str__(self) -> str:
        """As Slack lists them."""
        return ",".join(sorted(self.granted))

    def need(self, scope: str) -> None:
        """Refuse, and say what is needed, where it wasn't granted."""
        if scope and scope not in self.granted:
            raise SlackError("missing_scope", more={"needed": scope, "provided": str(self)})

    def need_for(self, channel_type: str, what: Literal["read", "history"]) -> None:
        """The same for a kind of conversation: `im`, `group` or `channel`."""
        self.need(f"{_PREFIX[channel_type]}:{what}")
