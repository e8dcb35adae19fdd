"""What is unread, for whom; and that reading it takes the mark away."""

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Impossible, Message, Person, Playground


@pytest.fixture
def channel(slack: Playground, ana: Person, ben: Person) -> str:
    return slack.add_channel("general", [ana, ben]).id


async def _post(client: AsyncWebClient, channel: str, text: str = "hi", thread: str | None = None) -> str:
    return str((await client.chat_postMessage(channel=channel, text=text, thread_ts=thread))["ts"])


async def test_what_others_wrote_is_unread_until_it_is_read(
    *, slack: Playground, app: AsyncApp, client: AsyncWebClient, channel: str, ana: Person, ben: Person
) -> None:
    first = await _post(client, channel)
    second = await _post(client, channel)
    said = await ana.says("mine", in_channel="general")
    assert (ana.unread(channel), ben.unread("#general")) == (2, 3)

    ana.reads(channel, first)
    assert (ana.unread(channel), ana.has_read(channel)) == (1, first)
    ana.reads(channel, second)
    assert (ana.unread(channel), ben.unread(channel)) == (0, 3)
    ben.reads(channel, said.ts)
    assert ben.unread(channel) == 0
    ana.reads(channel, first)
    assert ana.unread(channel) == 0, "nobody unreads"


async def test_edits_bring_no_mark_and_deletions_take_it_away(
    app: AsyncApp, client: AsyncWebClient, channel: str, ana: Person
) -> None:
    ts = await _post(client, channel)
    ana.reads(channel, ts)
    await client.chat_update(channel=channel, ts=ts, text="other")
    assert ana.unread(channel) == 0
    again = await _post(client, channel)
    assert ana.unread(channel) == 1
    await client.chat_delete(channel=channel, ts=again)
    assert ana.unread(channel) == 0


async def test_what_only_one_person_sees_is_unread_for_them(
    app: AsyncApp, client: AsyncWebClient, channel: str, ana: Person, ben: Person
) -> None:
    sent = await client.chat_postEphemeral(channel=channel, user=ana.id, text="psst")
    assert (ana.unread(channel), ben.unread(channel)) == (1, 0)
    ana.reads(channel, sent["message_ts"])
    assert ana.unread(channel) == 0


async def test_replies_count_for_whoever_follows_the_thread(
    *, slack: Playground, app: AsyncApp, client: AsyncWebClient, channel: str, ana: Person, ben: Person
) -> None:
    cleo = slack.add_person("cleo@example.com", "Cleo Wood")
    dan = slack.add_person("dan@example.com", "Dan Hill")
    slack.workspace.conversations[channel].members += [cleo.id, dan.id]
    asked = await ana.says("who comes?", in_channel="general")
    everybody = (ana, ben, cleo, dan)
    for person in everybody:
        person.reads(channel, asked.ts)

    await ben.replies(asked, "me")
    assert [person.unread(channel) for person in everybody] == [1, 0, 0, 0]
    await _post(client, channel, f"and <@{cleo.id}>?", asked.ts)
    assert [person.unread(channel) for person in everybody] == [2, 1, 2, 0]
    assert [person.unread_below(asked) for person in everybody] == [2, 1, 2, 2]

    reply = ana.thread(asked)[-1]
    ana.reads(channel, reply.ts)
    assert (ana.unread(channel), ana.unread_below(asked), ana.has_read(channel, asked)) == (0, 0, reply.ts)
    assert ana.has_read(channel) == asked.ts, "a thread is read by itself"


async def test_in_a_direct_message_every_thread_counts(
    app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    top = await _post(client, ana.id)
    where = ana.last.channel
    ana.reads(where, top)
    await _post(client, where, "more", top)
    assert ana.unread(where) == 1


async def test_whoever_is_mentioned_above_a_thread_follows_it(
    app: AsyncApp, client: AsyncWebClient, channel: str, ana: Person, ben: Person
) -> None:
    top = await _post(client, channel, f"<@{ana.id}>, a word?")
    for person in (ana, ben):
        person.reads(channel, top)
    await _post(client, channel, "or two", top)
    assert (ana.unread(channel), ben.unread(channel)) == (1, 0)


async def test_a_whisper_in_a_thread_counts_there(
    app: AsyncApp, client: AsyncWebClient, channel: str, ana: Person, ben: Person
) -> None:
    top = await _post(client, channel)
    ana.reads(channel, top)
    await client.chat_postEphemeral(channel=channel, user=ana.id, text="psst", thread_ts=top)
    assert (ana.unread(channel), ana.unread_below(_top(ana))) == (1, 1)
    ana.reads(channel, ana.thread(_top(ana))[0].ts)
    assert ana.unread(channel) == 0


def _top(person: Person) -> Message:
    return person.channel("general")[0]


async def test_a_place_without_a_message_is_never_beyond_the_last_one(
    app: AsyncApp, client: AsyncWebClient, channel: str, ana: Person
) -> None:
    ana.reads(channel, "9999999999.000000")
    await _post(client, channel)
    assert ana.unread(channel) == 1
    ana.reads(channel, "9999999999.000000")
    assert ana.unread(channel) == 0
    await _post(client, channel)
    assert ana.unread(channel) == 1


async def test_marks_are_for_members(
    *, slack: Playground, app: AsyncApp, client: AsyncWebClient, channel: str, ana: Person, ben: Person
) -> None:
    cleo = slack.add_person("cleo@example.com", "Cleo Wood")
    ts = await _post(client, channel)
    await _post(client, ben.id)
    assert cleo.unread(channel) == 0
    cleo.reads(channel, ts)
    with pytest.raises(Impossible, match="can't see"):
        ana.reads(ben.last.channel, ts)
    with pytest.raises(Impossible, match="no conversation called"):
        ana.unread("nowhere")
    with pytest.raises(Impossible, match="named by the time"):
        ana.reads(channel, "yesterday")
    await slack.deactivates(ben)
    assert ben.unread(channel) == 0


async def test_reading_is_a_change_only_where_a_mark_goes(
    slack: Playground, app: AsyncApp, client: AsyncWebClient, channel: str, ana: Person
) -> None:
    ts = await _post(client, channel)
    before = slack.changes.version
    ana.reads(channel, ts)
    assert slack.changes.version == before + 1
    ana.reads(channel, ts)
    assert slack.changes.version == before + 1
