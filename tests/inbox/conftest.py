"""Kim, an employee with both chains open, and what Slack says when Kim types."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.chain import Message
from bot.clock import ManualClock
from bot.delivery.models import SENT, Address, Delivery
from bot.inbox import Inbox, service
from bot.inbox.rules import Choice, Edited, Gone, Typed
from bot.roster.models import Person
from bot.storage.work import Work
from tests.conftest import WORKSPACE, Do
from tests.inbox.fakes import FakeChain, buttons, direction, people

DM = "D0KIM"


def employee(name: str, slack_id: str) -> Callable[[Work], Person]:
    def add(work: Work) -> Person:
        person = Person(workspace_id=WORKSPACE, slack_id=slack_id, name=name, email=None)
        work.session.add(person)
        work.session.flush()
        return person

    return add


@dataclass
class Scene:
    """Two chains, an inbox, and Kim. Each step is a transaction of its own, as in life."""

    do: Do
    clock: ManualClock
    people: FakeChain
    direction: FakeChain
    kim: Person
    ana: Person

    def __post_init__(self) -> None:
        self.chains = [self.people.chain(), self.direction.chain()]
        self.inbox = Inbox(self.chains)

    def at(self, second: int = 0) -> str:
        """A Slack timestamp of about now."""
        return f"{int(self.clock.now().timestamp()) + second}.000100"

    def type(self, text: str, *, ts: str | None = None, thread: str | None = None) -> str:
        typed = Typed(DM, ts or self.at(), thread, text)
        self.do(lambda work: service.take(self.chains, work, self.kim, typed))
        return f"{DM}:{typed.ts}"

    def edit(self, ts: str, text: str, stamp: str = "9999999999.000001") -> None:
        edit = Edited(Typed(DM, ts, None, text), None, stamp)
        self.do(lambda work: service.changed(self.chains, work, self.kim, edit))

    def delete(self, ts: str) -> None:
        self.do(lambda work: service.gone(self.chains, work, self.kim, Gone(DM, ts)))

    def cards(self) -> list[Message | None]:
        """What Kim's cards say now, in the order in which they were made."""

        def render(work: Work) -> list[Message | None]:
            found = work.session.scalars(select(Delivery).where(Delivery.chain == "tandem")).all()
            card = self.inbox.renderers[service.CARD]
            return [card(work, [delivery]) for delivery in found]

        rendered: list[Message | None] = self.do(render)
        return rendered

    def card(self) -> Message | None:
        """The only card that there is."""
        (only,) = self.cards()
        return only

    def click(self, label: str) -> str | None:
        """Click a button of the one card that has it."""
        (value,) = [buttons(card)[label] for card in self.cards() if label in buttons(card)]
        choice = Choice.of(value)
        if not choice.chain:
            self.do(lambda work: service.neither(work, self.kim, value))
            return None
        problem: str | None = self.do(lambda work: service.route(self.chains, work, self.kim, choice))
        return problem

    def take_back(self, source: str) -> None:
        self.do(lambda work: service.not_for_them(self.chains, work, self.kim, source))

    def delivered(self, *subjects: str, chain: str = "people", ts: str = "1700000000.000001") -> str:
        """A message in Kim's DM with these subjects; its timestamp."""

        def send(work: Work) -> None:
            for subject in subjects:
                row = Delivery(
                    workspace_id=work.workspace_id,
                    chain=chain,
                    kind="prompt",
                    subject=subject,
                    occurrence=subject,
                    recipient=self.kim.id,
                    due_at=work.now,
                    priority=5,
                    state=SENT,
                )
                work.session.add(row)
                work.session.flush()
                where = Address(
                    workspace_id=work.workspace_id,
                    delivery_id=row.id,
                    channel=DM,
                    ts=ts,
                    posted_at=work.now,
                )
                work.session.add(where)

        self.do(send)
        return ts


@pytest.fixture
def scene(do: Do, clock: ManualClock) -> Scene:
    kim, ana = do(employee("Kim", "U0KIM")), do(employee("Ana <Torres> & Co", "U0ANA"))
    return Scene(do, clock, people(), direction(), kim, ana)
