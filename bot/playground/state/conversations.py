"""Direct messages and channels."""

from dataclasses import dataclass, field
from typing import Any

from bot.playground.state.messages import Message


@dataclass(eq=False)
class Conversation:
    """A direct message with the app (`user` is set) or a channel; messages are kept in order of time."""

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

    def remove(self, message: Message) -> None:
        """Take a message away."""
        self._kept_with(message).remove(message)

    def _kept_with(self, message: Message) -> list[Message]:
        return self.messages if message.ephemeral_to is None else self.ephemerals

    def find(self, ts: str) -> Message | None:
        """The message of that time, if it is (still) here; ephemeral ones can't be found."""
        return next((message for message in self.messages if message.ts == ts), None)

    def replies(self, parent_ts: str) -> list[Message]:
        """The thread below a message, without the message itself."""
        return [each for each in self.messages if each.thread_ts == parent_ts and each.ts != parent_ts]

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
