"""Messages that people write, change and delete, as Slack's client sends them on."""

from dataclasses import dataclass

from bot.playground.errors import Impossible
from bot.playground.people.desk import Desk
from bot.playground.reading.mrkdwn import typed
from bot.playground.reading.rich_text import as_rich_text
from bot.playground.state.conversations import Conversation
from bot.playground.state.messages import Message
from bot.playground.state.users import User

MOST = 12_000  # characters; the client offers to send more as a file instead


def channel(desk: Desk, name: str) -> Conversation:
    """A channel by its name (with or without `#`) or its id."""
    wanted = name.removeprefix("#")
    for where in desk.slack.workspace.conversations.values():
        if not where.is_dm and wanted in (where.name, where.id):
            return where
    raise Impossible(f"there is no channel called {name!r}")


@dataclass(frozen=True, slots=True)
class Stone:
    """What stands above a thread whose first message was deleted: Slack's own, and nobody's."""

    ts: str
    user: str = "USLACKBOT"


def stone(where: Conversation, reply: Message) -> Stone | None:
    """What is above a reply, where that was deleted."""
    thread = reply.thread_ts
    return Stone(thread) if thread and reply in where.replies(thread) else None


def say(
    desk: Desk, user: User, where: Conversation, text: str, parent: Message | Stone | None = None
) -> Message:
    """A new message; the app hears of it in its direct messages only."""
    if user.id not in where.members:
        raise Impossible(f"{user.real_name} is not in #{where.name}")
    ids = desk.slack.workspace.ids
    message = Message(
        channel=where.id,
        ts=desk.slack.timestamps.next(),
        user=user.id,
        text=_checked(text, desk),
        names=desk.slack.workspace,
        thread_ts=parent.ts if parent else None,
        parent_user=parent.user if parent else None,
        client_msg_id=f"{ids.new('').lower()}-client",
        team=user.team_id,
    )
    message.blocks = [as_rich_text(message.text, ids.short())]
    desk.slack.post(where, message)
    return message


def _checked(text: str, desk: Desk) -> str:
    if not text.strip():
        raise Impossible("an empty message can't be sent")
    if len(text) > MOST:
        raise Impossible(f"the client sends {MOST} characters at most as a message, not {len(text)}")
    return typed(text, desk.slack.workspace.handles())


def edit(desk: Desk, user: User, message: Message, text: str) -> Message:
    """Change one's own message."""
    _own(user, message)
    escaped = _checked(text, desk)
    change = {
        "text": escaped,
        "blocks": [as_rich_text(escaped, desk.slack.workspace.ids.short())],
        "edited": {"user": user.id, "ts": desk.slack.timestamps.next()},
    }
    desk.slack.edit(desk.slack.workspace.conversations[message.channel], message, change)
    return message


def delete(desk: Desk, user: User, message: Message) -> Message:
    """Delete one's own message."""
    _own(user, message)
    desk.slack.delete(desk.slack.workspace.conversations[message.channel], message)
    return message


def _own(user: User, message: Message) -> None:
    if message.user != user.id:
        raise Impossible(f"{user.real_name} didn't write this message")
