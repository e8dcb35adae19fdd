from typing import Any

import pytest

from bot.playground.page.show import rich_text
from bot.playground.reading.rich_text import as_rich_text
from tests.playground.page.gallery import AROUND, RICH_TEXT
from tests.playground.page.markup import Tag, read

Json = dict[str, Any]


def drawn(*words: Json) -> Tag:
    section = {"type": "rich_text_section", "elements": list(words)}
    return read(rich_text.draw({"type": "rich_text", "elements": [section]}, AROUND)).one("p")


def test_styles_stand_one_within_another() -> None:
    style = {"bold": True, "italic": True, "strike": True, "code": True, "underline": False}
    shown = drawn({"type": "text", "text": "all", "style": style})
    assert [tag.name for tag in shown.all()] == ["strong", "em", "s", "code"]


def test_lists_keep_their_depth_and_their_numbers() -> None:
    shown = read(rich_text.draw(RICH_TEXT, AROUND))
    lists = [(tag.name, tag["class"], tag.get("start")) for tag in shown.all() if tag.name in ("ol", "ul")]
    assert lists == [
        ("ol", "indent-0", "1"),
        ("ol", "indent-1", "1"),
        ("ol", "indent-0", "3"),
        ("ul", "indent-0", None),
        ("ul", "indent-1", None),
        ("ul", "indent-2", None),
    ]
    assert [item.text for item in shown.all("li")][:4] == ["one", "two", "two, a", "three"]


def test_quotations_and_code_keep_their_lines() -> None:
    shown = read(rich_text.draw(RICH_TEXT, AROUND))
    assert shown.one("blockquote").text == "As somebody said."
    assert shown.one("pre").text == "let it = stand;\n  as it is();"


def test_mentions_links_and_dates() -> None:
    shown = drawn(
        {"type": "user", "user_id": "U001"},
        {"type": "channel", "channel_id": "C002"},
        {"type": "broadcast", "range": "channel"},
        {"type": "link", "url": "https://example.com"},
        {"type": "date", "timestamp": 1772526600, "format": "{date_short} {time}", "fallback": "then"},
    )
    assert shown.text == "@Ana Ruiz#atlas@channelhttps://example.comMar 3, 2026 09:30"
    assert [tag.name for tag in shown.all()] == ["span", "span", "span", "a", "time"]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ({"type": "emoji", "name": "x", "unicode": "1f469-200d-1f4bb"}, "\U0001f469\u200d\U0001f4bb"),
        ({"type": "emoji", "name": "handshake"}, "🤝"),
        ({"type": "emoji", "name": "partyparrot"}, ":partyparrot:"),
        ({"type": "emoji", "name": "partyparrot", "unicode": "no-number"}, ":partyparrot:"),
        ({"type": "emoji", "name": "partyparrot", "unicode": "d800"}, ":partyparrot:"),
        ({"type": "color", "value": "#f2a154"}, "#f2a154"),
        ({"type": "color", "value": "red;}"}, "red;}"),
        ({"type": "link", "url": "javascript:x", "text": "here"}, "here (javascript:x)"),
        ({"type": "date", "timestamp": 1, "format": "", "fallback": "then"}, "then"),
        ({"type": "canvas"}, "(canvas)"),
    ],
)
def test_other_words(word: Json, text: str) -> None:
    assert drawn(word).text == text


def test_what_a_person_typed_is_shown_as_it_was_typed() -> None:
    typed = "*as* it\n  stands &lt;b&gt; <@U002> <https://example.com|there>"
    shown = read(rich_text.draw(as_rich_text(typed, "b"), AROUND))
    assert shown.text == "*as* it\n  stands <b> @Ben Okafor there"


def test_a_part_that_it_does_not_know_is_named() -> None:
    shown = read(rich_text.draw({"elements": [{"type": "rich_text_poem", "elements": []}]}, AROUND))
    assert shown.text == "(rich_text_poem)"
