"""The sender: takes what is due out of the outbox and brings it to Slack, fifty messages at a time."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bot.clock import Clock
from bot.delivery.carrying import Carrier, Welcome
from bot.delivery.claims import BATCH, claim
from bot.delivery.pace import POST, UPDATE
from bot.delivery.preparing import Renderers
from bot.delivery.refreshing import Refresher, claim_stale
from bot.errors import NotConfirmed, NotStored
from bot.slack.client import Slack
from bot.workspaces.core import Core

log = logging.getLogger(__name__)
POLL_SECONDS = 2.0
"""How long something that became due, or that another process enqueued, may go unnoticed."""


class Sender:
    """One in each process; several processes may share a database.

    `renderers` are keyed by (chain, kind). `welcome` gives the parcel that goes before the first
    message to a person, or None.
    """

    def __init__(
        self,
        core: Core,
        slack_of: Callable[[str], Slack],
        renderers: Renderers,
        clock: Clock,
        *,
        welcome: Welcome = lambda _work, _person: None,
    ) -> None:
        self._core = core
        self._clock = clock
        self._carrier = Carrier(core, slack_of, renderers, clock, welcome)
        self._refresher = Refresher(core, slack_of, renderers, clock, self._carrier.pace)
        self._in_hand: set[asyncio.Task[int]] = set()
        self._alone = asyncio.Lock()
        self._wake = asyncio.Event()
        self._stopping = False
        self._idle = asyncio.Event()
        self._idle.set()
        core.changed = self._wake.set

    async def run(self) -> None:
        """Send until `stop` is called: whenever something was committed, and every few seconds."""
        self._idle.clear()
        try:
            while not self._stopping:
                self._wake.clear()
                try:
                    await self.drain()
                except (NotStored, NotConfirmed) as error:
                    log.warning("the outbox can't be read: %s", type(error).__name__)
                except Exception as error:  # nothing may end the sending for good
                    log.error("the sender: %s", type(error).__name__)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)
        finally:
            self._idle.set()

    async def stop(self) -> None:
        """Take nothing new, and return when what is in hand has ended."""
        self._stopping = True
        self._wake.set()
        await self._idle.wait()

    async def drain(self) -> int:
        """Do everything that is due now; how many messages were posted or updated.

        Raises `NotStored` or `NotConfirmed` where the database does not answer.
        """
        async with self._alone:
            count = 0
            try:
                while await self._take_more() or self._in_hand:
                    count += await self._some_done()
            finally:
                count += sum(await asyncio.gather(*self._in_hand))
                self._in_hand.clear()
            self._carrier.pace.tidy()
            return count

    async def _take_more(self) -> int:
        if not self._has_room():
            return 0
        room = BATCH - len(self._in_hand)
        now, pace = self._clock.now(), self._carrier.pace
        self._wake.clear()
        claims = await self._core.sessions(lambda session: claim(session, now, room, pace.paused(POST)))
        for each in claims:
            self._start(self._carrier.carry(each))
        room -= len(claims)
        stale = await self._core.sessions(
            lambda session: claim_stale(session, now, room, pace.paused(UPDATE)) if room else []
        )
        for one in stale:
            self._start(self._refresher.refresh(one))
        return len(claims) + len(stale)

    def _has_room(self) -> bool:
        """Whether to take more: in halves of a batch, not one by one."""
        return not self._stopping and len(self._in_hand) <= BATCH // 2

    def _start(self, work: Coroutine[Any, Any, int]) -> None:
        self._in_hand.add(asyncio.create_task(work))

    async def _some_done(self) -> int:
        """Wait until something in hand has ended or, where there is room, something new has come."""
        woken = asyncio.create_task(self._wake.wait())
        events: set[asyncio.Task[Any]] = {*self._in_hand, woken} if self._has_room() else {*self._in_hand}
        try:
            await asyncio.wait(events, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
        finished = {task for task in self._in_hand if task.done()}
        self._in_hand -= finished
        return sum(task.result() for task in finished)
