"""What an import asks Slack: few by email, many by the whole list, channels by name."""

import pytest

from bot.clock import ManualClock
from bot.errors import Stop
from bot.playground import Playground, rate_limited, refused
from bot.roster.lookups import ONE_BY_ONE, Found, Wanted, look_up
from bot.slack.client import Slack


async def asked(slack: Slack, clock: ManualClock, *emails: str, channels: tuple[str, ...] = ()) -> Found:
    return await look_up(slack, Wanted(frozenset(emails), frozenset(channels)), clock)


async def test_a_few_emails_are_looked_up_one_by_one(
    company: Playground, slack: Slack, clock: ManualClock
) -> None:
    company.add_person("ana@example.com", "Ana")
    found = await asked(slack, clock, "ana@example.com", "nobody@example.com")
    assert {email: profile.name for email, profile in found.profiles.items()} == {"ana@example.com": "Ana"}
    assert not company.calls_of("users.list")


async def test_many_emails_cost_one_list(company: Playground, slack: Slack, clock: ManualClock) -> None:
    emails = [f"p{number}@example.com" for number in range(ONE_BY_ONE + 1)]
    for email in emails[1:]:
        company.add_person(email)
    found = await asked(slack, clock, *emails)
    assert set(found.profiles) == set(emails[1:])
    assert not company.calls_of("users.lookupByEmail")


async def test_channels_are_found_by_name(company: Playground, slack: Slack, clock: ManualClock) -> None:
    channel = company.add_channel("search")
    found = await asked(slack, clock, channels=("#search", "#nowhere"))
    assert found.channels == {"#search": channel.id}


async def test_a_limit_is_waited_out(company: Playground, slack: Slack, clock: ManualClock) -> None:
    company.add_person("ana@example.com", "Ana")
    company.faults.plan("users.lookupByEmail", rate_limited(30))
    before = clock.now()
    assert "ana@example.com" in (await asked(slack, clock, "ana@example.com")).profiles
    assert (clock.now() - before).total_seconds() == 30


@pytest.mark.parametrize(("count", "method"), [(1, "users.lookupByEmail"), (ONE_BY_ONE + 1, "users.list")])
async def test_where_one_way_of_asking_is_not_there_the_other_one_serves(
    company: Playground, slack: Slack, clock: ManualClock, count: int, method: str
) -> None:
    emails = [f"p{number}@example.com" for number in range(count)]
    for email in emails:
        company.add_person(email)
    company.faults.plan(method, refused("unknown_method"))
    assert set((await asked(slack, clock, *emails)).profiles) == set(emails)


async def test_where_channels_are_not_listed_their_names_are_not_found(
    company: Playground, slack: Slack, clock: ManualClock
) -> None:
    company.faults.plan("conversations.list", refused("unknown_method"))
    found = await asked(slack, clock, channels=("#search",))
    assert (found.channels, found.lists_channels) == ({}, False)


@pytest.mark.parametrize("count", [1, ONE_BY_ONE + 1])
async def test_whom_a_file_names_by_slack_id_is_looked_up_too(
    company: Playground, slack: Slack, clock: ManualClock, count: int
) -> None:
    people = [company.add_person(f"p{number}@example.com", tz="Asia/Tokyo") for number in range(count)]
    ids = {person.id for person in people}
    found = await look_up(slack, Wanted(frozenset(), frozenset(), frozenset(ids | {"U0NOBODY"})), clock)
    assert set(found.by_id) == ids
    assert {profile.time_zone for profile in found.by_id.values()} == {"Asia/Tokyo"}


async def test_what_slack_refuses_stops_the_import_with_slacks_word_for_it(
    company: Playground, slack: Slack, clock: ManualClock
) -> None:
    company.faults.plan("users.lookupByEmail", refused("missing_scope"))
    with pytest.raises(Stop, match="missing_scope"):
        await asked(slack, clock, "ana@example.com")
