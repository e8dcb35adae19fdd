"""Every limit of messages: at the limit a payload passes, one step beyond it is refused, with the place."""

from typing import Any

import pytest

from bot.playground.checks.surfaces import message_problems
from tests.playground.blocks import (
    actions,
    bars,
    button,
    input_block,
    mrkdwn,
    option,
    pie,
    plain,
    section,
    select,
    table,
    text_input,
)

Json = dict[str, Any]


def numbered_buttons(count: int) -> list[Json]:
    return [button(f"go{number}") for number in range(count)]


def card(**more: Any) -> Json:
    return {"type": "card", "title": plain("Card"), **more}


def overflow(count: int) -> Json:
    return select(*map(str, range(count)), kind="overflow")


def confirm(**more: Any) -> Json:
    return {
        "title": plain("Sure"),
        "text": plain("Really"),
        "confirm": plain("Yes"),
        "deny": plain("No"),
        **more,
    }


IMAGE = {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "x"}
WORDS = {"type": "rich_text_section", "elements": [{"type": "text", "text": "hello"}]}
PICKERS: list[Json] = [
    {"type": "users_select", "action_id": "a"},
    {"type": "multi_users_select", "action_id": "b", "initial_users": ["U1"]},
    {"type": "conversations_select", "action_id": "c", "filter": {"include": ["im"]}},
    {"type": "channels_select", "action_id": "d"},
    {"type": "datepicker", "action_id": "e", "initial_date": "2026-02-28"},
    {"type": "timepicker", "action_id": "f", "initial_time": "09:30"},
    {"type": "datetimepicker", "action_id": "g", "initial_date_time": 1_780_000_000},
    select("1", "2", kind="radio_buttons"),
]

AT_THE_LIMIT: dict[str, list[Json]] = {
    "50 blocks": [section()] * 50,
    "section text of 3000": [section("x" * 3000)],
    "10 fields of 2000": [{"type": "section", "fields": [mrkdwn("x" * 2000)] * 10}],
    "header of 150": [{"type": "header", "text": plain("x" * 150)}],
    "10 context elements": [{"type": "context", "elements": [mrkdwn("x"), IMAGE] * 5}],
    "25 actions": [actions(*numbered_buttons(25))],
    "button text of 75": [actions(button(label="x" * 75))],
    "button value of 2000": [actions(button(value="x" * 2000))],
    "button url of 3000": [actions(button(url="https://" + "x" * 2992))],
    "button with a question": [actions(button(confirm=confirm(), style="danger"))],
    "100 options": [actions(select(*map(str, range(100))))],
    "option text of 75, value of 150": [actions(select() | {"options": [option("v" * 150, "t" * 75)]})],
    "5 overflow options": [section(accessory=overflow(5))],
    "ids of 255": [actions(button("a" * 255), block_id="b" * 255)],
    "every picker": [actions(*PICKERS)],
    "the chosen option is offered": [actions(select("a", "b", initial_option=option("a")))],
    "image": [{**IMAGE, "title": plain("x" * 2000)}],
    "a picture that was uploaded": [{"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"}],
    "divider": [{"type": "divider"}],
    "input in a message": [input_block(dispatch_action=True)],
    "rich text": [{"type": "rich_text", "elements": [WORDS]}],
    "markdown of 12000": [{"type": "markdown", "text": "x" * 12_000}],
    "a table of 100 by 20": [table(100, 20)],
    "two charts": [pie(6), bars(20, 6)],
    "card": [card(subtitle=plain("x" * 150), body=plain("x" * 200), actions=[button()])],
}

