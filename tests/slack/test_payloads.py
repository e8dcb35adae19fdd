"""Whatever an input element calls its value, a form knows it by its block."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.payloads import Form, Submission

option = st.fixed_dictionaries({"value": st.text(min_size=1)})
element = st.one_of(
    st.fixed_dictionaries({"type": st.just("plain_text_input"), "value": st.none() | st.text()}),
    st.fixed_dictionaries({"type": st.just("static_select"), "selected_option": st.none() | option}),
    st.fixed_dictionaries({"type": st.just("checkboxes"), "selected_options": st.lists(option)}),
    st.fixed_dictionaries({"type": st.just("datepicker"), "selected_date": st.none() | st.text()}),
    st.fixed_dictionaries(
        {"type": st.just("multi_users_select"), "selected_users": st.lists(st.text(min_size=1))}
    ),
    st.fixed_dictionaries({"type": st.just("something new")}),
)


@given(st.dictionaries(st.text(min_size=1), element))
def test_any_state_can_be_read(elements: dict[str, dict[str, Any]]) -> None:
    form = Form.of({"values": {block: {"action": one} for block, one in elements.items()}})
    for block, one in elements.items():
        assert form.text(block) == form.text(block).strip()
        assert isinstance(form.choices(block), list)
        assert form.choice(block) is None or isinstance(form.choice(block), str)
        if one["type"] == "checkboxes":
            assert form.choices(block) == [each["value"] for each in one["selected_options"]]


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"value": "typed"}, "typed"),
        ({"selected_date": "2026-03-02"}, "2026-03-02"),
        ({"selected_time": "10:00"}, "10:00"),
        ({"selected_date_time": 1772452800}, "1772452800"),
        ({"selected_user": "U1"}, "U1"),
        ({"selected_channel": "C1"}, "C1"),
        ({"selected_conversation": "D1"}, "D1"),
        ({"selected_option": {"value": "week"}}, "week"),
        ({"selected_option": None}, None),
        ({"value": None}, None),
    ],
)
def test_single_values(element: dict[str, Any], value: str | None) -> None:
    form = Form.of({"values": {"people.b": {"people.a": element}}})
    assert form.choice("people.b") == value
    assert form.text("people.b") == (value or "")


@pytest.mark.parametrize("key", ["selected_users", "selected_channels", "selected_conversations"])
def test_several_values(key: str) -> None:
    form = Form.of({"values": {"people.b": {"people.a": {key: ["X1", "X2"]}}}})
    assert form.choices("people.b") == ["X1", "X2"]


@pytest.mark.parametrize("state", [None, {}, {"values": {}}, {"values": None}])
def test_no_state_is_an_empty_form(state: dict[str, Any] | None) -> None:
    form = Form.of(state)
    assert (form.text("b"), form.choice("b"), form.choices("b")) == ("", None, [])


def test_a_submission_has_the_same_source_however_often_it_comes() -> None:
    first, again = (Submission("T1", "U1", "people.f", "", Form(), "V1", trigger) for trigger in "ab")
    assert first.source == again.source == "view:V1"
