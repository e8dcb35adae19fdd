"""Looking up whether an earlier attempt posted a claim's message."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from bot.delivery.allowances import OPEN
from bot.delivery.claims import Claim
from bot.delivery.history import Search
from bot.delivery.models import Address, Delivery
from bot.delivery.pace import Pace
from bot.delivery.preparing import Place, place_of
from bot.slack.client import Slack
from bot.slack.errors import Refused, Unavailable, Unclear
from bot.storage.work import Work
from bot.workspaces.core import Core

MOST = 1000
"""Searches that are kept; each is a few hundred bytes."""
_Generation = tuple[datetime | None, int]


@dataclass(slots=True)
class _Kept:
    generation: _Generation
    search: Search


class Looking:
    """Searches that Slack's limits interrupted go on where they stood, in this process.

    Unless somebody else has tried to post meanwhile: then all begins anew. Whoever takes over a claim
    whose sender is gone counts that as a failure, so that the count tells.
    """

    def __init__(self, core: Core, slack_of: Callable[[str], Slack], pace: Pace) -> None:
        self._core = core
        self._slack_of = slack_of
        self._pace = pace
        self._kept: dict[str, _Kept] = {}

    async def up(self, claim: Claim) -> tuple[str, str] | None:
        """Where it was posted: channel and timestamp; None where it certainly was not.

        Raises whatever Slack answers where that can't be had.
        """
        place, after = await self._core.quiet_read(
            claim.workspace_id, lambda work: (place_of(work, claim), _sent_before(work, claim.ids))
        )
        if place is None:
            return None
        slack = self._slack_of(claim.workspace_id)
        search = self._search(claim, await self._channel(claim, place, slack), place.thread, after)
        ts = await search.go_on(slack, self._pace, claim.workspace_id)
        self._kept.pop(claim.lead, None)
        return (search.channel, ts) if ts is not None else None

    async def once_more(self, claim: Claim) -> tuple[str, str] | None:
        """Where the message stands in whose place this one is to be posted: it may have turned up.

        Where that still can't be had, somebody has said already what to do.
        """
        search = await self._core.quiet_read(claim.workspace_id, lambda work: _first(work, claim))
        if search is None:
            return None
        with contextlib.suppress(Refused, Unclear, Unavailable):
            ts = await search.go_on(self._slack_of(claim.workspace_id), self._pace, claim.workspace_id)
            return (search.channel, ts) if ts is not None else None
        return None

    def goes_on(self, claim: Claim) -> None:
        """This look failed, and nothing was posted meanwhile: the next one, by us, may go on from here."""
        kept = self._kept.get(claim.lead)
        if kept is not None:
            kept.generation = (claim.attempted_at, claim.failures + 1)

    def _search(self, claim: Claim, channel: str, thread: str | None, after: str) -> Search:
        assert claim.attempted_at is not None
        generation = (claim.attempted_at, claim.failures)
        kept = self._kept.get(claim.lead)
        if kept is not None and kept.generation == generation and kept.search.channel == channel:
            return kept.search
        if len(self._kept) >= MOST:
            self._kept.clear()
        search = Search(channel, thread, claim.lead, claim.attempted_at, after)
        self._kept[claim.lead] = _Kept(generation, search)
        return search

    async def _channel(self, claim: Claim, place: Place, slack: Slack) -> str:
        if place.channel:
            return place.channel
        return await self._pace.call(claim.workspace_id, OPEN, lambda: slack.open_dm(place.slack_id))


def _sent_before(work: Work, ids: Sequence[str]) -> str:
    """The timestamp of the last message of theirs that was put off since; "0" where there is none.

    What somebody who lost the claim has posted meanwhile is not among them: it is what we look for.
    """
    query = (
        select(func.max(Address.ts))
        .join(
            Delivery,
            and_(Delivery.workspace_id == Address.workspace_id, Delivery.id == Address.delivery_id),
        )
        .where(
            Address.workspace_id == work.workspace_id,
            Address.delivery_id.in_(ids),
            Address.posted_at <= Delivery.sent_at,
        )
    )
    return work.session.scalar(query) or "0"


def _first(work: Work, claim: Claim) -> Search | None:
    """For the message of the delivery of unknown end."""
    row = work.session.get(Delivery, (work.workspace_id, claim.instead_of))
    if row is None or row.attempted_at is None or not row.to_channel:
        return None
    return Search(
        row.recipient, row.thread, row.lead or row.id, row.attempted_at, _sent_before(work, [row.id])
    )
