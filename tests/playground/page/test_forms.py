"""Modals on the page: filled in, refused at their inputs, pushed and updated."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from tests.playground import blocks
from tests.playground.page.picking import elements, texts
from tests.playground.page.visitor import Answer, Visitor
from tests.playground.test_with_bolt import BUTTON, modal

Json = dict[str, Any]


@pytest.fixture
async def form(app: AsyncApp, client: AsyncWebClient, ana: Person) -> AsyncApp:
    """Ana has a form open that is content with five letters, and pushes another for `push please`."""

    @app.action("demo.answer")
    async def answer(ack: AsyncAck, body: Json) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal() | {"notify_on_close": False})
        await ack()

    @app.view("demo.form")
    async def take(ack: AsyncAck, view: Json) -> None:
        text = view["state"]["values"]["demo.text"]["text"]["value"]
        if text == "push please":
            await ack(response_action="push", view=modal("Another"))
        elif text == "update please":
            await ack(response_action="update", view=modal("Changed"))
        elif len(text) < 5:
            await ack(response_action="errors", errors={"demo.text": "A little more, please"})
        else:
            await ack()

    await client.chat_postMessage(channel=ana.id, text="A question", blocks=[BUTTON])
    await ana.clicks(ana.last, "demo.answer")
    return app


async def submit(visitor: Visitor, ana: Person, text: object) -> Answer:
    entry = {"block": "demo.text", "action": "text", "choice": text}
    return await visitor.act(ana, "submit", view=ana.form.id, entries=[entry])


async def test_a_form_is_drawn_as_a_dialog(visitor: Visitor, form: AsyncApp, ana: Person) -> None:
    html = await visitor.pane(ana)

    (dialog,) = elements(html, ".modal")
    assert (dialog["role"], dialog["aria-modal"], dialog["data-view"]) == ("dialog", "true", ana.form.id)
    assert dialog.by_id(dialog["aria-labelledby"]).text == "Your answer"
    assert dialog.one("textarea")["data-travels"] == "form"
    assert "inert" in elements(html, ".place")[0].attributes


async def test_a_form_is_sent_and_goes_away(visitor: Visitor, form: AsyncApp, ana: Person) -> None:
    assert (await submit(visitor, ana, "pairing & pepper")).status == 204
    assert ana.modal is None


async def test_what_the_app_refuses_stands_at_its_input_with_what_was_typed(
    visitor: Visitor, form: AsyncApp, ana: Person
) -> None:
    answer = await submit(visitor, ana, "bof")

    assert (answer.status, answer.errors) == (422, {"demo.text": "A little more, please"})
    (box,) = [one for one in elements(await visitor.pane(ana), "textarea") if one.get("aria-invalid")]
    assert box.text.strip() == "bof"


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Please complete this required field."), ("x" * 3001, "text takes 3000 characters")],
)
async def test_what_the_client_refuses_never_reaches_the_app(
    visitor: Visitor, form: AsyncApp, ana: Person, text: str, said: str
) -> None:
    answer = await submit(visitor, ana, text)

    assert answer.status == 422
    assert answer.errors["demo.text"].startswith(said)
    assert ana.form.errors == answer.errors


async def test_a_pushed_form_lies_on_top_and_the_one_below_keeps_its_text(
    visitor: Visitor, form: AsyncApp, ana: Person
) -> None:
    below = ana.form.id
    await submit(visitor, ana, "push please")

    one, other = elements(await visitor.pane(ana), ".modal")
    assert "inert" in one.attributes
    assert "inert" not in other.attributes
    assert one.one("textarea").text.strip() == "push please"
    refused = await visitor.act(ana, "submit", view=below, entries=[])
    assert (refused.status, refused.said) == (409, "This form isn't the one on top.")


async def test_an_updated_form_keeps_what_was_entered(visitor: Visitor, form: AsyncApp, ana: Person) -> None:
    await submit(visitor, ana, "update please")

    html = await visitor.pane(ana)
    assert texts(html, "h3") == ["Changed"]
    assert elements(html, ".modal")[0].one("textarea").text.strip() == "update please"


async def test_entries_that_are_none_are_refused(visitor: Visitor, form: AsyncApp, ana: Person) -> None:
    wrong: list[object] = [None, {}, ["x"]]
    for entries in wrong:
        answer = await visitor.act(ana, "submit", view=ana.form.id, entries=entries)
        assert answer.status == 400
    answer = await visitor.act(ana, "submit", view=ana.form.id, entries=[{"block": "gone", "choice": "x"}])
    assert answer.errors == {"gone": "this control isn't there any more"}


async def test_rich_text_that_nobody_changed_keeps_its_styles(
    visitor: Visitor, app: AsyncApp, slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    bold = {"type": "text", "text": "pairing", "style": {"bold": True}}
    held = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [bold]}]}
    element = {"type": "rich_text_input", "action_id": "rich", "initial_value": held}
    sent: list[Json] = []

    @app.view("form")
    async def take(ack: AsyncAck, view: Json) -> None:
        sent.append(view["state"]["values"]["b"]["rich"]["rich_text_value"]["elements"][0]["elements"][0])
        await ack()

    for words in ("pairing", "pairing, twice"):
        view = blocks.modal(blocks.input_block(element, block_id="b"), callback_id="form")
        await client.views_open(trigger_id=slack.slack.triggers.new(ana.id), view=view)
        (box,) = elements(await visitor.pane(ana), "textarea")[1:]
        assert box.text == "\npairing"
        entry = {"block": "b", "action": "rich", "choice": words}
        assert (await visitor.act(ana, "submit", view=ana.form.id, entries=[entry])).status == 204
    assert sent == [bold, {"type": "text", "text": "pairing, twice"}]
