"""Unread marks: what people have read, and what is new to them."""

from bot.playground.errors import Impossible
from bot.playground.people.desk import Desk
from bot.playground.state.conversations import Conversation
from bot.playground.state.times import order
from bot.playground.state.unread import OUTSIDE, thread_of
from bot.playground.state.users import User


def conversation(desk: Desk, where: Conversation | str) -> Conversation:
    """A conversation by its id, or a channel by its name."""
    if isinstance(where, Conversation):
        return where
    conversations = desk.slack.workspace.conversations
    named = (one for one in conversations.values() if not one.is_dm and one.name == where.removeprefix("#"))
    found = conversations.get(where) or next(named, None)
    if found is None:
        raise Impossible(f"there is no conversation called {where!r}")
    return found


def are_set(desk: Desk, user: User, where: Conversation) -> bool:
    """Whether anything can be unread: for members only, whoever just may look has no marks."""
    return user.id in where.members and desk.slack.workspace.can_read(user.id, where)


def read(desk: Desk, user: User, where: Conversation, ts: str) -> None:
    """Up to that message in its thread or, where it is in none, in the conversation; not beyond the last."""
    if not desk.slack.workspace.can_read(user.id, where):
        raise Impossible(f"{user.real_name} can't see that conversation")
    try:
        order(ts)
    except ValueError:
        raise Impossible("what was read is named by the time of a message") from None
    message = where.find(ts) or next((one for one in where.ephemerals if one.ts == ts), None)
    if message is not None:
        desk.slack.read(user, where, thread_of(message), ts)
    elif where.messages or where.ephemerals:
        desk.slack.read(user, where, OUTSIDE, min(ts, _last(where), key=order))


def _last(where: Conversation) -> str:
    return max((kept[-1].ts for kept in (where.messages, where.ephemerals) if kept), key=order)
