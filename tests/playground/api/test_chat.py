"""chat.*: what the app writes, changes and takes back."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from tests.playground.blocks import actions, button, section
from tests.playground.support import error_of

METADATA = {"event_type": "tandem", "event_payload": {"delivery": "d1"}}


async def test_a_message_to_a_person_arrives_in_their_dm(client: AsyncWebClient, ana: Person) -> None:
    posted = await client.chat_postMessage(channel=ana.id, text="hello", metadata=METADATA)

    assert posted["channel"].startswith("D")
    assert posted["message"]["bot_id"].startswith("B")
    assert posted["message"]["metadata"] == METADATA
    assert ana.last.ts == posted["ts"]
    assert ana.last.metadata == METADATA


async def test_blocks_come_back_with_ids_and_defaults(client: AsyncWebClient, ana: Person) -> None:
    element = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    posted = await client.chat_postMessage(channel=ana.id, text="x", blocks=[actions(element), section("y")])

    first, second = posted["message"]["blocks"]
    assert first["block_id"] != second["block_id"]
    assert first["elements"][0]["action_id"]
    assert first["elements"][0]["text"]["emoji"] is True
    assert second["text"]["verbatim"] is False


async def test_texts_come_back_escaped_but_read_as_they_were_meant(
    client: AsyncWebClient, ana: Person
) -> None:
    blocks = [actions(button(label="Ben & <Co>")), section(f"a < b &amp; <@{ana.id}>")]
    posted = await client.chat_postMessage(channel=ana.id, text="a & b &lt; c", blocks=blocks)

    message = posted["message"]
    assert message["text"] == "a &amp; b &lt; c"
    assert message["blocks"][0]["elements"][0]["text"]["text"] == "Ben &amp; &lt;Co&gt;"
    assert message["blocks"][1]["text"]["text"] == f"a &lt; b &amp; <@{ana.id}>"
    assert ana.last.lines == ["[Ben & <Co>]", "a < b & @Ana Ruiz"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"blocks": []}, "no_text"),
        ({"text": "x" * 4001}, "msg_too_long"),
        ({"text": "x", "blocks": [{"type": "hologram"}]}, "invalid_blocks"),
        ({"text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": '{"blocks": []}'}, "invalid_blocks_format"),
        ({"text": "x", "metadata": {"event_type": "t"}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": "{"}, "metadata_must_be_sent_as_json"),
        ({"text": "x", "thread_ts": "yesterday"}, "invalid_arguments"),
        ({"text": "x", "attachments": []}, "invalid_arguments"),
    ],
)
async def test_a_faulty_message_is_refused(
    client: AsyncWebClient, ana: Person, given: dict[str, Any], error: str
) -> None:
    call = client.api_call("chat.postMessage", json={"channel": ana.id, **given})
    assert await error_of(call) == error
    assert ana.dm == []


async def test_invalid_blocks_say_which(slack: Playground, client: AsyncWebClient, ana: Person) -> None:
    await error_of(client.chat_postMessage(channel=ana.id, text="x", blocks=[section("y" * 3001)]))
    assert slack.calls[-1].answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_a_message_goes_only_where_the_app_may_write(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    here = slack.add_channel("general", [ana])
    elsewhere = slack.add_channel("random", [ana], with_app=False)
    secret = slack.add_channel("secret", [ana], with_app=False, private=True)
    closed = slack.add_channel("old", [ana])
    closed.is_archived = True

    await client.chat_postMessage(channel=here.id, text="hello")

    assert ana.channel("general")[0].reads == "hello"
    for channel, error in [
        (elsewhere.id, "not_in_channel"),
        (secret.id, "channel_not_found"),
        (closed.id, "is_archived"),
        ("C0", "channel_not_found"),
        ("U0", "channel_not_found"),
        (slack.workspace.bot_user, "cannot_dm_bot"),
    ]:
        assert await error_of(client.chat_postMessage(channel=channel, text="hello")) == error


async def test_who_was_deactivated_gets_nothing(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    opened = await client.conversations_open(users=ana.id)
    await slack.deactivates(ana)
    for channel in (ana.id, opened["channel"]["id"]):
        assert await error_of(client.chat_postMessage(channel=channel, text="hello")) == "user_disabled"


async def test_a_reply_belongs_to_its_thread(client: AsyncWebClient, ana: Person) -> None:
    parent = await client.chat_postMessage(channel=ana.id, text="question")
    reply = await client.chat_postMessage(channel=ana.id, text="answer", thread_ts=parent["ts"])

    assert reply["message"]["parent_user_id"] == parent["message"]["user"]
    assert [message.text for message in ana.thread(ana.dm[0])] == ["answer"]
    deeper = client.chat_postMessage(channel=ana.id, text="deeper", thread_ts=reply["ts"])
    assert await error_of(deeper) == "cannot_reply_to_message"


async def test_below_a_message_that_is_gone_slack_posts_to_the_conversation(
    client: AsyncWebClient, ana: Person
) -> None:
    await client.chat_postMessage(channel=ana.id, text="answer", thread_ts="1700000000.000100")
    assert ana.last.thread_ts is None


async def test_text_without_blocks_takes_the_blocks_away(client: AsyncWebClient, ana: Person) -> None:
    posted = await client.chat_postMessage(channel=ana.id, text="x", blocks=[section("y")])
    where = {"channel": posted["channel"], "ts": posted["ts"]}

    await client.chat_update(**where, text="new", blocks=[section("newer")])
    assert ana.last.reads == "newer"
    was_edited = [ana.last.edited is not None]
    await client.chat_update(**where, text="newest")
    assert ana.last.reads == "newest"
    assert [*was_edited, ana.last.edited is not None] == [False, True]
    assert ana.last.earlier == ["x", "new"]


async def test_only_own_messages_that_exist_can_be_changed_or_deleted(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    slack.connect("http://127.0.0.1:1/nobody")
    said = await ana.says("mine")
    mine: dict[str, Any] = {"channel": said.channel, "ts": said.ts}
    gone: dict[str, Any] = {"channel": said.channel, "ts": "1700000000.000100"}

    assert await error_of(client.chat_update(**mine, text="x")) == "cant_update_message"
    assert await error_of(client.chat_delete(**mine)) == "cant_delete_message"
    assert await error_of(client.chat_update(**gone, text="x")) == "message_not_found"
    assert await error_of(client.chat_delete(**gone)) == "message_not_found"
    by_person = client.chat_update(channel=ana.id, ts=said.ts, text="x")
    assert await error_of(by_person) == "channel_not_found"


@pytest.mark.parametrize(
    ("content", "error"),
    [({"metadata": METADATA}, "no_text"), ({"text": ""}, "no_text"), ({"text": "x" * 4001}, "msg_too_long")],
)
async def test_an_update_needs_content(
    client: AsyncWebClient, ana: Person, content: dict[str, Any], error: str
) -> None:
    posted = await client.chat_postMessage(channel=ana.id, text="x")
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    assert await error_of(client.api_call("chat.update", json=where | content)) == error


async def test_a_deleted_message_is_seen_by_nobody(client: AsyncWebClient, ana: Person) -> None:
    posted = await client.chat_postMessage(channel=ana.id, text="oops")
    message = ana.last
    await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert ana.dm == []
    assert not ana.sees(message)


async def test_an_ephemeral_message_is_seen_by_one_person_and_kept_nowhere(
    slack: Playground, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    channel = slack.add_channel("general", [ana, ben])
    posted = await client.chat_postEphemeral(channel=channel.id, user=ana.id, text="only you")

    assert [message.text for message in ana.channel("general")] == ["only you"]
    assert ben.channel("general") == []
    history = await client.conversations_history(channel=channel.id)
    assert history["messages"] == []
    changed = client.chat_update(channel=channel.id, ts=posted["message_ts"], text="x")
    assert await error_of(changed) == "message_not_found"
    stranger = client.chat_postEphemeral(channel=channel.id, user="U0", text="x")
    assert await error_of(stranger) == "user_not_in_channel"


async def test_a_permalink_leads_to_the_message(client: AsyncWebClient, ana: Person) -> None:
    posted = await client.chat_postMessage(channel=ana.id, text="x", blocks=[actions(button())])
    link = await client.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])
    assert link["permalink"].endswith(f"/archives/{posted['channel']}/p{posted['ts'].replace('.', '')}")
    missing = client.chat_getPermalink(channel=posted["channel"], message_ts="1.000000")
    assert await error_of(missing) == "message_not_found"
