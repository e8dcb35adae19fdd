"""Every kind of element: people can use it, or the app can't send it; and what they can take back."""

from datetime import UTC, datetime
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Impossible, Person, Playground
from bot.playground.checks.elements import ELEMENTS
from tests.playground.blocks import actions, button, home, input_block, modal, option, plain, section, select

pytestmark = pytest.mark.usefixtures("app")

Json = dict[str, Any]
OPTIONS = {"options": [option("a"), option("b")]}
RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "typed"}]}],
}
AT_NINE = int(datetime(2026, 3, 9, 8, tzinfo=UTC).timestamp())
CLICKED: dict[str, tuple[Json, object]] = {
    "button": (button("pick"), None),
    "overflow": (OPTIONS, "a"),
}
ENTERED: dict[str, tuple[Json, object, object]] = {
    "static_select": (OPTIONS, "a", "a"),
    "multi_static_select": (OPTIONS, ["a", "b", "a"], ["a", "b"]),
    "external_select": ({"min_query_length": 0}, "Lisbon", "lis"),
    "multi_external_select": ({"min_query_length": 0}, ["lis"], ["lis"]),
    "users_select": ({}, "ana@example.com", "ana"),
    "multi_users_select": ({}, ["Ana Ruiz"], ["ana"]),
    "channels_select": ({}, "general", "general"),
    "multi_channels_select": ({}, ["#general"], ["general"]),
    "conversations_select": ({}, "general", "general"),
    "multi_conversations_select": ({}, ["general"], ["general"]),
    "datepicker": ({}, "2026-03-09", "2026-03-09"),
    "timepicker": ({}, "09:30", "09:30"),
    "datetimepicker": ({}, "2026-03-09T09:00", AT_NINE),
    "checkboxes": (OPTIONS, ["b"], ["b"]),
    "radio_buttons": (OPTIONS, "b", "b"),
    "plain_text_input": ({}, "typed", "typed"),
    "email_text_input": ({}, "ana@example.com", "ana@example.com"),
    "url_text_input": ({}, "https://example.com", "https://example.com"),
    "number_input": ({"is_decimal_allowed": False}, "7", "7"),
    "rich_text_input": ({}, "typed", RICH),
}
REFUSED = {"workflow_button", "file_input"}


def test_every_kind_is_tried() -> None:
    assert {*CLICKED, *ENTERED} | REFUSED == set(ELEMENTS)


class Heard:
    """What the app was told and asked, and what it suggests."""

    def __init__(self) -> None:
        self.told: list[Json] = []
        self.submitted: list[Json] = []
        self.asked: list[Json] = []
        self.suggests: Json = {"options": [option("lis", "Lisbon"), option("lon", "London")]}


@pytest.fixture
def heard(app: AsyncApp, slack: Playground, ana: Person) -> Heard:
    heard = Heard()
    slack.add_channel("general", [ana])

    @app.action("pick")
    async def clicked(ack: AsyncAck, body: Json) -> None:
        heard.told.append(body)
        await ack()

    @app.view("form")
    async def submitted(ack: AsyncAck, body: Json) -> None:
        heard.submitted.append(body)
        await ack()

    @app.options("pick")
    async def asked(ack: AsyncAck, body: Json) -> None:
        heard.asked.append(body)
        await ack(**heard.suggests)

    return heard


async def _opens(slack: Playground, client: AsyncWebClient, person: Person, *blocks: Json) -> None:
    trigger = slack.slack.triggers.new(person.id)
    await client.views_open(trigger_id=trigger, view=modal(*blocks, callback_id="form"))


@pytest.mark.parametrize("kind", ENTERED)
async def test_a_person_can_use_each_kind_in_a_form(
    *, slack: Playground, heard: Heard, client: AsyncWebClient, ana: Person, kind: str
) -> None:
    own, choice, expected = ENTERED[kind]
    element = {"type": kind, "action_id": "pick", **own}
    await _opens(slack, client, ana, input_block(element, block_id="b", optional=True))
    if "external" in kind:
        await ana.looks_up(ana.form, "pick", "l")
    await ana.fills(pick=choice)
    (held,) = ana.form.entries.values()
    assert _simple(slack, held) == expected
    assert ana.form.lines[1] != "Label (optional): ____"

    await ana.submits(pick=None)
    (values,) = heard.submitted[0]["view"]["state"]["values"]["b"].values()
    assert [value for name, value in values.items() if name != "type"] in ([None], [[]])
    assert slack.troubles == []


def _simple(slack: Playground, held: Any) -> Any:
    if isinstance(held, list):
        return [_simple(slack, one) for one in held]
    if isinstance(held, dict):
        return held.get("value", held)
    user = slack.workspace.users.get(held)
    return user.name if user else slack.workspace.of_channel(held)


