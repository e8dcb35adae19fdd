"""The ways in which this Slack says no: to the app, to a person, and to whoever wants to go on."""

from collections.abc import Mapping, Sequence


class SlackError(Exception):
    """What the Web API answers as `{"ok": false, "error": code}`, with what Slack would add."""

    def __init__(
        self, code: str, messages: Sequence[str] = (), more: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code, *messages)
        self.code = code
        self.messages = list(messages)
        self.more = dict(more or {})


class RateLimited(SlackError):  # noqa: N818 - what Slack calls it
    """HTTP 429: come back after so many whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class Impossible(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """A person tried what Slack's own client would not let them do; the message says why."""


class CannotRestore(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """What was kept is broken, or of another version; the message holds nothing of what people typed."""