REFUSED: dict[str, tuple[list[Json], str]] = {
    "51 blocks": ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "section text": (
        [section("x" * 3001)],
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    "empty text": ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "section with nothing": ([{"type": "section"}], "must define one of: text, fields"),
    "11 fields": ([{"type": "section", "fields": [mrkdwn("x")] * 11}], "no more than 10 items allowed"),
    "a field of 2001": ([{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "less than 2001"),
    "header of 151": ([{"type": "header", "text": plain("x" * 151)}], "less than 151"),
    "header in mrkdwn": ([{"type": "header", "text": mrkdwn("x")}], "unsupported type: mrkdwn"),
    "11 context elements": ([{"type": "context", "elements": [mrkdwn("x")] * 11}], "no more than 10"),
    "no context elements": ([{"type": "context", "elements": []}], "at least 1 items"),
    "button in a context": ([{"type": "context", "elements": [button()]}], "unsupported type: button"),
    "26 actions": ([actions(*numbered_buttons(26))], "no more than 25 items allowed"),
    "no actions": ([actions()], "at least 1 items"),
    "text input among actions": ([actions(text_input())], "unsupported type: plain_text_input"),
    "button text of 76": ([actions(button(label="x" * 76))], "less than 76"),
    "button in mrkdwn": ([actions(button(text=mrkdwn("x")))], "unsupported type: mrkdwn"),
    "button value of 2001": ([actions(button(value="x" * 2001))], "less than 2001"),
    "button without text": ([actions({"type": "button", "action_id": "a"})], "missing required field: text"),
    "button style": ([actions(button(style="huge"))], "must be a valid enum value: primary, danger"),
    "question's title": ([actions(button(confirm=confirm(title=plain("x" * 101))))], "less than 101"),
    "question's text": ([actions(button(confirm=confirm(text=plain("x" * 301))))], "less than 301"),
    "101 options": ([actions(select(*map(str, range(101))))], "no more than 100 items allowed"),
    "no options": ([actions(select())], "at least 1 items"),
    "option text": ([actions(select() | {"options": [option("v", "t" * 76)]})], "less than 76"),
    "option value": ([actions(select() | {"options": [option("v" * 151, "t")]})], "less than 151"),
    "option in mrkdwn": (
        [actions(select() | {"options": [{"text": mrkdwn("x"), "value": "v"}]})],
        "unsupported type: mrkdwn",
    ),
    "the same value twice": ([actions(select("a", "a"))], "option values must be unique: a"),
    "chosen but not offered": (
        [actions(select("a", initial_option=option("b")))],
        "initial option must be one of the options",
    ),
    "6 overflow options": ([section(accessory=overflow(6))], "no more than 5 items allowed"),
    "11 checkboxes": ([actions(select(*map(str, range(11)), kind="checkboxes"))], "no more than 10"),
    "block id of 256": ([section(block_id="b" * 256)], "less than 256"),
    "action id of 256": ([actions(button("a" * 256))], "less than 256"),
    "a block id twice": (
        [section(block_id="b"), section(block_id="b")],
        "block_id must be unique: b [json-pointer:/blocks]",
    ),
    "an action id twice in a block": (
        [actions(button("a"), button("a"))],
        "action_id must be unique: a [json-pointer:/blocks/0]",
    ),
    "unknown block": ([{"type": "hologram"}], "unsupported type: hologram [json-pointer:/blocks/0/type]"),
    "block without type": ([{"text": plain("x")}], "missing required field: type"),
    "unknown field": ([section(colour="red")], "invalid additional property: colour"),
    "blocks that are no objects": (["text"], "missing required field: type"),  # type: ignore[list-item]
    "alert outside of a modal": ([{"type": "alert", "text": plain("x")}], "unsupported type: alert"),
    "a date that is none": (
        [actions({"type": "datepicker", "action_id": "d", "initial_date": "28.2."})],
        "a date such as",
    ),
    "a time that is none": (
        [actions({"type": "timepicker", "action_id": "t", "initial_time": "25:00"})],
        "a time such as",
    ),
    "image without words": (
        [{"type": "image", "image_url": "https://example.com"}],
        "missing required field: alt_text",
    ),
    "image from two places": (
        [{**IMAGE, "slack_file": {"id": "F1"}}],
        "must define exactly one of: image_url, slack_file",
    ),
    "hint in mrkdwn": ([input_block(hint=mrkdwn("x"))], "unsupported type: mrkdwn"),
    "label of 2001": ([input_block(label="x" * 2001)], "less than 2001"),
    "button as an input": ([input_block(button())], "unsupported type: button"),
    "max_length of 3001": ([input_block(text_input(max_length=3001))], "whole number from 1 to 3000"),
    "min over max": ([input_block(text_input(min_length=5, max_length=4))], "min_length must not be"),
    "two focused": (
        [
            input_block(text_input("a", focus_on_load=True)),
            input_block(text_input("b", focus_on_load=True)),
        ],
        "only one element may have focus_on_load",
    ),
    "markdown of 12001 together": (
        [{"type": "markdown", "text": "x" * 6001}, {"type": "markdown", "text": "x" * 6000}],
        "markdown blocks together",
    ),
    "table of 101 rows": ([table(101, 1)], "no more than 100 items allowed"),
    "table of 21 columns": ([table(1, 21)], "no more than 20 items allowed"),
    "uneven table": (
        [{"type": "table", "rows": [*table(1, 1)["rows"], *table(1, 2)["rows"]]}],
        "same number of cells",
    ),
    "two tables": ([table(1, 1), table(1, 1)], "only one table allowed"),
    "three charts": ([pie(), pie(), pie()], "no more than 2 data visualizations"),
    "pie of 7": ([pie(7)], "no more than 6 items allowed"),
    "21 categories": ([bars(21)], "no more than 20 items allowed"),
    "card body of 201": ([card(body=plain("x" * 201))], "less than 201"),
    "card with four buttons": ([card(actions=numbered_buttons(4))], "no more than 3 items allowed"),
    "unknown word in rich text": (
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "shout"}]}]}],
        "unsupported type: shout",
    ),
}


@pytest.mark.parametrize("blocks", AT_THE_LIMIT.values(), ids=AT_THE_LIMIT)
def test_at_the_limit_a_message_passes(blocks: list[Json]) -> None:
    assert message_problems(blocks) == []


@pytest.mark.parametrize(("blocks", "said"), REFUSED.values(), ids=REFUSED)
def test_beyond_the_limit_a_message_is_refused(blocks: list[Json], said: str) -> None:
    problems = message_problems(blocks)
    assert any(said in problem for problem in problems), problems
    assert all(problem.startswith("[ERROR] ") for problem in problems)


def test_points_of_a_chart_belong_to_its_categories() -> None:
    chart = bars(2)
    chart["chart"]["axis_config"]["categories"] = ["c0", "other"]
    assert "data labels must match the categories" in message_problems([chart])[0]


def test_something_other_than_a_list_is_refused() -> None:
    assert message_problems({"blocks": []}) == ["[ERROR] must provide an array [json-pointer:/blocks]"]
