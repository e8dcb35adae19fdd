"""A small company on a stage: signed requests to a running Tandem, and the local Slack behind it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.clock import ManualClock
from bot.demo.stage import Stage
from bot.playground import Message, Person, Playground
from tests.stages import TakeUp, stages, take_up

__all__ = ["stages", "take_up"]

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday, in Lisbon's winter time."""
NAMES = {
    "ona": "Ona Admin",
    "ana": "Ana Torres",
    "ben": "Ben Ito",
    "cleo": "Cleo Marsh",
    "dan": "Dan Roth",
    "eve": "Eve Lind",
    "fay": "Fay Osei",
    "gus": "Gus Park",
}
PEOPLE = """email,time_zone,country,manager
ana@example.com,Europe/Lisbon,PT,
ben@example.com,Europe/Lisbon,PT,ana@example.com
cleo@example.com,Europe/Lisbon,PT,ana@example.com
dan@example.com,America/New_York,US,ana@example.com
eve@example.com,Europe/Lisbon,PT,ben@example.com
fay@example.com,Europe/Lisbon,PT,ben@example.com
gus@example.com,Europe/Lisbon,PT,ben@example.com
"""
TEAMS = """team,channel,leaders,members
Atlas,#atlas,general:ben@example.com,cleo@example.com;dan@example.com;eve@example.com;fay@example.com;gus@example.com
"""


class Company:
    """The stage, with short names for the people on it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.slack = stage.slack
        self.clock = stage.clock

    def __getattr__(self, name: str) -> Person:
        return self.slack.person(f"{name}@example.com")

    async def settle(self) -> None:
        await self.stage.settle()

    async def until(self, day: int, hour: int, minute: int = 0) -> None:
        """Let time pass until a moment in March 2026, in UTC."""
        await self.stage.move_to(datetime(2026, 3, day, hour, minute, tzinfo=UTC))

    async def opens(self, person: Person, command: str, words: str = "") -> None:
        """Type a command and wait until what it opens is filled."""
        await person.types(command, words)
        await self.settle()

    async def presses(self, person: Person, target: object, button: str, **more: object) -> None:
        await person.clicks(target, button, **more)  # type: ignore[arg-type]
        await self.settle()

    async def agree(self, manager: Person, report: Person, first: str, time: str = "10:00") -> None:
        """The manager chooses a rhythm in the modal: every two weeks from a date."""
        await self.opens(manager, "/1on1")
        await self.presses(manager, manager.form, "people.schedule", value=self.line_of(manager, report))
        await manager.submits({"people.schedule.first": first, "people.schedule.time": time})
        while manager.modal is not None:
            await manager.closes()
        await self.settle()

    def line_of(self, manager: Person, report: Person) -> str:
        """The value of the button that stands beside the report's name."""
        blocks = manager.form.blocks
        place = next(i for i, block in enumerate(blocks) if report.name in str(block.get("text", "")))
        following = (
            part for block in blocks[place:] for part in [block.get("accessory"), *block.get("elements", [])]
        )
        return next(
            str(part["value"]) for part in following if part and part.get("action_id") == "people.schedule"
        )


def prompt(person: Person, action_id: str) -> Message:
    """The newest message to somebody that holds this button."""
    return next(message for message in reversed(person.dm) if action_id in str(message.blocks))


def prompt_of(person: Person, manager: str) -> Message:
    """The newest message about a one-on-one with that manager from which its record opens."""
    return next(
        message
        for message in reversed(person.dm)
        if "people.record" in str(message.blocks) and manager in message.reads
    )


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def company(take_up: TakeUp) -> AsyncIterator[Company]:
    async with take_up("the company", hire, begin) as stage:
        yield Company(stage)


async def begin(stage: Stage) -> None:
    await stage.import_roster(PEOPLE.encode(), TEAMS.encode())


def hire(slack: Playground) -> None:
    for name, full in NAMES.items():
        owner = name == "ona"
        slack.add_person(
            f"{name}@example.com",
            full,
            tz="Europe/Lisbon",
            is_admin=owner,
            is_owner=owner,
            is_primary_owner=owner,
        )
    slack.add_channel("atlas", [person for person in slack.people if person.name != "Ona Admin"])
