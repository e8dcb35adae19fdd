"""oauth.v2.access: how an app that others install gets a workspace's token."""

from datetime import timedelta
from typing import Any

from bot.playground.api.arguments import Arguments
from bot.playground.api.registry import method
from bot.playground.errors import SlackError
from bot.playground.slack import Slack

Json = dict[str, Any]
LIFETIME = timedelta(minutes=10)


@method(
    "oauth.v2.access",
    tier=4,
    required="client_id client_secret code",
    optional="redirect_uri grant_type",
    token="none",
)
def access(slack: Slack, args: Arguments) -> Json:
    """Exchange a code, within ten minutes and once, for the bot's token."""
    credentials, workspace = slack.workspace.credentials, slack.workspace
    if args.text("client_id") != credentials.client_id:
        raise SlackError("invalid_client_id")
    if args.text("client_secret") != credentials.client_secret:
        raise SlackError("bad_client_secret")
    person = _redeem(slack, args.text("code"))
    workspace.is_installed = True
    return {
        "app_id": workspace.app_id,
        "authed_user": {"id": person},
        "scope": str(workspace.scopes),
        "token_type": "bot",
        "access_token": credentials.bot_token,
        "bot_user_id": workspace.bot_user,
        "team": {"id": workspace.team_id, "name": workspace.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _redeem(slack: Slack, code: str) -> str:
    """Who granted it."""
    person, granted = slack.workspace.grants.get(code, ("", slack.now() - 2 * LIFETIME))
    if not person:
        raise SlackError("invalid_code")
    del slack.workspace.grants[code]
    if slack.now() - granted > LIFETIME:
        raise SlackError("code_expired")
    return person
