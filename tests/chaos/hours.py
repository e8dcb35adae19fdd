"""How time passes: a little while replicas are at work, and from one event to the next when they are calm.

A call to Slack takes `PATIENCE_SECONDS` at most. In that real time the shared clock moves on by less than the
fifteen seconds that the sender reckons with, and it only leaps when no call is under way: so a lease never
ends earlier, seen from a replica, than it would on an ordinary day.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.delivery.models import QUEUED, SENDING, Delivery, PlannedRefresh
from bot.direction.updates.models import Cadence
from bot.inbox.models import Held
from bot.people.one_on_ones.models import OneOnOne
from bot.storage.engine import Database
from bot.storage.work import reading
from tests.chaos.page import EPOCH, MERCY, Page, SharedClock

TICK_SECONDS = 0.005
FLOW = timedelta(milliseconds=40)
"""What passes on the shared clock in a tick: eight times as much as on the wall."""
STEP, LEAP = timedelta(minutes=1), timedelta(hours=2)
"""The most that passes at once, while something waits that is due (Slack said 429) and otherwise."""
PRESSING = 6
"""So many deliveries of unclear end, and replicas are spared until they are cleared up: a Slack that lets
itself be asked once a minute could not be asked about all of them before they have become stale."""
STUCK_SECONDS = 120


class Hours:
    def __init__(self, page: Page, clock: SharedClock, database: Database, seats: int) -> None:
        self._page = page
        self._clock = clock
        self._database = database
        self._seats = [page.seat(number) for number in range(seats)]

    @contextlib.asynccontextmanager
    async def flowing(self) -> AsyncIterator[None]:
        """Time passes slowly while something else is done."""
        task = asyncio.create_task(self._flow())
        try:
            yield
        finally:
            task.cancel()

    async def _flow(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._clock.flow(FLOW)

    async def until_calm(self) -> None:
        """Return when every replica lives and has nothing left to do. Raises `TimeoutError`."""
        async with asyncio.timeout(STUCK_SECONDS), self.flowing():
            while not all(seat.is_ready and seat.is_calm for seat in self._seats):  # noqa: ASYNC110
                await asyncio.sleep(TICK_SECONDS)

    async def pass_on(self, retries: Sequence[datetime]) -> None:
        """Put the clock forward to the next moment at which something happens."""
        now = self._clock.now()
        coming, unclear = await asyncio.to_thread(self._ask, now)
        self._page[MERCY] = unclear > PRESSING
        leap = STEP if await self.something_waits() else LEAP
        later = [moment for moment in [*coming, *retries] if moment > now]
        self._clock.put_forward(_full_minute(min([*later, now + leap])))

    async def something_waits(self) -> bool:
        """Whether a message is due, on its way, or to be rendered anew by now."""
        return await asyncio.to_thread(self._waits, self._clock.now())

    def _ask(self, now: datetime) -> tuple[list[datetime], int]:
        with reading(self._database) as session:
            return list(_coming(session, now)), _unclear(session)

    def _waits(self, now: datetime) -> bool:
        due = (Delivery.state == QUEUED) & (Delivery.due_at <= now)
        waits = select(Delivery.id).where(or_(due, Delivery.state == SENDING, Delivery.refresh_at <= now))
        with reading(self._database) as session:
            return session.scalar(waits.limit(1)) is not None


def _full_minute(moment: datetime) -> datetime:
    """What happens within a minute happens at its end."""
    return moment + (-(moment - EPOCH)) % STEP


def _coming(session: Session, now: datetime) -> list[datetime]:
    """The next moment of each kind."""
    kinds = (
        (Delivery.due_at, Delivery.state == QUEUED),
        (Delivery.not_before, Delivery.state == QUEUED),
        (Delivery.leased_until, Delivery.leased_until.is_not(None)),
        (Delivery.refresh_at, Delivery.refresh_at.is_not(None)),
        (PlannedRefresh.at, PlannedRefresh.at.is_not(None)),
        (OneOnOne.next_at, OneOnOne.next_at.is_not(None)),
        (Cadence.next_at, Cadence.next_at.is_not(None)),
        (Cadence.direction_at, Cadence.direction_at.is_not(None)),
        (Held.expires_at, Held.expires_at.is_not(None)),
    )
    found = [session.scalar(select(func.min(column)).where(wanted, column > now)) for column, wanted in kinds]
    return [moment for moment in found if moment is not None]


def _unclear(session: Session) -> int:
    open_ends = Delivery.attempted_at.is_not(None) & Delivery.state.in_((QUEUED, SENDING))
    return session.scalar(select(func.count()).select_from(Delivery).where(open_ends)) or 0
