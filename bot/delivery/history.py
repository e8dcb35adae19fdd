"""Looking a message up where it may have been posted: Slack has no key that makes posting twice harmless."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.slack.client import Slack
from bot.slack.errors import Refused

EVENT = "tandem"
MARGIN = timedelta(minutes=2)
"""Our clock and Slack's may differ by that much."""


def metadata(delivery_id: str) -> dict[str, Any]:
    """What each message bears: the delivery's id and nothing else, for everybody can read it."""
    return {"event_type": EVENT, "event_payload": {"delivery": delivery_id}}


async def find(
    slack: Slack, channel: str, thread: str | None, delivery_id: str, since: datetime
) -> str | None:
    """The timestamp of the message that bears this id; None where there certainly is none.

    Raises whatever Slack answers where it can't be looked up.
    """
    oldest = f"{(since - MARGIN).timestamp():.6f}"
    if thread is not None:
        try:
            ts = _bearing(delivery_id, await slack.replies(channel, thread, oldest))
        except Refused as no:
            if no.code != "thread_not_found":
                raise
        else:
            if ts is not None:
                return ts
    # Where the message above the thread is gone, Slack posts to the conversation itself.
    return _bearing(delivery_id, await slack.history(channel, oldest))


def _bearing(delivery_id: str, messages: Iterable[Mapping[str, Any]]) -> str | None:
    for message in messages:
        borne = message.get("metadata") or {}
        payload = borne.get("event_payload") or {}
        if borne.get("event_type") == EVENT and payload.get("delivery") == delivery_id:
            return str(message["ts"])
    return None
