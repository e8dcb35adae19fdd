"""Starting, stopping and setting up a playground."""

import asyncio
import time

import aiohttp
import pytest

from bot.playground import Impossible, Playground
from tests.playground.support import Clock


async def test_it_starts_with_less_than_half_a_second_of_work_and_leaves_nothing_behind(clock: Clock) -> None:
    before, began = asyncio.all_tasks(), time.process_time()
    async with Playground(clock.now) as slack:
        assert time.process_time() - began < 0.5
        url = slack.api_url
        async with aiohttp.ClientSession() as session, session.post(f"{url}api.test") as answer:
            assert (await answer.json())["ok"]
    assert asyncio.all_tasks() == before
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.post(f"{url}api.test")


async def test_two_run_beside_each_other(clock: Clock) -> None:
    async with Playground(clock.now) as one, Playground(clock.now) as other:
        assert one.api_url != other.api_url


async def test_before_it_started_there_is_no_address(clock: Clock) -> None:
    slack = Playground(clock.now)
    with pytest.raises(Impossible, match="not started"):
        _ = slack.api_url
    with pytest.raises(Impossible, match="not started"):
        slack.connect("http://127.0.0.1:3000/slack/events")
    await slack.stop()


async def test_people_are_found_by_email_id_and_name(slack: Playground) -> None:
    ana = slack.add_person("ana.ruiz@example.com")
    assert slack.person("ana.ruiz@example.com") is slack.person("Ana Ruiz") is slack.person(ana.id) is ana
    for again in ("ana.ruiz@example.com", "nobody"):
        with pytest.raises(Impossible):
            slack.add_person(again) if "@" in again else slack.person(again)


async def test_handles_are_unique(slack: Playground) -> None:
    people = [slack.add_person(f"ana@{place}.example") for place in ("one", "two", "three")]
    assert [person.user.name for person in people] == ["ana", "ana2", "ana3"]


async def test_only_what_a_user_has_can_be_changed(slack: Playground) -> None:
    ana = slack.add_person("ana@example.com")
    await slack.changes_user(ana, is_admin=True)
    assert ana.user.is_admin
    for field in ("id", "colour"):
        with pytest.raises(Impossible, match="to change"):
            await slack.changes_user(ana, **{field: "x"})


async def test_times_of_messages_rise_while_the_clock_stands_still(slack: Playground) -> None:
    times = [slack.slack.timestamps.next() for _ in range(3)]
    assert times == sorted(set(times))
    assert times[0].startswith("1772442000.")


async def test_waiting_in_vain_is_a_timeout(slack: Playground) -> None:
    with pytest.raises(TimeoutError):
        await slack.until(lambda: False, seconds=0.02)
