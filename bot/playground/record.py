"""The truth about what was asked of this Slack, and what this Slack told the app."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["event", "interactive", "command", "verification"]


@dataclass(frozen=True)
class Call:
    """One request to the Web API. `at` is company time; `dropped` means the caller got no answer."""

    method: str
    args: Json
    at: datetime
    status: int
    answer: Json
    dropped: bool = False

    @property
    def ok(self) -> bool:
        """Whether Slack did it."""
        return bool(self.answer.get("ok"))

    @property
    def error(self) -> str | None:
        """The error code, if there is one."""
        return self.answer.get("error")


@dataclass(eq=False)
class Delivery:
    """One payload on its way to the app: once for interactions, up to four times for events.

    `reason` is empty where the app acknowledged in time, else `http_timeout`, `http_error`,
    `connection_failed` or `not_connected`. `body` is what the app answered.
    """

    kind: Kind
    payload: Json
    at: datetime
    retry: int = 0
    retry_reason: str = ""
    status: int | None = None
    body: str = ""
    reason: str = "pending"
    no_retry: bool = False

    @property
    def acked(self) -> bool:
        """Whether the app acknowledged it within Slack's time limit."""
        return not self.reason

    @property
    def event(self) -> Json:
        """The event inside the envelope; empty for the other kinds."""
        return dict(self.payload.get("event", {}))

    def __str__(self) -> str:
        """For failure messages."""
        what = self.event.get("type") or self.payload.get("type") or self.payload.get("command")
        return f"{self.kind} {what}: {self.reason or 'acknowledged'} (HTTP {self.status}) {self.body[:200]}"
