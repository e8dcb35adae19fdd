"""Slack's error strings as narrow classes, at one seam. None of them carries what was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

OURS = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_arguments", "msg_too_long", "no_text"})
"""Refused because of what was sent: a fault of ours, to be logged as one."""
REVOKED = frozenset({"token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed"})
LIMITED = frozenset({"ratelimited", "rate_limited"})
UNAVAILABLE = frozenset({"request_timeout", "team_added_to_org", "org_login_required"})
"""Slack did not even begin: a body that was cut off, a workspace that is being moved."""

LONGEST_REST = timedelta(minutes=30)
"""Whatever Slack asks for: it says so again to whoever comes too early."""


class SlackFailed(Exception):  # noqa: N818
    """Slack did not do what was asked. `code` is Slack's word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(SlackFailed):
    """For good: trying again gives the same."""


class Revoked(SlackFailed):
    """The workspace's token is no longer valid: stop sending there."""


class Limited(SlackFailed):
    """Too many calls. Try again after that many seconds."""

    def __init__(self, code: str, seconds: float) -> None:
        super().__init__(code)
        self.seconds = seconds


class Unavailable(SlackFailed):
    """Slack answered that it could not; nothing was done. Try again later."""


class Unclear(SlackFailed):
    """No answer: it may have been done, or not. Look before trying again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP. `data` is empty where no object of Slack's could be read."""

    status: int
    data: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def is_ok(self) -> bool:
        return self.status == 200 and bool(self.data.get("ok"))


def translated(answer: Answer) -> SlackFailed:
    """The narrow class for an answer of Slack's that was not ok, or was no answer of Slack's at all."""
    status = answer.status
    code = str(answer.data.get("error") or f"http_{status}")
    if code in LIMITED or status == 429:
        return Limited(code, _seconds(answer.headers.get("Retry-After")))
    if code in REVOKED:
        return Revoked(code)
    if code in UNAVAILABLE:
        return Unavailable(code)
    # A server error may come after the work was done; an answer that can't be read says nothing.
    unclear = status >= 500 or code.startswith("http_2") or code in {"internal_error", "fatal_error"}
    return Unclear(code) if unclear or code == "service_unavailable" else Refused(code)


def _seconds(header: str | None) -> float:
    """`Retry-After`, between one second and the longest rest; one second where Slack does not say."""
    try:
        return min(max(1.0, float(header or 1)), LONGEST_REST.total_seconds())
    except ValueError:
        return 1.0
