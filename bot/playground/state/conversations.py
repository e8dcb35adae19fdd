"""Direct messages and channels."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from bot.playground.state.messages import Message
from bot.playground.state.times import order
from bot.playground.state.unread import OUTSIDE, Unread, thread_of


@dataclass(eq=False)
class Conversation:
    """A direct message with the app (`user` is set) or a channel; messages are kept in order of time.

    `add` and `remove` keep what is derived from them: threads, and what is unread.
    """

    id: str
    name: str
    created: int
    creator: str
    members: list[str]
    user: str | None = None
    is_private: bool = False
    is_archived: bool = False
    topic: str = ""
    messages: list[Message] = field(default_factory=list)
    ephemerals: list[Message] = field(default_factory=list)
    unread: Unread = field(default_factory=Unread, repr=False)
    _threads: defaultdict[str, list[Message]] = field(default_factory=lambda: defaultdict(list), repr=False)

    @property
    def is_dm(self) -> bool:
        """Whether this is a person's conversation with the app."""
        return self.user is not None

    @property
    def channel_type(self) -> str:
        """What message events call this kind of conversation."""
        if self.is_dm:
            return "im"
        return "group" if self.is_private else "channel"

    def add(self, message: Message) -> None:
        """Put a message after those that are here."""
        self._kept_with(message).append(message)
        self.unread.add(message)
        if message.ephemeral_to is None and thread_of(message) != OUTSIDE:
            self._add_reply(thread_of(message), message)

    def _add_reply(self, thread: str, message: Message) -> None:
        """Whoever writes above or in a thread follows it, or is mentioned there; in a DM, its person does."""
        parent = self.find(thread)
        begins = [] if parent is None or thread in self._threads else [parent.user, *parent.mentions]
        self._threads[thread].append(message)
        for person in (*begins, message.user, *message.mentions, self.user):
            if person is not None:
                self.unread.follow(person, thread)

    def remove(self, message: Message) -> None:
        """Take a message away."""
        self._kept_with(message).remove(message)
        self.unread.remove(message)
        if message in self._threads.get(thread_of(message), []):
            self._threads[thread_of(message)].remove(message)

    def _kept_with(self, message: Message) -> list[Message]:
        return self.messages if message.ephemeral_to is None else self.ephemerals

    def find(self, ts: str) -> Message | None:
        """The message of that time, if it is (still) here; ephemeral ones can't be found."""
        try:
            place = bisect_left(self.messages, order(ts), key=lambda message: order(message.ts))
        except ValueError:
            return None  # no time at all
        found = self.messages[place : place + 1]
        return found[0] if found and found[0].ts == ts else None

    def replies(self, parent_ts: str) -> list[Message]:
        """The thread below a message, without the message itself."""
        return list(self._threads.get(parent_ts, ()))

    def as_slack_shows(self, bot_user: str) -> dict[str, Any]:
        """The conversation object of `conversations.info` and `conversations.list`."""
        shown = {"id": self.id, "created": self.created, "is_archived": self.is_archived, "updated": 0}
        return shown | (self._as_dm() if self.is_dm else self._as_channel(bot_user))

    def _as_dm(self) -> dict[str, Any]:
        return {"is_im": True, "is_org_shared": False, "user": self.user, "priority": 0, "is_open": True}

    def _as_channel(self, bot_user: str) -> dict[str, Any]:
        return {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_general": False,
            "is_shared": False,
            "is_member": bot_user in self.members,
            "creator": self.creator,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }
