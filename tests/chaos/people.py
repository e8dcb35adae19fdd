"""What people do when Tandem writes to them: they answer, in one of several ways, once for each message.

Slack delivers some of what they do more than once.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping

from bot.playground import Delivery, Impossible, Message, Person, Playground

AT_ONCE = 3
"""People who act at the same time."""
ATTEMPTS = 3
AGAIN = 0.3
"""How likely something that a person did is delivered once more, or twice."""
FORM_SECONDS = 1.5
"""How long somebody waits, in real time, until a form stands before them."""
Act = Callable[[Person, Message, random.Random], Awaitable[object]]


class People:
    def __init__(self, slack: Playground, seed: str) -> None:
        self._slack = slack
        self._seed = seed
        self._read: Counter[str] = Counter()
        self._asked: Counter[tuple[str, str]] = Counter()
        self._persons = {person.id: person for person in slack.people}
        self._acts: Mapping[str, Act] = {
            "people.answer": self._answer,
            "people.held": self._met,
            "direction.write": self._report,
            "direction.stance.in": self._choose,
            "direction.answer": self._explain,
            "people.answers.open": self._raise_a_point,
        }
        self.could_not: Counter[str] = Counter()
        """What people wanted to do and Slack's client did not let them."""

    async def react(self) -> bool:
        """Whether anybody did anything."""
        acts = list(self._new())
        for start in range(0, len(acts), AT_ONCE):
            await asyncio.gather(*acts[start : start + AT_ONCE])
        return bool(acts)

    def _new(self) -> Iterator[Awaitable[None]]:
        for where in list(self._slack.workspace.conversations.values()):
            seen, self._read[where.id] = self._read[where.id], len(where.messages)
            for message in where.messages[seen:]:
                if where.user is not None and message.is_from_app:
                    yield from self._acts_on(self._persons[where.user], message)

    def _acts_on(self, person: Person, message: Message) -> Iterator[Awaitable[None]]:
        offered = set(action_ids(message))
        for action_id, act in self._acts.items():
            if action_id in offered:
                self._asked[person.email, action_id] += 1
                times = self._asked[person.email, action_id]
                yield self._try(act, person, message, f"{self._seed} {person.email} {action_id} {times}")
                return

    async def _try(self, act: Act, person: Person, message: Message, seed: str) -> None:
        try:
            await act(person, message, random.Random(seed))
        except (Impossible, TimeoutError) as error:
            self.could_not[f"{type(error).__name__}: {str(error)[:60]}"] += 1

    async def _answer(self, person: Person, prompt: Message, rng: random.Random) -> None:
        how = rng.choice(["thread", "thread", "typed", "form", "not"])
        if how == "thread":
            await self._typed(person, person.replies(prompt, f"Said below, {rng.random()}"), rng)
        elif how == "typed":
            await self._typed(person, person.says(f"Just typed, {rng.random()}"), rng)
        elif how == "form":
            await self._fill_in(person, prompt, rng)

    async def _typed(self, person: Person, writing: Awaitable[Message], rng: random.Random) -> None:
        message = await writing
        if rng.random() < AGAIN:
            of_it = [one for one in self._slack.deliveries[-200:] if one.event.get("ts") == message.ts]
            await self._redeliver(of_it[-1], rng)

    async def _redeliver(self, delivery: Delivery, rng: random.Random) -> None:
        await self._slack.redeliver(delivery, times=rng.choice([1, 2]))

    async def _fill_in(self, person: Person, prompt: Message, rng: random.Random) -> None:
        await person.clicks(prompt, "people.answer")
        await self._slack.until(lambda: _is_filled(person), FORM_SECONDS)
        values = {
            "people.answer.happy": str(rng.randrange(1, 6)),
            "What works?": f"Filled in, {rng.random()}",
        }
        for _ in range(ATTEMPTS):
            delivery = await person.submits(values)
            if rng.random() < AGAIN:
                await self._redeliver(delivery, rng)
            if delivery.acked:
                break
        while person.modal is not None:
            await person.closes()

    async def _click(self, person: Person, message: Message, button: str, rng: random.Random) -> None:
        for _ in range(ATTEMPTS):
            delivery = await person.clicks(message, button)
            if rng.random() < AGAIN:
                await self._redeliver(delivery, rng)
            if delivery.acked:
                return

    async def _met(self, person: Person, message: Message, rng: random.Random) -> None:
        if rng.random() < 0.9:
            await self._click(person, message, "people.held", rng)

    async def _choose(self, person: Person, message: Message, rng: random.Random) -> None:
        await self._click(
            person, message, rng.choice(["direction.stance.in", "direction.stance.question"]), rng
        )
        if rng.random() < 0.2:
            await self._typed(person, person.replies(message, f"A question, {rng.random()}"), rng)

    async def _report(self, person: Person, message: Message, rng: random.Random) -> None:
        await self._typed(person, person.replies(message, f"What changed, {rng.random()}"), rng)

    async def _explain(self, person: Person, message: Message, rng: random.Random) -> None:
        await self._typed(person, person.replies(message, f"Explained, {rng.random()}"), rng)

    async def _raise_a_point(self, person: Person, message: Message, rng: random.Random) -> None:
        if rng.random() < 0.3:
            await self._typed(person, person.replies(message, f"A point, {rng.random()}"), rng)


def action_ids(message: Message) -> Iterator[str]:
    for block in message.blocks:
        for part in [*block.get("elements", []), block.get("accessory")]:
            if part and "action_id" in part:
                yield part["action_id"]


def _is_filled(person: Person) -> bool:
    return person.modal is not None and any(block["type"] == "input" for block in person.modal.blocks)
