"""The sender: takes what is due out of the outbox and brings it to Slack, many messages at a time."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.delivery import allowances, outbox
from bot.delivery.ahead import Ahead
from bot.delivery.allowances import RESTING, UPDATE, Rest
from bot.delivery.carrying import WENT_OUT, Carrier, Welcome
from bot.delivery.claims import Claim, Taken, claim
from bot.delivery.outbox import PLAN_IS_DUE
from bot.delivery.preparing import Renderers
from bot.delivery.refreshing import IS_STALE, Refresher, Stale, claim_stale
from bot.delivery.turns import AT_ONCE, Turns
from bot.delivery.unknown import Unknowns
from bot.errors import NotConfirmed, NotStored
from bot.slack.client import Slack
from bot.watch import NOBODY, Carried, Watcher, on_way
from bot.workspaces.core import Core

log = logging.getLogger(__name__)
POLL_SECONDS = 2.0
"""How long something that became due, or that another process enqueued, may go unnoticed."""
REFRESHES = 50
"""Updates of messages at the same time; they come after messages that are new."""
GATHER_SECONDS = 0.05
"""Under load, what ends within that time is replaced together."""
LOAD = 20
"""So much in hand is load."""
AHEAD = 8
"""So many are claimed ahead of what is in hand at least, so that none pays for a claim by itself; otherwise
no more than is in hand: where Slack is slow, it is their turn long before their lease ends."""
NOBODY_ASKS: Unknowns = {}
MORE = select(or_(exists().where(RESTING), exists().where(PLAN_IS_DUE), exists().where(IS_STALE)))
"""Whether there is anything to do but to post: seldom, and three statements would ask for it each time."""


@dataclass(frozen=True, slots=True)
class _Load:
    """What was taken out of the database in one go."""

    taken: Taken
    stale: Iterable[Stale] = ()
    rests: Iterable[Rest] = ()


class Sender:
    """One in each process; several processes may share a database.

    `at_once` is how many posts are under way at the same time; as many again are claimed ahead.
    `renderers` are keyed by (chain, kind). `welcome` gives the parcel that goes before the first
    message to a person, or None. `unknowns`, keyed like renderers, ask somebody what to do about a
    message of which nobody can tell whether it was posted.
    """

    def __init__(
        self,
        core: Core,
        slack_of: Callable[[str], Slack],
        renderers: Renderers,
        clock: Clock,
        *,
        welcome: Welcome = lambda _work, _person: None,
        unknowns: Unknowns = NOBODY_ASKS,
        watch: Watcher = NOBODY,
        at_once: int = AT_ONCE,
    ) -> None:
        self._core = core
        self._clock = clock
        self._watch = watch
        self._carrier = Carrier(
            core, slack_of, renderers, clock, welcome=welcome, unknowns=unknowns, at_once=at_once
        )
        self._pace = self._carrier.pace
        self._refresher = Refresher(core, slack_of, renderers, clock, self._pace)
        self._turns = Turns(at_once + max(at_once, AHEAD))
        self._ahead = Ahead()
        self._in_hand: set[asyncio.Task[int]] = set()
        self._ended: list[asyncio.Task[int]] = []
        self._refreshing = 0
        self._got = 0
        self._alone = asyncio.Lock()
        self._wake = asyncio.Event()
        self._news = asyncio.Event()
        self._stopping = False
        self.poll_seconds = POLL_SECONDS
        self._idle = asyncio.Event()
        self._idle.set()
        core.changed = self._changed

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
                    await asyncio.wait_for(self._wake.wait(), self.poll_seconds)
        finally:
            self._idle.set()

    async def stop(self) -> None:
        """Take nothing new, put back what is not in hand yet, and return when what is has ended."""
        self._stopping = True
        self._carrier.stop()
        self._changed()
        await self._idle.wait()

    async def drain(self) -> int:
        """Do everything that is due now; how many messages were posted or updated.

        What Slack's limits hold back for a moment is waited for. Raises `NotStored` or
        `NotConfirmed` where the database does not answer.
        """
        async with self._alone:
            count = 0
            try:
                while not self._stopping or self._in_hand:
                    again_at = await self._take_more()
                    if self._in_hand:
                        count += await self._some_done()
                    elif again_at is not None:
                        await self._pause(again_at)
                    else:
                        break
            finally:
                await asyncio.gather(*self._in_hand)
                count += self._count_ended()
            return count

    async def _take_more(self) -> datetime | None:
        """When to come again, where nothing may go now but something may soon."""
        if self._stopping or not (self._has_room() or self._wake.is_set()):
            return None
        self._wake.clear()
        now, resting = self._clock.now(), self._pace.resting(UPDATE)
        load = await self._core.sessions(lambda session: self._take(session, now, resting))
        self._pace.learn(load.rests)
        self._got = len(load.taken.claims)
        for each in load.taken.claims:
            self._start(self._bring(each))
        for stale in load.stale:
            self._refreshing += 1
            self._start(self._refresh(stale))
        return load.taken.again_at

    def _take(self, session: Session, now: datetime, resting: Iterable[str]) -> _Load:
        self._ahead.put_right(session, now)
        taken = claim(session, now, self._turns)
        if not session.connection().execute(MORE, {"now": now}).scalar():
            return _Load(taken)
        rests = allowances.rests(session, now)
        outbox.refresh_planned(session, now)
        paused = {*resting, *(one.workspace_id for one in rests if one.method == UPDATE)}
        room = REFRESHES - self._refreshing
        return _Load(taken, claim_stale(session, now, room, paused) if room > 0 else (), rests)

    def _has_room(self) -> bool:
        """Whether to take more: by halves of what may be claimed, not one by one."""
        return self._turns.room * 2 >= self._turns.at_once

    def _start(self, work: Coroutine[Any, Any, int]) -> None:
        task = asyncio.create_task(work)
        task.add_done_callback(self._has_ended)
        self._in_hand.add(task)

    def _has_ended(self, task: asyncio.Task[int]) -> None:
        self._ended.append(task)
        self._news.set()

    async def _bring(self, claim: Claim) -> int:
        """Carry one claim when its channel may have it. While it waits it takes nobody's room."""
        wait = (claim.free_at - self._clock.now()).total_seconds() if claim.free_at else 0.0
        if wait > 0:
            await self._clock.sleep(wait)
        self._turns.take(claim.workspace_id)
        try:
            return await self._carry(claim)
        finally:
            self._turns.give_back(claim.workspace_id)

    async def _carry(self, claim: Claim) -> int:
        began = time.perf_counter()
        with on_way(claim.way):
            result = await self._carrier.carry(claim)
            seconds = time.perf_counter() - began
            self._watch.carried(
                Carried(claim.lead, claim.chain, claim.kind, result, claim.failures + 1, seconds)
            )
        return int(result in WENT_OUT)

    async def _refresh(self, stale: Stale) -> int:
        try:
            return await self._refresher.refresh(stale)
        finally:
            self._refreshing -= 1

    async def _some_done(self) -> int:
        """Wait until something in hand has ended, or something new has come."""
        await self._news.wait()
        if len(self._in_hand) > LOAD and self._got < LOAD:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), GATHER_SECONDS)
        self._news.clear()
        return self._count_ended()

    def _count_ended(self) -> int:
        ended, self._ended = self._ended, []
        self._in_hand.difference_update(ended)
        return sum(task.result() for task in ended)

    async def _pause(self, until: datetime) -> None:
        """Sleep till then, unless something is committed meanwhile."""
        seconds = max(0.0, (until - self._clock.now()).total_seconds())
        either = [asyncio.create_task(self._asleep(seconds)), asyncio.create_task(self._awake())]
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in either:
                task.cancel()

    async def _asleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)

    async def _awake(self) -> None:
        await self._wake.wait()

    def _changed(self) -> None:
        """Something was committed, here."""
        self._wake.set()
        self._news.set()
