"""conversations.*: where messages are, and reading them back."""

from typing import Any

from bot.playground.api.arguments import Arguments
from bot.playground.api.paging import page
from bot.playground.api.registry import method
from bot.playground.errors import SlackError
from bot.playground.slack import Slack
from bot.playground.state.conversations import Conversation
from bot.playground.state.messages import Message
from bot.playground.state.times import order

Json = dict[str, Any]
_CHANNEL_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im"}
_READING = "cursor limit oldest latest inclusive include_all_metadata"


@method("conversations.open", scope="im:write", tier=3, optional="users channel return_im prevent_creation")
def open_(slack: Slack, args: Arguments) -> Json:
    """Open the direct message with one person (groups are not part of this playground)."""
    if "channel" in args:
        return {"channel": {"id": slack.workspace.conversation(args.text("channel")).id}}
    users = [user for user in args.text("users").split(",") if user]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("not_enough_users", ["[ERROR] this playground opens DMs with one person only"])
    known = users[0] in slack.workspace.dms
    where = slack.workspace.dm(_partner(slack, users[0]))
    shown = where.as_slack_shows(slack.workspace.bot_user) if args.flag("return_im") else {}
    was_open = {"no_op": True, "already_open": True} if known else {}
    return was_open | {"channel": {"id": where.id} | shown}


def _partner(slack: Slack, user_id: str) -> str:
    user = slack.workspace.user(user_id)
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    if user.deleted:
        raise SlackError("user_disabled")
    return user.id


@method("conversations.info", tier=3, required="channel", optional="include_locale include_num_members")
def info(slack: Slack, args: Arguments) -> Json:
    """One conversation."""
    where = _known(slack, args)
    shown = where.as_slack_shows(slack.workspace.bot_user)
    if not args.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


@method("conversations.list", tier=2, optional="cursor exclude_archived limit types")
def list_(slack: Slack, args: Arguments) -> Json:
    """Conversations that the app may know of; without `types`, public channels only."""
    types = {one.strip() for one in args.text("types", "public_channel").split(",")}
    if not types <= {"public_channel", "private_channel", "im", "mpim"}:
        raise SlackError("invalid_types")
    for kind in types - {"mpim"}:
        slack.workspace.scopes.need_for(_CHANNEL_TYPES[kind], "read")
    bot = slack.workspace.bot_user
    known = [each for each in slack.workspace.conversations.values() if _kind(each) in types]
    known = [each for each in known if bot in each.members or _kind(each) == "public_channel"]
    if args.flag("exclude_archived"):
        known = [each for each in known if not each.is_archived]
    part, cursor = page(known, args, default=100, most=1000)
    shown = [each.as_slack_shows(bot) for each in part]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def _known(slack: Slack, args: Arguments) -> Conversation:
    where = slack.workspace.conversation(args.text("channel"))
    slack.workspace.scopes.need_for(where.channel_type, "read")
    return where


def _kind(where: Conversation) -> str:
    if where.is_dm:
        return "im"
    return "private_channel" if where.is_private else "public_channel"


@method("conversations.members", tier=4, required="channel", optional="cursor limit")
def members(slack: Slack, args: Arguments) -> Json:
    """Who is in a conversation."""
    where = _known(slack, args)
    part, cursor = page(where.members, args, default=100, most=1000)
    return {"members": part, "response_metadata": {"next_cursor": cursor}}


@method("conversations.history", tier=3, required="channel", optional=_READING)
def history(slack: Slack, args: Arguments) -> Json:
    """Messages of a conversation, the newest first, without replies in threads."""
    where = _readable(slack, args)
    top = [each for each in where.messages if each.thread_ts in (None, each.ts)]
    found = [each for each in reversed(top) if _within(each, args)]
    most = slack.rates.limits.history_page
    part, cursor = page(found, args, default=min(100, most), most=most)
    shown = [_shown(where, each, args) for each in part]
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": shown, "has_more": bool(cursor), "pin_count": 0} | more


@method("conversations.replies", tier=3, required="channel ts", optional=_READING)
def replies(slack: Slack, args: Arguments) -> Json:
    """A thread: the message above it, then its replies, the oldest first."""
    where = _readable(slack, args)
    parent = where.find(args.ts("ts") or "")
    if parent is None:
        raise SlackError("thread_not_found")
    thread = [parent, *where.replies(parent.ts)]
    found = [each for each in thread if each is parent or _within(each, args)]
    most = slack.rates.limits.history_page
    part, cursor = page(found, args, default=min(1000, most), most=most)
    shown = [_shown(where, each, args) for each in part]
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": shown, "has_more": bool(cursor)} | more


def _readable(slack: Slack, args: Arguments) -> Conversation:
    where = slack.workspace.conversation(args.text("channel"))
    slack.workspace.scopes.need_for(where.channel_type, "history")
    if slack.workspace.bot_user not in where.members:
        raise SlackError("not_in_channel")
    return where


def _within(message: Message, args: Arguments) -> bool:
    """Whether it is after `oldest` and before `latest`; the bounds themselves count with `inclusive`."""
    at, inclusive = order(message.ts), args.flag("inclusive")
    oldest, latest = _bound(args, "oldest", "0"), _bound(args, "latest", "999999999999")
    return oldest < at < latest or (inclusive and at in (oldest, latest))


def _bound(args: Arguments, name: str, default: str) -> tuple[int, int]:
    try:
        return order(args.text(name, default))
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _shown(where: Conversation, message: Message, args: Arguments) -> Json:
    shown = message.as_slack_shows(with_metadata=args.flag("include_all_metadata"))
    thread = where.replies(message.ts)
    if not thread:
        return shown
    people = list(dict.fromkeys(reply.user for reply in thread))
    return shown | {
        "thread_ts": message.ts,
        "reply_count": len(thread),
        "reply_users_count": len(people),
        "latest_reply": thread[-1].ts,
        "reply_users": people,
        "is_locked": False,
        "subscribed": False,
    }
