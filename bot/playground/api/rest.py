"""api.test, auth.test, reactions.add and apps.connections.open."""

import re
from typing import Any

from bot.playground.api.arguments import Arguments
from bot.playground.api.registry import method
from bot.playground.errors import SlackError
from bot.playground.slack import Slack

Json = dict[str, Any]


@method("api.test", tier=4, optional="error foo", token="none")
def api_test(_slack: Slack, args: Arguments) -> Json:
    """Give back what came in."""
    if args.text("error"):
        raise SlackError(args.text("error"))
    return {"args": args.given}


@method("auth.test", tier=4)
def auth_test(slack: Slack, _args: Arguments) -> Json:
    """Whose token this is."""
    workspace = slack.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users[workspace.bot_user].name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


@method("reactions.add", scope="reactions:write", tier=3, required="channel name timestamp")
def reactions_add(slack: Slack, args: Arguments) -> Json:
    """Check that it could be done; reactions themselves are not kept."""
    where = slack.workspace.conversation(args.text("channel"))
    if where.find(args.ts("timestamp") or "") is None:
        raise SlackError("message_not_found")
    if not re.fullmatch(r"[a-z0-9_+'-]+", args.text("name")):
        raise SlackError("invalid_name")
    return {}


@method("apps.connections.open", tier=1, token="app")
def connections_open(slack: Slack, _args: Arguments) -> Json:
    """The address of a websocket for Socket Mode, good for one connection."""
    return {"url": slack.socket_url()}
