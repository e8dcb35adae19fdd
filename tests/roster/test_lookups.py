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


async def test_what_slack_refuses_stops_the_import_with_slacks_word_for_it(
    company: Playground, slack: Slack, clock: ManualClock
) -> None:
    company.faults.plan("users.lookupByEmail", refused("missing_scope"))
    with pytest.raises(Stop, match="missing_scope"):
        await asked(slack, clock, "ana@example.com")