@pytest.mark.parametrize("kind", CLICKED)
async def test_a_person_can_click_each_other_kind(
    heard: Heard, client: AsyncWebClient, ana: Person, kind: str
) -> None:
    own, choice = CLICKED[kind]
    await client.chat_postMessage(
        channel=ana.id, text="hi", blocks=[actions({"type": kind, "action_id": "pick", **own})]
    )
    await ana.clicks(ana.last, "pick", option=choice)
    assert heard.told[0]["actions"][0]["type"] == kind


@pytest.mark.parametrize("kind", sorted(REFUSED))
async def test_what_nobody_could_use_the_app_cant_send(
    slack: Playground, client: AsyncWebClient, ana: Person, kind: str
) -> None:
    element = {"type": kind, "action_id": "pick"}
    block = input_block(element) if kind == "file_input" else actions(element)
    with pytest.raises(SlackApiError, match="this playground has no workflows or files"):
        await _opens(slack, client, ana, block)


CONFIRM = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No")}


@pytest.mark.parametrize("element", [button("pick"), select("a", "b"), select("a", "b", kind="overflow")])
async def test_what_is_confirmed_tells_the_app_what_was_asked(
    heard: Heard, client: AsyncWebClient, ana: Person, element: Json
) -> None:
    blocks = [actions({**element, "confirm": CONFIRM})]
    await client.chat_postMessage(channel=ana.id, text="hi", blocks=blocks)
    await ana.clicks(ana.last, "pick", option=None if element["type"] == "button" else "a")
    assert heard.told[0]["actions"][0]["confirm"]["title"]["text"] == "Sure?"


async def test_a_button_that_leads_elsewhere_tells_the_app_too(
    heard: Heard, client: AsyncWebClient, ana: Person
) -> None:
    blocks = [actions(button("pick", "See", url="https://example.com"))]
    await client.chat_postMessage(channel=ana.id, text="hi", blocks=blocks)
    await ana.clicks(ana.last, "pick")
    assert heard.told[0]["actions"][0]["url"] == "https://example.com"


@pytest.mark.parametrize(
    ("kind", "own", "choice"),
    [("radio_buttons", OPTIONS, "a"), ("static_select", OPTIONS, "a"), ("datepicker", {}, "2026-03-09")],
)
async def test_one_choice_can_be_taken_back_only_where_it_is_optional(
    *, slack: Playground, client: AsyncWebClient, ana: Person, kind: str, own: Json, choice: str
) -> None:
    element = {"type": kind, "action_id": "x", **own}
    must, may = (input_block(element, block_id=name, optional=name == "may") for name in ("must", "may"))
    await _opens(slack, client, ana, must, may)
    await ana.fills({"must": None, "may": None})
    await ana.fills({"must": choice, "may": choice})
    await ana.fills(may="")
    assert ana.form.entries["may", "x"] is None
    with pytest.raises(Impossible, match="x is not optional"):
        await ana.fills(must="")


async def test_boxes_can_be_unticked_and_texts_deleted_anywhere(
    slack: Playground, heard: Heard, client: AsyncWebClient, ana: Person
) -> None:
    boxes = actions(select("a", "b", kind="checkboxes"), block_id="boxes")
    text = input_block({"type": "plain_text_input", "action_id": "text"}, block_id="text")
    await _opens(slack, client, ana, boxes, text)
    await ana.clicks(ana.form, "pick", option=["a"])
    await ana.clicks(ana.form, "pick", option=[])
    await ana.fills(text="x")
    await ana.fills(text="")
    assert [told["actions"][0]["selected_options"] == [] for told in heard.told] == [False, True]
    assert ana.form.entries["text", "text"] is None


async def test_a_choice_in_a_message_cant_be_taken_back(
    heard: Heard, client: AsyncWebClient, ana: Person
) -> None:
    await client.chat_postMessage(channel=ana.id, text="hi", blocks=[actions(select("a", "b"))])
    await ana.clicks(ana.last, "pick", option="a")
    with pytest.raises(Impossible, match="not optional"):
        await ana.clicks(ana.last, "pick", option="")


async def test_a_button_holds_no_value(slack: Playground, client: AsyncWebClient, ana: Person) -> None:
    await _opens(slack, client, ana, actions(button("go")))
    for choice in ("x", None):
        with pytest.raises(Impossible, match="holds no value"):
            await ana.fills(go=choice)


