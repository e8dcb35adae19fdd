"""A message, as Slack keeps it and as tests and the demo read it."""

from dataclasses import dataclass, field
from typing import Any

from bot.playground.reading import blocks as reading
from bot.playground.reading import mrkdwn
from bot.playground.reading.names import Names
from bot.playground.state.files import File


@dataclass(eq=False)
class Message:
    """One message. `text` is in Slack's escaped form. `earlier` holds what it said before each edit."""

    channel: str
    ts: str
    user: str
    text: str
    names: Names = field(repr=False)
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    parent_user: str | None = None
    metadata: dict[str, Any] | None = None
    bot: dict[str, Any] | None = None
    edited: dict[str, str] | None = None
    ephemeral_to: str | None = None
    client_msg_id: str | None = None
    team: str | None = None
    subtype: str | None = None
    deleted: bool = False
    files: list[File] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)

    @property
    def is_from_app(self) -> bool:
        """Whether the app wrote it."""
        return self.bot is not None

    @property
    def lines(self) -> list[str]:
        """What a reader sees, line by line: blocks where there are any, else the text."""
        blocks = self.blocks if self.is_from_app else []
        lines = reading.message_lines(self.text, blocks, self.names) if self.text or blocks else []
        return lines + [f"(file: {file.title})" for file in self.files]

    @property
    def reads(self) -> str:
        """What a reader sees, as one text."""
        return "\n".join(self.lines)

    @property
    def mentions(self) -> list[str]:
        """Whom it would notify: user ids, `!channel`, `!here`, `!everyone`, `!subteam^S...`."""
        return list(dict.fromkeys(found for part in self._parts() for found in mrkdwn.mentions(part)))

    @property
    def links(self) -> list[mrkdwn.Link]:
        """Links that a reader could click, each with its label."""
        return list(dict.fromkeys(found for part in self._parts() for found in mrkdwn.links(part)))

    @property
    def buttons(self) -> list[str]:
        """What its buttons are called, in order."""
        return reading.button_labels(self.blocks, self.names)

    def _parts(self) -> list[str]:
        # Without blocks the text is what is shown; with blocks it is what the notification says.
        return [self.text, *reading.mrkdwn_texts(self.blocks)]

    def as_slack_shows(self, *, with_metadata: bool = False) -> dict[str, Any]:
        """The message object of histories, events and interaction payloads."""
        shown: dict[str, Any] = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        extra = {
            "subtype": self.subtype,
            "client_msg_id": self.client_msg_id,
            "team": self.team,
            "blocks": self.blocks,
            "edited": self.edited,
            "files": [file.as_slack_shows() for file in self.files],
            "thread_ts": self.thread_ts,
            "parent_user_id": self.parent_user,
            "metadata": self.metadata if with_metadata else None,
        }
        return shown | {name: value for name, value in extra.items() if value} | (self.bot or {})
