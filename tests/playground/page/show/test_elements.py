import dataclasses
from collections.abc import Sequence
from typing import Any

import pytest

from bot.playground.page.show.blocks import draw_message, draw_view
from bot.playground.reading.rich_text import as_rich_text
from bot.playground.state.views import View
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
from tests.playground.page.gallery import (
    AROUND,
    CHANNELS,
    CONFIRM,
    OPTIONS,
    OVERFLOW,
    PEOPLE,
    WORKSPACE,
    message,
)
from tests.playground.page.markup import Tag, read

Json = dict[str, Any]


def drawn(element: Json, **more: Any) -> Tag:
    """The element in an `actions` block of a message."""
    return read(draw_message(message(actions(element, block_id="b")), AROUND, **more))


def asked(element: Json, error: str = "", **more: Any) -> Tag:
    """The element as a question of a form."""
    block = input_block(element, "Which?", block_id="b", **more)
    errors = {"b": error} if error else {}
    view = View("V1", "U001", home(block), "h", WORKSPACE, errors=errors)
    return read(draw_view(view, AROUND))


def test_a_button_says_what_it_is_and_what_it_carries() -> None:
    shown = drawn(button("go", "Go :wave:", value="7", style="primary")).one("button")
    assert shown.text == "Go 👋"
    assert shown.attributes == {
        "type": "button",
        "class": "button primary",
        "data-block": "b",
        "data-action": "go",
        "data-kind": "button",
        "data-travels": "at-once",
        "data-value": "7",
    }


def test_a_button_with_an_address_is_a_link_that_the_app_hears_of() -> None:
    link = drawn(button("go", url="https://example.com")).one("a", kind="button")
    assert (link["href"], link["target"], link["data-action"]) == ("https://example.com", "_blank", "go")


def test_a_button_with_an_unsafe_address_is_a_button() -> None:
    shown = drawn(button("go", url="javascript:alert(1)"))
    assert shown.one("button")["data-action"] == "go"
    assert not shown.all("a")


def test_a_button_may_be_called_otherwise() -> None:
    shown = drawn(button("go", accessibility_label="Go to the next week"))
    assert shown.one("button")["aria-label"] == "Go to the next week"


def test_who_is_asked_for_confirmation_reads_plain_words() -> None:
    shown = drawn(button("go", confirm=CONFIRM)).one("button")
    assert {name: value for name, value in shown.attributes.items() if "confirm" in name} == {
        "data-confirm-title": "Withdraw it?",
        "data-confirm-text": "Ben will no longer see it.",
        "data-confirm-yes": "Withdraw",
        "data-confirm-no": "Keep it",
        "data-confirm-style": "danger",
    }


def test_a_menu_behind_dots_has_a_button_for_each_entry() -> None:
    leads = option("docs", "Documents") | {"url": "https://example.com"}
    shown = drawn(OVERFLOW | {"options": [*OVERFLOW["options"], leads]}).one("details")
    entries = shown.all(kind="overflow")
    assert [(one.name, one["data-choice"], one.text) for one in entries] == [
        ("button", "skip", "Skip this one"),
        ("button", "pause", "Pause for a week"),
        ("a", "docs", "Documents"),
    ]
    assert {one["data-action"] for one in entries} == {"more"}
    assert shown.one("summary")["aria-label"] == "More actions"


def test_a_menu_begins_with_nothing_chosen() -> None:
    shown = drawn(select("a", "b", placeholder=plain("How often?"))).one("select")
    assert [(one["value"], one.text) for one in shown.all("option")] == [
        ("", "How often?"),
        ("a", "a"),
        ("b", "b"),
    ]
    assert not [one for one in shown.all("option") if "selected" in one.attributes]
    assert shown["aria-label"] == "How often?"


def chosen(shown: Tag) -> list[str]:
    return [one["value"] for one in shown.all() if {"selected", "checked"} & set(one.attributes)]


def test_what_was_chosen_in_a_message_wins_over_what_it_began_with() -> None:
    element = {"type": "static_select", "action_id": "pick", "options": OPTIONS, "initial_option": OPTIONS[0]}
    assert chosen(drawn(element)) == ["a"]
    assert chosen(drawn(element, entries={("b", "pick"): OPTIONS[2]})) == ["c"]
    assert chosen(drawn(element, entries={("b", "pick"): None})) == []


def test_descriptions_and_groups_of_a_menu_are_kept() -> None:
    groups = [
        {"label": plain("Usual"), "options": OPTIONS[:2]},
        {"label": plain("Rare"), "options": OPTIONS[2:]},
    ]
    shown = drawn({"type": "static_select", "action_id": "pick", "option_groups": groups})
    assert [group["label"] for group in shown.all("optgroup")] == ["Usual", "Rare"]
    assert shown.all("option")[2].text == "Every two weeks — What most pairs do"


