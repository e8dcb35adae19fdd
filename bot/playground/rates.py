"""Rate limits as Slack documents them, counted on the company clock.

A method may be called so often in any 60 seconds (its tier). `chat.postMessage` has limits of its own:
one a second for each channel, where Slack tolerates short bursts (here: four at once, then one a second),
and several hundred a minute for the workspace (here: 600). Refused calls don't count.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from bot.playground.errors import RateLimited
from bot.playground.state.times import Now

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class RateLimits:
    """The numbers. `per_minute` overrides the tier of single methods.

    Slack allows apps that are neither internal nor in its Marketplace one `conversations.history` a minute
    with at most 15 messages: `RateLimits.for_distributed_apps()`.
    """

    per_minute: dict[str, int] = field(default_factory=dict)
    history_page: int = 999
    post_burst: int = 4
    posts_per_minute: int = 600

    @classmethod
    def for_distributed_apps(cls) -> "RateLimits":
        """The limits for apps outside the Marketplace that others install."""
        return cls({"conversations.history": 1, "conversations.replies": 1}, history_page=15)


class Rates:
    """Counts calls; raises `RateLimited` with the whole seconds to wait."""

    def __init__(self, now: Now, limits: RateLimits) -> None:
        self._now = now
        self.limits = limits
        self._calls: dict[str, deque[datetime]] = defaultdict(deque)
        self._credit: dict[str, tuple[float, datetime]] = {}

    def count(self, method: str, tier: int) -> None:
        """One more call of the method."""
        self._count(method, self.limits.per_minute.get(method, TIERS[tier]))

    def count_post(self, channel: str) -> None:
        """One more message into the channel."""
        self._spend(channel)
        self._count("posts", self.limits.posts_per_minute)

    def forget(self) -> None:
        """As after a quiet minute."""
        self._calls.clear()
        self._credit.clear()

    def _count(self, key: str, per_minute: int) -> None:
        now, calls = self._now(), self._calls[key]
        while calls and calls[0] <= now - _MINUTE:
            calls.popleft()
        if len(calls) >= per_minute:
            raise RateLimited(_whole(calls[0] + _MINUTE - now))
        calls.append(now)

    def _spend(self, channel: str) -> None:
        now = self._now()
        left, since = self._credit.get(channel, (float(self.limits.post_burst), now))
        left = min(float(self.limits.post_burst), left + (now - since).total_seconds())
        if left < 1:
            raise RateLimited(_whole(timedelta(seconds=1 - left)))
        self._credit[channel] = (left - 1, now)


def _whole(wait: timedelta) -> int:
    return max(1, ceil(wait.total_seconds()))
