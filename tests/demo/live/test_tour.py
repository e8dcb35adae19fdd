"""The tour can be walked in any order, and breaks nothing whatever the visitor did before."""

import random
from contextlib import suppress

import pytest

from bot.playground import Impossible, Message, Person
from tests.demo.live.conftest import Demo

STEPS = range(1, 9)
STUCK = "can't be played"


async def test_straight_through_it_plays_the_main_job(demo: Demo) -> None:
    said = [await demo.plays(number) for number in STEPS]
    assert not [one for one in said if STUCK in one]
    assert said[2].startswith("Ana opened")
    assert "Ana and Paulo may read" in said[3]
    assert any("We moved the queue" in one.reads for one in demo.person("jonas").dm)
    assert any("Does the old cluster stay" in one.reads for one in demo.person("ben").dm)
    assert "Neither: throw it away" in demo.person("noor").last.buttons
    assert any("Mia Chen" in one.reads for one in demo.person("sam").dm)


async def test_in_reverse_each_step_plays_what_it_needs(demo: Demo) -> None:
    said = [await demo.plays(number) for number in reversed(STEPS)]
    assert not [one for one in said if STUCK in one]


async def test_each_step_twice_says_that_it_is_done(demo: Demo) -> None:
    for number in STEPS:
        first = await demo.plays(number)
        again = await demo.plays(number)
        assert STUCK not in first + again
        if number in (2, 5, 6, 7, 8):
            assert "already" in again


async def test_after_the_meeting_and_a_new_manager_it_goes_on_with_what_is_true_then(demo: Demo) -> None:
    await demo.plays(2)
    for _ in range(2):
        await next(one for one in demo.flow.jumps if one.label == "A day").go()
    await assign(demo, "paulo", "sam")
    said = [await demo.plays(number) for number in STEPS]
    assert not [one for one in said if STUCK in one]
    assert "he and Sam" in said[1]
    assert said[2].startswith("Sam opened")
    assert "Paulo and Sam may read" in said[3]


async def assign(demo: Demo, report: str, manager: str) -> None:
    clara = demo.person("clara")
    await clara.types("/tandem", "setup")
    await demo.flow.settle()
    await clara.clicks(clara.form, "tandem.setup.managers")
    await demo.flow.settle()
    await clara.submits(
        {"tandem.setup.reports": [demo.person(report)], "tandem.setup.manager": demo.person(manager)}
    )
    await demo.flow.settle()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_after_wild_clicking_every_step_still_says_what_it_did(demo: Demo, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        await something(demo, chance)
    said = [await demo.plays(number) for number in chance.sample(STEPS, 8)]
    assert all(one.endswith(".") for one in said)


async def something(demo: Demo, chance: random.Random) -> None:
    """Anybody does anything that their Slack lets them do; now and then time jumps."""
    person = chance.choice(demo.stage.slack.people)
    with suppress(Impossible):  # Slack's own client would not let them
        await chance.choice(DEEDS)(person, chance)
    if chance.random() < 0.1:
        await chance.choice(list(demo.flow.jumps)).go()
    await demo.flow.settle()


def buttons(message: Message) -> list[dict[str, str]]:
    parts = [
        part for block in message.blocks for part in [block.get("accessory"), *block.get("elements", [])]
    ]
    return [part for part in parts if part and part.get("type") == "button"]


async def _clicks(person: Person, chance: random.Random) -> None:
    message = chance.choice([one for one in person.dm if one.is_from_app])
    await _presses(person, message, chance)


async def _presses(person: Person, message: Message, chance: random.Random) -> None:
    found = buttons(message)
    if found:
        one = chance.choice(found)
        await person.clicks(message, one["action_id"], value=one.get("value"))


async def _says(person: Person, chance: random.Random) -> None:
    await person.says(chance.choice(["Hello", "Reviews get stuck.", "*bold* <b> & more"]))


async def _replies(person: Person, chance: random.Random) -> None:
    await person.replies(chance.choice(person.dm), "More of it.")


async def _in_a_modal(person: Person, chance: random.Random) -> None:
    if person.modal is None:
        return
    if chance.random() < 0.5:
        await person.closes()
    else:
        await person.submits()


async def _types(person: Person, chance: random.Random) -> None:
    await person.types(
        chance.choice(["/1on1", "/direction", "/tandem"]), chance.choice(["", "help", "setup"])
    )


async def _deletes(person: Person, chance: random.Random) -> None:
    mine = [one for one in person.dm if one.user == person.id]
    if mine:
        await person.deletes(chance.choice(mine))


DEEDS = (_clicks, _clicks, _says, _replies, _in_a_modal, _types, _deletes)


async def test_what_a_step_opened_is_closed_again_and_what_the_visitor_opened_is_not(demo: Demo) -> None:
    ana, clara, ben = demo.person("ana"), demo.person("clara"), demo.person("ben")
    await demo.plays(3)
    assert "The new grid works" in ana.form.reads  # it is what the step shows
    await demo.plays(5)
    assert (ana.modal, ben.modal) == (None, None)
    await demo.plays(3)
    leave = demo.steps[2].leave
    assert leave is not None
    await leave()
    await demo.plays(8)
    assert (ana.modal, clara.modal) == (None, None)

    await demo.plays(3)
    await ana.closes()
    await ana.types("/1on1")
    await demo.flow.settle()
    opened = ana.form
    await leave()
    assert ana.modal is opened


async def test_the_second_step_shows_the_thread_once_there_is_an_answer_in_it(demo: Demo) -> None:
    paulo = demo.person("paulo")
    thread = demo.steps[1].left.thread
    assert thread is not None
    assert thread() == ""
    await demo.plays(2)
    assert [one.ts for one in paulo.dm if one.ts == thread() and "Your one-on-one with Ana" in one.reads]
