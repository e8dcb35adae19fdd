"""An office with an outbox, a sender and a local Slack that can be made to fail."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot.clock import ManualClock
from bot.delivery import outbox
from bot.delivery.models import Address, Delivery
from bot.delivery.outbox import Parcel
from bot.delivery.preparing import Renderers
from bot.delivery.sender import Sender
from bot.delivery.turns import AT_ONCE
from bot.playground import Message, Playground
from bot.roster.models import Away, Person
from bot.slack.client import Slack
from bot.slack.payloads import Block
from bot.storage.engine import Database
from bot.storage.work import Work
from bot.workspaces.core import Core
from bot.workspaces.keys import Vaults
from tests.conftest import Do


@dataclass(frozen=True)
class Words:
    text: str
    blocks: Sequence[Block] = ()


@dataclass
class Office:
    slack: Playground
    core: Core
    clock: ManualClock
    do: Do
    session: aiohttp.ClientSession
    released: asyncio.Event
    sender: Sender = field(init=False)
    say: dict[str, str | None] = field(default_factory=dict)
    """What the renderer says of a subject: its own name, unless told otherwise; None: nothing."""
    ask: Callable[[Work, str], object] = lambda _work, _subject: None
    """What the renderer asks the database about a subject."""
    welcome: Callable[[Work, Person], Parcel | None] = lambda _work, _person: None

    def __post_init__(self) -> None:
        self.sender = self.another_sender()

    def another_sender(self, at_once: int = AT_ONCE) -> Sender:
        """As another process would have it."""
        return Sender(
            self.core,
            lambda _workspace_id: Slack(self.slack.credentials.bot_token, self.session, self.slack.api_url),
            self.renderers,
            self.clock,
            welcome=lambda work, person: self.welcome(work, person),  # noqa: PLW0108  (it may be set later)
            at_once=at_once,
        )

    @property
    def renderers(self) -> Renderers:
        kinds = [("people", "note"), ("people", "post"), ("direction", "note"), ("tandem", "welcome")]
        return dict.fromkeys(kinds, self._render)

    def _render(self, work: Work, deliveries: Sequence[Delivery]) -> Words | None:
        for one in deliveries:
            self.ask(work, one.subject)
        said = [self.say.get(one.subject, one.subject) for one in deliveries]
        needed = [text for text in said if text is not None]
        if "fault" in needed:
            raise ValueError("what Ana typed")
        return Words(" + ".join(needed)) if needed else None

    def person(self, name: str = "ana", tz: str = "UTC", *, welcomed: bool = True, **more: Any) -> str:
        """Somebody in Slack and in the roster; their id."""
        account = self.slack.add_person(f"{name}@example.com", name)

        def add(work: Work) -> None:
            since = work.now if welcomed else None
            work.session.add(
                Person(
                    workspace_id=work.workspace_id,
                    id=name,
                    slack_id=account.id,
                    name=name,
                    time_zone=tz,
                    welcomed_at=since,
                    **more,
                )
            )

        self.do(add)
        return name

    def away(self, person: str, first: datetime, last: datetime) -> None:
        self.do(
            lambda work: work.session.add(
                Away(
                    workspace_id=work.workspace_id,
                    person_id=person,
                    first_day=first.date(),
                    last_day=last.date(),
                )
            )
        )

    def enqueue(self, subject: str, to: str = "ana", **more: Any) -> str:
        """A message into the outbox; its delivery's id. Due now, unless told otherwise."""
        values: dict[str, Any] = {"chain": "people", "kind": "note", "occurrence": subject}
        values |= {"due_at": self.clock.now()}
        parcel = Parcel(subject=subject, recipient=to, **(values | more))

        def put(work: Work) -> str:
            outbox.enqueue(work, parcel)
            return str(work.session.scalars(select(Delivery.id).where(Delivery.subject == subject)).one())

        return str(self.do(put))

    def row(self, subject: str) -> Delivery:
        found: Delivery = self.do(
            lambda work: work.session.scalars(select(Delivery).where(Delivery.subject == subject)).one()
        )
        return found

    def addresses(self, subject: str) -> list[tuple[str, str]]:
        query = (
            select(Address.channel, Address.ts)
            .join(Delivery, Delivery.id == Address.delivery_id)
            .where(Delivery.subject == subject)
            .order_by(Address.ts)
        )
        return [tuple(row) for row in self.do(lambda work: work.session.execute(query).all())]

    def messages(self, person: str = "ana") -> list[Message]:
        """What the app said in somebody's DM."""
        return [one for one in self.slack.person(f"{person}@example.com").dm if one.is_from_app]

    def reads(self, person: str = "ana") -> list[str]:
        return [message.text for message in self.messages(person)]


@pytest.fixture
async def office(
    database: Database, vaults: Vaults, clock: ManualClock, do: Do, workspace: str
) -> AsyncIterator[Office]:
    core = Core(database, vaults, clock)
    released = asyncio.Event()

    async def slowly(seconds: float) -> None:
        """What is slow ends when the test says so, or after that many real seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(released.wait(), seconds)

    async with Playground(now=clock.now, sleep=slowly) as slack, aiohttp.ClientSession() as session:
        yield Office(slack, core, clock, do, session, released)
    core.close()
