"""What people do on the page, and what they are told where Slack's client wouldn't let them."""

import re
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from bot.playground.page.acts import ACTS
from tests.playground.blocks import actions, option
from tests.playground.page.picking import texts
from tests.playground.page.visitor import Visitor, named
from tests.playground.test_with_bolt import BUTTON, modal

Json = dict[str, Any]


async def test_saying_something_is_heard_by_the_app(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person
) -> None:
    answer = await visitor.act(ana, "say", where=slack.workspace.dm(ana.id).id, text="hello <there>")

    assert answer.status == 204
    assert [message.reads for message in ana.dm] == ["hello <there>"]
    assert slack.deliveries[-1].event["text"] == "hello &lt;there&gt;"


async def test_saying_something_in_a_channel_and_below_a_message(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person
) -> None:
    channel = slack.add_channel("general", [ana])

    await visitor.act(ana, "say", where=channel.id, text="one")
    await visitor.act(ana, "say", where=channel.id, text="below", thread=channel.messages[0].ts)

    assert [message.reads for message in ana.thread(channel.messages[0])] == ["below"]


async def test_editing_and_deleting_ones_own_message(visitor: Visitor, app: AsyncApp, ana: Person) -> None:
    message = await ana.says("helo")

    await visitor.act(ana, "edit", where=message.channel, ts=message.ts, text="hello")
    assert message.reads == "hello"
    await visitor.act(ana, "delete", where=message.channel, ts=message.ts)
    assert ana.dm == []


async def test_a_command_reaches_the_app_with_its_words(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person
) -> None:
    @app.command("/tandem")
    async def help_(ack: AsyncAck, command: Json) -> None:
        await ack(f"{command['text']} in {command['channel_id']}")

    channel = slack.add_channel("general", [ana])
    await visitor.act(ana, "command", where=channel.id, text="/tandem help  me")
    await visitor.act(ana, "command", where=slack.workspace.dm(ana.id).id, text="/tandem ")

    assert [message.reads for message in ana.channel("general")] == [f"help  me in {channel.id}"]
    assert ana.last.reads == f" in {slack.workspace.dm(ana.id).id}"


