"""One claim from its decision to its mark. It may be killed at any line.

Before the post, `attempted_at` is committed; after it, the address. Whoever finds a claim whose
lease ended in between looks into the history before sending again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.delivery import history, marks, outbox
from bot.delivery.claims import LEASE, Claim
from bot.delivery.marks import Posted
from bot.delivery.models import DROPPED, FAILED, UNKNOWN
from bot.delivery.outbox import FIRST, Parcel
from bot.delivery.pace import HISTORY, OPEN, POST, Pace
from bot.delivery.preparing import Drop, Greet, Later, Place, Ready, Renderers, claimed, decide, place_of
from bot.delivery.together import Together
from bot.errors import NotConfirmed, NotStored
from bot.roster import people as roster
from bot.roster.models import Person
from bot.slack.client import TIMEOUT_SECONDS, Slack
from bot.slack.errors import OURS, Limited, Refused, Revoked, SlackFailed, Unclear
from bot.storage.work import Work
from bot.workspaces.core import Core

log = logging.getLogger(__name__)
Welcome = Callable[[Work, Person], Parcel | None]
FIRST_WAIT, LONGEST_WAIT = 5, 600
"""Seconds before the second attempt, twice as many before each further one, and never more."""
BROKEN_AFTER = 5
"""Attempts that end in a fault of ours before a delivery counts as failed: others wait behind it."""
GIVE_UP_AFTER = timedelta(days=1)
"""Of attempts whose end nobody knows. Then it is marked as unknown, for others wait behind it."""
POST_NEEDS = timedelta(seconds=TIMEOUT_SECONDS + 2)


@dataclass(slots=True)
class _Progress:
    """How far a claim has come: what an error means depends on it."""

    looking_up: bool = False
    may_be_posted: bool = False
    known_dm: str | None = None
    """The person whose kept DM was used."""


class Carrier:
    def __init__(
        self,
        core: Core,
        slack_of: Callable[[str], Slack],
        renderers: Renderers,
        clock: Clock,
        welcome: Welcome,
    ) -> None:
        self._core = core
        self._slack_of = slack_of
        self._renderers = renderers
        self._clock = clock
        self._welcome = welcome
        self._together = Together(core)
        self.pace = Pace(clock)

    async def carry(self, claim: Claim) -> int:
        """How many messages went out: one or none. Raises nothing."""
        progress = _Progress()
        try:
            return int(await self._carry(claim, progress))
        except (NotStored, NotConfirmed) as error:
            # The lease ends by itself, and whoever claims it then looks first.
            log.warning("delivery %s: %s, left to its lease", claim.lead, type(error).__name__)
        except Exception as error:  # a claim that fails must not take the others along
            await self._failed(claim, progress, error)
        return 0

    async def _carry(self, claim: Claim, progress: _Progress) -> bool:
        if claim.attempted_at is not None and await self._was_posted(claim, claim.attempted_at, progress):
            return True
        decision = await self._core.quiet_read(
            claim.workspace_id, lambda work: decide(work, claim, self._renderers)
        )
        match decision:
            case Ready():
                return await self._post(claim, decision, progress)
            case Drop(why):
                await self._mark(marks.finish, claim, DROPPED, why)
            case Later(due_at):
                await self._mark(marks.move, claim, due_at)
            case Greet(person_id):
                await self._core.work(claim.workspace_id, lambda work: self._greet(work, claim, person_id))
        return False

    async def _was_posted(self, claim: Claim, since: datetime, progress: _Progress) -> bool:
        """Whether an earlier attempt posted it; then it is marked as sent."""
        progress.looking_up = progress.may_be_posted = True
        place = await self._core.quiet_read(claim.workspace_id, lambda work: place_of(work, claim))
        if place is not None:
            slack, channel = self._slack_of(claim.workspace_id), await self._channel(claim, place)
            ts = await self.pace.call(
                claim.workspace_id,
                HISTORY,
                lambda: history.find(slack, channel, place.thread, claim.lead, since),
            )
            if ts is not None:
                await self._mark(marks.found, claim, Posted(channel, ts, self._clock.now()))
                return True
        progress.looking_up = False
        return False

    async def _channel(self, claim: Claim, place: Place) -> str:
        if place.channel:
            return place.channel
        slack = self._slack_of(claim.workspace_id)
        return await self.pace.call(claim.workspace_id, OPEN, lambda: slack.open_dm(place.slack_id))

    async def _post(self, claim: Claim, ready: Ready, progress: _Progress) -> bool:
        slack, channel = self._slack_of(claim.workspace_id), await self._channel(claim, ready.place)
        progress.known_dm = ready.place.person_id if ready.place.channel else None
        await self.pace.turn(claim.workspace_id, channel)
        began = self._clock.now()
        if not await self._mark(marks.begin, claim, ready, channel, began):
            await self._again(claim, progress, None, failures=claim.failures)
            return False
        if self._clock.now() > began + LEASE - POST_NEEDS:  # held up: it could arrive after the lease
            await self._again(claim, progress, None, failures=claim.failures)
            return False
        lead = marks.lead_of(claim, ready)
        message = _message(ready, lead)
        progress.may_be_posted = True
        where, ts = await self.pace.call(claim.workspace_id, POST, lambda: slack.post(channel, message))
        await self._mark(marks.sent, claim, ready.keep, Posted(where, ts, self._clock.now()))
        return True

    def _greet(self, work: Work, claim: Claim, person_id: str) -> None:
        """Put the welcome before everything else that waits for this person, once."""
        person = roster.person(work, person_id)
        if person.welcomed_at is None:
            parcel = self._welcome(work, person)
            person.welcomed_at = work.now
            if parcel is not None:
                outbox.enqueue(work, _at_once(parcel, person.id, _earliest(work, claim)))
        untouched = claim.attempted_at is None
        marks.put_back(work.session, claim, None, untouched=untouched, failures=claim.failures)

    async def _failed(self, claim: Claim, progress: _Progress, error: Exception) -> None:
        try:
            await self._after(claim, progress, error)
        except (NotStored, NotConfirmed):
            log.warning("delivery %s: no database, left to its lease", claim.lead)

    async def _after(self, claim: Claim, progress: _Progress, error: Exception) -> None:
        """What an error means for the claim."""
        log.log(_level(error), "delivery %s: %s", claim.lead, _named(error))
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2**claim.failures)
        match error:
            case Revoked():
                # Stopped first: what is put back would be claimed again in between.
                await self._together.write(lambda session: marks.stop(session, claim.workspace_id))
                await self._again(claim, progress, None, failures=claim.failures)
            case Limited(seconds=seconds):
                await self._again(claim, progress, seconds, failures=claim.failures)
            case Refused(code="channel_not_found") if progress.known_dm and not claim.failures:
                await self._forget_dm(claim, progress, progress.known_dm)
            case Refused(code=code):
                await self._mark(marks.finish, claim, UNKNOWN if progress.looking_up else FAILED, code)
            case SlackFailed(code=code) if self._took_too_long(claim):
                await self._mark(marks.finish, claim, UNKNOWN, code)
            case SlackFailed():
                unclear = isinstance(error, Unclear)
                await self._again(claim, progress, wait, failures=claim.failures + 1, unclear=unclear)
            case _ if claim.failures + 1 >= BROKEN_AFTER and not progress.may_be_posted:
                await self._mark(marks.finish, claim, FAILED, type(error).__name__)
            case _:
                await self._again(claim, progress, wait, failures=claim.failures + 1, unclear=True)

    async def _forget_dm(self, claim: Claim, progress: _Progress, person_id: str) -> None:
        """The DM may have been another one's, before a move of the workspace: open it anew, once."""
        await self._together.write(lambda session: marks.forget_dm(session, claim.workspace_id, person_id))
        await self._again(claim, progress, None, failures=claim.failures + 1)

    def _took_too_long(self, claim: Claim) -> bool:
        return claim.attempted_at is not None and self._clock.now() - claim.attempted_at > GIVE_UP_AFTER

    async def _again(
        self,
        claim: Claim,
        progress: _Progress,
        seconds: float | None,
        *,
        failures: int,
        unclear: bool = False,
    ) -> None:
        """Put it back. Nothing was posted where no attempt went before and this one had a clear end."""
        untouched = claim.attempted_at is None and not (unclear and progress.may_be_posted)
        until = None if seconds is None else self._clock.now() + timedelta(seconds=seconds)
        await self._together.write(
            lambda session: marks.put_back(session, claim, until, untouched=untouched, failures=failures)
        )

    async def _mark(self, mark: Callable[..., Any], claim: Claim, *what: Any) -> Any:
        return await self._together.write(lambda session: mark(session, claim, *what))


def _earliest(work: Work, claim: Claim) -> datetime:
    """Not after what it goes before: a sender whose clock reads a moment less would take that one first."""
    return min([work.now, *(row.due_at for row in claimed(work, claim))])


def _at_once(parcel: Parcel, person_id: str, now: datetime) -> Parcel:
    return replace(
        parcel,
        recipient=person_id,
        to_channel=False,
        priority=FIRST,
        due_at=now,
        not_after=None,
        asked_for=True,
    )


def _message(ready: Ready, lead: str) -> dict[str, Any]:
    message: dict[str, Any] = {
        "text": ready.words.text,
        "metadata": history.metadata(lead),
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if ready.words.blocks:
        message["blocks"] = list(ready.words.blocks)
    if ready.place.thread:
        message["thread_ts"] = ready.place.thread
    return message


def _level(error: Exception) -> int:
    if isinstance(error, Limited):
        return logging.INFO
    ours = not isinstance(error, SlackFailed) or error.code in OURS
    return logging.ERROR if ours else logging.WARNING


def _named(error: Exception) -> str:
    """Never the error's own text: it may hold what a person wrote."""
    return f"{type(error).__name__} {error.code}" if isinstance(error, SlackFailed) else type(error).__name__
