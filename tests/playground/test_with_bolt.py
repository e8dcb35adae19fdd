"""A real Bolt app doesn't notice that this is not Slack."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground

BUTTON = {
    "type": "actions",
    "block_id": "ask",
    "elements": [
        {
            "type": "button",
            "action_id": "demo.answer",
            "text": {"type": "plain_text", "text": "Answer"},
            "value": "7",
        }
    ],
}


def modal(title: str = "Your answer") -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "demo.form",
        "private_metadata": "7",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {
                "type": "input",
                "block_id": "demo.text",
                "label": {"type": "plain_text", "text": "What works?"},
                "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
            }
        ],
    }


async def test_a_message_is_heard_and_answered(slack: Playground, app: AsyncApp, ana: Person) -> None:
    @app.event("message")
    async def heard(event: dict[str, Any], say: AsyncSay) -> None:
        if "bot_id" not in event:
            await say(f"You said: {event['text']}")

    await ana.says("salt & <pepper>")

    assert ana.last.reads == "You said: salt & <pepper>"
    assert [message.user for message in ana.dm] == [ana.id, slack.workspace.bot_user]
    assert slack.troubles == []


async def test_the_app_hears_its_own_messages_as_slack_sends_them(
    slack: Playground, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    heard: list[dict[str, Any]] = []

    @app.event("message")
    async def hear(event: dict[str, Any]) -> None:
        heard.append(event)

    posted = await client.chat_postMessage(channel=ana.id, text="first")
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="second")
    await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    await slack.settle()

    assert slack.troubles == []
    # Bolt itself drops what the app wrote (ignoring_self_events), also where the author is inside.
    sent = [delivery.event for delivery in slack.deliveries]
    assert [event.get("subtype") for event in sent] == [None, "message_changed", "message_deleted"]
    assert sent[0]["bot_id"] == slack.workspace.bot_id
    assert sent[1]["previous_message"]["text"] == "first"
    assert sent[1]["message"]["text"] == "second"
    assert sent[2]["deleted_ts"] == posted["ts"]


async def test_a_button_opens_a_modal_that_is_refused_and_then_taken(
    slack: Playground, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    kept: list[str] = []

    @app.action("demo.answer")
    async def answer(ack: AsyncAck, body: dict[str, Any]) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    @app.view("demo.form")
    async def form(ack: AsyncAck, view: dict[str, Any]) -> None:
        text = view["state"]["values"]["demo.text"]["text"]["value"]
        if len(text) < 5:
            await ack(response_action="errors", errors={"demo.text": "A little more, please"})
            return
        kept.append(text)
        await ack()

    await client.chat_postMessage(channel=ana.id, text="A question", blocks=[BUTTON])
    await ana.clicks(ana.last, "Answer")
    assert ana.form.lines == ["Your answer", "What works?: ____", "[Send]"]

    await ana.submits({"What works?": "bof"})
    assert "! A little more, please" in ana.form.lines

    await ana.submits(text="pairing\n& <@U1>")
    assert ana.modal is None
    assert kept == ["pairing\n& <@U1>"]
    assert slack.troubles == []


async def test_a_command_is_answered_to_its_author_alone(
    slack: Playground, app: AsyncApp, ana: Person, ben: Person
) -> None:
    slack.add_channel("general", [ana, ben])

    @app.command("/tandem")
    async def help_(ack: AsyncAck, command: dict[str, Any], respond: Any) -> None:
        await ack(f"help for {command['user_id']}: {command['text']}")
        await respond(text="and this, to everybody", response_type="in_channel")

    await ana.types("/tandem", "help @ben", in_channel="general")

    assert [message.text for message in ana.channel("general")] == [
        "and this, to everybody",
        f"help for {ana.id}: help <@{ben.id}|ben>",
    ]
    assert [message.text for message in ben.channel("#general")] == ["and this, to everybody"]
    assert slack.troubles == []


async def test_home_is_published_when_it_is_opened(
    slack: Playground, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    seen: list[Any] = []

    @app.event("app_home_opened")
    async def opened(event: dict[str, Any]) -> None:
        seen.append(event.get("view"))
        text = {"type": "mrkdwn", "text": f"*Hello* <@{event['user']}>"}
        blocks = [{"type": "section", "text": text}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    await ana.opens_home()
    await ana.opens_home()

    assert ana.home.lines == ["Hello @Ana Ruiz"]
    assert seen[0] is None
    assert seen[1]["id"] == ana.home.id
    assert slack.troubles == []
