"""Company time: a second a second while nothing else is asked for, and jumps that skip what is empty."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.chain import Coming
from bot.demo.live.telling import coming
from bot.demo.stage import Stage
from bot.playground.page.guide import Jump

log = logging.getLogger(__name__)
TICK = 0.1
"""So long, in seconds, it takes at most until Tandem sees to what somebody did."""
LOOKS = 200
"""So many coming moments are tried for a prompt before it is left at that."""
NINE = time(9)


class Flow:
    """The one place that moves the clock and lets Tandem work, one after the other."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._turn = asyncio.Lock()
        self._something_new = asyncio.Event()
        self._next: datetime | None = None
        self._is_closing = False
        told = stage.tandem.core.changed

        def changed() -> None:
            told()
            self._something_new.set()

        stage.tandem.core.changed = changed
        stage.after_hop = stage.slack.changes.happened  # so that whoever looks sees time passing
        self.jumps: Sequence[Jump] = (
            Jump("An hour", lambda: self.by(timedelta(hours=1))),
            Jump("A day", lambda: self.by(timedelta(days=1))),
            Jump("To the next prompt", self.to_next_prompt),
            Jump(
                f"Monday, nine in {self._city}",
                self.to_monday,
                f"In {self._city}, where most of the company is",
            ),
        )

    async def run(self) -> None:
        """For ever: time passes, and Tandem sees to what falls due and to what people do."""
        loop = asyncio.get_running_loop()
        before = loop.time()
        while True:
            await asyncio.sleep(TICK)
            now = loop.time()
            self.stage.clock.move(timedelta(seconds=now - before))
            before = now
            if not self._turn.locked() and (self._something_new.is_set() or self._is_due()):
                await self._work()

    def _is_due(self) -> bool:
        return self._next is not None and self._next <= self.stage.clock.now()

    async def _work(self) -> None:
        try:
            await self.settle()
        except Exception:
            log.exception("Tandem stumbled; it goes on with whatever comes next")

    async def settle(self) -> None:
        """Until Tandem has nothing left to do at this moment."""
        async with self._turn:
            await self._settle()

    async def _settle(self) -> None:
        self._something_new.clear()
        await self.stage.settle()
        self._next = await self.stage.next_due()

    async def by(self, span: timedelta) -> None:
        await self.to(lambda now: now + span)

    async def to(self, moment: Callable[[datetime], datetime]) -> None:
        """Go on to the moment that it names once it is this jump's turn, doing what falls due on the way."""
        async with self._turn:
            end = moment(self.stage.clock.now())
            while self.stage.clock.now() < end and not self._is_closing:
                await self.stage.hop(end)
            await self._settle()

    async def to_next_prompt(self) -> None:
        """Go on to where Tandem says something by itself."""
        async with self._turn:
            await self._settle()
            said = self._said()
            for _ in range(LOOKS):
                following = await self._following()
                if following is None or self._is_closing:
                    return
                await self.stage.move_to(following.at)
                await self._settle()
                if self._said() > said:
                    return

    async def close(self) -> None:
        """Take nothing new, and return when what is in hand has ended: a jump ends where it is."""
        self._is_closing = True
        await self.stage.tandem.sender.stop()
        async with self._turn:
            pass

    async def _following(self) -> Coming | None:
        found = await self.stage.read(coming)
        return found[0][1] if found else None

    def _said(self) -> int:
        return len(self.stage.slack.calls_of("chat.postMessage"))

    async def to_monday(self) -> None:
        await self.to(lambda now: next_monday(now, self._zone))

    @property
    def _zone(self) -> str:
        """Where most of the company is."""
        people = [person.user for person in self.stage.slack.people if not person.user.deleted]
        return Counter(user.tz for user in people).most_common(1)[0][0] if people else "UTC"

    @property
    def _city(self) -> str:
        return self._zone.rpartition("/")[2].replace("_", " ")


def next_monday(now: datetime, zone: str) -> datetime:
    """The next Monday, nine o'clock there, that is still to come."""
    there = now.astimezone(ZoneInfo(zone))
    day = there.date() + timedelta(days=-there.weekday() % 7)
    moment = datetime.combine(day, NINE, ZoneInfo(zone))
    return moment if moment > now else datetime.combine(day + timedelta(days=7), NINE, ZoneInfo(zone))
