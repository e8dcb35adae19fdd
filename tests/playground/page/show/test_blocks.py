from typing import Any

import pytest

from bot.playground.checks.surfaces import message_problems, modal_problems
from bot.playground.page.show.blocks import draw_message, draw_view
from tests.playground.blocks import actions, button, mrkdwn, plain, section
from tests.playground.page.gallery import (
    AROUND,
    BLOCKS,
    CARD,
    FORM,
    MORE_CHARTS,
    OURS,
    PICTURE,
    TABLE,
    form,
    message,
    page,
    typed,
    with_files,
)
from tests.playground.page.markup import Tag, read

Json = dict[str, Any]


GALLERY = read(page().removeprefix("<!doctype html>"))


def drawn(*blocks: Json, **more: Any) -> Tag:
    return read(draw_message(message(*blocks, **more), AROUND))


def test_the_gallery_holds_what_slack_takes() -> None:
    assert message_problems(BLOCKS) == message_problems(MORE_CHARTS) == []
    assert modal_problems(FORM) == []


def test_the_gallery_has_no_id_twice_and_every_reference_leads_to_one() -> None:
    for drawing in (draw_message(message(*BLOCKS), AROUND), draw_view(form(), AROUND)):
        shown = read(drawing)
        ids = [tag["id"] for tag in shown.all() if "id" in tag.attributes]
        assert len(ids) == len(set(ids))
        references = ("for", "aria-labelledby", "aria-describedby")
        wanted = [one for tag in shown.all() for name in references for one in (tag.get(name) or "").split()]
        assert wanted
        assert set(wanted) <= set(ids)


def test_every_control_has_a_name_that_is_spoken() -> None:
    shown = GALLERY
    labels = {label.get("for") for label in shown.all("label")}
    inside = {id(inner) for label in shown.all("label") for inner in label.all()}
    controls = [
        tag for tag in shown.all() if tag.name in ("input", "select", "textarea", "fieldset", "summary")
    ]
    for control in controls:
        named = {"aria-label", "aria-labelledby"} & set(control.attributes) or control.get("id") in labels
        assert named or id(control) in inside or control.text.strip(), control.attributes


def test_the_page_needs_neither_styles_nor_scripts_in_its_markup() -> None:
    shown = GALLERY
    assert not shown.all("script")
    assert not [
        tag for tag in shown.all() if any(name == "style" or name.startswith("on") for name in tag.attributes)
    ]


def test_a_section_has_text_fields_and_something_beside_them() -> None:
    block = section("*Text*", fields=[mrkdwn("_one_"), plain("*two*")], accessory=button("go", "Go"))
    shown = drawn(block)
    assert shown.lines[:3] == ["Text", "one", "*two*"]
    assert shown.one("button").text == "Go"


def test_plain_text_has_no_marks() -> None:
    shown = drawn({"type": "section", "text": plain("*a* <@U001> &lt;b&gt; & c\nd")})
    assert shown.one("p").text == "*a* <@U001> <b> & c\nd"


def test_headers_dividers_and_context() -> None:
    context = {"type": "context", "elements": [OURS, PICTURE, mrkdwn("*read* by two")]}
    shown = drawn({"type": "header", "text": plain("Hello")}, {"type": "divider"}, context)
    assert shown.one("h3").text == "Hello"
    assert len(shown.all("hr")) == 1
    assert shown.one("img")["alt"] == "Balance of the two chains"
    assert shown.one("strong").text == "read"


def test_actions_stand_in_their_order() -> None:
    shown = drawn(actions(button("a", "One"), button("b", "Two")))
    assert [one.text for one in shown.all("button")] == ["One", "Two"]


def test_pictures_from_elsewhere_are_spoken_of_and_not_fetched() -> None:
    shown = drawn(PICTURE | {"title": plain("Somewhere")})
    assert not shown.all("img")
    place = next(tag for tag in shown.all("span") if tag.get("role") == "img")
    assert place["aria-label"] == "Mood over time"
    assert "https://pictures.example/mood.png" in place.text