async def test_people_choose_among_the_channels_that_they_see(
    slack: Playground, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    for name, members in (("open", []), ("mine", [ana]), ("theirs", [ben])):
        slack.add_channel(name, members, private=name != "open")
    kinds: dict[str, Json] = {
        "any": {"type": "conversations_select"},
        "public": {"type": "channels_select"},
        "private": {"type": "conversations_select", "filter": {"include": ["private"]}},
        "people": {"type": "conversations_select", "filter": {"exclude_bot_users": True}},
    }
    blocks = [input_block({"action_id": name, **kind}, block_id=name) for name, kind in kinds.items()]
    await _opens(slack, client, ana, *blocks)
    dm = slack.workspace.dm(ana.id).id
    offered = {
        "any": ["open", "mine", dm],
        "public": ["open"],
        "private": ["mine"],
        "people": ["open", "mine"],
    }
    for name, channels in offered.items():
        for channel in ("open", "mine", "theirs", dm, slack.workspace.dm(ben.id).id):
            if channel in channels:
                await ana.fills({name: channel})
                continue
            with pytest.raises(Impossible, match="no channel called"):
                await ana.fills({name: channel})


async def test_rich_text_marks_up_what_is_typed_and_takes_only_what_slack_has(
    slack: Playground, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    rich = {"type": "rich_text_input", "action_id": "rich", "initial_value": RICH}
    await _opens(slack, client, ana, input_block(rich, block_id="b"))
    assert ana.form.lines[1] == "Label: typed"
    await ana.fills(rich="ask @ben\nor \x000\x00 nobody")
    assert ana.form.lines[1] == "Label: ask @Ben Okafor\nor \ufffd0\ufffd nobody"
    await ana.fills(rich=RICH)
    for odd in ({"type": "section"}, {"type": "rich_text", "elements": [{"type": "video"}]}):
        with pytest.raises(Impossible, match="text or a block of rich text"):
            await ana.fills(rich=odd)


async def test_a_faulty_rich_text_or_number_to_begin_with_is_refused(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    faulty: list[Json] = [
        {"type": "rich_text_input", "initial_value": {"type": "rich_text"}},
        {"type": "number_input", "is_decimal_allowed": True, "min_value": "few"},
    ]
    for element in faulty:
        with pytest.raises(SlackApiError, match="invalid_arguments"):
            await _opens(slack, client, ana, input_block({"action_id": "x", **element}))


EXTERNAL = {"type": "external_select", "action_id": "pick"}


async def test_the_app_is_asked_what_can_be_chosen(
    slack: Playground, heard: Heard, client: AsyncWebClient, ana: Person
) -> None:
    await client.chat_postMessage(channel=ana.id, text="hi", blocks=[actions(EXTERNAL, block_id="b")])
    with pytest.raises(Impossible, match="from 3 characters on"):
        await ana.looks_up(ana.last, "pick", "li")
    found = await ana.looks_up(ana.last, "pick", "lis")
    assert [one["value"] for one in found] == ["lis", "lon"]
    (asked,) = heard.asked
    assert (asked["type"], asked["value"]) == ("block_suggestion", "lis")
    assert (asked["block_id"], asked["action_id"]) == ("b", "pick")
    assert (asked["container"]["message_ts"], asked["message"]["text"]) == (ana.last.ts, "hi")
    with pytest.raises(Impossible, match=r"there is: Lisbon \(lis\), London"):
        await ana.clicks(ana.last, "pick", option="Rome")
    await ana.clicks(ana.last, "pick", option="lon")
    assert heard.told[0]["actions"][0]["selected_option"]["text"]["text"] == "London"


async def test_what_is_chosen_stays_while_other_things_are_looked_up(
    slack: Playground, heard: Heard, client: AsyncWebClient, ana: Person
) -> None:
    many = {**EXTERNAL, "type": "multi_external_select", "min_query_length": 1}
    await client.views_publish(user_id=ana.id, view=home(section(accessory=many)))
    heard.suggests = {"option_groups": [{"label": plain("Cities"), "options": [option("lis", "Lisbon")]}]}
    await ana.looks_up(ana.home, "pick", "l")
    assert heard.asked[0]["view"]["id"] == ana.home.id
    await ana.clicks(ana.home, "pick", option=["lis"])
    heard.suggests = {"options": [option("rom", "Rome")]}
    await ana.looks_up(ana.home, "pick", "r")
    await ana.clicks(ana.home, "pick", option=["lis", "rom"])
    chosen = heard.told[1]["actions"][0]["selected_options"]
    assert [one["value"] for one in chosen] == ["lis", "rom"]


async def test_suggestions_that_dont_come_or_are_faulty_are_told(
    slack: Playground, heard: Heard, client: AsyncWebClient, ana: Person
) -> None:
    blocks = [actions(EXTERNAL, {**EXTERNAL, "action_id": "unheard"}, select("a") | {"action_id": "fixed"})]
    await client.chat_postMessage(channel=ana.id, text="hi", blocks=blocks)
    heard.suggests = {"options": [{"text": plain("x" * 76), "value": "x"}]}
    assert await ana.looks_up(ana.last, "pick", "lis") == []
    assert await ana.looks_up(ana.last, "unheard", "lis") == []
    assert "less than 76 characters" in ana.notices[0]
    assert "could not be loaded (http_error)" in ana.notices[1]
    with pytest.raises(Impossible, match="suggests nothing"):
        await ana.looks_up(ana.last, "fixed", "lis")
