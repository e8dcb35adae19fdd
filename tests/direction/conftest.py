"""A team that is led, in two sizes: as rows (`atlas`), and inside the local Slack (`floor`)."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot.app.bolt import bolt_app
from bot.app.dispatch import Dispatcher
from bot.app.door import Door
from bot.app.sweeps import Sweepable, sweep
from bot.app.web import listening, web_app
from bot.chain import Message, OpenPrompt, Said
from bot.clock import ManualClock
from bot.delivery.models import Delivery
from bot.delivery.sender import Sender
from bot.desk import Background, Desk
from bot.direction.chain import DIRECTION
from bot.direction.directions import service as directions
from bot.direction.directions.models import Direction
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.updates import service as updates
from bot.direction.updates.models import Update
from bot.inbox import Inbox
from bot.playground import Playground
from bot.playground.people.person import Person as Somebody
from bot.roster import people as roster
from bot.roster.models import Person, Team
from bot.roster.wishes import Outcome, TeamWish, Wishes
from bot.slack.blocks import home
from bot.slack.client import Slack
from bot.storage.engine import Database
from bot.storage.work import Work
from bot.workspaces.core import Core
from bot.workspaces.keys import Vaults
from tests.conftest import WORKSPACE, Do, Prepare
from tests.factories import make_person, make_team

MEMBERS = ("Ana", "Cy", "Dee", "Eve", "Fay")
NAMES = ("Ben", "Max", "Nia", *MEMBERS)


@dataclass
class Atlas:
    """Ben leads Atlas; Ana, Cy, Dee, Eve and Fay belong to it; Max does not."""

    do: Do
    clock: ManualClock
    team: Team
    persons: dict[str, Person]
    sources: int = 0

    def __getattr__(self, name: str) -> Person:
        try:
            return self.persons[name.capitalize()]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def lead(self) -> Lead:
        """The open general line."""
        found: list[Lead] = self.do(lines.open_leads)
        return next(one for one in found if (one.team_id, one.discipline) == (self.team.id, "general"))

    def assign(self, by: Person | None = None, **wish: Any) -> Outcome:
        wishes = Wishes(teams=(TeamWish(self.team.id, **wish),))
        outcome: Outcome = self.do(lambda work: DIRECTION.assign(work, wishes, by))
        return outcome

    def lead_by(self, name: str | None, by: Person | None = None) -> Outcome:
        leaders = {"general": self.persons[name].id} if name else {}
        return self.assign(by, leaders=leaders)

    def source(self) -> str:
        self.sources += 1
        return f"D0:{self.sources}"

    def post(self, text: str = "We ship weekly now, because feedback came too late.", **more: str) -> Update:
        """An update of Ben's that has gone out."""
        words, lead = updates.Written(text, **more), self.lead
        row: Update = self.do(
            lambda work: updates.write(
                work, self.ben, lead, words, source=self.source(), readable_from=work.now
            )
        )
        return row

    def state(
        self, where_to: str = "Towards fewer, better features.", why: str = "Nobody uses half."
    ) -> Direction:
        words, lead = directions.Stated(where_to, why), self.lead
        row: Direction = self.do(
            lambda work: directions.state(
                work, self.ben, lead, words, source=self.source(), readable_from=work.now
            )
        )
        return row

    def say(self, name: str, prompt: str, text: str, *, source: str = "", thread: str | None = None) -> str:
        """What somebody typed, as the answer to a prompt; its source."""
        source = source or self.source()
        me = self.persons[name]

        def accept(work: Work) -> None:
            DIRECTION.accept(work, prompt, Said(me, text, source, work.now, thread))

        self.do(accept)
        return source

    def open(self, name: str) -> list[OpenPrompt]:
        found: list[OpenPrompt] = self.do(lambda work: DIRECTION.open_prompts(work, self.persons[name]))
        return found

    def deliveries(self, kind: str, name: str | None = None) -> list[Delivery]:
        """What is or was in the outbox, of a kind, for a person."""
        recipient = self.persons[name].id if name else None

        def find(work: Work) -> list[Delivery]:
            query = select(Delivery).where(Delivery.kind == kind).order_by(Delivery.due_at, Delivery.id)
            return [row for row in work.session.scalars(query) if recipient in {None, row.recipient}]

        found: list[Delivery] = self.do(find)
        return found

    def render(self, *deliveries: Delivery) -> Message | None:
        """As it is sent: when it is due, or now."""
        render, due_at = DIRECTION.renderers[deliveries[0].kind], deliveries[0].due_at
        message: Message | None = self.do(
            lambda work: render(replace(work, now=max(work.now, due_at)), deliveries)
        )
        return message

    def sweep(self) -> int:
        count: int = self.do(DIRECTION.due)
        return count

    def later(self, **by: float) -> None:
        self.clock.move(timedelta(**by))


