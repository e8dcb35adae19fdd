"""Day one with both chains, through signed requests: from the invitation to the first Home and first DM."""

from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass

import pytest

from bot.demo.stage import Stage
from bot.playground import Playground
from bot.playground.people.person import Person
from tests.stages import TakeUp


@dataclass
class Office:
    stage: Stage
    ada: Person
    """Installed Tandem."""
    ben: Person
    kim: Person

    async def settled(self, act: Awaitable[object]) -> None:
        """Let somebody act, and let everybody finish what follows from it."""
        await act
        await self.stage.settle()

    async def day_one(self) -> None:
        """Ada picks Ben as Kim's manager and as leader of Atlas, where Kim is a member."""
        await self.settled(self.ada.types("/tandem", "setup"))
        await self.settled(self.ada.clicks(self.ada.form, "tandem.setup.managers"))
        await self.settled(
            self.ada.submits({"tandem.setup.manager": self.ben, "tandem.setup.reports": [self.kim]})
        )
        while self.ada.modal:
            await self.settled(self.ada.closes())
        await self.settled(self.ada.types("/tandem", "setup"))
        await self.settled(self.ada.clicks(self.ada.form, "tandem.setup.team"))
        await self.settled(
            self.ada.submits(
                {
                    "tandem.setup.team_name": "Atlas",
                    "tandem.setup.leader.general": [self.ben],
                    "tandem.setup.members": [self.kim],
                }
            )
        )


@pytest.fixture
async def office(take_up: TakeUp) -> AsyncIterator[Office]:
    async with take_up("day one", hire, begin) as stage:
        yield Office(stage, *(stage.slack.person(f"{name}@x.example") for name in ("ada", "ben", "kim")))


def hire(slack: Playground) -> None:
    slack.add_person("ada@x.example", "Ada", is_admin=True, is_owner=True, is_primary_owner=True)
    slack.add_person("ben@x.example", "Ben & Co")
    slack.add_person("kim@x.example", "Kim")


async def begin(stage: Stage) -> None:
    """Tandem has just come, and has asked Ada to set it up."""
    await stage.settle()


async def test_the_installer_is_led_to_the_setup(office: Office) -> None:
    welcome, invitation = office.ada.dm
    assert "Who reads what" in welcome.reads
    await office.settled(office.ada.clicks(invitation, "Set up Tandem"))
    assert "3 of 3 have no people manager" in office.ada.form.reads


async def test_a_day_one_reaches_everyone_concerned_and_fills_home(office: Office) -> None:
    await office.settled(office.kim.opens_home())
    assert "Tandem keeps two chains turning" in office.kim.home.reads
    await office.day_one()
    told = "\n".join(message.reads for message in office.kim.dm)
    assert "Ben & Co" in told
    await office.settled(office.kim.opens_home())
    home = office.kim.home.reads
    assert "Ben & Co" in home
    assert "one-on-one" in home
    await office.settled(office.ben.opens_home())
    assert "You wear both hats" in office.ben.home.reads
    await office.settled(office.kim.types("/tandem", "ledger"))
    assert "Atlas" in office.kim.form.reads


async def test_unasked_text_waits_and_goes_where_its_author_says(office: Office) -> None:
    await office.day_one()
    await office.settled(office.kim.says("Why are we going there?"))
    card = office.kim.last
    assert "Where does it belong?" in card.reads
    question = next(label for label in card.buttons if "question" in label.lower())
    await office.settled(office.kim.clicks(card, question))
    assert "This is stored. Read by:" in card.reads
    assert card.buttons == []


async def test_a_text_moves_from_one_chain_to_the_other_and_is_read_in_one_only(office: Office) -> None:
    await office.day_one()
    typed = await office.kim.says("I would rather talk about this in person")
    await office.stage.settle()
    question = next(label for label in office.kim.last.buttons if "question" in label.lower())
    await office.settled(office.kim.clicks(office.kim.last, question))
    saved = next(message for message in office.kim.dm if "Not for them" in message.buttons)
    await office.settled(office.kim.clicks(saved, "Not for them"))
    assert "Not for them" not in saved.buttons
    card = office.kim.last
    assert "Taken back" in card.reads
    point = next(label for label in card.buttons if "talking point" in label)
    await office.settled(office.kim.clicks(card, point))
    assert "Ben & Co" in card.reads
    await office.settled(office.kim.deletes(typed))
    assert "You deleted that message" in card.reads
    assert office.stage.slack.troubles == []


async def test_a_pause_keeps_prompts_away_and_shows_on_home(office: Office) -> None:
    await office.day_one()
    await office.settled(office.kim.types("/tandem", "pause"))
    await office.settled(office.kim.submits())
    assert "Paused until the end of" in office.kim.form.reads
    assert "Paused" in office.kim.home.reads
    await office.settled(office.kim.closes())
    await office.settled(office.kim.clicks(office.kim.home, "Resume"))
    assert "Paused: no prompt" not in office.kim.home.reads


async def test_a_joiner_and_a_leaver_reach_the_admin(office: Office) -> None:
    await office.day_one()
    await office.settled(office.stage.slack.joins("new@x.example", "New & Shiny"))
    assert "New & Shiny: no people manager and no team leader" in office.ada.last.reads
    await office.settled(office.stage.slack.deactivates(office.ben))
    assert "Kim: no people manager and no team leader" in office.ada.last.reads