@pytest.mark.parametrize(("kind", "box"), [("radio_buttons", "radio"), ("checkboxes", "checkbox")])
def test_boxes_are_a_group_with_labels(kind: str, box: str) -> None:
    shown = drawn({"type": kind, "action_id": "pick", "options": OPTIONS}).one("fieldset", kind=kind)
    boxes = shown.all("input")
    assert [(one["type"], one["value"]) for one in boxes] == [(box, "a"), (box, "b"), (box, "c")]
    assert len({one["name"] for one in boxes}) == 1
    assert [label.text for label in shown.all("label")][1] == "Every two weeksWhat most pairs do"


def test_boxes_may_be_written_with_style() -> None:
    styled = [{"text": {"type": "mrkdwn", "text": "*Bold*"}, "value": "a"}]
    shown = drawn({"type": "checkboxes", "action_id": "pick", "options": styled})
    assert shown.one("strong").text == "Bold"
    assert shown.one("label")["data-words"] == "Bold"


def test_pickers_of_people_offer_who_is_there_and_keep_who_left() -> None:
    gone = [dataclasses.replace(user, deleted=True) for user in PEOPLE[2:]]
    around = dataclasses.replace(AROUND, people=[*PEOPLE[:2], *gone])
    block = actions({"type": "users_select", "action_id": "pick", "initial_user": "U005"}, block_id="b")
    shown = read(draw_message(message(block), around))
    assert [one.text for one in shown.all("option")] == [
        "Choose a person",
        "Ana Ruiz",
        "Ben Okafor",
        "Esi Mensah",
    ]
    assert chosen(shown) == ["U005"]


def test_several_people_are_chosen_in_a_list_with_a_filter() -> None:
    element = {"type": "multi_users_select", "action_id": "pick", "max_selected_items": 3}
    shown = drawn(element | {"initial_users": ["U002", "U004"]}).one("details", kind="multi_users_select")
    assert shown["data-most"] == "3"
    assert "data-filter" in shown.one("input", filter="").attributes
    assert [one["value"] for one in shown.all("input") if one["type"] == "checkbox"] == [u.id for u in PEOPLE]
    assert chosen(shown) == ["U002", "U004"]
    chips = shown.one("span", chips="")
    assert [chip.text for chip in chips.all("span")] == ["Ben Okafor", "Dmitri Vasquez"]


def test_a_picker_without_a_choice_says_what_it_is_for_and_has_no_chips() -> None:
    shown = drawn({"type": "multi_users_select", "action_id": "pick", "placeholder": plain("Members")})
    assert shown.one("span", chips="").inside == []
    assert shown.one("summary").text == "Members"
    assert shown.one("summary")["aria-label"] == "Members"


@pytest.mark.parametrize(
    ("element", "offered"),
    [
        ({"type": "channels_select"}, ["C001", "C002"]),
        ({"type": "conversations_select"}, ["C001", "C002", "C003"]),
        ({"type": "conversations_select", "filter": {"include": ["private"]}}, ["C003"]),
        ({"type": "conversations_select", "filter": {"exclude_bot_users": True}}, ["C001", "C002", "C003"]),
        ({"type": "conversations_select", "filter": {"include": ["im"]}}, []),
    ],
)
def test_pickers_of_channels_offer_what_their_filter_says(element: Json, offered: list[str]) -> None:
    archived = dataclasses.replace(CHANNELS[0], id="C004", is_archived=True)
    around = dataclasses.replace(AROUND, channels=[*CHANNELS, archived])
    shown = read(draw_message(message(actions(element | {"action_id": "pick"})), around))
    assert [one["value"] for one in shown.all("option")][1:] == offered


@pytest.mark.parametrize(
    ("element", "kind", "value"),
    [
        ({"type": "datepicker", "initial_date": "2026-03-09"}, "date", "2026-03-09"),
        ({"type": "timepicker", "initial_time": "14:30"}, "time", "14:30"),
        ({"type": "datetimepicker", "initial_date_time": 1772528400}, "datetime-local", "2026-03-03T10:00"),
    ],
)
def test_days_and_times_are_the_viewers(element: Json, kind: str, value: str) -> None:
    shown = drawn(element | {"action_id": "pick"}).one("input")
    assert (shown["type"], shown["value"]) == (kind, value)
    assert shown["aria-label"] in ("Date", "Time", "Date and time")


@pytest.mark.parametrize("kind", ["file_input", "workflow_button", "video"])
def test_what_people_cannot_use_here_is_a_box_that_says_so(kind: str) -> None:
    shown = asked({"type": kind, "action_id": "pick"})
    assert f"{kind} element: this page has no drawing for it." in shown.text
    assert not [tag for tag in shown.all() if tag.name in ("input", "select", "button")]


def test_typed_text_has_its_limits() -> None:
    element = text_input(min_length=2, max_length=9, placeholder=plain("In short"), focus_on_load=True)
    shown = asked(element).one("input")
    assert (shown["type"], shown["minlength"], shown["maxlength"]) == ("text", "2", "9")
    assert (shown["placeholder"], shown["data-focus"]) == ("In short", "")


