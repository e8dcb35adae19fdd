"""The people chain through signed requests: what can be clicked, chosen and typed, and what it answers."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.demo.stage import Stage
from bot.playground import Message, Person, Playground
from tests.stages import TakeUp

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""The journeys of the people chain run on both databases."""

ROSTER = b"""email,time_zone,manager
ana@x.example,Europe/Lisbon,
ben@x.example,Asia/Tokyo,ana@x.example
dan@x.example,Europe/Lisbon,
"""
TEAMS = b"team,leaders,members\n"
NAMES = {"ana": "Ana Torres", "ben": "Ben Ito", "dan": "Dan Roth"}


class Pair:
    """Ana manages Ben; Dan has nobody. It is Monday 2 March 2026, noon."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.ana, self.ben, self.dan = (stage.slack.person(f"{name}@x.example") for name in NAMES)

    async def settle(self) -> None:
        await self.stage.settle()

    async def until(self, day: int, hour: int, minute: int = 0) -> None:
        await self.stage.move_to(datetime(2026, 3, day, hour, minute, tzinfo=UTC))

    async def press(self, who: Person, message: Message, wanted: str, option: str | None = None) -> None:
        await who.clicks(message, wanted, option=option)
        await self.settle()

    async def submit(self, who: Person, **entries: object) -> None:
        await who.submits({name.replace("__", "."): value for name, value in entries.items()})
        await self.settle()

    async def agree(self) -> None:
        """Every two weeks, Thursdays at ten in Lisbon."""
        await self.ana.types("/1on1")
        await self.settle()
        await self.ana.clicks(self.ana.form, "people.schedule")
        await self.settle()
        await self.submit(self.ana, people__schedule__first="2026-03-05", people__schedule__time="10:00")
        await self.ana.closes()

    async def prompted(self) -> tuple[Message, Message]:
        """The check-in and the agenda for Thursday 5 March."""
        await self.agree()
        await self.until(4, 10)
        return prompt(self.ben, "people.answer"), prompt(self.ana, "people.answers.open")


def prompt(who: Person, action_id: str) -> Message:
    return next(message for message in reversed(who.dm) if action_id in str(message.blocks))


@pytest.fixture
async def pair(take_up: TakeUp) -> AsyncIterator[Pair]:
    async with take_up("a pair", hire, begin) as stage:
        yield Pair(stage)
        assert stage.slack.troubles == []


def hire(slack: Playground) -> None:
    for name, full in NAMES.items():
        slack.add_person(f"{name}@x.example", full, tz="Europe/Lisbon")


async def begin(stage: Stage) -> None:
    await stage.import_roster(ROSTER, TEAMS)


async def test_times_are_accepted_with_one_click(pair: Pair) -> None:
    proposal = prompt(pair.ana, "people.proposal.accept")
    await pair.press(pair.ana, proposal, "people.proposal.accept")
    assert "All of it is agreed." in prompt(pair.ana, "people.schedule").reads
    await pair.until(3, 1)  # ten in Tokyo
    assert "every two weeks" in pair.ben.last.reads


async def test_accepting_in_the_overview_shows_the_next_one_there(pair: Pair) -> None:
    await pair.ana.types("/1on1")
    await pair.settle()
    await pair.ana.clicks(pair.ana.form, "people.proposal.accept")
    await pair.settle()
    assert "Next one-on-one: Tuesday 10 March, 10:00" in pair.ana.form.reads


async def test_a_form_is_filled_in_and_opens_again_as_it_was_left(pair: Pair) -> None:
    check_in, prepare = await pair.prompted()
    await pair.press(pair.ben, check_in, "people.answer")
    await pair.submit(pair.ben, people__answer__happy="4", people__answer__works="Pairing.")
    assert "Saved: 2 answers" in pair.ben.form.reads
    await pair.ben.closes()
    assert "Read by: you and Ana Torres" in pair.ben.last.reads
    await pair.press(pair.ben, check_in, "people.answer")
    assert "Pairing." in str(pair.ben.form.blocks)
    await pair.ben.closes()

    await pair.press(pair.ana, prepare, "people.answers.open")
    assert "Pairing." in pair.ana.form.reads
    assert "new" in pair.ana.form.reads
    await pair.ana.closes()
    await pair.press(pair.ana, prompt(pair.ana, "people.answers.open"), "people.answers.open")
    assert "(new)" not in pair.ana.form.reads


async def test_an_empty_form_says_so_beside_the_field(pair: Pair) -> None:
    check_in, _prepare = await pair.prompted()
    await pair.press(pair.ben, check_in, "people.answer")
    await pair.submit(pair.ben)
    assert "Nothing is filled in yet" in str(pair.ben.form.errors)


async def test_what_was_stored_can_be_changed_and_deleted_by_buttons(pair: Pair) -> None:
    check_in, prepare = await pair.prompted()
    await pair.ben.replies(check_in, "Frist words")
    await pair.settle()
    saved = pair.ben.thread(check_in)[-1]
    await pair.press(pair.ben, saved, "people.reply.change")
    await pair.submit(pair.ben, people__text="First words")
    assert "Changed at" in pair.ben.thread(check_in)[-1].reads
    await pair.press(pair.ana, prepare, "people.answers.open")
    assert "First words" in pair.ana.form.reads
    await pair.ana.closes()
    await pair.press(pair.ben, pair.ben.thread(check_in)[-1], "people.reply.delete")
    assert "Taken out" in pair.ben.thread(check_in)[-1].reads


async def test_talking_points_are_added_and_ticked_off(pair: Pair) -> None:
    check_in, _prepare = await pair.prompted()
    await pair.press(pair.ben, check_in, "people.point.add")
    await pair.submit(pair.ben, people__text="My holiday")
    assert "talking point" in pair.ben.last.reads
    await pair.until(5, 10)
    agenda = prompt(pair.ana, "people.point.done")
    assert "My holiday" in agenda.reads
    await pair.press(pair.ana, agenda, "people.point.done")
    assert "Done:" in prompt(pair.ben, "people.point.done").reads


async def test_the_menu_snoozes_skips_moves_and_pauses(pair: Pair) -> None:
    check_in, prepare = await pair.prompted()
    await pair.press(pair.ben, check_in, "people.menu", "Skip the check-in this time")
    assert "You skipped the check-in" in prompt(pair.ben, "people.answer").reads
    await pair.press(pair.ana, prepare, "people.menu", "Snooze until tomorrow")
    assert "begins before that" in str([*pair.ana.notices, *(seen.reads for seen in pair.ana.everything)])
    await pair.press(pair.ana, prepare, "people.menu", "Move it")
    await pair.submit(pair.ana, people__move__date="2026-03-06", people__move__time="11:00")
    await pair.until(5, 0)  # nine in Tokyo
    assert "Friday 20:00" in pair.ben.dm[-1].reads
    await pair.press(pair.ana, prompt(pair.ana, "people.menu"), "people.menu", "Pause all prompts")
    assert "Pause Tandem" in pair.ana.form.title


async def test_the_manager_skips_a_one_on_one(pair: Pair) -> None:
    _check_in, prepare = await pair.prompted()
    await pair.press(pair.ana, prepare, "people.menu", "Skip this one-on-one")
    assert "This one-on-one is skipped" in pair.ben.dm[-1].reads
    await pair.until(5, 0)  # nine in Tokyo
    assert "skips your one-on-one" in pair.ben.dm[-1].reads


async def test_an_outcome_is_recorded_and_corrected(pair: Pair) -> None:
    await pair.agree()
    await pair.until(5, 11)
    wrapup = prompt(pair.ana, "people.not_held")
    await pair.press(pair.ana, wrapup, "people.not_held")
    recorded = prompt(pair.ana, "people.outcome.correct")
    assert "Recorded as not held" in recorded.reads
    await pair.press(pair.ana, recorded, "people.outcome.correct")
    assert "Recorded as held" in prompt(pair.ana, "people.outcome.correct").reads


async def test_an_employee_names_their_manager_who_confirms(pair: Pair) -> None:
    await pair.dan.opens_home()
    await pair.settle()
    await pair.dan.clicks(pair.dan.home, "people.name_manager")
    await pair.settle()
    await pair.submit(pair.dan, people__claim__manager=pair.ana)
    assert "Ana Torres is asked to confirm" in pair.dan.form.reads
    await pair.press(pair.ana, prompt(pair.ana, "people.claim.confirm"), "people.claim.confirm")
    assert "Your people manager is now Ana Torres" in pair.dan.last.reads


@pytest.mark.parametrize(
    ("words", "said"), [("help", "lists what it can do"), ("xyzzy", "I don't know that one")]
)
async def test_help_and_nonsense_get_a_kind_answer(pair: Pair, words: str, said: str) -> None:
    await pair.ben.types("/1on1", words)
    await pair.settle()
    assert said in "\n".join(message.reads for message in pair.ben.everything)
