"""A workspace with an admin, and the two chains as fakes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from bot.chain import Message
from bot.clock import ManualClock
from bot.delivery.models import Delivery
from bot.roster import people as roster
from bot.roster.models import Person
from bot.roster.wishes import TeamWish
from bot.setup import Setup
from bot.setup.arrivals.service import Hooks
from bot.slack.payloads import Ack, Click, Command, Form, Submission, View
from bot.storage.engine import Database
from bot.storage.work import Work
from bot.workspaces.keys import Vaults
from tests.conftest import WORKSPACE, Do
from tests.inbox.fakes import FakeChain, Office, direction, office, people
from tests.stages import stages, take_up

__all__ = ["stages", "take_up"]


def slack_user(slack_id: str, **more: Any) -> dict[str, Any]:
    """A user as Slack shapes it."""
    profile = {"real_name": f"{slack_id} Name", "email": f"{slack_id}@x.example".lower()}
    return {"id": slack_id, "team_id": WORKSPACE, "tz": "Europe/Lisbon", "profile": profile, **more}


def add(name: str, **more: Any) -> Any:
    """A use case that adds a person called U0NAME in Slack."""

    def use_case(work: Work) -> Person:
        person = Person(workspace_id=WORKSPACE, slack_id=f"U0{name.upper()}", name=name, email=None, **more)
        work.session.add(person)
        work.session.flush()
        return person

    return use_case


@dataclass
class Company:
    do: Do
    clock: ManualClock
    people: FakeChain
    direction: FakeChain
    office: Office
    left: list[str] = field(default_factory=list)
    """The names of whoever left, as the chains were told."""

    moved: list[str] = field(default_factory=list)
    """The names of whoever lives in another time zone now, as the chains were told."""

    def __post_init__(self) -> None:
        self.chains = [self.people.chain(), self.direction.chain()]
        self.setup = Setup(
            self.chains, team_now=self.team_now, hooks=Hooks(on_leave=[self.leave], on_move=[self.move])
        )

    def team_now(self, _work: Work, team_id: str) -> TeamWish:
        leaders = self.direction.leaders.get(team_id, {})
        return TeamWish(team_id, leaders, self.direction.members.get(team_id, frozenset()))

    def leave(self, _work: Work, person: Person) -> None:
        self.left.append(person.name)
        for report, manager in list(self.people.managers.items()):
            if person.id in {report, manager}:
                del self.people.managers[report]

    def move(self, _work: Work, person: Person) -> None:
        self.moved.append(person.name)

    def add(self, name: str, **more: Any) -> Person:
        person: Person = self.do(add(name, **more))
        return person

    def person(self, slack_id: str) -> Person:
        found: Person = self.do(lambda work: roster.by_slack_id(work, slack_id))
        return found

    async def click(self, user: str, action: str, value: str = "", **more: Any) -> View:
        """The modal that the click ends with."""
        click = Click(WORKSPACE, user, action, value, "trigger", **more)
        await self.setup.routes[action](self.office.desk, click)
        await self.office.desk.background.settle()
        return self.office.slack.views[-1]

    async def submit(
        self, user: str, callback: str, view_id: str = "V1", about: str = "", **values: Any
    ) -> dict[str, Any]:
        """Submit a form; keywords are block ids with `__` for dots, after `tandem.`."""
        form = Form({f"tandem.{key.replace('__', '.')}": value for key, value in values.items()})
        submission = Submission(WORKSPACE, user, callback, about, form, view_id)
        answer = await self.setup.routes[callback](self.office.desk, submission)
        assert answer is not None
        return answer

    async def command(self, user: str, word: str) -> Ack:
        command = Command(WORKSPACE, user, "/tandem", word, "trigger")
        ack = await self.setup.words[word](self.office.desk, command)
        await self.office.desk.background.settle()
        return ack

    def deliveries(self, kind: str) -> list[Delivery]:
        def find(work: Work) -> list[Delivery]:
            query = select(Delivery).where(Delivery.kind == kind).order_by(Delivery.due_at, Delivery.id)
            return list(work.session.scalars(query))

        found: list[Delivery] = self.do(find)
        return found

    def told(self, kind: str) -> dict[str, Message | None]:
        """What each recipient would read of this kind, all in one message."""
        by_recipient: dict[str, list[Delivery]] = {}
        for delivery in self.deliveries(kind):
            by_recipient.setdefault(delivery.recipient, []).append(delivery)
        render = self.setup.renderers[kind]
        names = {person.id: person.name for person in self.do(roster.everyone)}

        def message(rows: list[Delivery]) -> Message | None:
            rendered: Message | None = self.do(lambda work: render(work, rows))
            return rendered

        return {names[recipient]: message(rows) for recipient, rows in by_recipient.items()}


@pytest.fixture
async def company(do: Do, clock: ManualClock, database: Database, vaults: Vaults) -> AsyncIterator[Company]:
    do(add("Ada", is_admin=True))
    do(add("Kim"))
    async with office(database, vaults, clock) as desk:
        yield Company(do, clock, people(), direction(), desk)
