"""Company time flows and jumps; people are answered meanwhile, and it never runs back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo.live.flow import next_monday
from bot.playground import Message, Person
from tests.demo.live.conftest import Demo

NEW_YORK = ZoneInfo("America/New_York")


@asynccontextmanager
async def flowing(demo: Demo) -> AsyncIterator[None]:
    task = asyncio.create_task(demo.flow.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def jump(demo: Demo, label: str) -> None:
    await next(one for one in demo.flow.jumps if one.label == label).go()


def said_by_tandem(person: Person) -> list[Message]:
    return [message for message in person.dm if message.is_from_app]


async def test_a_second_passes_in_a_second_and_people_are_answered_by_themselves(demo: Demo) -> None:
    paulo, before = demo.person("paulo"), demo.stage.clock.now()
    started = asyncio.get_running_loop().time()
    async with flowing(demo):
        prompt = paulo.last
        await paulo.replies(prompt, "The new grid works.")
        await demo.stage.slack.until(lambda: len(paulo.thread(prompt)) == 2)
    took = asyncio.get_running_loop().time() - started
    passed = (demo.stage.clock.now() - before).total_seconds()
    assert 0 < passed < took + 60  # whoever sleeps on the clock moves it too


async def test_what_falls_due_while_nobody_does_anything_is_sent(demo: Demo) -> None:
    paulo = demo.person("paulo")
    async with flowing(demo):
        await demo.flow.settle()
        known = len(said_by_tandem(paulo))
        meeting = next(one for one in await demo.telling.coming() if one.kind == "people")
        demo.stage.clock.move_to(meeting.at)  # as if somebody had waited for so long
        posts = len(demo.stage.slack.calls_of("chat.postMessage"))
        await demo.stage.slack.until(lambda: len(demo.stage.slack.calls_of("chat.postMessage")) > posts)
    assert len(said_by_tandem(paulo)) >= known


@pytest.mark.parametrize(("label", "by"), [("An hour", timedelta(hours=1)), ("A day", timedelta(days=1))])
async def test_jumps_of_a_length_do_what_falls_due_on_the_way(demo: Demo, label: str, by: timedelta) -> None:
    before, posts = demo.stage.clock.now(), len(demo.stage.slack.calls_of("chat.postMessage"))
    await jump(demo, label)
    assert timedelta() <= demo.stage.clock.now() - before - by < timedelta(minutes=1)
    assert len(demo.stage.slack.calls_of("chat.postMessage")) > posts
    assert [one for one in await demo.telling.coming() if one.at <= demo.stage.clock.now()] == []


async def test_the_next_prompt_is_the_moment_at_which_tandem_says_something(demo: Demo) -> None:
    await demo.flow.settle()
    promised = (await demo.telling.coming())[0]
    posts = len(demo.stage.slack.calls_of("chat.postMessage"))
    await jump(demo, "To the next prompt")
    assert len(demo.stage.slack.calls_of("chat.postMessage")) > posts
    assert demo.stage.clock.now() - promised.at < timedelta(minutes=1)


async def test_whoever_looks_sees_time_pass_also_where_nothing_is_due(demo: Demo) -> None:
    await demo.flow.settle()
    before = demo.stage.slack.changes.version
    await demo.stage.hop(demo.stage.clock.now() + timedelta(seconds=1))
    assert demo.stage.slack.changes.version > before


async def test_monday_nine_is_in_new_york_where_most_are_and_says_so(demo: Demo) -> None:
    one = next(one for one in demo.flow.jumps if one.label.startswith("Monday"))
    assert one.label == "Monday, nine in New York"
    assert one.words == "In New York, where most of the company is"
    await one.go()
    there = demo.stage.clock.now().astimezone(NEW_YORK)
    assert (there.weekday(), there.hour) == (0, 9)


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2026, 3, 2, 13, 59, tzinfo=UTC), datetime(2026, 3, 2, 14, tzinfo=UTC)),
        (datetime(2026, 3, 2, 14, 0, tzinfo=UTC), datetime(2026, 3, 9, 13, tzinfo=UTC)),  # clocks go forward
        (datetime(2026, 3, 9, 3, 0, tzinfo=UTC), datetime(2026, 3, 9, 13, tzinfo=UTC)),  # still Sunday there
    ],
)
def test_the_next_monday_is_always_ahead(now: datetime, monday: datetime) -> None:
    assert next_monday(now, "America/New_York") == monday


async def test_jumps_wait_for_one_another_and_what_people_do_meanwhile_is_kept(demo: Demo) -> None:
    paulo, before = demo.person("paulo"), demo.stage.clock.now()
    prompt = paulo.last
    seen = [before]

    async def acts() -> None:
        for words in ("The new grid works.", "Reviews get stuck."):
            await paulo.replies(prompt, words)
            seen.append(demo.stage.clock.now())

    async with flowing(demo):
        await asyncio.gather(jump(demo, "An hour"), acts(), jump(demo, "An hour"), jump(demo, "An hour"))
        await demo.flow.settle()
    assert timedelta(hours=3) <= demo.stage.clock.now() - before < timedelta(hours=4)
    assert seen == sorted(seen)
    assert sum("Saved" in one.reads for one in paulo.thread(prompt)) == 2
