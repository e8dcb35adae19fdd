"""The inner events of the Events API, in Slack's shapes."""

from typing import Any

from bot.playground.scopes import Scopes
from bot.playground.state.conversations import Conversation
from bot.playground.state.messages import Message
from bot.playground.state.times import Timestamps

Json = dict[str, Any]


def posted(where: Conversation, message: Message) -> Json:
    """A message was written, by a person or by the app itself."""
    return message.as_slack_shows() | {
        "channel": where.id,
        "event_ts": message.ts,
        "channel_type": where.channel_type,
    }


def changed(where: Conversation, message: Json, previous: Json, ts: str) -> Json:
    """`message_changed`: edited by its author, or by the app with `chat.update`."""
    return _hidden("message_changed", where, ts) | {"message": message, "previous_message": previous}


def deleted(where: Conversation, previous: Json, ts: str) -> Json:
    """`message_deleted`: its place is `deleted_ts`, not `ts`."""
    gone = {"previous_message": previous, "deleted_ts": previous["ts"]}
    return _hidden("message_deleted", where, ts) | gone


def _hidden(subtype: str, where: Conversation, ts: str) -> Json:
    return {
        "type": "message",
        "subtype": subtype,
        "channel": where.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": where.channel_type,
    }


def tombstone(message: Message, replies: int) -> Json:
    """What stays of a deleted message below which there is a thread."""
    return {
        "type": "message",
        "subtype": "tombstone",
        "text": "This message was deleted.",
        "user": "USLACKBOT",
        "hidden": True,
        "ts": message.ts,
        "thread_ts": message.ts,
        "parent_user_id": "USLACKBOT",
        "reply_count": replies,
    }


def home_opened(user: str, where: Conversation, tab: str, view: Json | None, ts: str) -> Json:
    """`app_home_opened`, with the view only where one was published before and the tab is `home`."""
    event: Json = {"type": "app_home_opened", "user": user, "channel": where.id, "tab": tab, "event_ts": ts}
    return event | ({"view": view} if view and tab == "home" else {})


def user_changed(shown: Json, ts: str) -> Json:
    """`user_change`: the whole user, as it is now."""
    return {"type": "user_change", "user": shown, "cache_ts": int(float(ts)), "event_ts": ts}


def joined(shown: Json, ts: str) -> Json:
    """`team_join`: somebody is new in the workspace."""
    return {"type": "team_join", "user": shown, "cache_ts": int(float(ts)), "event_ts": ts}


def uninstalled(bot_user: str, timestamps: Timestamps) -> list[Json]:
    """What an app hears when it is removed; Slack promises no order."""
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot_user]}}
    return [each | {"event_ts": timestamps.next()} for each in (revoked, {"type": "app_uninstalled"})]


# What the app subscribes to, and the scope without which Slack doesn't send it.
SUBSCRIBED = {
    "message.im": "im:history",
    "app_home_opened": "",
    "user_change": "users:read",
    "team_join": "users:read",
    "tokens_revoked": "",
    "app_uninstalled": "",
}


def is_subscribed(event: Json, scopes: Scopes) -> bool:
    """Whether Slack would send the app this event at all."""
    kind = f"message.{event['channel_type']}" if event["type"] == "message" else event["type"]
    needed = SUBSCRIBED.get(kind)
    return needed is not None and (needed == "" or needed in scopes)
