"""A small company for the people chain, and somebody who carries its messages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.chain import Message, Said
from bot.clock import ManualClock
from bot.delivery.models import DROPPED, QUEUED, SENT, Address, Delivery
from bot.people.chain import PEOPLE
from bot.people.check_ins import repo as written
from bot.people.lines import repo as lines
from bot.people.lines.models import Line
from bot.people.one_on_ones import repo as meetings
from bot.people.one_on_ones.models import OneOnOne
from bot.people.schedules import repo as schedules
from bot.people.schedules import service as agreeing
from bot.people.schedules.models import Schedule
from bot.people.schedules.rules import Terms
from bot.playground.checks.surfaces import message_problems
from bot.roster import people as roster
from bot.roster.models import Person
from bot.roster.wishes import ManagerWish, Outcome, Wishes
from bot.storage.base import new_id
from bot.storage.work import Work
from tests.conftest import Do, Prepare
from tests.factories import make_away, make_person
from tests.stages import stages, take_up

__all__ = ["stages", "take_up"]

THURSDAY_TEN = Terms("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", time(10), "Europe/Lisbon", date(2026, 3, 5), 30)


@dataclass(frozen=True)
class Letter:
    """A message that reached somebody."""

    to: str
    kind: str
    at: datetime
    message: Message
    deliveries: Sequence[Delivery]

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return self.message.text + "\n" + "\n".join(texts(self.message.blocks))

    @property
    def ids(self) -> set[str]:
        """The ids of everything that can be clicked."""
        return {str(found["action_id"]) for found in elements(self.message.blocks)}


def texts(node: Any) -> list[str]:
    """Every text in blocks, in order."""
    if isinstance(node, dict):
        own = [node["text"]] if isinstance(node.get("text"), str) else []
        return own + [found for value in node.values() for found in texts(value)]
    if isinstance(node, list | tuple):
        return [found for item in node for found in texts(item)]
    return []


def elements(node: Any) -> list[dict[str, Any]]:
    """Everything with an action id."""
    if isinstance(node, dict):
        own = [node] if "action_id" in node else []
        return own + [found for value in node.values() for found in elements(value)]
    if isinstance(node, list | tuple):
        return [found for item in node for found in elements(item)]
    return []


@dataclass
class Company:
    """Ana manages Ben and Carla. Days are in 2026; it is Monday 2 March, noon."""

    do: Do
    clock: ManualClock
    prepare: Prepare
    people: dict[str, Person] = field(default_factory=dict)
    ticks: Any = field(default_factory=lambda: count(1))

    def begins(self, how: str, make: Callable[[], object], day: int, hour: int) -> None:
        """What several tests begin with is made once, under a name; afterwards it is that moment."""
        self.prepare(how, make)
        self.at(day, hour)
        self.ticks = count(1000)

    def hire(self, name: str, zone: str = "Europe/Lisbon", **more: Any) -> Person:
        person: Person = self.do(lambda work: make_person(work, name, zone, **more))
        self.people[name] = person
        return person

    def assign(self, pairs: dict[str, str | None], by: str | None = None) -> Outcome:
        """Report to manager, by name."""
        wishes = Wishes(
            managers=tuple(
                ManagerWish(self.people[report].id, self.people[manager].id if manager else None)
                for report, manager in pairs.items()
            )
        )
        outcome: Outcome = self.do(lambda work: PEOPLE.assign(work, wishes, self.people[by] if by else None))
        return outcome

    def line(self, report: str) -> Line:
        found: Line | None = self.do(lambda work: lines.open_line_of(work, self.people[report].id))
        assert found is not None
        return found

    def schedule(self, report: str) -> Schedule:
        found: Schedule = self.do(lambda work: schedules.standing(work, [self.line(report).id]))[
            self.line(report).id
        ]
        return found

    def agree(self, report: str, terms: Terms = THURSDAY_TEN) -> Schedule:
        """The report's manager chooses these times."""
        line = self.line(report)
        manager = next(one for one in self.people.values() if one.id == line.manager_id)
        chosen: Schedule = self.do(lambda work: agreeing.choose(work, manager, line.id, terms))
        return chosen

    def next_one(self, report: str) -> OneOnOne:
        line = self.line(report)
        found: OneOnOne = self.do(lambda work: meetings.coming(work, [line.id]))[line.id]
        return found

    def all_of(self, report: str) -> list[OneOnOne]:
        """Every one-on-one of a report's line, the first one first."""
        line = self.line(report)
        return list(reversed(self.do(lambda work: meetings.of_line(work, line.id))))

    def away(self, name: str, first: date, last: date) -> None:
        self.do(lambda work: make_away(work, self.people[name], first, last))

    def answers(self, report: str) -> list[Any]:
        line = self.line(report)
        return list(self.do(lambda work: written.answers_of(work, [line.id])))

    def at(self, day: int, hour: int, minute: int = 0, month: int = 3) -> None:
        """Time moves to that moment in 2026, UTC (Lisbon's time until 29 March)."""
        self.clock.move_to(datetime(2026, month, day, hour, minute, tzinfo=UTC))

    def pass_to(self, day: int, hour: int, minute: int = 0, month: int = 3) -> list[Letter]:
        """Time passes, with a sweep and a delivery whenever something is due; what was delivered."""
        end = datetime(2026, month, day, hour, minute, tzinfo=UTC)
        letters = self.round()
        while self.clock.now() < end:
            self.clock.move_to(min([end, *self.do(self._coming_moments)]))
            letters += self.round()
        return letters

    def _coming_moments(self, work: Work) -> list[datetime]:
        """The next moments at which the sweep, or the sender, has something to do."""
        sweeps = select(func.min(OneOnOne.next_at)).where(OneOnOne.next_at > work.now)
        waits = select(func.min(Delivery.due_at)).where(Delivery.state == QUEUED, Delivery.due_at > work.now)
        found = [work.session.scalar(sweeps), work.session.scalar(waits)]
        return [moment for moment in found if moment is not None]

    def round(self) -> list[Letter]:
        self.sweep()
        return self.deliver()

    def sweep(self) -> int:
        total = 0
        while moved := self.do(PEOPLE.due):
            total += moved
        return total

    def deliver(self) -> list[Letter]:
        """Carry what is due, as the sender does: merged by kind and recipient, rendered, noted down."""
        letters: list[Letter] = self.do(self._deliver)
        for letter in letters:
            assert message_problems(list(letter.message.blocks)) == [], letter.kind
        return letters

    def _deliver(self, work: Work) -> list[Letter]:
        query = select(Delivery).where(Delivery.state == QUEUED, Delivery.due_at <= work.now)
        bundles: dict[tuple[str, ...], list[Delivery]] = {}
        for row in work.session.scalars(query.order_by(Delivery.due_at, Delivery.id)):
            key = (row.kind, row.recipient) if row.merges else (row.id,)
            bundles.setdefault(key, []).append(row)
        letters = [self._carry(work, bundle) for bundle in bundles.values()]
        return [letter for letter in letters if letter is not None]

    def _carry(self, work: Work, bundle: list[Delivery]) -> Letter | None:
        kept = [row for row in bundle if row.not_after is None or row.not_after > work.now]
        message = PEOPLE.renderers[bundle[0].kind](work, kept) if kept else None
        for row in bundle:
            row.state = SENT if message and row in kept else DROPPED
            row.sent_at = work.now if row.state == SENT else None
            row.refresh_at = None
        if message is None:
            return None
        channel, ts = f"D{bundle[0].recipient[:8]}", f"1700000000.{next(self.ticks):06}"
        for row in kept:
            work.session.add(
                Address(
                    workspace_id=work.workspace_id,
                    id=new_id(),
                    delivery_id=row.id,
                    channel=channel,
                    ts=ts,
                    posted_at=work.now,
                )
            )
        work.session.flush()
        name = next(one.name for one in self.people.values() if one.id == bundle[0].recipient)
        return Letter(name, bundle[0].kind, work.now, message, kept)

    def again(self, letter: Letter) -> Message | None:
        """The same message, rendered anew from the rows as they are."""

        def render(work: Work) -> Message | None:
            rows = [work.session.get(Delivery, (work.workspace_id, it.id)) for it in letter.deliveries]
            return PEOPLE.renderers[letter.kind](work, [row for row in rows if row is not None])

        message: Message | None = self.do(render)
        if message is not None:
            assert message_problems(list(message.blocks)) == []
        return message

    def is_to_be_refreshed(self, letter: Letter) -> bool:
        def look(work: Work) -> bool:
            row = work.session.get(Delivery, (work.workspace_id, letter.deliveries[0].id))
            return row is not None and row.refresh_at is not None

        return bool(self.do(look))

    def say(self, who: str, text: str, prompt_id: str, *, thread: str | None = "1.1", hold: int = 0) -> str:
        """Somebody answers a prompt; the source."""
        source = f"D1:{next(self.ticks)}.0"
        self.repeat(who, text, prompt_id, source, thread=thread, hold=hold)
        return source

    def repeat(
        self, who: str, text: str, prompt_id: str, source: str, *, thread: str | None = "1.1", hold: int = 0
    ) -> None:
        readable = self.clock.now() + timedelta(minutes=hold)
        said = Said(self.people[who], text, source, readable, thread)
        self.do(lambda work: PEOPLE.accept(work, prompt_id, said))


def of_kind(letters: Sequence[Letter], kind: str, to: str = "") -> list[Letter]:
    return [letter for letter in letters if letter.kind == kind and to in ("", letter.to)]


@pytest.fixture
def company(do: Do, clock: ManualClock, prepare: Prepare) -> Company:
    prepare("the people chain's company", lambda: found(Company(do, clock, prepare)))
    return Company(do, clock, prepare, {person.name: person for person in do(roster.everyone)})


def found(made: Company) -> None:
    made.hire("Ana Torres", "Europe/Lisbon")
    made.hire("Ben Ito", "Asia/Tokyo")
    made.hire("Carla Weiss", "Europe/Berlin", country="DE-BY")
    made.hire("Dana Admin", "America/New_York", is_admin=True)
    made.assign({"Ben Ito": "Ana Torres", "Carla Weiss": "Ana Torres"})


@pytest.fixture
def asked(company: Company) -> Company:
    """Ben and Ana were prompted for Thursday."""

    def agree() -> None:
        company.agree("Ben Ito")
        company.pass_to(4, 12)

    company.begins("prompted", agree, 4, 12)
    return company


def check_in(company: Company) -> str:
    return f"checkin:{company.all_of('Ben Ito')[0].id}"
