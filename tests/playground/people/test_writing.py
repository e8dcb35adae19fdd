"""What people write, in Slack's true shapes, and who can see it."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Impossible, Person, Playground


@pytest.fixture
def heard(app: AsyncApp) -> list[dict[str, Any]]:
    """Every message event that the app got."""
    events: list[dict[str, Any]] = []

    @app.event("message")
    async def hear(event: dict[str, Any]) -> None:
        events.append(event)

    return events


async def test_a_message_event_has_all_that_slack_sends(
    slack: Playground, heard: list[dict[str, Any]], ana: Person
) -> None:
    said = await ana.says("tea & <cake>, see https://example.com")

    (event,) = heard
    assert event["text"] == "tea &amp; &lt;cake&gt;, see <https://example.com>"
    assert {name: event[name] for name in ("type", "user", "channel", "ts", "event_ts", "channel_type")} == {
        "type": "message",
        "user": ana.id,
        "channel": said.channel,
        "ts": said.ts,
        "event_ts": said.ts,
        "channel_type": "im",
    }
    assert event["blocks"][0]["elements"][0]["elements"][0]["text"] == "tea & <cake>, see "
    assert event["client_msg_id"]
    assert event["team"] == slack.workspace.team_id
    assert "subtype" not in event


async def test_a_reply_names_its_thread(
    heard: list[dict[str, Any]], client: AsyncWebClient, ana: Person
) -> None:
    await client.chat_postMessage(channel=ana.id, text="How was it?")
    question = ana.last
    answer = await ana.replies(question, "good")
    await ana.replies(answer, "very good")

    assert [(event["thread_ts"], event["parent_user_id"]) for event in heard] == [
        (question.ts, question.user),
        (question.ts, question.user),
    ]
    assert [message.text for message in ana.thread(question)] == ["good", "very good"]


async def test_an_edit_and_a_deletion_are_hidden_events_about_a_message(
    heard: list[dict[str, Any]], ana: Person
) -> None:
    said = await ana.says("frist")
    await ana.edits(said, "first")
    await ana.deletes(said)

    _, changed, deleted = heard
    assert changed["subtype"] == "message_changed"
    assert changed["hidden"]
    assert changed["message"]["text"] == "first"
    assert changed["message"]["edited"]["user"] == ana.id
    assert changed["message"]["client_msg_id"] == changed["previous_message"]["client_msg_id"]
    assert changed["previous_message"]["text"] == "frist"
    assert "user" not in changed
    assert deleted["subtype"] == "message_deleted"
    assert deleted["deleted_ts"] == said.ts
    assert deleted["ts"] != said.ts
    assert deleted["previous_message"]["text"] == "first"
    assert ana.dm == []


async def test_a_deleted_message_above_a_thread_becomes_a_tombstone(
    heard: list[dict[str, Any]], ana: Person
) -> None:
    parent = await ana.says("above")
    await ana.replies(parent, "below")
    await ana.deletes(parent)

    assert heard[-1]["subtype"] == "message_changed"
    assert heard[-1]["message"]["subtype"] == "tombstone"
    assert heard[-1]["previous_message"]["text"] == "above"


async def test_nobody_changes_what_others_wrote(
    app: AsyncApp, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    await client.chat_postMessage(channel=ana.id, text="from the app")
    for verb in (ana.edits(ana.last, "mine"), ana.deletes(ana.last)):
        with pytest.raises(Impossible, match="didn't write"):
            await verb
    with pytest.raises(Impossible, match="can't see"):
        await ben.replies(ana.last, "hello")
    for text, why in (("  ", "empty"), ("x" * 12_001, "12000")):
        with pytest.raises(Impossible, match=why):
            await ana.says(text)


async def test_a_channel_is_read_by_all_and_a_private_one_by_its_members(
    slack: Playground, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    guest = slack.add_person("guest@example.com", is_restricted=True)
    public = slack.add_channel("general", [ana])
    private = slack.add_channel("secret", [ana], private=True)
    await client.chat_postMessage(channel=public.id, text="to all")
    await client.chat_postMessage(channel=private.id, text="to some")
    await client.chat_postMessage(channel=ana.id, text="to Ana")

    open_one, secret, personal = ana.everything

    assert [person.id for person in slack.who_sees(open_one)] == [ana.id, ben.id]
    assert [person.id for person in slack.who_sees(secret)] == [ana.id]
    assert [person.id for person in slack.who_sees(personal)] == [ana.id]
    assert ben.channel("general") == [open_one]
    for person, channel in ((ben, "secret"), (guest, "general")):
        with pytest.raises(Impossible, match="can't see"):
            person.channel(channel)
    with pytest.raises(Impossible, match="no channel called"):
        ana.channel("nowhere")


async def test_a_message_tells_whom_it_would_notify(client: AsyncWebClient, ana: Person) -> None:
    forged = {"type": "section", "text": {"type": "mrkdwn", "text": "<!channel> <https://x.example|y>"}}
    await client.chat_postMessage(channel=ana.id, text=f"<@{ana.id}>", blocks=[forged])
    assert ana.last.mentions == [ana.id, "!channel"]
    assert [(link.url, link.label) for link in ana.last.links] == [("https://x.example", "y")]
    assert ana.last.reads == "@channel y (https://x.example)"


async def test_before_the_app_says_anything_there_is_no_last_message(ana: Person) -> None:
    with pytest.raises(Impossible, match="said nothing"):
        _ = ana.last
