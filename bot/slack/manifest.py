"""The app manifest that Slack reads when an app is created: what Tandem hears, does and may do."""

from typing import Any

PATH = "/slack/events"
EXAMPLE = "https://tandem.example.com"

COMMANDS = (
    ("/1on1", "One-on-ones, for the people chain", "[help]"),
    ("/direction", "Where the team is going, for the direction chain", "[help]"),
    ("/tandem", "Help, the ledger, settings and setup", "[ledger | pause | resume | setup | help]"),
)

EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "message.im",
    "team_join",
    "tokens_revoked",
    "user_change",
)

SCOPES = (
    "channels:history",  # whether a message of its own arrived, before it is sent again
    "channels:read",  # finding a team's channel by its name
    "chat:write",
    "chat:write.public",  # a direction update reaches the team's channel without an invitation
    "commands",
    "groups:history",  # the same for private channels, of which Tandem was made a member
    "groups:read",
    "im:history",  # what people answer
    "im:read",
    "im:write",
    "users:read",
    "users:read.email",  # the roster file names people by email
)
"""The least that Tandem needs. It listens in no channel: see `EVENTS`."""

ABOUT = (
    "Every employee has two chains: a people manager, who looks after the human, and a team leader, who "
    "looks after where the team is going. Tandem schedules one-on-ones and direction check-ins, collects "
    "the answers in direct messages, and keeps the two chains apart: what is said on one is never shown "
    "on the other. Each prompt says, in one line, who will read the answer."
)


def manifest(url: str | None, *, socket: bool) -> dict[str, Any]:
    """The manifest; `url` is where Slack reaches Tandem over HTTP (https, no path), None over a socket."""
    address = f"{url}{PATH}" if url else None
    request = {"request_url": address} if address else {}
    return {
        "display_information": {
            "name": "Tandem",
            "description": "One-on-ones and direction check-ins, on two chains that never mix",
            "long_description": ABOUT,
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Tandem", "always_online": True},
            "slash_commands": [_command(*words, address) for words in COMMANDS],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def _command(command: str, description: str, hint: str, address: str | None) -> dict[str, Any]:
    words = {"command": command, "description": description, "usage_hint": hint, "should_escape": False}
    return words | ({"url": address} if address else {})
