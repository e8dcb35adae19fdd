"""A small chain and a small Slack of the tests' own: they do what they say, and remember it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast

import aiohttp

from bot.chain import Chain, Duty, Message, OpenPrompt, Said, Tally
from bot.clock import Clock
from bot.delivery.models import Delivery
from bot.desk import Background, Desk
from bot.errors import Refusal
from bot.roster.models import Person
from bot.roster.wishes import Fault, Outcome, Wishes
from bot.slack.blocks import home, section
from bot.slack.client import Slack
from bot.slack.payloads import Block, View
from bot.storage.engine import Database
from bot.storage.work import Work
from bot.workspaces.core import Core
from bot.workspaces.keys import Vaults


@dataclass
class FakeChain:
    """What a chain does, in memory. Prompts are open for whoever they were put to."""

    name: str
    mark: str
    hat: str
    prompts: dict[str, list[OpenPrompt]] = field(default_factory=dict)
    """By person id."""
    asked_by: dict[str, list[OpenPrompt]] = field(default_factory=dict)
    """By the subject of a delivery: what its message asks."""
    stored: dict[str, Said] = field(default_factory=dict)
    """By source."""
    managers: dict[str, str] = field(default_factory=dict)
    leaders: dict[str, dict[str, str]] = field(default_factory=dict)
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    states: list[Duty] = field(default_factory=list)
    sums: list[Tally] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    refuses: str = ""
    asked: int = 0

    def chain(self) -> Chain:
        return Chain(
            name=self.name,
            mark=self.mark,
            hat=self.hat,
            routes={},
            renderers={},
            waiting=lambda _session, _now: [],
            due=lambda _work: 0,
            assign=self.assign,
            holders=lambda _work: self.holders(),
            unheld=self.unheld,
            open_prompts=self.open_prompts,
            prompts_at=self.prompts_at,
            accept=self.accept,
            edited=self.edited,
            deleted=self.deleted,
            out_of_step=lambda _work: [],
            put_in_step=lambda _work, _ids: None,
            withdraw=self.withdraw,
            readers=self.readers,
            sight=lambda _work, _shown, _viewers: [],
            roles=lambda _work: [],
            coming=lambda _work: [],
            duties=lambda _work, _viewer: list(self.states),
            tallies=lambda _work: list(self.sums),
            home=lambda _work, _me: list(self.blocks),
            help=(f"`/{self.name}` does what the {self.hat} does",),
        )

    def ask(self, person: Person, prompt_id: str, *, asks_text: bool = True, label: str = "") -> OpenPrompt:
        prompt = OpenPrompt(self.name, prompt_id, label or f"Answer {prompt_id}", "you and Ana", asks_text)
        self.prompts.setdefault(person.id, []).append(prompt)
        return prompt

    def open_prompts(self, _work: Work, me: Person) -> list[OpenPrompt]:
        self.asked += 1
        return list(self.prompts.get(me.id, ()))

    def prompts_at(self, _work: Work, _me: Person, deliveries: Sequence[Delivery]) -> list[OpenPrompt]:
        assert all(delivery.chain == self.name for delivery in deliveries)
        return [prompt for delivery in deliveries for prompt in self.asked_by.get(delivery.subject, ())]

    def accept(self, _work: Work, prompt: OpenPrompt | str, said: Said) -> None:
        if self.refuses:
            raise Refusal(self.refuses)
        assert said.source not in self.stored, "stored twice"
        self.stored[said.source] = said

    def edited(self, _work: Work, me: Person, source: str, text: str) -> bool:
        if not self._mine(me, source):
            return False
        self.stored[source] = replace(self.stored[source], text=text)
        return True

    def deleted(self, _work: Work, me: Person, source: str) -> bool:
        return self._mine(me, source) and bool(self.stored.pop(source))

    def withdraw(self, _work: Work, me: Person, source: str) -> str | None:
        return self.stored.pop(source).text if self._mine(me, source) else None

    def readers(self, _work: Work, source: str) -> str | None:
        return "you and Ana & Co" if source in self.stored else None

    def _mine(self, me: Person, source: str) -> bool:
        return source in self.stored and self.stored[source].person.id == me.id

    def texts(self) -> list[str]:
        return [said.text for said in self.stored.values()]

    def holders(self) -> frozenset[str]:
        led = [person for by_discipline in self.leaders.values() for person in by_discipline.values()]
        return frozenset([*self.managers.values(), *led])

    def unheld(self, work: Work) -> frozenset[str]:
        from bot.roster.people import everyone

        covered = {*self.managers, *(person for team in self.members.values() for person in team)}
        return frozenset(person.id for person in everyone(work)) - covered

    def assign(self, _work: Work, wishes: Wishes, _by: Person | None) -> Outcome:
        if self.faults:
            cells = [wish.at for wish in wishes.managers] + [wish.at for wish in wishes.teams]
            return Outcome(faults=tuple(Fault(cells[0], words) for words in self.faults))
        return Outcome(changes=tuple(self._assigned(wishes)))

    def _assigned(self, wishes: Wishes) -> list[str]:
        changes = []
        if self.name == "people":
            for wish in wishes.managers:
                if wish.manager_id and self.managers.get(wish.report_id) != wish.manager_id:
                    self.managers[wish.report_id] = wish.manager_id
                    changes.append(f"{wish.manager_id} now manages {wish.report_id}")
            return changes
        for team in wishes.teams:
            if team.leaders is not None and self.leaders.get(team.team_id) != dict(team.leaders):
                self.leaders[team.team_id] = dict(team.leaders)
                changes.append(f"leaders of {team.team_id}")
            if team.members is not None and self.members.get(team.team_id) != team.members:
                self.members[team.team_id] = team.members
                changes.append(f"members of {team.team_id}")
        return changes


def people() -> FakeChain:
    return FakeChain("people", "\N{SEEDLING}", "people manager")


def direction() -> FakeChain:
    return FakeChain("direction", "\N{COMPASS}", "team leader")


@dataclass
class FakeSlack:
    """The part of Slack's client that handlers use. It keeps what it was told, newest last."""

    users: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    views: list[View] = field(default_factory=list)
    homes: dict[str, View] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)

    async def user(self, slack_id: str) -> Mapping[str, Any]:
        self.looked_up.append(slack_id)
        return self.users.get(slack_id, {})

    async def open_view(self, _trigger: str, view: View) -> Mapping[str, Any]:
        self.views.append(view)
        return {"id": f"V{len(self.views)}"}

    push_view = open_view

    async def update_view(self, _view_id: str, view: View) -> None:
        self.views.append(view)

    async def publish_home(self, slack_id: str, view: View) -> None:
        self.homes[slack_id] = view


