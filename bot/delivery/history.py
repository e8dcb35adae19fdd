"""Looking a message up where it may have been posted: Slack has no key that makes posting twice harmless."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.allowances import HISTORY, REPLIES
from bot.delivery.pace import Pace
from bot.slack.client import Page, Slack
from bot.slack.errors import Refused

EVENT = "tandem"
MARGIN = timedelta(days=1)
"""Our clock may have been ahead of Slack's by that much when the attempt began. Seldom more than a page."""


def metadata(delivery_id: str) -> dict[str, Any]:
    """What each message bears: the delivery's id and nothing else, for everybody can read it."""
    return {"event_type": EVENT, "event_payload": {"delivery": delivery_id}}


@dataclass(slots=True)
class Search:
    """Looking for the message that bears an id. It goes on where it was interrupted.

    That matters where Slack allows one look a minute: whoever began anew each time would never get
    beyond the first page.
    """

    channel: str
    thread: str | None
    delivery_id: str
    since: datetime
    after: str = "0"
    """The last message with this id that is known: it was put off since, and this is about the next one."""
    cursor: str = ""
    is_thread_done: bool = False

    async def go_on(self, slack: Slack, pace: Pace, workspace_id: str) -> str | None:
        """The message's timestamp; None where there certainly is none.

        Raises whatever Slack answers where it can't be looked up, and may be called again then.
        """
        if self.thread is not None and not self.is_thread_done:
            ts = await self._in_thread(slack, pace, workspace_id, self.thread)
            if ts is not None:
                return ts
            self.is_thread_done, self.cursor = True, ""
        # Where the message above the thread is gone, Slack posts to the conversation itself.
        return await self._through(
            lambda: pace.call(
                workspace_id, HISTORY, lambda: slack.history(self.channel, self._oldest, self.cursor)
            )
        )

    async def _in_thread(self, slack: Slack, pace: Pace, workspace_id: str, thread: str) -> str | None:
        try:
            return await self._through(
                lambda: pace.call(
                    workspace_id,
                    REPLIES,
                    lambda: slack.replies(self.channel, thread, self._oldest, self.cursor),
                )
            )
        except Refused as no:
            if no.code != "thread_not_found":
                raise
            return None

    async def _through(self, look: Callable[[], Awaitable[Page]]) -> str | None:
        """Page by page."""
        while True:
            try:
                page = await look()
            except Refused as no:
                if not self.cursor or no.code != "invalid_cursor":
                    raise
                self.cursor = ""  # it was kept for too long
                continue
            ts = _bearing(self.delivery_id, page.messages)
            if ts is not None or not page.cursor:
                return ts
            self.cursor = page.cursor

    @property
    def _oldest(self) -> str:
        return max(f"{(self.since - MARGIN).timestamp():.6f}", self.after, key=float)


def _bearing(delivery_id: str, messages: Iterable[Mapping[str, Any]]) -> str | None:
    for message in messages:
        borne = message.get("metadata") or {}
        payload = borne.get("event_payload") or {}
        if borne.get("event_type") == EVENT and payload.get("delivery") == delivery_id:
            return str(message["ts"])
    return None
