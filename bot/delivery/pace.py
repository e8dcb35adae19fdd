"""Not faster than Slack likes it: one message a second for each channel, and pauses when told so."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.clock import Clock
from bot.slack.errors import Limited

T = TypeVar("T")
BURST = 3
"""Messages to one channel that may follow each other at once (slack.md: one a second)."""
POST, UPDATE, OPEN, HISTORY = "chat.postMessage", "chat.update", "conversations.open", "conversations.history"


class Pace:
    """What this process knows of Slack's limits. Another replica learns the same from Slack."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._credit: dict[tuple[str, str], tuple[float, datetime]] = {}
        self._pauses: dict[tuple[str, str], datetime] = {}

    async def turn(self, workspace_id: str, channel: str) -> None:
        """Return when the next message may go to this channel."""
        now, place = self._clock.now(), (workspace_id, channel)
        left, since = self._credit.get(place, (float(BURST), now))
        left = min(float(BURST), left + (now - since).total_seconds()) - 1
        self._credit[place] = (left, now)
        if left < 0:
            await self._clock.sleep(-left)

    async def call(self, workspace_id: str, method: str, do: Callable[[], Awaitable[T]]) -> T:
        """Call a method unless it has to rest. Raises as the method does."""
        rest = self._pauses.get((workspace_id, method))
        now = self._clock.now()
        if rest is not None and rest > now:
            raise Limited("ratelimited", (rest - now).total_seconds())
        try:
            return await do()
        except Limited as limited:
            self._pauses[workspace_id, method] = self._clock.now() + timedelta(seconds=limited.seconds)
            raise

    def paused(self, method: str) -> list[str]:
        """The workspaces in which this method has to rest."""
        now = self._clock.now()
        self._pauses = {key: until for key, until in self._pauses.items() if until > now}
        return [workspace_id for workspace_id, which in self._pauses if which == method]

    def tidy(self) -> None:
        """Forget channels that have been quiet for long enough to have their full burst again."""
        quiet = self._clock.now() - timedelta(seconds=2 * BURST)
        self._credit = {place: kept for place, kept in self._credit.items() if kept[1] > quiet}
