"""Every limit of modals and Home tabs, and of message metadata."""

from typing import Any

import pytest

from bot.playground.checks.surfaces import (
    home_problems,
    is_too_large,
    message_problems,
    metadata_error,
    modal_problems,
)
from tests.playground.blocks import (
    actions,
    button,
    home,
    input_block,
    modal,
    plain,
    section,
    table,
    text_input,
)

Json = dict[str, Any]

GOOD_MODALS: dict[str, Json] = {
    "title, submit and close of 24": modal(
        title=plain("x" * 24), submit=plain("x" * 24), close=plain("x" * 24)
    ),
    "100 blocks": modal(*[section()] * 100),
    "private metadata of 3000": modal(section(), private_metadata="x" * 3000),
    "callback id of 255": modal(section(), callback_id="x" * 255, external_id="y" * 255),
    "every flag": modal(section(), clear_on_close=True, notify_on_close=True),
    "an alert": modal({"type": "alert", "text": plain("Careful"), "level": "warning"}),
    "an input of 3000": modal(input_block(text_input(max_length=3000, initial_value="x" * 3000))),
    "no submit without inputs": {"type": "modal", "title": plain("T"), "blocks": [section()]},
}
REFUSED_MODALS: dict[str, tuple[Any, str]] = {
    "title of 25": (modal(title=plain("x" * 25)), "less than 25 characters [json-pointer:/view/title/text]"),
    "submit of 25": (modal(submit=plain("x" * 25)), "less than 25"),
    "close of 25": (modal(close=plain("x" * 25)), "less than 25"),
    "no title": ({"type": "modal", "blocks": [section()]}, "missing required field: title"),
    "no blocks": ({"type": "modal", "title": plain("T")}, "missing required field: blocks"),
    "101 blocks": (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    "private metadata of 3001": (modal(private_metadata="x" * 3001), "less than 3001"),
    "callback id of 256": (modal(callback_id="x" * 256), "less than 256"),
    "inputs without submit": (
        {"type": "modal", "title": plain("T"), "blocks": [input_block()]},
        "missing required field: submit",
    ),
    "a Home tab": (home(section()), "must be a view of type modal"),
    "a table": (modal(table(1, 1)), "unsupported type: table"),
    "unknown field": (modal(section(), colour="red"), "invalid additional property: colour"),
    "something else": ("modal", "must be a view of type modal"),
}


@pytest.mark.parametrize("view", GOOD_MODALS.values(), ids=GOOD_MODALS)
def test_a_good_modal_passes(view: Json) -> None:
    assert modal_problems(view) == []


@pytest.mark.parametrize(("view", "said"), REFUSED_MODALS.values(), ids=REFUSED_MODALS)
def test_a_faulty_modal_is_refused(view: Any, said: str) -> None:
    assert any(said in problem for problem in modal_problems(view)), modal_problems(view)


def test_a_home_tab_has_100_blocks_and_no_title() -> None:
    assert home_problems(home(*[section()] * 100)) == []
    assert "no more than 100 items" in home_problems(home(*[section()] * 101))[0]
    assert "invalid additional property: title" in home_problems(home(title=plain("T")))[0]


def test_what_only_messages_have_is_refused_on_a_home_tab() -> None:
    assert "unsupported type: markdown" in home_problems(home({"type": "markdown", "text": "x"}))[0]


@pytest.mark.parametrize("kind", ["email_text_input", "url_text_input"])
def test_some_inputs_are_for_modals_only(kind: str) -> None:
    block = input_block({"type": kind, "action_id": "a"})
    assert modal_problems(modal(block)) == []
    assert f"unsupported type: {kind}" in home_problems(home(block))[0]
    assert f"unsupported type: {kind}" in message_problems([block])[0]


def test_the_same_action_id_may_be_in_two_blocks() -> None:
    assert home_problems(home(actions(button("a")), actions(button("a")))) == []


def test_a_view_is_at_most_250_kilobytes() -> None:
    blocks = [section("é" * 3000) for _ in range(41)]
    assert not is_too_large(modal(*blocks))
    assert is_too_large(modal(*blocks, section("é" * 3000)))


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "tandem", "event_payload": {"id": "1"}}, None),
        ({}, None),
        ("tandem", "invalid_metadata_format"),
        ({"event_type": "tandem"}, "invalid_metadata_schema"),
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "tandem", "event_payload": "x"}, "invalid_metadata_schema"),
        ({"event_type": "t", "event_payload": {"a": [{"b": 1}], "c": {"d": True}}}, None),
        ({"event_type": "t", "event_payload": {"a": {"b": {"c": 1}}}}, "invalid_metadata_schema"),
        ({"event_type": "t", "event_payload": {"a": [1]}}, "invalid_metadata_schema"),
        ({"event_type": "tandem", "event_payload": {}, "more": 1}, "invalid_metadata_schema"),
        ({"event_type": "tandem", "event_payload": {"x": "y" * 9000}}, "metadata_too_large"),
    ],
)
def test_metadata_names_its_type_and_payload(metadata: object, error: str | None) -> None:
    assert metadata_error(metadata) == error
