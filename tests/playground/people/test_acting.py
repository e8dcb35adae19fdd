"""Clicks, choices and commands, in Slack's true shapes."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Impossible, Person, Playground
from tests.playground.blocks import (
    actions,
    button,
    home,
    input_block,
    option,
    plain,
    section,
    select,
    text_input,
)

Payloads = list[dict[str, Any]]
AT_NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def got(app: AsyncApp) -> Payloads:
    """Every block action and command that the app got."""
    payloads: Payloads = []

    @app.action({"action_id": "pick"})
    @app.action("go")
    @app.command("/tandem")
    async def keep(ack: AsyncAck, body: dict[str, Any]) -> None:
        payloads.append(body)
        await ack()

    return payloads


async def _post(client: AsyncWebClient, person: Person, *blocks: dict[str, Any]) -> None:
    await client.chat_postMessage(channel=person.id, text="x", blocks=list(blocks))


async def test_a_click_in_a_message_brings_the_message_and_ways_to_answer(
    slack: Playground, got: Payloads, client: AsyncWebClient, ana: Person
) -> None:
    await _post(client, ana, actions(button("go", value="7"), block_id="b"))
    await ana.clicks(ana.last, "go")

    (payload,) = got
    assert payload["type"] == "block_actions"
    assert payload["user"]["id"] == ana.id
    assert payload["container"]["message_ts"] == ana.last.ts
    assert payload["channel"] == {"id": ana.last.channel, "name": "directmessage"}
    assert payload["message"]["ts"] == ana.last.ts
    assert payload["trigger_id"]
    assert payload["response_url"].startswith(slack.api_url.removesuffix("api/"))
    (action,) = payload["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("go", "b", "7")
    assert action["text"]["text"] == "Go"


async def test_a_click_on_the_home_tab_brings_the_view(
    got: Payloads, client: AsyncWebClient, ana: Person
) -> None:
    await client.views_publish(user_id=ana.id, view=home(section(accessory=button("go"))))
    await ana.clicks(ana.home, "go")

    (payload,) = got
    assert payload["container"] == {"type": "view", "view_id": ana.home.id}
    assert payload["view"]["hash"] == ana.home.hash
    assert "response_url" not in payload
    assert "channel" not in payload


CHOICES: list[tuple[dict[str, Any], object, dict[str, Any]]] = [
    (select("a", "b"), "b", {"selected_option": {"value": "b"}}),
    (select("a", "b", kind="overflow"), "a", {"selected_option": {"value": "a"}}),
    (select("a", "b", kind="radio_buttons"), "b", {"selected_option": {"value": "b"}}),
    (select("a", "b", kind="checkboxes"), ["a", "b"], {"selected_options": [{"value": "a"}, {"value": "b"}]}),
    (select("a", kind="multi_static_select"), [], {"selected_options": []}),
    ({"type": "users_select"}, "ben@example.com", {"selected_user": "Ben Okafor"}),
    ({"type": "multi_users_select"}, ["Ben Okafor"], {"selected_users": ["Ben Okafor"]}),
    ({"type": "channels_select"}, "#general", {"selected_channel": "general"}),
    ({"type": "datepicker"}, date(2026, 3, 9), {"selected_date": "2026-03-09"}),
    ({"type": "timepicker"}, time(9, 30), {"selected_time": "09:30"}),
    ({"type": "datetimepicker"}, AT_NINE, {"selected_date_time": 1772442000}),
]


@pytest.mark.parametrize(("element", "choice", "reported"), CHOICES, ids=[c[0]["type"] for c in CHOICES])
async def test_a_choice_is_reported_as_its_kind_reports_it(
    *,
    slack: Playground,
    got: Payloads,
    client: AsyncWebClient,
    ana: Person,
    ben: Person,
    element: dict[str, Any],
    choice: object,
    reported: dict[str, Any],
) -> None:
    slack.add_channel("general", [ana])
    await _post(client, ana, actions({"action_id": "pick", **element}, block_id="b"))
    await ana.clicks(ana.last, "pick", option=choice)

    (action,) = got[0]["actions"]
    for name, expected in reported.items():
        assert _simple(slack, action[name]) == expected
    state = got[0]["state"]["values"]
    assert ("b" in state) == (element["type"] != "overflow")


def _simple(slack: Playground, value: Any) -> Any:
    """Options as their value, people and channels by name."""
    if isinstance(value, list):
        return [_simple(slack, each) for each in value]
    if isinstance(value, dict):
        return {"value": value["value"]}
    if str(value).startswith("C07"):
        return slack.workspace.of_channel(value)
    return slack.workspace.of_user(value) if isinstance(value, str) else value


async def test_other_choices_of_the_message_are_in_its_state(
    got: Payloads, client: AsyncWebClient, ana: Person
) -> None:
    await _post(client, ana, actions(select("a", "b"), button("go"), block_id="b"))
    await ana.clicks(ana.last, "pick", option="b")
    await ana.clicks(ana.last, "go")
    chosen = got[1]["state"]["values"]["b"]["pick"]
    assert chosen == {"type": "static_select", "selected_option": {**option("b"), "text": _shown("b")}}


def _shown(text: str) -> dict[str, Any]:
    return {**plain(text), "emoji": True}


REFUSED: list[tuple[dict[str, Any], object, str]] = [
    (select("a", "b"), "c", "not offered; there is: a"),
    (select("a", "b"), None, "say which option"),
    (button("pick"), "a", "has no options"),
    ({"type": "users_select"}, "nobody@example.com", "nobody called"),
    ({"type": "channels_select"}, "nowhere", "no channel called"),
    ({"type": "datepicker"}, "9.3.", "not a date"),
    ({"type": "timepicker"}, "9:30", "not a time"),
    ({"type": "datetimepicker"}, "noon", "seconds since 1970"),
    ({"type": "multi_users_select", "max_selected_items": 1}, ["Ana Ruiz", "Ben Okafor"], "1 at most"),
    ({"type": "external_select"}, "x", "nothing was looked up"),
]


@pytest.mark.parametrize(("element", "choice", "why"), REFUSED)
async def test_what_isnt_offered_cant_be_chosen(
    *,
    got: Payloads,
    client: AsyncWebClient,
    ana: Person,
    ben: Person,
    element: dict[str, Any],
    choice: object,
    why: str,
) -> None:
    await _post(client, ana, actions({"action_id": "pick", **element}))
    with pytest.raises(Impossible, match=why):
        await ana.clicks(ana.last, "pick", option=choice)
    assert got == []


async def test_a_click_finds_its_button_or_says_what_there_is(
    got: Payloads, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    await _post(
        client,
        ana,
        actions(button("go", "First", value="1"), block_id="one"),
        actions(button("go", "Second", value="2"), block_id="two"),
    )
    await ana.clicks(ana.last, "go", value="2")
    await ana.clicks(ana.last, "go", block_id="one")
    await ana.clicks(ana.last, "Second")
    assert [payload["actions"][0]["value"] for payload in got] == ["2", "1", "2"]
    with pytest.raises(Impossible, match="there 2 times"):
        await ana.clicks(ana.last, "go")
    with pytest.raises(Impossible, match="no 'Third' here; there is: go"):
        await ana.clicks(ana.last, "Third")
    with pytest.raises(Impossible, match="can't see"):
        await ben.clicks(ana.last, "First")


async def test_a_click_that_isnt_acknowledged_is_told(
    slack: Playground, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    await _post(client, ana, actions(button("nobody.listens")))
    delivery = await ana.clicks(ana.last, "nobody.listens")
    assert not delivery.acked
    assert ana.notices == ["The app did not respond to nobody.listens (http_error)"]
    assert slack.troubles


async def test_a_command_brings_its_words_and_ways_to_answer(
    slack: Playground, got: Payloads, ana: Person, ben: Person
) -> None:
    await ana.types("/tandem", "  ask @ben & <co>  ")

    (form,) = got
    assert form["text"] == f"ask <@{ben.id}|ben> &amp; &lt;co&gt;"
    assert (form["command"], form["user_id"], form["user_name"]) == ("/tandem", ana.id, "ana")
    assert (form["team_id"], form["channel_name"]) == (slack.workspace.team_id, "directmessage")
    assert form["trigger_id"]
    assert form["response_url"]
    with pytest.raises(Impossible, match="not a valid command"):
        await ana.types("/unknown")


async def test_an_answer_with_faulty_blocks_is_a_failed_command(
    slack: Playground, app: AsyncApp, ana: Person
) -> None:
    @app.command("/tandem")
    async def faulty(ack: AsyncAck) -> None:
        await ack(blocks=[{"type": "hologram"}])

    await ana.types("/tandem")
    assert ana.notices == ['/tandem failed with the error "invalid_blocks"']


async def test_an_input_in_a_message_is_typed_by_choosing_it(
    got: Payloads, client: AsyncWebClient, ana: Person
) -> None:
    await _post(client, ana, input_block(text_input("pick"), block_id="b", dispatch_action=True))
    await ana.clicks(ana.last, "pick", option="typed")
    assert got[0]["actions"][0]["value"] == "typed"
    assert got[0]["state"]["values"] == {"b": {"pick": {"type": "plain_text_input", "value": "typed"}}}


async def test_a_button_goes_by_what_whoever_hears_it_hears(
    app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    clicked: list[str] = []

    @app.action("here")
    async def hear(ack: AsyncAck, action: dict[str, Any]) -> None:
        clicked.append(action["value"])
        await ack()

    both = [
        button("here", "Here", value=one, accessibility_label=f"Into the {one}") for one in ("box", "bin")
    ]
    blocks = [section("Where?", accessory=one) for one in both]
    await client.chat_postMessage(channel=ana.id, text="Where?", blocks=blocks)
    assert ana.last.buttons == ["Into the box", "Into the bin"]
    await ana.clicks(ana.last, "Into the bin")
    assert clicked == ["bin"]
