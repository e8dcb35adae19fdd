"""Slack's error strings as narrow classes, at one seam. None of them carries what was sent."""

from slack_sdk.errors import SlackApiError

PERMANENT = frozenset(
    {
        *("user_disabled", "user_not_found", "user_not_visible", "channel_not_found", "is_archived"),
        *("not_in_channel", "invalid_blocks", "invalid_arguments", "msg_too_long", "cannot_dm_bot"),
        *("no_text", "message_not_found", "cant_update_message", "users_not_found"),
    }
)
REVOKED = frozenset({"token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed"})
LIMITED = frozenset({"ratelimited", "rate_limited"})


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


def translated(error: SlackApiError) -> SlackFailed:
    """The narrow class for an answer of Slack's that was not ok."""
    response = error.response
    code = str(response.get("error") or f"http_{response.status_code}")
    if code in LIMITED or response.status_code == 429:
        return Limited(code, float(response.headers.get("Retry-After", 1)))
    if code in REVOKED:
        return Revoked(code)
    if response.status_code >= 500 or code in {"internal_error", "fatal_error", "service_unavailable"}:
        # A server error may come after the work was done.
        return Unclear(code)
    if code in PERMANENT or code.startswith("restricted_action"):
        return Refused(code)
    return Refused(code)