def founded(do: Do, clock: ManualClock, hire: Callable[[Work, str], Person], channel: str | None) -> Atlas:
    def hired(name: str) -> Person:
        person: Person = do(lambda work: hire(work, name))
        return person

    persons = {name: hired(name) for name in NAMES}
    atlas = Atlas(do, clock, do(lambda work: make_team(work, "Atlas", channel)), persons)
    atlas.assign(
        leaders={"general": persons["Ben"].id}, members=frozenset(persons[name].id for name in MEMBERS)
    )
    return atlas


@pytest.fixture
def atlas(do: Do, clock: ManualClock, prepare: Prepare) -> Atlas:
    prepare("atlas", lambda: founded(do, clock, make_person, "C0ATLAS"))
    team: Team = do(lambda work: work.session.scalars(select(Team)).one())
    found = {person.name: person for person in do(roster.everyone)}
    return Atlas(do, clock, team, {name: found[name] for name in NAMES})


@dataclass
class Floor:
    """Atlas at work in the local Slack: real HTTP and signatures; of Tandem, this chain and the inbox."""

    atlas: Atlas
    slack: Playground
    core: Core
    sender: Sender
    background: Background
    inbox: Inbox

    def __getattr__(self, name: str) -> Somebody:
        return self.slack.person(f"{name}@x.example")

    async def settle(self) -> None:
        """Until nobody has anything left to do at this moment."""
        sources = [
            Sweepable("direction", DIRECTION.waiting, DIRECTION.due),
            Sweepable("inbox", self.inbox.waiting, self.inbox.due),
        ]
        while True:
            await self.background.settle()
            await self.slack.settle()
            if not await sweep(self.core, sources) + await self.sender.drain():
                return

    async def at(self, moment: datetime) -> None:
        self.atlas.clock.move_to(moment)
        await self.settle()

    async def later(self, **by: float) -> None:
        await self.at(self.atlas.clock.now() + timedelta(**by))


@pytest.fixture
async def floor(do: Do, clock: ManualClock, database: Database, vaults: Vaults) -> AsyncIterator[Floor]:
    async with Playground(now=clock.now, sleep=clock.sleep) as slack, aiohttp.ClientSession() as session:
        slack.workspace.team_id = WORKSPACE

        def hired(work: Work, name: str) -> Person:
            person = make_person(work, name)
            person.slack_id = slack.add_person(f"{name.lower()}@x.example", name, tz="Europe/Lisbon").id
            person.dm = None
            return person

        channel = slack.add_channel("atlas")
        atlas = founded(do, clock, hired, channel.id)
        keys = slack.credentials
        client = Slack(keys.bot_token, session, slack.api_url)
        core, background, inbox = Core(database, vaults, clock), Background(), Inbox([DIRECTION])
        desk = Desk(
            core, lambda _: client, session, lambda work, me: home(DIRECTION.home(work, me)), background
        )
        renderers = {("direction", kind): render for kind, render in DIRECTION.renderers.items()}
        own = {("tandem", kind): render for kind, render in inbox.renderers.items()}
        doubts = {("direction", kind): ask for kind, ask in DIRECTION.doubts.items()}
        sender = Sender(core, lambda _: client, {**renderers, **own}, clock, unknowns=doubts)
        bolt = bolt_app(lambda _: keys.bot_token, lambda _: slack.workspace.bot_user, slack.api_url)
        Dispatcher(desk, {**DIRECTION.routes, **inbox.routes}).listen(bolt)
        async with listening(web_app(Door(bolt, keys.signing_secret), lambda: None)) as address:
            slack.connect(f"{address}/slack/events")
            floor = Floor(atlas, slack, core, sender, background, inbox)
            try:
                yield floor
            finally:
                await background.settle()
                core.close()
