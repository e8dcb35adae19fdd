"""Messages whose rows have changed are rendered again and updated where they stand."""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Integer, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.delivery import marks
from bot.delivery.allowances import UPDATE
from bot.delivery.claims import LEASE, NOW, PAUSED, may_send
from bot.delivery.models import SENDING, Address, Delivery
from bot.delivery.outbox import at_address
from bot.delivery.pace import Pace
from bot.delivery.preparing import Renderers, Words
from bot.errors import NotConfirmed, NotStored
from bot.slack.client import Slack, as_message
from bot.slack.errors import OURS, Limited, Refused, Revoked, SlackFailed
from bot.storage.base import new_id
from bot.storage.work import Work
from bot.workspaces.core import Core

log = logging.getLogger(__name__)
WAIT = 30
"""Seconds before another try where Slack did not answer."""


@dataclass(frozen=True, slots=True)
class Stale:
    """Sent deliveries that share a message, to be rendered again under a lease."""

    workspace_id: str
    ids: tuple[str, ...]
    lease: str
    leased_until: datetime


IS_STALE = and_(
    Delivery.refresh_at <= NOW,
    Delivery.state != SENDING,
    or_(Delivery.leased_until.is_(None), Delivery.leased_until <= NOW),
)
STALE = (
    select(Delivery)
    .where(IS_STALE, may_send(PAUSED))
    .order_by(Delivery.refresh_at, Delivery.id)
    .limit(bindparam("room", type_=Integer()))
    .with_for_update(skip_locked=True)
)


def claim_stale(session: Session, now: datetime, room: int, paused: Collection[str] = ()) -> list[Stale]:
    rows = session.scalars(STALE, {"now": now, "room": room, "paused": list(paused)})
    groups: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
    for row in rows:
        groups[row.workspace_id, row.lead or row.id].append(row)
    return [_lease(rows, now) for rows in groups.values()]


def _lease(rows: Sequence[Delivery], now: datetime) -> Stale:
    stale = Stale(rows[0].workspace_id, tuple(row.id for row in rows), new_id(), now + LEASE)
    for row in rows:
        row.lease, row.leased_until = stale.lease, stale.leased_until
    return stale


@dataclass(frozen=True, slots=True)
class Update:
    channel: str
    ts: str
    words: Words


def rendered(work: Work, stale: Stale, renderers: Renderers) -> list[Update]:
    """The new words at every address of these deliveries; a message that nobody needs stays as it is."""
    query = select(Address.channel, Address.ts).where(
        Address.workspace_id == work.workspace_id, Address.delivery_id.in_(stale.ids)
    )
    updates = []
    for channel, ts in sorted({(row.channel, row.ts) for row in work.session.execute(query)}):
        rows = at_address(work, channel, ts)
        words = renderers[rows[0].chain, rows[0].kind](work, rows)
        if words is not None:
            updates.append(Update(channel, ts, words))
    return updates


def done(session: Session, stale: Stale, again_at: datetime | None = None) -> None:
    """Nothing is left to do, or it is tried again then; unless its rows changed meanwhile.

    `outbox.refresh` takes the lease away: then it is due again at once.
    """
    mine = (Delivery.workspace_id == stale.workspace_id, Delivery.id.in_(stale.ids))
    untouched = update(Delivery).where(*mine, Delivery.lease == stale.lease)
    session.execute(untouched.values(refresh_at=again_at, lease=None, leased_until=None))
    changed = (Delivery.lease.is_(None), Delivery.leased_until == stale.leased_until)
    session.execute(update(Delivery).where(*mine, *changed).values(leased_until=None))


class Refresher:
    def __init__(
        self,
        core: Core,
        slack_of: Callable[[str], Slack],
        renderers: Renderers,
        clock: Clock,
        pace: Pace,
    ) -> None:
        self._core = core
        self._slack_of = slack_of
        self._renderers = renderers
        self._clock = clock
        self._pace = pace

    async def refresh(self, stale: Stale) -> int:
        """How many messages were updated. Raises nothing."""
        try:
            return await self._refresh(stale)
        except (NotStored, NotConfirmed) as error:
            log.warning("refresh %s: %s, left to its lease", stale.ids[0], type(error).__name__)
        except Exception as error:  # its text may hold what a person wrote
            log.error("refresh %s: %s", stale.ids[0], type(error).__name__)
        return 0

    async def _refresh(self, stale: Stale) -> int:
        again_in: float | None = None
        count = 0
        try:
            updates = await self._core.quiet_read(
                stale.workspace_id, lambda work: rendered(work, stale, self._renderers)
            )
            for each in updates:
                count += await self._update(stale, each)
        except Revoked:
            again_in = WAIT
            await self._core.sessions(lambda session: marks.stop(session, [stale.workspace_id]))
        except SlackFailed as error:
            again_in = error.seconds if isinstance(error, Limited) else WAIT
        except (NotStored, NotConfirmed):
            raise
        except Exception as error:  # a fault in a renderer: the message stays as it is
            log.error("refresh %s: %s", stale.ids[0], type(error).__name__)
        again_at = None if again_in is None else self._clock.now() + timedelta(seconds=again_in)
        await self._core.sessions(lambda session: done(session, stale, again_at))
        return count

    async def _update(self, stale: Stale, each: Update) -> int:
        slack = self._slack_of(stale.workspace_id)
        message = as_message(each.words.text, each.words.blocks)
        try:
            await self._pace.call(
                stale.workspace_id, UPDATE, lambda: slack.update(each.channel, each.ts, message)
            )
        except Refused as no:  # deleted, or too old to be changed
            level = logging.ERROR if no.code in OURS else logging.INFO
            log.log(level, "refresh %s: %s", stale.ids[0], no.code)
            return 0
        return 1
