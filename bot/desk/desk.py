"""What a handler is given: the way into the core, and the few things that must follow a click at once.

Everything else that a person gets to read goes through the outbox.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import aiohttp

from bot.desk.background import Background
from bot.desk.outcomes import Outcomes
from bot.desk.words import NOBODY_KNOWN, NOT_SHOWN
from bot.errors import NotConfirmed, NotStored, Refusal
from bot.roster import people as roster
from bot.roster.models import Person
from bot.roster.profiles import admit
from bot.slack.blocks import modal, section
from bot.slack.client import Slack
from bot.slack.errors import Refused, SlackFailed
from bot.slack.payloads import Ack, Block, Click, Command, Event, Payload, View
from bot.slack.text import escape
from bot.storage.work import Work
from bot.workspaces.core import Core, ForMany, StillRunning, seconds_left

T = TypeVar("T")
Item = TypeVar("Item")
UseCase = Callable[[Work, Person], T]
ForUsers = Callable[[Work, Sequence[tuple[str, Item]]], Sequence[T | Refusal]]
"""For many at once: takes the id of each person, and what they want."""
Handler = Callable[["Desk", Any], Awaitable[Ack]]
"""Takes the desk and the payload (`Click`, `Submission`, `Command` or `Event`) of its id."""
Routes = Mapping[str, Handler]
"""From an id (action, callback, command or event type) to its handler."""

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 1.0
"""How long an ack waits for Slack. What takes longer goes on after it."""
LONGEST = aiohttp.ClientTimeout(total=15)


class Desk:
    """`home` renders a person's App Home; the composition root knows how."""

    def __init__(
        self,
        core: Core,
        slack_of: Callable[[str], Slack],
        session: aiohttp.ClientSession,
        home: Callable[[Work, Person], View],
        background: Background,
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.core = core
        self.slack_of = slack_of
        self._session = session
        self._home = home
        self.background = background
        self._patience = patience
        self._outcomes = Outcomes(slack_of, self.tell, background)

    async def write(self, payload: Payload, use_case: UseCase[T]) -> T:
        """Run a use case as the payload's user and commit it. See `Core.write` for what it raises.

        Whoever read "not confirmed" is told the outcome once it is known. Slack brings events again;
        their outcome needs no words but the confirmation itself.
        """
        return await self._told(payload, self._as_user(self.core.write, payload, use_case, self._patience))

    async def write_among(self, payload: Payload, use_case: ForUsers[Item, T], item: Item) -> T:
        """The same for what many do at the same time, by a use case for many (see `Core.write_among`)."""

        def ask() -> Awaitable[T]:
            return self.core.write_among(payload.workspace_id, _as_them(use_case), (payload.user, item))

        return await self._told(payload, self._known(ask, payload, self._patience))

    async def _told(self, payload: Payload, writing: Awaitable[T]) -> T:
        try:
            return await writing
        except StillRunning as late:
            if not isinstance(payload, Event):
                self._outcomes.follow(payload, late.outcome)
            raise
        except NotConfirmed:
            if not isinstance(payload, Event):
                self._outcomes.doubt(payload)
            raise

    async def read(self, payload: Payload, use_case: UseCase[T]) -> T:
        return await self._as_user(self.core.read, payload, use_case, None)

    async def show(
        self,
        payload: Click | Command,
        title: str,
        fill: UseCase[View],
        seen: UseCase[object] | None = None,
    ) -> None:
        """Open a modal at once, as a skeleton, and fill it when the database has answered.

        Slack's trigger lives three seconds, so nothing is read before the modal stands (slack.md).
        `seen` is written once the person has it before their eyes, and not before. Where Slack is
        slow, the ack goes first.
        """
        standing = asyncio.create_task(self._stand(payload, title, fill, seen))
        if not await self.background.soon(standing, self._while_they_wait()):
            self.background.start(self._or_say_so(standing, payload))

    def _while_they_wait(self) -> float:
        """How long an ack waits for Slack now."""
        left = seconds_left()
        return self._patience if left is None else min(self._patience, left)

    async def _stand(
        self, payload: Click | Command, title: str, fill: UseCase[View], seen: UseCase[object] | None
    ) -> None:
        skeleton = modal("tandem.skeleton", title, [section("One moment.")])
        try:
            opened = await self._place(payload)(payload.trigger_id, skeleton)
        except Refused as no:
            if no.code == "exchanged_trigger_id":
                return  # the same click, delivered twice: what it opens stands already
            raise
        self.background.start(self._fill(payload, str(opened["id"]), title, fill, seen))

    async def _or_say_so(self, standing: "asyncio.Task[None]", payload: Click | Command) -> None:
        """The ack is gone: where the modal does not come, this is the way left to say it."""
        try:
            await standing
        except SlackFailed:
            if payload.response_url:
                await self.tell(payload, NOT_SHOWN)
            raise

    async def refill(self, payload: Click, fill: UseCase[View], seen: UseCase[object] | None = None) -> None:
        """Show the modal in which something was clicked anew."""
        view = payload.view or {}
        title = str((view.get("title") or {}).get("text") or "Tandem")
        if not view:  # only a forged click has none
            await self.show(payload, title, fill, seen)
            return
        self.background.start(self._fill(payload, str(view["id"]), title, fill, seen))

    async def tell(self, payload: Click | Command, text: str, blocks: Sequence[Block] = ()) -> None:
        """Answer a click or command with a line that only its user sees. `text` is mrkdwn.

        Where there are blocks, they are what is seen, and the text is their notification. Where Slack is
        slow, the ack goes first.
        """
        telling = asyncio.create_task(self._tell(payload, text, blocks))
        if not await self.background.soon(telling, self._while_they_wait()):
            self.background.start(_end(telling))

    def tell_after(self, payload: Click | Command, text: str, blocks: Sequence[Block] = ()) -> None:
        """The same, once the ack has gone."""
        self.background.start(self._tell(payload, text, blocks))

    async def _tell(self, payload: Click | Command, text: str, blocks: Sequence[Block]) -> None:
        if payload.response_url:
            body = {"text": text, "response_type": "ephemeral", "replace_original": False}
            shown = body | ({"blocks": list(blocks)} if blocks else {})
            async with self._session.post(payload.response_url, json=shown, timeout=LONGEST) as response:
                await response.read()
            return
        view = modal("tandem.notice", "Tandem", list(blocks) or [section(text)])
        await self._place(payload)(payload.trigger_id, view)

    def refresh_home(self, payload: Payload) -> None:
        """Publish the user's Home anew, after the ack."""
        self.background.start(self.publish_home(payload))

    async def publish_home(self, payload: Payload) -> None:
        view = await self.read(payload, self._home)
        await self.slack_of(payload.workspace_id).publish_home(payload.user, view)

    def _place(self, payload: Click | Command) -> Callable[[str, View], Awaitable[Mapping[str, Any]]]:
        """Upon the modal in which something was clicked, or as a new one."""
        slack = self.slack_of(payload.workspace_id)
        in_modal = isinstance(payload, Click) and payload.view is not None and not payload.on_home
        return slack.push_view if in_modal else slack.open_view

    async def _fill(
        self,
        payload: Payload,
        view_id: str,
        title: str,
        fill: UseCase[View],
        seen: UseCase[object] | None = None,
    ) -> None:
        try:
            view = await self.read(payload, fill)
        except Refusal as no:
            view, seen = modal("tandem.notice", title, [section(escape(no.message))]), None
        except (NotConfirmed, NotStored):
            sorry = "My database does not answer. Please try again in a minute."
            view, seen = modal("tandem.notice", title, [section(sorry)]), None
        except SlackFailed:
            view, seen = modal("tandem.notice", title, [section(NOT_SHOWN)]), None
        except Exception as error:  # a modal must not say "One moment." for ever
            log.error("filling a modal: %s", type(error).__name__)
            sorry = "Something went wrong on my side, and nothing has changed. Please try again."
            view, seen = modal("tandem.notice", title, [section(sorry)]), None
        await self.slack_of(payload.workspace_id).update_view(view_id, view)
        if seen is not None:
            await self.write(payload, seen)

    async def _as_user(
        self,
        run: Callable[[str, Callable[[Work], T]], Awaitable[T]],
        payload: Payload,
        use_case: UseCase[T],
        patience: float | None,
    ) -> T:
        def as_me(work: Work) -> T:
            return use_case(work, _here(roster.by_slack_id(work, payload.user)))

        return await self._known(lambda: run(payload.workspace_id, as_me), payload, patience)

    async def _known(self, ask: Callable[[], Awaitable[T]], payload: Payload, patience: float | None) -> T:
        """Once more where somebody had to be met first."""
        try:
            result = await ask()
        except roster.UnknownPerson as stranger:
            meeting = asyncio.create_task(self._meet(payload.workspace_id, stranger.slack_id))
        else:
            self._outcomes.answers_again()
            return result
        waits = [seconds for seconds in (patience, seconds_left()) if seconds is not None]
        if not await self.background.soon(meeting, min(waits, default=None)):
            self.background.start(_end(meeting))  # so that the next attempt finds them
            raise NotStored("Slack did not say in time who this is")
        return await ask()

    async def _meet(self, workspace_id: str, slack_id: str) -> None:
        """Take somebody into the roster whom Slack knows; whoever had left may be back.

        What ends too late for this attempt serves the next one.
        """
        profile = await self._profile(workspace_id, slack_id)
        if profile.get("deleted"):
            raise Refusal("This account is deactivated in Slack, so Tandem takes nothing from it.")
        await self.core.work(workspace_id, lambda work: admit(work, profile))

    async def _profile(self, workspace_id: str, slack_id: str) -> Mapping[str, Any]:
        try:
            return await self.slack_of(workspace_id).user(slack_id)
        except Refused:
            raise Refusal(NOBODY_KNOWN) from None


async def _end(task: "asyncio.Task[None]") -> None:
    await task


@cache
def _as_them(use_case: ForUsers[Item, T]) -> ForMany[tuple[str, Item], T]:
    """The use case, of those who are known by their Slack ids. Always the same one for the same use case."""

    def ask(work: Work, asked: Sequence[tuple[str, Item]]) -> Sequence[T | Refusal]:
        here = roster.present(work, (slack_id for slack_id, _ in asked))
        ends = iter(use_case(work, [(here[one], item) for one, item in asked if one in here]))
        return [next(ends) if one in here else roster.UnknownPerson(one) for one, _ in asked]

    return ask


def _here(me: Person) -> Person:
    """Raises `UnknownPerson` for whoever was deactivated: who acts again is back, and Slack is asked."""
    if not me.active:
        raise roster.UnknownPerson(me.slack_id)
    return me
