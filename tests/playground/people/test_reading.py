"""How text and blocks look to a reader, and what hides in them."""

from typing import Any

import pytest

from bot.playground.reading import mrkdwn
from bot.playground.reading.blocks import block_lines
from bot.playground.reading.rich_text import as_rich_text, rich_text_lines
from tests.playground.blocks import (
    actions,
    bars,
    button,
    input_block,
    option,
    pie,
    plain,
    section,
    select,
    table,
)
from tests.playground.blocks import mrkdwn as md


class Names:
    """Two people and a channel."""

    def of_user(self, user_id: str) -> str:
        return {"U1": "Ana Ruiz"}.get(user_id, user_id)

    def of_channel(self, channel_id: str) -> str:
        return {"C1": "general"}.get(channel_id, channel_id)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("*bold* and _italic_ and ~gone~", "bold and italic and gone"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("salt &amp; &lt;pepper&gt;", "salt & <pepper>"),
        ("<@U1> in <#C1>", "@Ana Ruiz in #general"),
        ("<!channel> <!here> <!subteam^S1>", "@channel @here @subteam"),
        (
            "<https://example.com|click> <https://example.org>",
            "click (https://example.com) https://example.org",
        ),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<!date^1700000000^{date}|in November>", "in November"),
        ("&lt;@U1&gt;", "<@U1>"),
    ],
)
def test_mrkdwn_is_read(written: str, read: str) -> None:
    assert mrkdwn.plain(written, Names()) == read


def test_what_is_typed_cannot_mention_or_link_by_itself() -> None:
    text = mrkdwn.typed("<@U1> <!channel> & <https://evil.example|bank>", {})
    assert mrkdwn.mentions(text) == []
    assert [link.label for link in mrkdwn.links(text)] == ["https://evil.example"]
    assert mrkdwn.plain(text, Names()).startswith("<@U1> <!channel> & <")


def test_addresses_and_known_handles_are_marked_up_by_the_client() -> None:
    text = mrkdwn.typed("@ana see https://example.com/a?b=1&c=2. Mail a@b.example", {"ana": "<@U1>"})
    assert text == ("<@U1> see <https://example.com/a?b=1&amp;c=2>. Mail <mailto:a@b.example|a@b.example>")
    assert mrkdwn.mentions(text) == ["U1"]


def test_forged_mentions_and_hidden_links_are_found() -> None:
    text = "<@U1|someone> <!channel> <!subteam^S1|team> <https://evil.example|your bank> <#C1>"
    assert mrkdwn.mentions(text) == ["U1", "!channel", "!subteam^S1"]
    assert mrkdwn.links(text) == [mrkdwn.Link("https://evil.example", "your bank")]


@pytest.mark.parametrize("typed", ["hello", "a @ana b", "see https://example.com now", "salt & <pepper>"])
def test_rich_text_says_the_same_as_the_text(typed: str) -> None:
    text = mrkdwn.typed(typed, {"ana": "<@U1>"})
    assert rich_text_lines(as_rich_text(text, "b"), Names()) == [mrkdwn.plain(text, Names())]


WORDS = {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
IMAGE = {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "a chart"}
READ: list[tuple[dict[str, Any], list[str]]] = [
    ({"type": "header", "text": plain("Hello &amp; welcome")}, ["Hello & welcome"]),
    (section("*one*\ntwo", accessory=button(label="More")), ["one", "two", "[More]"]),
    ({"type": "section", "fields": [md("*a*"), plain("*b*")]}, ["a", "*b*"]),
    ({"type": "context", "elements": [IMAGE, md("small")]}, ["(picture: a chart) small"]),
    ({"type": "divider"}, ["---"]),
    (
        actions(button(label="Yes"), button(label="See", url="https://x.example")),
        ["[Yes] [See] (https://x.example)"],
    ),
    (actions(select("a", "b", kind="overflow")), ["[a] [b]"]),
    (actions(select("a", "b", placeholder=plain("Pick one"))), ["[Pick one]"]),
    (actions(select("a", "b", initial_option=option("b", "b"))), ["[b]"]),
    (actions(select("a", "b", kind="checkboxes", initial_options=[option("a")])), ["[x] a [ ] b"]),
    (actions(select("a", "b", kind="radio_buttons")), ["( ) a ( ) b"]),
    (input_block(optional=True, hint=plain("Ana reads this")), ["Label (optional): ____", "Ana reads this"]),
    ({**IMAGE, "title": plain("Mood")}, ["Mood", "(picture: a chart)"]),
    ({"type": "markdown", "text": "# One\ntwo"}, ["# One", "two"]),
    (table(2, 2), ["x | x", "x | x"]),
    (bars(2), ["(bar chart: Chart)", "s0: c0 1, c1 1"]),
    (pie(2), ["(pie chart: Chart)", "s0 1, s1 1"]),
    ({"type": "alert", "text": plain("Careful")}, ["! Careful"]),
    ({"type": "card", "title": plain("T"), "body": plain("B"), "actions": [button()]}, ["T", "B", "[Go]"]),
    (
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [WORDS]}],
        },
        ["- one"],
    ),
]


@pytest.mark.parametrize(("block", "lines"), READ, ids=[block["type"] for block, _ in READ])
def test_a_block_is_read_line_by_line(block: dict[str, Any], lines: list[str]) -> None:
    assert block_lines([block], Names()) == lines


def test_what_somebody_types_between_two_null_characters_is_no_mark_of_ours() -> None:
    assert mrkdwn.typed("https://x.y \x000\x00 \x007\x00", {}) == "<https://x.y> \ufffd0\ufffd \ufffd7\ufffd"
