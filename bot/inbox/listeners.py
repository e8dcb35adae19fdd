"""The inbox's routes: messages in the DM, and the buttons under what waits."""

from collections.abc import Callable

from bot.desk import Desk, Routes
from bot.inbox import service
from bot.inbox.rules import Choice, Edited, Gone, Typed, heard
from bot.inbox.service import Chains
from bot.inbox.views import NEITHER_OF_THEM, ROUTE
from bot.roster import people as roster
from bot.roster.models import Person
from bot.slack.payloads import Click, Event
from bot.slack.text import plain
from bot.storage.work import Work

NOT_FOR_THEM = "tandem.not_for_them"


class Listeners:
    """Handlers that know the chains."""

    def __init__(self, chains: Chains) -> None:
        self._chains = chains
        self.routes: Routes = {
            "message": self.message,
            ROUTE: self.route,
            NEITHER_OF_THEM: self.neither,
            NOT_FOR_THEM: self.not_for_them,
        }

    async def message(self, desk: Desk, event: Event) -> None:
        match heard(event.body):
            case Typed() as typed:
                await desk.write(event, _taking(self._chains, typed))
            case Edited() as edit:
                await desk.write(event, _following(self._chains, edit))
            case Gone() as gone:
                await desk.core.write(event.workspace_id, _deleting(self._chains, gone, event.user))
            case None:
                return

    async def route(self, desk: Desk, click: Click) -> None:
        choice = Choice.of(click.value)
        problem = await desk.write(click, lambda work, me: service.route(self._chains, work, me, choice))
        if problem:
            desk.tell_after(click, problem)

    async def neither(self, desk: Desk, click: Click) -> None:
        await desk.write(click, lambda work, me: service.neither(work, me, click.value))

    async def not_for_them(self, desk: Desk, click: Click) -> None:
        await desk.write(click, lambda work, me: service.not_for_them(self._chains, work, me, click.value))


def _taking(chains: Chains, typed: Typed) -> Callable[[Work, Person], None]:
    def take(work: Work, me: Person) -> None:
        text = spelled(work, typed.text)
        service.take(chains, work, me, Typed(typed.channel, typed.ts, typed.thread, text))

    return take


def _following(chains: Chains, edit: Edited) -> Callable[[Work, Person], None]:
    def follow(work: Work, me: Person) -> None:
        text = spelled(work, edit.now.text)
        if edit.before is None or spelled(work, edit.before) != text:  # Slack adding a preview is no edit
            service.changed(chains, work, me, service.plain(edit, text))

    return follow


def _deleting(chains: Chains, gone: Gone, slack_id: str) -> Callable[[Work], None]:
    def delete(work: Work) -> None:
        author = service.author_of(work, gone, slack_id)
        if author is not None:
            service.gone(chains, work, author, gone)

    return delete


def spelled(work: Work, marked: str) -> str:
    """What the person saw when they typed: mentions by name, links as text."""

    def name_of(slack_id: str) -> str:
        try:
            return roster.by_slack_id(work, slack_id).name
        except roster.UnknownPerson:
            return slack_id

    return plain(marked, name_of)
