"""Our checks beside those of others: what blockkit builds passes, and slack-sdk is asked as well."""

from collections.abc import Callable
from typing import Any

import blockkit
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.checks.second_opinion import sdk_problems
from bot.playground.checks.surfaces import home_problems, message_problems, modal_problems
from tests.playground.blocks import actions, button, input_block, plain, section, select, text_input

Json = dict[str, Any]


def _built(component: Any) -> Json:
    return dict(component.build())


def test_what_blockkit_builds_passes() -> None:
    message = blockkit.Message("fallback")
    message.add_block(blockkit.Header("Hello"))
    message.add_block(blockkit.Section("*Bold*").accessory(blockkit.Button("Go", action_id="go")))
    message.add_block(blockkit.Context([blockkit.Text("small")]))
    message.add_block(blockkit.Divider())
    options = [blockkit.Option("One", "1"), blockkit.Option("Two", "2")]
    chooser = blockkit.StaticSelect(options=options, placeholder="Pick", action_id="pick")
    message.add_block(blockkit.Actions([chooser, blockkit.Overflow(options=options, action_id="more")]))
    assert message_problems(_built(message)["blocks"]) == []


def test_modals_and_homes_of_blockkit_pass() -> None:
    field = blockkit.Input("How was it?", blockkit.PlainTextInput(action_id="how", multiline=True))
    form = blockkit.Modal(title="Form", submit="Send", blocks=[field])
    assert modal_problems(_built(form)) == []
    assert home_problems(_built(blockkit.Home([blockkit.Section("Welcome")]))) == []


def test_slack_sdk_has_its_say_too() -> None:
    assert "cannot exceed 150" in sdk_problems([{"type": "header", "text": plain("x" * 151)}])[0]
    assert sdk_problems([section(), actions(button())]) == []


Lengthy = tuple[Callable[[int], list[Json]], int]
LENGTHS: list[Lengthy] = [
    (lambda size: [section("x" * size)], 3000),
    (lambda size: [{"type": "header", "text": plain("x" * size)}], 150),
    (lambda size: [actions(button(label="x" * size))], 75),
    (lambda size: [actions(button(value="x" * size))], 2000),
    (lambda size: [actions(*[button(f"b{number}") for number in range(size)])], 25),
    (lambda size: [actions(select(*[f"o{number}" for number in range(size)]))], 100),
    (lambda size: [input_block(label="x" * size)], 2000),
    (lambda size: [input_block(text_input(placeholder=plain("x" * size)))], 150),
]


@settings(deadline=None)
@given(st.sampled_from(LENGTHS), st.integers(min_value=1, max_value=4000))
def test_a_length_passes_exactly_up_to_its_limit(lengthy: Lengthy, size: int) -> None:
    build, most = lengthy
    assert (message_problems(build(size)) == []) == (size <= most)


@settings(deadline=None)
@given(st.data())
def test_any_json_is_judged_without_an_accident(data: st.DataObject) -> None:
    leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
    names = st.sampled_from(["type", "text", "elements", "element", "options", "accessory", "rows", "chart"])
    kinds = st.sampled_from(["section", "actions", "input", "button", "plain_text", "table", "static_select"])
    anything = st.recursive(
        leaves | kinds,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
        max_leaves=12,
    )
    blocks = data.draw(st.lists(anything, max_size=3))
    assert isinstance(message_problems(blocks), list)
    assert isinstance(modal_problems({"type": "modal", "blocks": blocks}), list)