async def test_clicking_choosing_and_typing(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    heard: list[Json] = []

    @app.action(re.compile(""))
    async def act(ack: AsyncAck, action: Json) -> None:
        heard.append(action)
        await ack()

    option = {"text": {"type": "plain_text", "text": "Weekly"}, "value": "week"}
    menu = {"type": "static_select", "action_id": "often", "options": [option]}
    when = {"type": "datetimepicker", "action_id": "when"}
    more = {"type": "overflow", "action_id": "more", "options": [option]}
    several = {"type": "actions", "block_id": "choose", "elements": [menu, when, more]}
    await client.chat_postMessage(channel=ana.id, text="A question", blocks=[BUTTON, several])

    for action, how in (
        ("demo.answer", {"block": "ask", "value": "7"}),
        ("often", {"block": "choose", "choice": "week"}),
        ("when", {"block": "choose", "choice": "2026-03-02T10:00"}),
        ("more", {"block": "choose", "choice": "week"}),
    ):
        assert (await visitor.click(ana, ana.last, action, **how)).status == 204
    refused = await visitor.click(ana, ana.last, "often", block="choose", choice="year")

    assert [action["action_id"] for action in heard] == ["demo.answer", "often", "when", "more"]
    assert heard[1]["selected_option"]["value"] == "week"
    assert heard[2]["selected_date_time"] == 1772442000  # nine o'clock in UTC: ten in Madrid
    assert refused.status == 409
    assert "'year' is not offered" in refused.said


async def test_opening_home_tells_the_app(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person
) -> None:
    assert (await visitor.act(ana, "home")).status == 204
    assert slack.deliveries[-1].event["type"] == "app_home_opened"


async def test_closing_the_form_on_top(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    opens_the_form(app, client)
    await client.chat_postMessage(channel=ana.id, text="A question", blocks=[BUTTON])
    await visitor.click(ana, ana.last, "demo.answer", block="ask", value="7")

    assert (await visitor.act(ana, "close", view=ana.form.id)).status == 204
    assert ana.modal is None


def opens_the_form(app: AsyncApp, client: AsyncWebClient) -> None:
    @app.action("demo.answer")
    async def answer(ack: AsyncAck, body: Json) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()


async def test_a_value_that_travels_at_once_is_entered_and_taken_back(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    opens_the_form(app, client)
    await client.chat_postMessage(channel=ana.id, text="A question", blocks=[BUTTON])
    await ana.clicks(ana.last, "demo.answer")
    where = {"view": ana.form.id, "block": "demo.text", "action": "text"}

    await visitor.act(ana, "enter", **where, choice="half a")
    assert ana.form.entries == {("demo.text", "text"): "half a"}
    await visitor.act(ana, "enter", **where, choice=None)
    assert ana.form.entries == {("demo.text", "text"): None}


async def test_shortcuts_from_the_menu_and_on_a_message(visitor: Visitor, app: AsyncApp, ana: Person) -> None:
    answer = await visitor.act(ana, "shortcut", callback_id="nobody.offers")

    assert answer.status == 409
    assert answer.said


async def test_what_is_impossible_is_said_as_a_sentence(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person, ben: Person
) -> None:
    theirs = await ben.says("mine", in_channel=slack.add_channel("general", [ana, ben]).name)
    where = slack.workspace.dm(ana.id).id
    nothing = {"block": "a", "action": "b"}
    cases: list[tuple[str, Json, str]] = [
        ("say", {"where": where, "text": " "}, "An empty message can't be sent."),
        ("say", {"where": where, "text": "x", "thread": "1.0"}, "This message isn't there any more."),
        ("say", {"where": "C0", "text": "x"}, "There is no channel called 'C0'."),
        (
            "edit",
            {"where": theirs.channel, "ts": theirs.ts, "text": "x"},
            "Ana Ruiz didn't write this message.",
        ),
        ("delete", {"where": where, "ts": "1.0"}, "This message isn't there any more."),
        ("command", {"where": where, "text": "/nope"}, "/nope is not a valid command; there is: "),
        ("click", {"target": "view:V0"} | nothing, "This view isn't open any more."),
        (
            "click",
            {"target": "message:C0:1.0"} | nothing,
            "This message isn't there any more.",
        ),
        (
            "click",
            {"target": named(theirs)} | nothing,
            "This control isn't there any more.",
        ),
        ("close", {"view": "V0"}, "This view isn't open any more."),
        ("submit", {"view": "V0", "entries": []}, "This view isn't open any more."),
    ]
    for act, body, said in cases:
        answer = await visitor.act(ana, act, **body)
        assert answer.status == 409, act
        assert answer.said.startswith(said), answer.said
    assert [message.reads for message in ana.channel("general")] == ["mine"]


async def test_nobody_acts_in_anothers_direct_message(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    await client.chat_postMessage(channel=ben.id, text="For Ben", blocks=[BUTTON])
    where = ben.last.channel

    assert (await visitor.act(ana, "say", where=where, text="hello")).status == 409
    assert (await visitor.act(ana, "say", where=where, text="hello", thread=ben.last.ts)).status == 409
    assert (await visitor.click(ana, ben.last, "demo.answer", block="ask", value="7")).status == 409
    await visitor.act(ana, "read", where=where, ts=ben.last.ts)
    assert ben.unread(where) == 1


@pytest.mark.parametrize("act", sorted(ACTS))
async def test_what_is_no_act_at_all_is_refused(
    visitor: Visitor, app: AsyncApp, ana: Person, act: str
) -> None:
    assert (await visitor.post(f"/as/U0/{act}")).status == 404
    assert (await visitor.post(f"/as/{ana.id}/{act}", [1])).status == 400
    if act != "home":
        assert (await visitor.post(f"/as/{ana.id}/{act}", {})).status == 400
    assert (await visitor.post(f"/as/{ana.id}/nothing")).status == 404


async def test_without_an_app_people_are_told_that_nobody_listens(
    visitor: Visitor, slack: Playground, ana: Person
) -> None:
    answer = await visitor.act(ana, "say", where=slack.workspace.dm(ana.id).id, text="hello")

    assert answer.status == 409
    assert answer.said == "No app is connected."


async def test_failures_of_the_app_stand_above_the_conversation(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person
) -> None:
    before = await visitor.pane(ana)
    answer = await visitor.act(ana, "command", where=slack.workspace.dm(ana.id).id, text="/tandem")

    assert answer.status == 204
    shown = await visitor.pane(ana, notices=0)
    assert "/tandem failed with the error &#34;dispatch_failed&#34;" in shown
    assert "dispatch_failed" not in before
    assert "dispatch_failed" not in await visitor.pane(ana, notices=1)


async def test_json_that_is_nested_too_deep_to_be_read_is_refused(visitor: Visitor, ana: Person) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    headers = {"Origin": visitor.address, "Content-Type": "application/json"}
    address = f"{visitor.address}/as/{ana.id}/say"
    async with visitor.session.post(address, data=deep, headers=headers) as answer:
        assert answer.status == 400


async def test_what_is_typed_in_a_menu_that_asks_goes_to_the_app_and_what_is_ticked_stays(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    cities = [option("lis", "Lisbon"), option("rom", "Rome")]
    told: list[Json] = []

    @app.options("cities")
    async def suggest(ack: AsyncAck, body: Json) -> None:
        await ack(options=[one for one in cities if one["value"].startswith(body["value"])])

    @app.action("cities")
    async def chosen(ack: AsyncAck, action: Json) -> None:
        told.extend(action["selected_options"])
        await ack()

    menu = {"type": "multi_external_select", "action_id": "cities", "min_query_length": 1}
    await client.chat_postMessage(channel=ana.id, text="Where?", blocks=[actions(menu, block_id="b")])
    message = ana.last
    asked = {"target": named(message), "block": "b", "action": "cities"}
    assert (await visitor.act(ana, "look_up", **asked, query="lis")).status == 204
    assert (await visitor.act(ana, "look_up", **asked, query="rom", keep=["lis"])).status == 204
    assert texts(await visitor.pane(ana), ".choice") == ["Lisbon", "Rome"]
    assert (await visitor.act(ana, "click", **asked, choice=["lis", "rom"])).status == 204
    assert [one["value"] for one in told] == ["lis", "rom"]
    refused = await visitor.act(ana, "look_up", **asked, query="")
    assert (refused.status, refused.said) == (409, "Cities asks the app from 1 characters on.")
    assert (await visitor.act(ana, "look_up", **asked, query="lis", keep="lis")).status == 400
