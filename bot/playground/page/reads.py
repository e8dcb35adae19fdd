"""How the page reads the playground: conversations, messages and threads as one person sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.playground import Impossible, Message, Person, Playground
from bot.playground.reading.blocks import located_elements
from bot.playground.state.conversations import Conversation
from bot.playground.state.times import order

Json = dict[str, Any]


@dataclass(slots=True)
class Thread:
    """What is below a message."""

    replies: list[Message] = field(default_factory=list)

    @property
    def last(self) -> Message:
        """The latest reply."""
        return self.replies[-1]


def conversation(slack: Playground, person: Person, at: str) -> Conversation | None:
    """What `at` names for that person, if they may see it."""
    if at == "dm":
        return slack.workspace.dm(person.id)
    found = slack.workspace.conversations.get(at)
    return found if found and may_open(person, found) else None


def may_open(person: Person, where: Conversation) -> bool:
    """Whether that person can open the conversation in Slack."""
    user = person.user
    if user.deleted:
        return False
    open_to_all = not where.is_private and not where.is_dm and not user.is_restricted
    return user.id in where.members or open_to_all


def channels(slack: Playground, person: Person) -> list[Conversation]:
    """The channels that the person can open, by name."""
    every = slack.workspace.conversations.values()
    found = [where for where in every if not where.is_dm and may_open(person, where)]
    return sorted(found, key=lambda where: where.name)


def visible(person: Person, where: Conversation) -> list[Message]:
    """What the person can read there, the oldest first."""
    return person.dm if where.is_dm else person.channel(where.id)


def is_reply(message: Message) -> bool:
    """Whether it stands in a thread, and not above one."""
    return message.thread_ts is not None and message.thread_ts != message.ts


def threads(messages: Iterable[Message]) -> dict[str, Thread]:
    """The replies among these, by the `ts` of what they are below."""
    found: dict[str, Thread] = {}
    for message in messages:
        if message.thread_ts and is_reply(message):
            found.setdefault(message.thread_ts, Thread()).replies.append(message)
    return found


def find(slack: Playground, person: Person, channel: str, ts: str) -> Message | None:
    """That message, if the person can read it."""
    where = slack.workspace.conversations.get(channel)
    if where is None:
        return None
    found = where.find(ts) or next((each for each in where.ephemerals if each.ts == ts), None)
    return found if found and person.sees(found) else None


def latest(person: Person, where: Conversation) -> Message | None:
    """What the app said last to that person there, without a look at all the rest."""
    return max(
        (found for kept in (where.messages, where.ephemerals) if (found := _latest(person, kept))),
        key=lambda message: order(message.ts),
        default=None,
    )


def _latest(person: Person, messages: list[Message]) -> Message | None:
    return next((each for each in reversed(messages) if each.is_from_app and person.sees(each)), None)


def element(blocks: Sequence[Json], block_id: str, action_id: str) -> Json:
    """What the page calls by these ids, if the app hasn't taken it away meanwhile."""
    for block, found in located_elements(blocks):
        if (block["block_id"], found["action_id"]) == (block_id, action_id):
            return found
    raise Impossible("this control isn't there any more")
