"""Resting where Slack said 429: that method, in that workspace, and to the letter."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.clock import Clock
from bot.delivery.allowances import Rest
from bot.slack.errors import LONGEST_REST, Limited

T = TypeVar("T")
Tell = Callable[[Rest], Awaitable[None]]


class Pace:
    """What rests, as far as this process knows: what it was told itself, and what others wrote down."""

    def __init__(self, clock: Clock, tell: Tell) -> None:
        self._clock = clock
        self._tell = tell
        self._rests: dict[tuple[str, str], datetime] = {}

    async def call(self, workspace_id: str, method: str, do: Callable[[], Awaitable[T]]) -> T:
        """Call a method unless it has to rest. Raises as the method does."""
        rest = self._rests.get((workspace_id, method))
        now = self._clock.now()
        if rest is not None and rest > now:
            raise Limited("ratelimited", (rest - now).total_seconds())
        try:
            return await do()
        except Limited as limited:
            until = self._clock.now() + timedelta(seconds=limited.seconds)
            self.learn([Rest(workspace_id, method, until)])
            await self._tell(Rest(workspace_id, method, until))
            raise

    def learn(self, rests: Iterable[Rest]) -> None:
        """What rests longer than we knew."""
        for one in rests:
            place = one.workspace_id, one.method
            self._rests[place] = max(one.until, self._rests.get(place, one.until))

    def resting(self, method: str) -> list[str]:
        """The workspaces in which this method has to rest."""
        now = self._clock.now()
        # What is further away than any rest was told before the clock was put back.
        self._rests = {
            place: until for place, until in self._rests.items() if now < until <= now + LONGEST_REST
        }
        return [workspace_id for workspace_id, which in self._rests if which == method]
