"""What people at Lantern do when Tandem asks them something: each in their own way."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from bot.demo.stage import Stage
from bot.playground import Message, Person

THREAD, TYPED, FORM = "thread", "typed", "form"
PULSE = ("people.answer.happy", "people.answer.productive", "people.answer.expectations")


@dataclass(frozen=True, slots=True)
class CheckIn:
    """How somebody answers a check-in: in its thread, by just typing, or in the form."""

    how: str
    words: str
    pulse: tuple[int, int, int] = (4, 4, 4)


ANSWERS: dict[str, list[CheckIn]] = {
    "paulo": [CheckIn(THREAD, "The new grid works. Reviews get stuck for two days; could we pair on them?")],
    "jonas": [CheckIn(TYPED, "Good fortnight. The on-call week was rough, I would like a quieter rota.")],
    "tomas": [CheckIn(TYPED, "The flaky tests cost me most of Tuesday.")],
    "ravi": [CheckIn(THREAD, "Happy with the migration. I am not sure what is expected of me on Beacon.")],
    "grace": [CheckIn(FORM, "The weekly numbers are done by noon now.", (5, 4, 4))],
    "mia": [CheckIn(THREAD, "Between two teams I never know which stand-up to skip.")],
    "olu": [CheckIn(FORM, "Renewals went well. The new price list confuses people.", (4, 3, 4))],
    "ana": [CheckIn(THREAD, "Four reports is the right number. I want to talk about hiring.")],
    "priya": [CheckIn(THREAD, "Late meetings are hard for me; could ours move to my afternoon?")],
    "ben": [CheckIn(FORM, "Leading Atlas takes more time than I planned.", (3, 4, 4))],
    "sam": [CheckIn(THREAD, "One report is a calm start.")],
}
UPDATES = {
    "ben": "We moved the queue to the new cluster, because the old one could not hold Monday mornings.",
    "priya": "We dropped the chat feature: three interviews said that nobody would use it.",
    "noor": "Two large customers renew early, so the quarter is safe and we can try a smaller plan.",
}
STANCES = {
    "jonas": "I'm in",
    "mia": "I'm in",
    "paulo": "I see it differently",
    "ravi": "I'm in",
    "tomas": "I'm in",
}
QUESTIONS = {"jonas": "Does the old cluster stay until the audit in May?"}
POINTS = {"ben": "What I expect of you on Beacon, and what Priya does."}
DID_NOT_MEET = {"noor"}
STATE = "everyone, as a state"
ANSWER = "Yes, read-only, until the auditors have signed."


@dataclass
class Habits:
    """Reacts to new messages, once each. What somebody does by hand in the story is left to it."""

    stage: Stage
    narrate: Callable[[Person, str, str], None]
    """Who did what, and who can see it."""
    by_hand: set[str] = field(default_factory=set)
    """Email names of those who do not answer by themselves today."""
    _done: set[tuple[str, str]] = field(default_factory=set)

    async def react(self) -> None:
        for person in self.stage.slack.people:
            for message in list(person.dm):
                if message.is_from_app and not person.user.deleted:
                    await self._react_to(person, message)

    async def _react_to(self, person: Person, message: Message) -> None:
        for action_id, habit in self._habits():
            key = (message.ts + message.channel, action_id)
            if key not in self._done and has(message, action_id) and await habit(person, message):
                self._done.add(key)
                await self.stage.settle()

    def _habits(self) -> Iterator[tuple[str, Callable[[Person, Message], Awaitable[bool]]]]:
        yield "people.proposal.accept", self._accepts
        yield "people.answer", self._answers
        yield "people.answers.open", self._opens
        yield "people.held", self._met
        yield "direction.write", self._posts
        yield "direction.stance", self._chooses
        yield "direction.answer", self._explains

    async def _accepts(self, manager: Person, message: Message) -> bool:
        await manager.clicks(message, "people.proposal.accept")
        self.narrate(manager, "clicks Accept all", f"{first(manager)} and their reports, who are told")
        return True

    async def _answers(self, person: Person, prompt: Message) -> bool:
        waiting = ANSWERS.get(name(person), [])
        if not waiting or name(person) in self.by_hand or not prompt.lines[0].startswith("🤝 Your"):
            return False
        answer = waiting.pop(0)
        if answer.how == FORM:
            await self._fills_in(person, prompt, answer)
        elif answer.how == THREAD:
            await person.replies(prompt, answer.words)
        else:
            await person.says(answer.words)
        return True

    async def _fills_in(self, person: Person, prompt: Message, answer: CheckIn) -> None:
        await person.clicks(prompt, "people.answer")
        await self.stage.settle()
        await person.submits(
            {"What works?": answer.words} | dict(zip(PULSE, map(str, answer.pulse), strict=True))
        )
        manager = prompt.lines[0].partition(" with ")[2].partition(",")[0]
        numbers = " ".join(map(str, answer.pulse))
        said = f"fills in the form: {numbers}, “{answer.words}”"
        self.narrate(person, said, f"{first(person)} and {manager}")

    async def _opens(self, manager: Person, message: Message) -> bool:
        """Whoever prepares a one-on-one opens what was answered, where something was."""
        button = next((label for label in message.buttons if label.startswith("Open the answer")), "")
        if not button or "none yet" in button or "begins" in message.lines[0]:
            return False
        if message.buttons.count(button) > 1:
            return False
        await manager.clicks(message, button)
        await self.stage.settle()
        self.narrate(manager, "opens the answers with a click, which keeps P2", "the two of them")
        while manager.modal is not None:
            await manager.closes()
        if point := POINTS.pop(name(manager), None):
            await manager.replies(message, point)
        return True

    async def _met(self, manager: Person, message: Message) -> bool:
        if name(manager) in DID_NOT_MEET:
            await manager.clicks(message, "people.not_held")
            self.narrate(manager, "clicks Not held: this one does not count for P1", STATE)
            return True
        await manager.clicks(message, "people.held")
        self.narrate(manager, "clicks Held, which keeps P1", STATE)
        return True

    async def _posts(self, leader: Person, prompt: Message) -> bool:
        words = UPDATES.pop(name(leader), None)
        if words is None:
            return False
        await leader.replies(prompt, words)
        return True

    async def _chooses(self, member: Person, update: Message) -> bool:
        stance = STANCES.pop(name(member), None)
        if stance is None:
            return False
        await member.clicks(update, stance)
        self.narrate(
            member, f"chooses “{stance}”, unsigned", f"{first(member)} alone, until four can be counted"
        )
        if question := QUESTIONS.pop(name(member), None):
            await member.replies(update, question)
        return True

    async def _explains(self, leader: Person, question: Message) -> bool:
        await leader.replies(question, ANSWER)
        return True


def first(person: Person) -> str:
    return person.name.partition(" ")[0]


def name(person: Person) -> str:
    return person.email.partition("@")[0]


def has(message: Message, action_id: str) -> bool:
    elements = [
        part
        for block in message.blocks
        for part in [*block.get("elements", []), block.get("accessory")]
        if part
    ]
    return any(part.get("action_id", "").startswith(action_id) for part in elements)
