"""A small Bolt app that is nobody's in particular, used through the page: what is drawn is what is sent."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from tests.playground.page.markup import Tag, read
from tests.playground.page.picking import texts
from tests.playground.page.visitor import Answer, Visitor
from tests.playground.test_with_bolt import BUTTON, modal

Json = dict[str, Any]


def lunch(app: AsyncApp, client: AsyncWebClient) -> None:
    """Asks who comes to lunch."""

    @app.event("message")
    async def heard(event: Json) -> None:
        if "bot_id" not in event:
            await client.chat_postMessage(channel=event["channel"], text="Lunch?", blocks=[BUTTON])

    @app.action("demo.answer")
    async def answer(ack: AsyncAck, body: Json) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal("Lunch"))
        await ack()

    @app.view("demo.form")
    async def take(ack: AsyncAck, body: Json, view: Json) -> None:
        text = view["state"]["values"]["demo.text"]["text"]["value"]
        await client.views_publish(user_id=body["user"]["id"], view=home(text))
        await ack()


def home(text: str) -> Json:
    return {"type": "home", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": text}}]}


async def press(visitor: Visitor, person: Person, page: Tag, label: str) -> Answer:
    """Click a button as the script does: with what its markup says, and that of what it stands in."""
    around = next(tag for tag in page.all() if tag.get("data-target") and label in _labels(tag))
    button = next(tag for tag in around.all("button", kind="button") if tag.text.strip() == label)
    return await visitor.act(
        person,
        "click",
        target=around["data-target"],
        block=button["data-block"],
        action=button["data-action"],
        value=button.get("data-value"),
    )


def _labels(tag: Tag) -> list[str]:
    return [button.text.strip() for button in tag.all("button", kind="button")]


async def test_it_is_talked_to_clicked_and_answered(
    visitor: Visitor, slack: Playground, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    lunch(app, client)
    pane = read(await visitor.pane(ana))
    where = next(form for form in pane.all("form") if form.get("data-where"))["data-where"]

    await visitor.act(ana, "say", where=where, text="hungry")
    await press(visitor, ana, read(await visitor.pane(ana)), "Answer")
    form = read(await visitor.pane(ana))
    (box,) = [tag for tag in form.all("textarea") if tag.get("data-travels") == "form"]
    view = next(tag["data-view"] for tag in form.all("form") if tag.get("data-view"))
    entry = {"block": box["data-block"], "action": box["data-action"], "choice": "at one"}
    sent = await visitor.act(ana, "submit", view=view, entries=[entry])

    assert sent.status == 204
    assert texts(await visitor.pane(ana, "home"), ".block") == ["at one"]
    assert slack.troubles == []
