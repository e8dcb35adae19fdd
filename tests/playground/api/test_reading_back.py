"""conversations.* and users.*: what the app can read."""

from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from tests.playground.support import Clock, error_of

METADATA = {"event_type": "tandem", "event_payload": {"delivery": "d1"}}


async def _post(client: AsyncWebClient, clock: Clock, person: Person, count: int) -> list[str]:
    """So many messages, a minute apart."""
    times = []
    for number in range(count):
        clock.passes(minutes=1)
        posted = await client.chat_postMessage(channel=person.id, text=str(number), metadata=METADATA)
        times.append(str(posted["ts"]))
    return times


async def test_history_comes_newest_first_and_between_bounds(
    client: AsyncWebClient, clock: Clock, ana: Person
) -> None:
    times = await _post(client, clock, ana, 5)
    channel = ana.last.channel

    async def texts(**bounds: object) -> list[str]:
        answer = await client.conversations_history(channel=channel, **bounds)  # type: ignore[arg-type]
        return [message["text"] for message in answer["messages"]]

    assert await texts() == ["4", "3", "2", "1", "0"]
    assert await texts(oldest=times[1], latest=times[3]) == ["2"]
    assert await texts(oldest=times[1], latest=times[3], inclusive=True) == ["3", "2", "1"]
    assert await texts(oldest=times[4], inclusive=True) == ["4"]


async def test_history_comes_in_pages(client: AsyncWebClient, clock: Clock, ana: Person) -> None:
    await _post(client, clock, ana, 5)
    seen: list[str] = []
    pages = await client.conversations_history(channel=ana.last.channel, limit=2)
    async for page in pages:
        seen += [message["text"] for message in page["messages"]]
    assert seen == ["4", "3", "2", "1", "0"]
    wrong = client.conversations_history(channel=ana.last.channel, cursor="nonsense")
    assert await error_of(wrong) == "invalid_cursor"


async def test_metadata_is_shown_to_who_asks_for_it(
    client: AsyncWebClient, clock: Clock, ana: Person
) -> None:
    await _post(client, clock, ana, 1)
    plain = await client.conversations_history(channel=ana.last.channel)
    full = await client.conversations_history(channel=ana.last.channel, include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == METADATA


async def test_replies_are_in_the_thread_and_not_in_the_history(
    client: AsyncWebClient, clock: Clock, ana: Person
) -> None:
    (parent,) = await _post(client, clock, ana, 1)
    channel = ana.last.channel
    await client.chat_postMessage(channel=channel, text="reply", thread_ts=parent)

    history = await client.conversations_history(channel=channel)
    thread = await client.conversations_replies(channel=channel, ts=parent)

    assert [(each["text"], each["reply_count"]) for each in history["messages"]] == [("0", 1)]
    assert [each["text"] for each in thread["messages"]] == ["0", "reply"]
    assert await error_of(client.conversations_replies(channel=channel, ts="1.000000")) == "thread_not_found"


async def test_a_conversation_is_read_by_its_members(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    channel = slack.add_channel("random", [ana], with_app=False)
    assert await error_of(client.conversations_history(channel=channel.id)) == "not_in_channel"
    info = await client.conversations_info(channel=channel.id, include_num_members=True)
    assert (info["channel"]["is_member"], info["channel"]["num_members"]) == (False, 1)


async def test_opening_a_dm_twice_gives_the_same_one(
    slack: Playground, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    first = await client.conversations_open(users=ana.id)
    second = await client.conversations_open(users=ana.id, return_im=True)
    assert "already_open" not in first.data
    assert second["already_open"]
    assert second["channel"]["id"] == first["channel"]["id"]
    assert second["channel"]["user"] == ana.id
    assert await error_of(client.conversations_open(users="U0")) == "user_not_found"
    assert await error_of(client.conversations_open(users=slack.workspace.bot_user)) == "cannot_dm_bot"
    assert await error_of(client.conversations_open(users="")) == "users_list_not_supplied"
    await slack.deactivates(ben)
    assert await error_of(client.conversations_open(users=ben.id)) == "user_disabled"


async def test_listing_shows_what_was_asked_for(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    slack.add_channel("general", [ana])
    slack.add_channel("elsewhere", [ana], with_app=False)
    slack.add_channel("secret", [ana], private=True)
    slack.add_channel("hidden", [ana], private=True, with_app=False)
    await client.conversations_open(users=ana.id)

    async def names(types: str) -> list[str]:
        answer = await client.conversations_list(types=types)
        return [channel.get("name", "dm") for channel in answer["channels"]]

    assert await names("public_channel") == ["general", "elsewhere"]
    assert await names("private_channel,im") == ["secret", "dm"]
    assert await error_of(client.conversations_list(types="secrets")) == "invalid_types"
    members = await client.conversations_members(channel=slack.add_channel("team", [ana]).id)
    assert members["members"] == [ana.id, slack.workspace.bot_user]


async def test_people_are_listed_in_pages(slack: Playground, client: AsyncWebClient) -> None:
    people = [slack.add_person(f"p{number}@example.com") for number in range(5)]
    seen: list[str] = []
    async for page in await client.users_list(limit=2):
        seen += [member["id"] for member in page["members"]]
    assert seen == [slack.workspace.bot_user, *[person.id for person in people]]


async def test_the_offset_follows_the_zone_and_the_season(
    client: AsyncWebClient, clock: Clock, ana: Person
) -> None:
    winter = await client.users_info(user=ana.id)
    clock.passes(days=60)
    summer = await client.users_info(user=ana.id)
    assert winter["user"]["tz"] == "Europe/Madrid"
    assert (winter["user"]["tz_offset"], summer["user"]["tz_offset"]) == (3600, 7200)


async def test_people_are_found_by_email_while_they_are_here(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    found = await client.users_lookupByEmail(email="ANA@example.com")
    assert found["user"]["id"] == ana.id
    await slack.deactivates(ana)
    assert await error_of(client.users_lookupByEmail(email=ana.email)) == "users_not_found"
    gone = await client.users_info(user=ana.id)
    assert gone["user"]["deleted"]
    assert "tz" not in gone["user"]


async def test_quiet_hours_are_told(client: AsyncWebClient, clock: Clock, ana: Person) -> None:
    assert not (await client.dnd_info(user=ana.id))["dnd_enabled"]
    ana.user.do_not_disturb = (clock.now(), clock.now() + timedelta(hours=8))
    quiet = await client.dnd_info(user=ana.id)
    assert quiet["next_dnd_end_ts"] - quiet["next_dnd_start_ts"] == 8 * 3600


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
async def test_a_limit_is_a_positive_number(client: AsyncWebClient, limit: str) -> None:
    assert await error_of(client.api_call("users.list", params={"limit": limit})) == "invalid_limit"
