"""Between what people type and what Slack marks up."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import escape, pieces, plain, shorten

typed = st.text(
    alphabet=st.one_of(st.sampled_from("<>&!@#|;ampltg\n "), st.characters(exclude_categories=["Cs"]))
)


@given(typed)
def test_what_was_typed_survives_the_way_through_slack(text: str) -> None:
    assert plain(escape(text)) == text.strip()


@given(typed)
def test_nothing_typed_can_become_markup(text: str) -> None:
    safe = escape(text)
    assert not re.search(r"[<>]", safe)
    assert not re.search(r"&(?!amp;|lt;|gt;)", safe)


@given(typed, st.integers(5, 50))
def test_pieces_are_short_whole_and_never_cut_an_escape(text: str, limit: int) -> None:
    found = pieces(text, limit)
    assert "".join(found) == escape(text)
    assert all(0 < len(piece) <= limit for piece in found)
    assert all(not re.search(r"&(?!amp;|lt;|gt;)", piece) for piece in found)


@given(typed, st.integers(1, 80))
def test_shortened_text_is_one_line_and_short(text: str, limit: int) -> None:
    line = shorten(text, limit)
    assert len(line) <= limit
    assert "\n" not in line
    if len(" ".join(text.split())) <= limit:
        assert line == " ".join(text.split())
    else:
        assert line.endswith("…")


@pytest.mark.parametrize(
    ("marked", "seen"),
    [
        ("hello &lt;!channel&gt;", "hello <!channel>"),
        ("<@U1> and <@U2|ben>", "@Ana Torres and @ben"),
        ("<#C1|general> <#C2>", "#general #C2"),
        ("<!here> <!subteam^S1|@team> <!channel|channel>", "@here @team @channel"),
        ("<https://example.com>", "https://example.com"),
        ("<http://example.com|example.com>", "example.com"),
        ("<http://example.com/|example.com>", "example.com"),
        ("<mailto:ana@example.com|ana@example.com>", "ana@example.com"),
        ("<https://evil.example|https://bank.example>", "https://bank.example (https://evil.example)"),
        ("<https://example.com/?a=1&amp;b=2>", "https://example.com/?a=1&b=2"),
        ("  R&amp;D  ", "R&D"),
        ("&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"),
    ],
)
def test_marked_up_text_reads_as_it_was_seen(marked: str, seen: str) -> None:
    assert plain(marked, lambda user: {"U1": "Ana Torres"}.get(user, user)) == seen
