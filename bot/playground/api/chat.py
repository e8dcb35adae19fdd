"""chat.*: the app writes, changes and takes back its messages."""

from typing import Any

from bot.playground.api.arguments import Arguments
from bot.playground.api.normal import escaped_blocks, normal_blocks
from bot.playground.api.registry import method
from bot.playground.checks.surfaces import MESSAGE_TEXT, message_problems, metadata_error
from bot.playground.errors import SlackError
from bot.playground.reading.mrkdwn import stored
from bot.playground.slack import Slack
from bot.playground.state.conversations import Conversation
from bot.playground.state.messages import Message

Json = dict[str, Any]


def content(slack: Slack, args: Arguments) -> Json:
    """Text, blocks and metadata of a message, checked. What wasn't given isn't in the answer."""
    text, blocks = args.text("text"), _blocks(slack, args)
    if len(text) > MESSAGE_TEXT:
        raise SlackError("msg_too_long")
    found: Json = {"text": stored(text)} if "text" in args else {}
    found |= {"blocks": blocks} if blocks is not None else {}
    return found | ({"metadata": _metadata(args)} if "metadata" in args else {})


def _blocks(slack: Slack, args: Arguments) -> list[Json] | None:
    blocks = args.parsed("blocks", "invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = message_problems(blocks)
    if problems:
        raise SlackError("invalid_blocks", problems)
    return escaped_blocks(normal_blocks(blocks, slack.workspace.ids))


def _metadata(args: Arguments) -> Json | None:
    metadata = args.parsed("metadata", "metadata_must_be_sent_as_json")
    error = metadata_error(metadata)
    if error:
        raise SlackError(error)
    return metadata or None


def writable(slack: Slack, channel: str) -> Conversation:
    """The conversation to post to: a person's id stands for their direct message with the app."""
    if channel[:1] in "UW":
        where = slack.workspace.dm(_recipient(slack, channel))
    else:
        where = slack.workspace.conversation(channel)
    if where.user is not None and slack.workspace.user(where.user).deleted:
        raise SlackError("user_disabled")
    if where.is_archived:
        raise SlackError("is_archived")
    public = where.channel_type == "channel" and "chat:write.public" in slack.workspace.scopes
    if slack.workspace.bot_user not in where.members and not public:
        raise SlackError("not_in_channel")
    return where


def _recipient(slack: Slack, user_id: str) -> str:
    user = slack.workspace.users.get(user_id)
    if user is None:
        raise SlackError("channel_not_found")
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    return user.id


@method(
    "chat.postMessage",
    scope="chat:write",
    tier=None,
    required="channel",
    optional="text blocks thread_ts metadata unfurl_links unfurl_media mrkdwn parse link_names",
)
def post_message(slack: Slack, args: Arguments) -> Json:
    """Write to a conversation, or below a message of it."""
    where = writable(slack, args.text("channel"))
    written = _not_empty(content(slack, args))
    thread = parent_of(where, args.ts("thread_ts"))
    slack.rates.count_post(where.id)
    message = new_message(slack, where, written, thread)
    slack.post(where, message)
    shown = message.as_slack_shows(with_metadata=True)
    return {"channel": where.id, "ts": message.ts, "message": shown}


def _not_empty(written: Json) -> Json:
    if not written.get("text") and not written.get("blocks"):
        raise SlackError("no_text")
    return written


def parent_of(where: Conversation, thread_ts: str | None) -> Message | None:
    """The message to reply to. Below one that is gone, Slack posts to the conversation itself."""
    parent = where.find(thread_ts) if thread_ts else None
    if parent and parent.thread_ts not in (None, parent.ts):
        raise SlackError("cannot_reply_to_message")
    return parent


def new_message(slack: Slack, where: Conversation, written: Json, parent: Message | None) -> Message:
    """A message of the app's, not yet posted."""
    return Message(
        channel=where.id,
        ts=slack.timestamps.next(),
        user=slack.workspace.bot_user,
        text=written.get("text", ""),
        names=slack.workspace,
        blocks=written.get("blocks", []),
        metadata=written.get("metadata"),
        thread_ts=parent.ts if parent else None,
        parent_user=parent.user if parent else None,
        bot=slack.bot_marks(),
    )


@method(
    "chat.postEphemeral",
    scope="chat:write",
    tier=4,
    required="channel user",
    optional="text blocks thread_ts parse link_names",
)
def post_ephemeral(slack: Slack, args: Arguments) -> Json:
    """Write something that only one member of the conversation sees, and nobody can find again."""
    where = writable(slack, args.text("channel"))
    if args.text("user") not in where.members:
        raise SlackError("user_not_in_channel")
    message = new_message(
        slack, where, _not_empty(content(slack, args)), parent_of(where, args.ts("thread_ts"))
    )
    message.ephemeral_to = args.text("user")
    slack.post(where, message)
    return {"message_ts": message.ts}


def _own(slack: Slack, args: Arguments, refusal: str) -> tuple[Conversation, Message]:
    """One of the app's own messages, found by the id of its channel (a person's id won't do)."""
    where = slack.workspace.conversation(args.text("channel"))
    message = where.find(args.ts("ts") or "")
    if message is None:
        raise SlackError("message_not_found")
    if not message.is_from_app:
        raise SlackError(refusal)
    return where, message


@method(
    "chat.update",
    scope="chat:write",
    tier=3,
    required="channel ts",
    optional="text blocks metadata parse link_names reply_broadcast",
)
def update(slack: Slack, args: Arguments) -> Json:
    """Change a message. Text without blocks takes the blocks away and marks it as edited, as Slack does."""
    where, message = _own(slack, args, "cant_update_message")
    change = content(slack, args)
    if "text" not in change and "blocks" not in change:
        raise SlackError("no_text")
    if "blocks" not in change:
        change |= {"blocks": [], "edited": {"user": slack.workspace.bot_id, "ts": slack.timestamps.next()}}
    if not change.get("text", message.text) and not change["blocks"]:
        raise SlackError("no_text")
    slack.edit(where, message, change)
    shown = message.as_slack_shows(with_metadata=True)
    return {"channel": where.id, "ts": message.ts, "text": message.text, "message": shown}


@method("chat.delete", scope="chat:write", tier=3, required="channel ts")
def delete(slack: Slack, args: Arguments) -> Json:
    """Take a message back."""
    where, message = _own(slack, args, "cant_delete_message")
    slack.delete(where, message)
    return {"channel": where.id, "ts": message.ts}


@method("chat.getPermalink", tier=4, required="channel message_ts")
def get_permalink(slack: Slack, args: Arguments) -> Json:
    """The address of a message for people."""
    where = slack.workspace.conversation(args.text("channel"))
    message = where.find(args.ts("message_ts") or "")
    if message is None:
        raise SlackError("message_not_found")
    url = f"https://{slack.workspace.domain}.slack.com/archives/{where.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={where.id}" if message.thread_ts else ""
    return {"channel": where.id, "permalink": url + thread}
