"""What every scene of the tour needs: people by name, what is open for them, and time that moves on."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from bot.demo.habits import has
from bot.demo.live.flow import Flow
from bot.playground import Message, Person
from bot.playground.page.guide import Look
from bot.roster import models
from bot.roster import people as roster
from bot.storage.work import Work

T = TypeVar("T")
OPEN_MODALS = 5


class CannotGoOn(Exception):  # noqa: N818  (it is an answer, not a fault)
    """What a scene needs isn't there: whoever plays has taken the company elsewhere. Says why."""


class Acting:
    """People do what they do by hand; Tandem answers before the next line is spoken."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._slack = flow.stage.slack
        self._opened: dict[str, str] = {}
        """By person, the modal that a scene opened: what the visitor opened is theirs to close."""

    def person(self, name: str) -> Person:
        return self._slack.person(f"{name}@lantern.example")

    def person_at(self, slack_id: str) -> Person:
        return self._slack.person(slack_id)

    def first_name(self, slack_id: str) -> str:
        return first(self.person_at(slack_id).name)

    def look(self, name: str, at: str = "dm", thread: Callable[[Person], str] | None = None) -> Look:
        person = self.person(name)
        return Look(person.id, at, (lambda: thread(person)) if thread else None)

    async def ask(self, question: Callable[[Work], T]) -> T:
        return await self._flow.stage.read(question)

    async def ask_of(self, person: Person, question: Callable[[Work, models.Person], T]) -> T:
        return await self.ask(lambda work: question(work, roster.by_slack_id(work, person.id)))

    async def settle(self) -> None:
        await self._flow.settle()

    async def wait_until(self, moment: datetime) -> None:
        if moment > self._flow.stage.clock.now():
            await self._flow.to(lambda _now: moment)

    async def wait_for_a_prompt(self) -> None:
        await self._flow.to_next_prompt()

    async def replies(self, person: Person, message: Message, text: str) -> None:
        await person.replies(message, text)
        await self.settle()

    async def says(self, person: Person, text: str) -> None:
        await person.says(text)
        await self.settle()

    async def clicks(self, person: Person, message: Message, action: str, value: str | None = None) -> None:
        """A click in a message; what it opens takes the place of what is open."""
        await self._close(person)
        await person.clicks(message, action, value=value)
        await self._settle_with_modal(person)

    async def opens(self, person: Person, command: str, words: str = "") -> None:
        """A command that opens a modal."""
        await self._close(person)
        await person.types(command, words)
        await self._settle_with_modal(person)

    async def goes_on(self, person: Person, action: str, value: str | None = None) -> None:
        """A click in the modal that is open."""
        await person.clicks(person.form, action, value=value)
        await self.settle()

    async def submits(self, person: Person, entries: dict[str, object]) -> None:
        await person.submits(entries)
        await self.settle()

    async def _settle_with_modal(self, person: Person) -> None:
        await self.settle()
        if person.modals:
            self._opened[person.id] = person.modals[0].id

    async def puts_away(self) -> None:
        """Close what scenes opened and nobody has closed or replaced since."""
        opened, self._opened = self._opened, {}
        for slack_id, modal in opened.items():
            person = self.person_at(slack_id)
            if person.modals and person.modals[0].id == modal and not person.user.deleted:
                await self._close(person)
        await self.settle()

    async def _close(self, person: Person) -> None:
        for _ in range(OPEN_MODALS):
            if person.modal is None:
                return
            await person.closes()

    async def looks_at_home(self, *people: Person) -> None:
        for person in people:
            await person.opens_home()
        await self.settle()


def newest(person: Person, action: str, value: str = "") -> Message | None:
    """The newest message of the app's to somebody with such a button, perhaps with this value."""
    found = (one for one in reversed(person.dm) if one.is_from_app and has(one, action))
    return next((one for one in found if not value or value in str(one.blocks)), None)


def first(name: str) -> str:
    return name.partition(" ")[0]
