"""One claim from its decision to its mark. It may be killed at any line.

Before the post, `attempted_at` is committed; after it, the address. Whoever finds a claim whose
lease ended in between looks into the history before sending again.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.delivery import allowances, history, marks, outbox
from bot.delivery.allowances import POST, Rest
from bot.delivery.claims import LEASE, Claim
from bot.delivery.looking import Looking
from bot.delivery.marks import BEGUN, Again, Begin, Ended, Moved, Posted, Wait
from bot.delivery.models import DROPPED, FAILED
from bot.delivery.outbox import FIRST, URGENT, Parcel
from bot.delivery.pace import Pace
from bot.delivery.preparing import (
    Broken,
    Decision,
    Drop,
    Greet,
    Later,
    NobodyRenders,
    Ready,
    Renderers,
    claimed,
    decide,
)
from bot.delivery.together import Marks, Together
from bot.delivery.unknown import Unknowns, mark_unknown
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
"""Attempts that end in a fault of ours before a delivery counts as failed."""
HOLDS = timedelta(seconds=2)
"""So long a decision is good. Whoever waited longer for a hand decides anew."""
POST_NEEDS = timedelta(seconds=TIMEOUT_SECONDS + 2)
SENT, FOUND, MOVED, GREETED = "sent", "found", "moved", "greeted"
AGAIN, LEFT, ENDED_UNKNOWN = "again", "left", "unknown"
WENT_OUT = (SENT, FOUND)
"""What became of a claim, for whoever watches (`bot.watch.Carried`)."""


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
        *,
        welcome: Welcome,
        unknowns: Unknowns,
        at_once: int,
    ) -> None:
        self._core = core
        self._slack_of = slack_of
        self._renderers = renderers
        self._clock = clock
        self._welcome = welcome
        self._unknowns = unknowns
        self._marks = Marks(core)
        self._decisions: Together[Claim, Decision] = Together(self._decide_all)
        self.pace = Pace(clock, self._tell)
        self._looking = Looking(core, slack_of, self.pace)
        self._hands = asyncio.Semaphore(at_once)
        self._stopping = False

    def stop(self) -> None:
        """Put back whatever is not in hand by now."""
        self._stopping = True

    async def carry(self, claim: Claim) -> str:
        """What became of it. Raises nothing."""
        progress = _Progress()
        try:
            return await self._carry(claim, progress)
        except (NotStored, NotConfirmed) as error:
            # The lease ends by itself, and whoever claims it then looks first.
            log.warning("delivery %s: %s, left to its lease", claim.lead, type(error).__name__)
        except Exception as error:  # a claim that fails must not take the others along
            return await self._failed(claim, progress, error)
        return LEFT

    async def _carry(self, claim: Claim, progress: _Progress) -> str:
        if claim.attempted_at is not None:
            progress.looking_up = progress.may_be_posted = True
            there = await self._looking.up(claim)
            progress.looking_up = False
            if there is not None:
                return await self._found(claim, there)
        elif claim.instead_of is not None:
            there = await self._looking.once_more(claim)
            if there is not None:
                return await self._found(claim, there)
        return await self._go_by(await self._decisions.join(claim), claim, progress)

    async def _go_by(self, decision: Decision, claim: Claim, progress: _Progress) -> str:
        match decision:
            case Ready():
                return await self._send(claim, decision, progress)
            case Broken(error):
                raise error
        return await self._not_now(claim, decision)

    async def _found(self, claim: Claim, there: tuple[str, str]) -> str:
        channel, ts = there
        await self._mark(marks.found, Posted(claim, claim.ids, channel, ts, self._clock.now()))
        return FOUND

    async def _not_now(self, claim: Claim, decision: Decision) -> str:
        match decision:
            case Drop(why):
                await self._mark(marks.finish, Ended(claim, DROPPED, why))
                return DROPPED
            case Later(due_at):
                await self._mark(marks.move, Moved(claim, due_at))
                return MOVED
            case Greet(person_id):
                await self._core.work(claim.workspace_id, lambda work: self._greet(work, claim, person_id))
                return GREETED
        return LEFT

    async def _decide_all(self, claims: Sequence[Claim]) -> Sequence[Decision]:
        """One look at the database for all, whichever workspaces they are in."""
        try:
            return await self._core.quiet_look(lambda there: decide(there, claims, self._renderers))
        except (NotStored, NotConfirmed) as error:
            if len(claims) == 1:
                return [Broken(error)]
            # One of them may have brought the transaction down: then it does so to nobody else.
            half = len(claims) // 2
            return [*await self._decide_all(claims[:half]), *await self._decide_all(claims[half:])]

    async def _send(self, claim: Claim, ready: Ready, progress: _Progress) -> str:
        decided_at = self._clock.now()
        async with self._hand_for(claim):
            if self._stopping:
                return await self._again(claim, progress, None)
            if self._clock.now() > decided_at + HOLDS:
                late = await self._decisions.join(claim)
                if not isinstance(late, Ready):
                    return await self._go_by(late, claim, progress)
                ready = late
            posted = await self._post(claim, ready, progress)
        # The next one has the hand already: that it begins is written together with this.
        if posted is None:
            return AGAIN
        await self._mark(marks.sent, posted)
        return SENT

    def _hand_for(self, claim: Claim) -> contextlib.AbstractAsyncContextManager[object]:
        """What is urgent waits for none."""
        return self._hands if claim.priority > URGENT else contextlib.nullcontext()

    async def _post(self, claim: Claim, ready: Ready, progress: _Progress) -> Posted | None:
        """Where it was posted; None where it was put back."""
        # To a person's id where no DM is known: Slack opens it and tells, and few calls may open one.
        slack, place = self._slack_of(claim.workspace_id), ready.place
        channel = place.channel or place.slack_id
        progress.known_dm = place.person_id if place.channel else None
        began = self._clock.now()
        begun = await self._mark(marks.begin, Begin(claim, ready, began))
        if isinstance(begun, Wait) or begun != BEGUN or self._clock.now() > began + LEASE - POST_NEEDS:
            # Slack's limits, somebody else's by now, or held up: it could arrive after the lease.
            await self._again(claim, progress, begun.until if isinstance(begun, Wait) else None)
            return None
        message = _message(ready, marks.lead_of(claim, ready))
        progress.may_be_posted = True
        where, ts = await self.pace.call(claim.workspace_id, POST, lambda: slack.post(channel, message))
        new_dm_of = None if place.channel else place.person_id
        return Posted(claim, ready.keep, where, ts, self._clock.now(), new_dm_of)

    def _greet(self, work: Work, claim: Claim, person_id: str) -> None:
        """Put the welcome before everything else that waits for this person, once."""
        person = roster.person(work, person_id)
        if person.welcomed_at is None:
            parcel = self._welcome(work, person)
            person.welcomed_at = work.now
            if parcel is not None:
                outbox.enqueue(work, _at_once(parcel, person.id, _earliest(work, claim)))
        untouched = claim.attempted_at is None
        marks.put_back(work.session, [Again(claim, None, untouched, claim.failures)])

    async def _failed(self, claim: Claim, progress: _Progress, error: Exception) -> str:
        log.log(_level(error), "delivery %s: %s", claim.lead, _named(error))
        try:
            return await self._after(claim, progress, error)
        except (NotStored, NotConfirmed):
            log.warning("delivery %s: no database, left to its lease", claim.lead)
        return LEFT

    async def _after(self, claim: Claim, progress: _Progress, error: Exception) -> str:
        """What an error means for the claim."""
        match error:
            case Revoked():
                # Stopped first: what is put back would be claimed again in between.
                await self._mark(marks.stop, claim.workspace_id)
                return await self._again(claim, progress, None)
            case Limited(seconds=seconds):
                return await self._again(claim, progress, self._clock.now() + timedelta(seconds=seconds))
            case Refused():
                return await self._refused(claim, progress, error.code)
            case SlackFailed():
                return await self._try_again(claim, progress, unclear=isinstance(error, Unclear))
            case _:
                return await self._fault(claim, progress, error)

    async def _refused(self, claim: Claim, progress: _Progress, code: str) -> str:
        if code == "channel_not_found" and progress.known_dm and not claim.failures:
            return await self._forget_dm(claim, progress, progress.known_dm)
        if progress.looking_up:
            await self._core.work(
                claim.workspace_id, lambda work: mark_unknown(work, claim, code, self._unknowns)
            )
            return ENDED_UNKNOWN
        await self._mark(marks.finish, Ended(claim, FAILED, code))
        return FAILED

    async def _fault(self, claim: Claim, progress: _Progress, error: Exception) -> str:
        """One of ours. Others need not wait for it, and what nobody can make fails in the end."""
        is_lasting = claim.failures + 1 >= BROKEN_AFTER and not isinstance(error, NobodyRenders)
        if is_lasting and not progress.may_be_posted:
            await self._mark(marks.finish, Ended(claim, FAILED, type(error).__name__))
            return FAILED
        return await self._try_again(claim, progress, unclear=True, fault=type(error).__name__)

    async def _forget_dm(self, claim: Claim, progress: _Progress, person_id: str) -> str:
        """The DM may have been another one's, before a move of the workspace: open it anew, once."""
        await self._mark(marks.forget_dm, (claim.workspace_id, person_id))
        return await self._again(claim, progress, None, failures=claim.failures + 1)

    async def _try_again(
        self, claim: Claim, progress: _Progress, *, unclear: bool, fault: str | None = None
    ) -> str:
        wait = timedelta(seconds=min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(claim.failures, 10)))
        if progress.looking_up:
            self._looking.goes_on(claim)
        until = self._clock.now() + wait
        return await self._again(
            claim, progress, until, failures=claim.failures + 1, unclear=unclear, fault=fault
        )

    async def _again(
        self,
        claim: Claim,
        progress: _Progress,
        until: datetime | None,
        *,
        failures: int | None = None,
        unclear: bool = False,
        fault: str | None = None,
    ) -> str:
        """Put it back. Nothing was posted where no attempt went before and this one had a clear end."""
        untouched = claim.attempted_at is None and not (unclear and progress.may_be_posted)
        count = claim.failures if failures is None else failures
        await self._mark(marks.put_back, Again(claim, until, untouched, count, fault))
        return AGAIN

    async def _mark(self, mark: Any, what: Any) -> Any:
        return await self._marks.write(mark, what)

    async def _tell(self, rest: Rest) -> None:
        await self._mark(allowances.rest, rest)


def _earliest(work: Work, claim: Claim) -> datetime:
    """Not after what it goes before: a sender whose clock reads a moment less would take that one first."""
    return min([work.now, *(row.due_at for row in claimed(work.session, claim))])


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