@pytest.mark.parametrize(
    "file", [{"id": "F001"}, {"url": "https://files.slack.invalid/F001/mood.png"}, {"id": "F001", "url": "x"}]
)
def test_pictures_that_were_uploaded_are_shown(file: Json) -> None:
    shown = drawn({"type": "image", "alt_text": "Mood", "slack_file": file})
    assert (shown.one("img")["src"], shown.one("img")["alt"]) == ("/file/F001", "Mood")


def test_a_file_id_reaches_no_other_address() -> None:
    shown = drawn({"type": "image", "alt_text": "x", "slack_file": {"id": "../as/U1?x=//evil"}})
    assert shown.one("img")["src"] == "/file/..%2Fas%2FU1%3Fx%3D%2F%2Fevil"


def test_files_have_title_size_and_words_for_who_cannot_see_them() -> None:
    shown = read(draw_message(with_files(), AROUND))
    assert (shown.one("img")["src"], shown.one("img")["alt"]) == ("/file/F001", "It goes up")
    assert "Mood over time 1 kB" in shown.text
    assert "records.csv, 2.3 MB" in shown.text
    assert [link["href"] for link in shown.all("a")] == ["/file/F001", "/file/F001", "/file/F002"]


def test_tables_have_headings_and_aligned_columns() -> None:
    shown = drawn(TABLE)
    assert [cell.text.strip() for cell in shown.all("th")] == ["Team", "Kept", "Note"]
    assert [cell["class"] for cell in shown.all("td")[:3]] == ["align-left", "align-right", "align-center"]
    assert [cell.text.strip() for cell in shown.all("td")[:3]] == ["Atlas", "7", "on time"]


def test_a_table_of_one_row_is_only_its_heading() -> None:
    shown = drawn(TABLE | {"rows": TABLE["rows"][:1]})
    assert len(shown.all("th")) == 3
    assert not shown.all("td")


def test_cards() -> None:
    shown = drawn(CARD | {"hero_image": PICTURE})
    assert [line for line in shown.lines if line.strip()][-3:-1] != []
    assert shown.one("strong").text == "Atlas"
    assert [one["data-action"] for one in shown.all("button")] == ["open", "leave"]


@pytest.mark.parametrize("level", ["default", "info", "warning", "error", "success"])
def test_alerts_say_how_grave_they_are(level: str) -> None:
    shown = drawn({"type": "alert", "level": level, "text": plain("Mind")})
    assert shown.all("div")[0]["class"] == f"block alert {level}"


@pytest.mark.parametrize("kind", ["video", "file", "call", "page_of_ours", "draw", "seen", "__class__"])
def test_a_block_that_it_does_not_know_is_a_box_that_says_so(kind: str) -> None:
    assert drawn({"type": kind}).text.strip() == f"A {kind} block: this page has no drawing for it."


def test_a_message_with_blocks_does_not_show_the_text_of_its_notification() -> None:
    assert drawn(section("shown"), text="for the notification").text.strip() == "shown"


def test_a_message_without_blocks_shows_its_text() -> None:
    assert drawn(text="*just* text").one("strong").text == "just"


def test_what_a_person_typed_is_read_as_the_client_reads_it() -> None:
    shown = read(draw_message(typed("*so* &lt;b&gt;, https://example.com\n&gt; said"), AROUND))
    assert shown.one("strong").text == "so"
    assert shown.one("a")["href"] == "https://example.com"
    assert shown.one("blockquote").text == "said"


def test_a_form_shows_what_was_entered_and_what_is_wrong() -> None:
    shown = read(draw_view(form(), AROUND))
    assert shown.one("textarea", kind="plain_text_input").text == "\nPairing on\nThursdays"
    assert shown.one("input", kind="number_input")["value"] == "7"
    checked = [tag["value"] for tag in shown.all("input") if "checked" in tag.attributes]
    assert checked == ["U001", "U005", "c"]
    assert [tag.text for tag in shown.all("p") if tag.get("role") == "alert"] == [
        "This title is taken.",
        "Five at most, please.",
        "Ana is in it already.",
        "Choose something else.",
    ]
