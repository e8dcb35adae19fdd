"""users.*, dnd.info and bots.info: who is here."""

from typing import Any

from bot.playground.api.arguments import Arguments
from bot.playground.api.paging import page
from bot.playground.api.registry import method
from bot.playground.errors import SlackError
from bot.playground.slack import Slack

Json = dict[str, Any]


@method("users.info", scope="users:read", tier=4, required="user", optional="include_locale")
def info(slack: Slack, args: Arguments) -> Json:
    """One person; deactivated ones are still found, with `deleted`."""
    shown = slack.workspace.shown_user(slack.workspace.user(args.text("user")), slack.now())
    return {"user": shown | ({"locale": "en-US"} if args.flag("include_locale") else {})}


@method("users.list", scope="users:read", tier=2, optional="cursor include_locale limit")
def list_(slack: Slack, args: Arguments) -> Json:
    """Everybody, bots and deactivated people included, page by page."""
    part, cursor = page(list(slack.workspace.users.values()), args, default=1000, most=1000)
    now = slack.now()
    shown = [slack.workspace.shown_user(user, now) for user in part]
    return {
        "members": shown,
        "cache_ts": int(now.timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


@method("users.lookupByEmail", scope="users:read.email", tier=3, required="email")
def lookup_by_email(slack: Slack, args: Arguments) -> Json:
    """The person with that address; deactivated people are not found."""
    wanted = args.text("email").lower()
    for user in slack.workspace.users.values():
        if wanted and user.email.lower() == wanted and not user.deleted:
            return {"user": user.as_slack_shows(slack.now())}
    raise SlackError("users_not_found")


@method("dnd.info", scope="dnd:read", tier=3, optional="user")
def dnd_info(slack: Slack, args: Arguments) -> Json:
    """When the person wants quiet, in seconds since 1970."""
    user = slack.workspace.user(args.text("user", slack.workspace.bot_user))
    if user.do_not_disturb is None:
        return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    start, end = (int(moment.timestamp()) for moment in user.do_not_disturb)
    return {"dnd_enabled": True, "next_dnd_start_ts": start, "next_dnd_end_ts": end}


@method("bots.info", scope="users:read", tier=3, optional="bot")
def bots_info(slack: Slack, args: Arguments) -> Json:
    """The app's own bot; there is no other."""
    workspace = slack.workspace
    if args.text("bot") != workspace.bot_id:
        raise SlackError("bot_not_found")
    profile: Json = slack.bot_marks()["bot_profile"]
    return {
        "bot": {name: profile[name] for name in ("id", "app_id", "user_id", "name", "deleted", "updated")}
    }
