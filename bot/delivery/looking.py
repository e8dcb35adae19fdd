"""Looking up whether an earlier attempt posted a claim's message."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.allowances import OPEN
from bot.delivery.claims import Claim
from bot.delivery.history import Search
from bot.delivery.models import Delivery
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
        place = await self._core.quiet_read(claim.workspace_id, lambda work: place_of(work, claim))
        if place is None:
            return None
        slack = self._slack_of(claim.workspace_id)
        search = self._search(claim, await self._channel(claim, place, slack), place.thread)
        ts = await search.go_on(slack, self._pace, claim.workspace_id)
        self._kept.pop(claim.lead, None)
        return (search.channel, ts) if ts is not None else None

    async def once_more(self, claim: Claim) -> tuple[str, str] | None:
        """Where the message stands in whose place this one is to be posted: it may have turned up.

        Where that still can't be had, somebody has said already what to do.
        """
        first = await self._core.quiet_read(claim.workspace_id, lambda work: _first(work, claim))
        if first is None:
            return None
        channel, thread, lead, since = first
        search = Search(channel, thread, lead, since)
        with contextlib.suppress(Refused, Unclear, Unavailable):
            ts = await search.go_on(self._slack_of(claim.workspace_id), self._pace, claim.workspace_id)
            return (channel, ts) if ts is not None else None
        return None

    def goes_on(self, claim: Claim) -> None:
        """This look failed, and nothing was posted meanwhile: the next one, by us, may go on from here."""
        kept = self._kept.get(claim.lead)
        if kept is not None:
            kept.generation = (claim.attempted_at, claim.failures + 1)

    def _search(self, claim: Claim, channel: str, thread: str | None) -> Search:
        assert claim.attempted_at is not None
        generation = (claim.attempted_at, claim.failures)
        kept = self._kept.get(claim.lead)
        if kept is not None and kept.generation == generation and kept.search.channel == channel:
            return kept.search
        if len(self._kept) >= MOST:
            self._kept.clear()
        search = Search(channel, thread, claim.lead, claim.attempted_at)
        self._kept[claim.lead] = _Kept(generation, search)
        return search

    async def _channel(self, claim: Claim, place: Place, slack: Slack) -> str:
        if place.channel:
            return place.channel
        return await self._pace.call(claim.workspace_id, OPEN, lambda: slack.open_dm(place.slack_id))


def _first(work: Work, claim: Claim) -> tuple[str, str | None, str, datetime] | None:
    """Of the delivery of unknown end: channel, thread, the id it bears, and since when it may be there."""
    row = work.session.get(Delivery, (work.workspace_id, claim.instead_of))
    if row is None or row.attempted_at is None or not row.to_channel:
        return None
    return row.recipient, row.thread, row.lead or row.id, row.attempted_at