@dataclass
class Office:
    """A desk with its Slack, and a way to wait until nothing is left to do."""

    desk: Desk
    slack: FakeSlack
    told: list[str]


@asynccontextmanager
async def office(
    database: Database,
    vaults: Vaults,
    clock: Clock,
    shown: Callable[[Work, Person], View] = lambda _work, me: home([section(f"Home of {me.name}")]),
) -> AsyncIterator[Office]:
    core, slack, told = Core(database, vaults, clock), FakeSlack(), list[str]()
    async with aiohttp.ClientSession() as session:
        desk = ToldDesk(core, lambda _workspace: cast("Slack", slack), session, shown, Background())
        desk.told = told
        try:
            yield Office(desk, slack, told)
        finally:
            await desk.background.settle()
            await asyncio.to_thread(core.close)


class ToldDesk(Desk):
    """A desk whose ephemeral lines stay in the test: no server answers at a response address."""

    told: list[str]

    async def tell(self, payload: Any, text: str, blocks: Sequence[Block] = ()) -> None:
        self.told.append(text)

    def tell_after(self, payload: Any, text: str, blocks: Sequence[Block] = ()) -> None:
        self.told.append(text)


Handler = Callable[[Desk, Any], Awaitable[Any]]


def shown(message: Message | View | None) -> str:
    """Every text of a message or view, in order."""
    assert message is not None
    blocks = message.blocks if isinstance(message, Message) else message["blocks"]
    return "\n".join(_texts(blocks))


def _texts(part: Any) -> list[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get("text"), str):
            return [part["text"]]
        return [text for value in part.values() for text in _texts(value)]
    if isinstance(part, Sequence) and not isinstance(part, str):
        return [text for item in part for text in _texts(item)]
    return []


def buttons(message: Message | View | None) -> dict[str, str]:
    """The buttons of a message or view: label to value."""
    assert message is not None
    blocks = message.blocks if isinstance(message, Message) else message["blocks"]
    return {_called(found): found.get("value", "") for found in _buttons(blocks)}


def _called(button: Mapping[str, Any]) -> str:
    """As it is called to whoever can't see it, where that is more than its label."""
    return str(button.get("accessibility_label") or button["text"]["text"])


def _buttons(part: Any) -> list[Mapping[str, Any]]:
    if isinstance(part, Mapping):
        own = [part] if part.get("type") == "button" else []
        return own + [found for value in part.values() for found in _buttons(value)]
    if isinstance(part, Sequence) and not isinstance(part, str):
        return [found for item in part for found in _buttons(item)]
    return []