def test_numbers_have_their_bounds() -> None:
    element = {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "max_value": "5"}
    shown = asked(element | {"initial_value": "3"}).one("input")
    assert (shown["type"], shown["max"], shown["step"], shown["value"]) == ("number", "5", "1", "3")
    assert asked(element | {"is_decimal_allowed": True}).one("input")["step"] == "any"


def test_long_text_keeps_its_first_line_break() -> None:
    # A browser drops the line break that follows the tag, so there is one more.
    element = text_input(multiline=True, initial_value="\nbelow")
    assert asked(element).one("textarea").text == "\n\nbelow"


@pytest.mark.parametrize(("more", "travels"), [({}, "form"), ({"dispatch_action": True}, "at-once")])
def test_a_question_waits_for_the_form_unless_the_app_wants_to_hear_at_once(more: Json, travels: str) -> None:
    assert asked(text_input(), **more).one("input")["data-travels"] == travels


@pytest.mark.parametrize(
    ("config", "when"),
    [
        ({}, "on_enter_pressed"),
        (
            {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}},
            "on_character_entered",
        ),
    ],
)
def test_text_that_travels_says_when(config: Json, when: str) -> None:
    assert asked(text_input(**config), dispatch_action=True).one("input")["data-dispatch"] == when
    assert asked(text_input()).one("input").get("data-dispatch") is None


def test_a_question_is_tied_to_its_label_its_hint_and_its_error() -> None:
    shown = asked(text_input(), error="Too short.", hint=plain("A word or two"))
    control = shown.one("input")
    assert shown.one("label")["for"] == control["id"]
    assert [shown.by_id(one).text for one in control["aria-describedby"].split()] == [
        "A word or two",
        "Too short.",
    ]
    assert (control["aria-invalid"], control["aria-required"]) == ("true", "true")
    assert shown.by_id(control["aria-describedby"].split()[1])["role"] == "alert"


def test_a_group_is_called_by_its_question() -> None:
    for kind in ("checkboxes", "radio_buttons", "multi_static_select"):
        shown = asked({"type": kind, "action_id": "pick", "options": OPTIONS}, error="No.")
        group = shown.one(kind=kind)
        named = shown.one("summary") if group.name == "details" else group
        assert shown.by_id(named["aria-labelledby"].split()[0]).text == "Which?"
        assert shown.by_id(group["aria-describedby"]).text == "No."


def test_a_question_without_faults_has_no_error_and_an_optional_one_says_so() -> None:
    shown = asked(text_input(), optional=True)
    assert shown.one("label").text == "Which? (optional)"
    assert {"aria-invalid", "aria-describedby", "aria-required"}.isdisjoint(shown.one("input").attributes)


def test_what_stands_beside_a_text_is_called_by_it() -> None:
    block = section("Who leads *Atlas*?", accessory={"type": "users_select", "action_id": "who"})
    shown = read(draw_message(message(block), AROUND))
    assert shown.by_id(shown.one("select")["aria-labelledby"]).text == "Who leads Atlas?"


def test_names_differ_where_a_message_is_shown_twice() -> None:
    block = actions({"type": "radio_buttons", "action_id": "pick", "options": OPTIONS}, block_id="a b/c")
    again = message(block)
    places = [dataclasses.replace(AROUND, place=place) for place in ("left", "left-thread")]
    names = {read(draw_message(again, around)).all("input")[0]["name"] for around in places}
    assert len(names) == 2
    assert all(" " not in name for name in names)


def test_rich_text_is_typed_as_plain_words() -> None:
    held = as_rich_text("See <https://example.com|the *page*>\nand <@U002>", "b")
    shown = asked({"type": "rich_text_input", "action_id": "rich", "initial_value": held}).one("textarea")
    assert shown.text == "\nSee the *page* (https://example.com)\nand @Ben Okafor"
    assert (shown["data-kind"], shown["data-travels"]) == ("rich_text_input", "form")
    assert asked({"type": "rich_text_input", "action_id": "rich"}).one("textarea").text == "\n"


@pytest.mark.parametrize(
    ("kind", "boxes"), [("external_select", "radio"), ("multi_external_select", "checkbox")]
)
def test_a_menu_that_asks_the_app_offers_what_is_chosen_and_what_was_suggested(kind: str, boxes: str) -> None:
    chosen = {"initial_options": OPTIONS[:1]} if "multi" in kind else {"initial_option": OPTIONS[0]}
    block = actions({"type": kind, "action_id": "pick", **chosen})

    def offered(found: Sequence[Json] | None) -> Tag:
        return read(draw_message(message(block), AROUND, suggested=lambda _block, _element: found))

    inputs = offered(OPTIONS[:2]).all("input")
    assert [(one["type"], one["value"], "checked" in one.attributes) for one in inputs[1:]] == [
        (boxes, OPTIONS[0]["value"], True),
        (boxes, OPTIONS[1]["value"], False),
    ]
    assert (inputs[0]["data-look-up"], inputs[0]["placeholder"]) == ("3", "Type 3 characters or more")
    assert "Nothing was found." in offered([]).text
    assert "Nothing was found." not in offered(None).text
