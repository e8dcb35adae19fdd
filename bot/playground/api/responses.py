"""What arrives at a response url: an answer to the person who acted, or a change of what they acted on."""

from typing import Any

from bot.playground.api.arguments import Arguments
from bot.playground.api.chat import content
from bot.playground.errors import SlackError
from bot.playground.response_urls import Reply
from bot.playground.slack import Slack
from bot.playground.state.messages import Message

Json = dict[str, Any]
_KNOWN = {
    "text",
    "blocks",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "metadata",
    "unfurl_links",
    "unfurl_media",
}


def respond(slack: Slack, path: str, body: Json) -> None:
    """Use the url once."""
    unknown = sorted(set(body) - _KNOWN)
    if unknown:
        raise SlackError("invalid_arguments", [f"[ERROR] unknown argument: {name}" for name in unknown])
    act(slack, slack.response_urls.use(path), body)


def act(slack: Slack, reply: Reply, body: Json) -> None:
    """Delete or replace the original, or write something new: ephemeral unless `in_channel`."""
    args = Arguments(body)
    if args.flag("delete_original"):
        original = _original(reply)
        slack.delete(slack.workspace.conversations[original.channel], original)
        return
    written = content(slack, args)
    if not written.get("text") and not written.get("blocks"):
        raise SlackError("no_text")
    if args.flag("replace_original"):
        _replace(slack, _original(reply), written)
    else:
        _write(slack, reply, written, args)


def _original(reply: Reply) -> Message:
    if reply.original is None or reply.original.deleted:
        raise SlackError("message_not_found")
    return reply.original


def _replace(slack: Slack, message: Message, written: Json) -> None:
    where = slack.workspace.conversations[message.channel]
    slack.edit(where, message, {"blocks": [], **written})


def _write(slack: Slack, reply: Reply, written: Json, args: Arguments) -> None:
    where = slack.workspace.conversations[reply.channel]
    message = Message(
        channel=where.id,
        ts=slack.timestamps.next(),
        user=slack.workspace.bot_user,
        text=written.get("text", ""),
        names=slack.workspace,
        blocks=written.get("blocks", []),
        thread_ts=args.ts("thread_ts"),
        metadata=written.get("metadata"),
        bot=slack.bot_marks(),
    )
    if args.text("response_type", "ephemeral") != "in_channel":
        message.ephemeral_to = reply.user
    slack.post(where, message)
