"""No text that a person or an app writes becomes a tag, an attribute or a link that does something."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.page.show.blocks import draw_message, draw_view
from bot.playground.page.show.links import is_safe
from bot.playground.page.show.words import emoji
from bot.playground.reading.mrkdwn import escape, typed
from bot.playground.state.files import File
from bot.playground.state.views import View
from tests.playground.blocks import actions, button, home, input_block, plain, section, text_input
from tests.playground.page import gallery
from tests.playground.page.gallery import AROUND, BLOCKS, FORM, WORKSPACE, message, page
from tests.playground.page.markup import Tag, read

Json = dict[str, Any]
TRICKS = st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        "</textarea></select></style></title>",
        "<!--",
        "]]>",
        "<![CDATA[",
        "<?php",
        "&#60;b&#62;",
        "&amp;lt;",
        "{{ 7 * 7 }}{% raw %}",
        "javascript:alert(1)",
        "<javascript:alert(1)|click>",
        "<https://example.com/\"onclick='x'|*label*>",
        "<https://example.com|<b>>",
        "[x](javascript:alert(1)) <javascript:x> ![p](data:x)",
        "<!date^1^{date}^javascript:alert(1)|<b>>",
        "<@U001|<script>>",
        "<#C001>",
        "```<b>```",
        "`<i>`",
        "*_~x~_*",
        ">>> ",
        "\x00",
        "\x000\x00",
        "\n",
        " ",
    ]
)
TEXTS = st.lists(st.one_of(TRICKS, st.text(st.characters(exclude_categories=["Cs"]))), min_size=1, max_size=6)
TEXT = TEXTS.map("".join)
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
# Text without marks of style, which are tested elsewhere: what stands there is what is read.
UNSTYLED = st.text(
    st.one_of(CHARACTERS.filter(lambda one: one not in "*_~`:@>\n"), st.sampled_from("<&\"'")), min_size=1
)

# Each example is drawn in every block or field.
several = settings(max_examples=50)

KEPT = {"type", "style", "level", "timestamp", "initial_date", "initial_time", "range"}
GALLERY = read(page().removeprefix("<!doctype html>"))
# The gallery has everything but what markdown alone can write.
TAGS = {tag.name for tag in GALLERY.all()} | {"br", "h4", "h5", "h6"}
ATTRIBUTES = {name for tag in GALLERY.all() for name in tag.attributes}


def infected(part: Any, text: str) -> Any:
    """The payload with that text wherever somebody could have written one."""
    if isinstance(part, dict):
        return {name: one if name in KEPT else infected(one, text) for name, one in part.items()}
    if isinstance(part, list):
        return [infected(one, text) for one in part]
    return text if isinstance(part, str) else part


def assert_harmless(markup: str) -> Tag:
    shown = read(markup)
    for tag in shown.all():
        assert tag.name in TAGS
        assert set(tag.attributes) <= ATTRIBUTES, tag.attributes
        assert is_safe(tag.get("href") or "https://x") or tag["href"].startswith("/file/")
        assert (tag.get("src") or "/file/").startswith("/file/")
    return shown


@pytest.mark.parametrize("block", [one for one in BLOCKS if one["type"] != "data_visualization"])
@several
@given(TEXT)
def test_messages_are_harmless(block: Json, text: str) -> None:
    assert_harmless(draw_message(message(infected(block, text)), AROUND))


@given(TEXT)
def test_charts_are_harmless(text: str) -> None:
    block = gallery.PIE | {"title": text, "chart": infected(gallery.PIE["chart"], text)}
    assert_harmless(draw_message(message(block), AROUND))
    plot: Json = gallery.MORE_CHARTS[0]["chart"]
    named = [series | {"name": text} for series in plot["series"]]
    labelled = plot | {
        "series": named,
        "axis_config": plot["axis_config"] | {"x_label": text, "y_label": text},
    }
    assert_harmless(
        draw_message(message({"type": "data_visualization", "title": text, "chart": labelled}), AROUND)
    )


@several
@given(TEXT)
def test_forms_are_harmless(text: str) -> None:
    blocks = [
        infected(block, text) | {"block_id": f"{number}{text}"} for number, block in enumerate(FORM["blocks"])
    ]
    entries = {(str(block["block_id"]), text): text for block in blocks if block["type"] == "input"}
    kept = {
        key: value
        for (key, value), block in zip(entries.items(), blocks[2:], strict=True)
        if block["element"]["type"].endswith("text_input")
    }
    errors = {str(block["block_id"]): text for block in blocks}
    view = View("V1", "U001", home(*blocks), "h", WORKSPACE, entries=kept, errors=errors)
    assert_harmless(draw_view(view, AROUND))


@given(TEXT)
def test_texts_and_files_are_harmless(text: str) -> None:
    for kept in (text, escape(text), typed(text, {"p1": "<@U001>"})):
        assert_harmless(draw_message(message(text=kept), AROUND))
        assert_harmless(draw_message(gallery.typed(kept), AROUND))
    file = File(text, text, 1, text, 0, title=text, alt_text=text)
    assert_harmless(draw_message(message(files=[file]), AROUND))


@given(TEXT)
def test_a_tag_gets_no_attribute_that_it_has_not_with_other_words(text: str) -> None:
    def shape(words: str) -> list[tuple[str, list[str]]]:
        blocks = actions(button("go", words, value=words), block_id=words), input_block(text_input(), words)
        shown = read(draw_message(message(*blocks), AROUND))
        return [(tag.name, sorted(tag.attributes)) for tag in shown.all()]

    assert shape(text) == shape("harmless")


def words_in(block: Json, find: Callable[[Tag], Tag]) -> str:
    return find(read(draw_message(message(block), AROUND))).text


@given(TEXT)
def test_plain_text_is_read_as_it_was_written(text: str) -> None:
    given_text = {"type": "section", "text": plain(escape(text))}
    assert words_in(given_text, lambda shown: shown.one("p")) == emoji(text)
    assert words_in(actions(button("go", escape(text))), lambda shown: shown.one("button")) == emoji(text)


@given(UNSTYLED)
def test_what_a_person_typed_is_read_as_they_typed_it(text: str) -> None:
    assert words_in(section(escape(text)), lambda shown: shown.one("p")) == text


@given(TEXT)
def test_rich_text_is_read_as_it_was_written(text: str) -> None:
    parts = [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}]
    assert words_in({"type": "rich_text", "elements": parts}, lambda shown: shown.one("p")) == emoji(text)


@given(TEXT)
def test_what_was_entered_comes_back_as_it_was_entered(text: str) -> None:
    for element in (text_input(), text_input(multiline=True)):
        block = input_block(element, block_id="b")
        view = View("V1", "U001", home(block), "h", WORKSPACE, entries={("b", "text"): text})
        shown = read(draw_view(view, AROUND))
        held = shown.one("textarea").text[1:] if element.get("multiline") else shown.one("input").get("value")
        assert (held or "") == text


def test_half_a_surrogate_pair_keeps_nobody_from_reading_the_rest() -> None:
    assert draw_message(message(section("a \ud800 b")), AROUND).encode()
    assert "a ? b" in draw_message(gallery.typed("a \ud800 b"), AROUND)
    view = View("V1", "U001", home(section("\udfff", block_id="\udfff")), "h", WORKSPACE)
    assert draw_view(view, AROUND).encode()
