"""Looking up whether an earlier attempt posted a claim's message."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.allowances import OPEN
from bot.delivery.claims import Claim
from bot.delivery.history import Search
from bot.delivery.pace import Pace
from bot.delivery.preparing import Place, place_of
from bot.slack.client import Slack
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
