"""The ledger's routes: `/tandem`, the Home tab, and turning pages."""

from collections.abc import Sequence
from functools import partial

from bot.chain import Chain
from bot.desk import Desk, Routes, UseCase
from bot.errors import NotConfirmed, NotStored, Refusal
from bot.ledger import rows as data
from bot.ledger import views
from bot.ledger.home import Doors
from bot.roster.models import Person
from bot.slack.blocks import home, section
from bot.slack.payloads import Ack, Click, Command, Event, View
from bot.slack.text import escape
from bot.storage.work import Work

UNKNOWN = "I do not know that word. This is what I can do:"
NO_DATABASE = "My database does not answer. Please open this tab again in a minute."


class Listeners:
    """`words` are what `/tandem` can do besides; `setup` is the setup's first page."""

    def __init__(
        self,
        chains: Sequence[Chain],
        doors: Doors,
        home_of: UseCase[View],
        setup: UseCase[View],
        words: Routes,
    ) -> None:
        self._chains = chains
        self._doors = doors
        self._home_of = home_of
        self._setup = setup
        self._words: Routes = {"": self.start, "help": self.help, "ledger": self.ledger, **words}
        self.routes: Routes = {
            "/tandem": self.command,
            "app_home_opened": self.opened,
            views.LEDGER: self.ledger,
            views.BACK: self.turn,
            views.ON: self.turn,
            views.HELP: self.help_modal,
        }

    async def command(self, desk: Desk, command: Command) -> Ack:
        handler = self._words.get(" ".join(command.text.lower().split()))
        if handler is None:
            return said(f"{UNKNOWN}\n{views.help_text(self._chains)}")
        return await handler(desk, command)

    async def start(self, desk: Desk, command: Command) -> None:
        await desk.show(command, "Tandem", self._what_is_needed_most)

    async def help(self, _desk: Desk, _command: Command) -> Ack:
        return said(views.help_text(self._chains))

    async def help_modal(self, desk: Desk, click: Click) -> None:
        await desk.show(click, "Help", partial(views.help_view, self._chains))

    async def ledger(self, desk: Desk, payload: Click | Command) -> None:
        await desk.show(payload, "Ledger", partial(views.ledger, self._chains, 0))

    async def turn(self, desk: Desk, click: Click) -> None:
        page = int(click.value) if click.value.isdecimal() else 0
        await desk.refill(click, partial(views.ledger, self._chains, page))

    async def opened(self, desk: Desk, event: Event) -> None:
        if event.body.get("tab", "home") == "home":
            desk.background.start(self._publish(desk, event))

    def _what_is_needed_most(self, work: Work, me: Person) -> View:
        if data.is_empty(self._chains, work) and self._doors.may_set_up(work, me):
            return self._setup(work, me)
        return views.ledger(self._chains, 0, work, me)

    async def _publish(self, desk: Desk, event: Event) -> None:
        try:
            view = await desk.read(event, self._home_of)
        except Refusal as no:
            view = home([section(escape(no.message))])
        except (NotStored, NotConfirmed):
            view = home([section(NO_DATABASE)])
        await desk.slack_of(event.workspace_id).publish_home(event.user, view)


def said(mrkdwn: str) -> Ack:
    return {"text": mrkdwn, "response_type": "ephemeral"}
