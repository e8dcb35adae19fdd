"""A company that uses Tandem all day: it types, replies, clicks whatever it sees, and fills in forms."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from bot.playground import Impossible, Person, Playground
from bot.playground.app.transport import HttpTransport
from bot.playground.record import Delivery

MANAGERS, REPORTS = 12, 8
"""Each manager also leads a team of their reports."""
ZONES = ("Africa/Abidjan", "Atlantic/Reykjavik")
"""Their clocks never change, so that every hour of soak is the same hour of their day."""
WORDS = ("reviews", "are", "slow", "but", "the", "release", "went", "well", "and", "we", "want", "fewer")
PATIENCE = 10


class Timed(HttpTransport):
    """Notes how long Tandem took to acknowledge, in seconds of real time."""

    def __init__(self, *how: Any) -> None:
        super().__init__(*how)
        self.acks: list[float] = []
        self.unacked = 0

    async def send(self, delivery: Delivery, seconds: float) -> None:
        began = time.perf_counter()
        await super().send(delivery, seconds)
        if delivery.acked:
            self.acks.append(time.perf_counter() - began)
        else:
            self.unacked += 1

    def take(self) -> tuple[list[float], int]:
        """What was noted since the last time."""
        taken, self.acks, self.unacked = (sorted(self.acks), self.unacked), [], 0
        return taken


class Company(Playground):
    """A local Slack that times the app's acknowledgements."""

    timed: Timed

    def connect(self, request_url: str) -> None:
        super().connect(request_url)
        assert self._session is not None
        self.timed = Timed(request_url, self.credentials.signing_secret, self._session)
        self._link.transport = self.timed

    def hire(self) -> tuple[str, str]:
        """Everybody, into Slack; and the roster files, people's and teams'."""
        self.add_person("ona@example.com", "Ona Admin", is_admin=True, is_owner=True, is_primary_owner=True)
        people, teams = ["email,time_zone,manager"], ["team,leaders,members"]
        for number in range(MANAGERS):
            boss, zone = f"m{number}@example.com", ZONES[number % 2]
            self.add_person(boss, f"Manager {number}", tz=zone)
            people.append(f"{boss},{zone},")
            staff = [f"r{number}.{one}@example.com" for one in range(REPORTS)]
            for email in staff:
                self.add_person(email, f"Report {email.partition('@')[0]}", tz=zone)
                people.append(f"{email},{zone},{boss}")
            teams.append(f"Team {number},general:{boss},{';'.join(staff)}")
        return "\n".join(people) + "\n", "\n".join(teams) + "\n"


class Crowd:
    """Whoever is not busy does one thing after the other, `rate` of them a second."""

    def __init__(self, company: Company, now: Callable[[], datetime], seed: int) -> None:
        self._company = company
        self._now = now
        self._random = random.Random(seed)
        self._busy: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.done = 0
        self.impossible = 0

    async def live(self, seconds: float, rate: float) -> None:
        """Return when the time has passed and everybody has finished what they were at."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._start()
            await asyncio.sleep(1 / rate)
        await asyncio.gather(*self._tasks)

    def _start(self) -> None:
        free = [person for person in self._company.people if person.id not in self._busy]
        if free:
            task = asyncio.create_task(self._act(self._random.choice(free)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _act(self, person: Person) -> None:
        self._busy.add(person.id)
        wishes = [
            self._home,
            self._says,
            self._replies,
            self._replies,
            self._clicks,
            self._clicks,
            self._types,
        ]
        try:
            await self._random.choice(wishes)(person)
            self.done += 1
        except (Impossible, TimeoutError):  # nothing there to click on, or Tandem did not answer in time
            self.impossible += 1
        finally:
            self._busy.discard(person.id)

    async def _home(self, person: Person) -> None:
        await person.opens_home()

    async def _says(self, person: Person) -> None:
        await person.says(self._text())

    async def _replies(self, person: Person) -> None:
        found = [message for message in person.dm[-12:] if message.is_from_app]
        await person.replies(self._random.choice(found or [person.last]), self._text())

    async def _types(self, person: Person) -> None:
        command, words = self._random.choice(
            [("/1on1", ""), ("/direction", ""), ("/direction", "update"), ("/1on1", "help"), ("/tandem", "")]
        )
        await person.types(command, words)
        await self._explore(person)

    async def _clicks(self, person: Person) -> None:
        """Some button of some message that is still to be seen."""
        found = [message for message in person.dm[-12:] if buttons(message.blocks)]
        if not found:
            raise Impossible("no message has a button")
        message = self._random.choice(found)
        button = self._random.choice(buttons(message.blocks))
        await person.clicks(message, button["action_id"], value=button.get("value"))
        await self._explore(person)

    async def _explore(self, person: Person) -> None:
        """Look at the modal that opens, click on in it, fill it in if it can be, and close all."""
        try:
            for _ in range(3):
                if not await self._filled(person):
                    return
                if person.form.definition.get("submit"):
                    await self._submit(person)
                    return
                inside = buttons(person.form.blocks)
                if not inside:
                    return
                button = self._random.choice(inside)
                await person.clicks(person.form, button["action_id"], value=button.get("value"))
        finally:
            while person.modal is not None:
                await person.closes()

    async def _filled(self, person: Person) -> bool:
        """Whether a modal is there, with what it is to show."""
        async with asyncio.timeout(PATIENCE):
            while person.modal is not None and "One moment." in str(person.modal.blocks):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return person.modal is not None

    async def _submit(self, person: Person) -> None:
        entries: dict[str, object] = {}
        for block in person.form.blocks:
            element = block.get("element", {})
            if element.get("type") == "plain_text_input":
                entries[element["action_id"]] = self._text()
        entries |= self._soon(person)
        await person.submits(entries)

    def _soon(self, person: Person) -> dict[str, object]:
        """Times to meet: in some minutes, so that one-on-ones begin and end all the time, or tomorrow."""
        ids = [str(block.get("element", {}).get("action_id", "")) for block in person.form.blocks]
        if "people.schedule.first" not in ids:
            return {}
        minutes = self._random.randint(2, 20)
        begins = self._now() + timedelta(minutes=minutes, days=self._random.choice((0, 0, 1)))
        return {
            "people.schedule.first": begins.date().isoformat(),
            "people.schedule.time": f"{begins:%H:%M}",
            "people.schedule.length": "15",
        }

    def _text(self) -> str:
        return " ".join(self._random.choices(WORDS, k=self._random.randint(3, 25)))


Wish = Callable[[Person], Awaitable[None]]


def buttons(blocks: Any) -> list[dict[str, Any]]:
    """Every button in blocks, in order; those that lead out of Slack are left alone."""
    if isinstance(blocks, dict):
        own = [blocks] if blocks.get("type") == "button" and "url" not in blocks else []
        return own + [found for value in blocks.values() for found in buttons(value)]
    if isinstance(blocks, list | tuple):
        return [found for block in blocks for found in buttons(block)]
    return []
