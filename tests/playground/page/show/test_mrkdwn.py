import dataclasses
from datetime import UTC, datetime

import pytest

from bot.playground.page.show import mrkdwn
from tests.playground.page.gallery import AROUND, BEN
from tests.playground.page.markup import Tag, read


def drawn(text: str, *, verbatim: bool = False) -> Tag:
    return read(mrkdwn.draw(text, AROUND, verbatim=verbatim))


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("*bold*", "<strong>bold</strong>"),
        ("_italic_", "<em>italic</em>"),
        ("~gone~", "<s>gone</s>"),
        ("*_both_* and", "<strong><em>both</em></strong> and"),
        ("`code` *`in bold`*", "<code>code</code> <strong><code>in bold</code></strong>"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("`*not bold*`", "<code>*not bold*</code>"),
        ("`a &lt;b&gt; <@U002>`", "<code>a &lt;b&gt; @Ben Okafor</code>"),
        ("* not bold *", "* not bold *"),
        ("*open", "*open"),
        ("*a *b* c", "*a <strong>b</strong> c"),
        ("*2*3* and _snake_case_", "<strong>2*3</strong> and <em>snake_case</em>"),
        ("________", "________"),
    ],
)
def test_styles(text: str, markup: str) -> None:
    assert str(mrkdwn.draw_within_line(text, AROUND)) == markup


@pytest.mark.parametrize("line", ["_" * 12_000, "*_" * 3_000 + "x" + "_*" * 3_000, " *a _b ~c" * 1_300])
def test_a_line_that_is_nothing_but_marks_is_shown_as_it_is(line: str) -> None:
    assert drawn(line).text == line


def test_a_mark_without_a_target_is_its_label() -> None:
    assert drawn("<|label>").text == "label"


def test_what_is_escaped_is_shown_as_it_was_typed() -> None:
    assert drawn("&lt;b&gt; &amp;lt; &amp;amp; \"'").text == "<b> &lt; &amp; \"'"


def test_a_character_that_no_page_can_hold_is_replaced_and_no_part_of_another_text() -> None:
    assert drawn("`code` \x000\x00").text == "code \ufffd0\ufffd"


def test_links_say_where_they_lead_and_open_elsewhere() -> None:
    link = drawn("<https://example.com/?a=1&amp;b=2|Read *this*>").one("a")
    assert link.text == "Read *this*"
    assert link["href"] == link["title"] == "https://example.com/?a=1&b=2"
    assert (link["target"], link["rel"]) == ("_blank", "noopener noreferrer")


def test_a_letter_is_shown_by_its_address() -> None:
    link = drawn("<mailto:ana@example.com>").one("a")
    assert (link.text, link["href"]) == ("ana@example.com", "mailto:ana@example.com")


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "/close", "JaVaScRiPt:x", "b"])
def test_what_leads_nowhere_safe_is_words(target: str) -> None:
    shown = drawn(f"<{target}|click>")
    assert shown.text == f"click ({target})"
    assert not shown.all("a")


def test_bare_addresses_are_links_unless_the_text_is_verbatim() -> None:
    text = "see https://example.com/a_b_c?x=1&amp;y=_2_."
    assert drawn(text).one("a")["href"] == "https://example.com/a_b_c?x=1&y=_2_"
    assert drawn(text).text == "see https://example.com/a_b_c?x=1&y=_2_."
    assert not drawn(text, verbatim=True).all("a")


def test_mentions_are_names_and_the_viewers_own_stands_out() -> None:
    me, other, room, unknown = drawn("<@U001> <@U002|ben> <#C001> <@U999>").all("span")
    assert (me.text, me["class"]) == ("@Ana Ruiz", "mention is-viewer")
    assert (other.text, other["class"]) == ("@Ben Okafor", "mention")
    assert (room.text, unknown.text) == ("#general", "@U999")


def test_broadcasts_concern_everybody() -> None:
    here, group = drawn("<!here> <!subteam^S1|@designers>").all("span")
    assert (here.text, here["class"]) == ("@here", "mention is-viewer")
    assert (group.text, group["class"]) == ("@designers", "mention")


def test_lines_quotations_and_code_stand_by_themselves() -> None:
    text = "one\n&gt; two\n> *three*\n\nfour\n```\n*five*\n  six\n```\nseven"
    shown = drawn(text)
    assert [part.name for part in shown.inside if isinstance(part, Tag)] == [
        *("p", "blockquote", "p", "p", "pre", "p")
    ]
    assert shown.lines == ["one", "two", "three", "", "four", "*five*\n  six", "seven"]
    assert shown.one("strong").text == "three"


def test_three_brackets_quote_all_that_follows() -> None:
    shown = drawn("before\n&gt;&gt;&gt; one\ntwo\n\nthree")
    assert shown.one("blockquote").lines == ["one", "two", "", "three"]
    assert shown.lines[0] == "before"


def test_bullets_hang() -> None:
    shown = drawn("A list\n• one\n- two\n-three")
    assert [line.get("class") for line in shown.all("p")] == [None, "bulleted", "bulleted", None]


def test_emoji_that_it_knows_are_shown_and_others_named() -> None:
    assert drawn(":handshake: :no_such_thing: 10:30:45").text == "🤝 :no_such_thing: 10:30:45"


MOMENT = int(datetime(2026, 3, 3, 23, 30, tzinfo=UTC).timestamp())


def test_dates_are_the_viewers() -> None:
    text = f"<!date^{MOMENT}^{{date_num}} {{time}}|soon>"
    lagos = dataclasses.replace(AROUND, viewer=dataclasses.replace(BEN, tz="America/Los_Angeles"))
    assert drawn(text).text == "2026-03-04 00:30"
    assert read(mrkdwn.draw(text, lagos)).text == "2026-03-03 15:30"


def test_a_date_says_all_of_itself_to_whoever_points_at_it() -> None:
    time = drawn(f"<!date^{MOMENT}^{{time}}|soon>").one("time")
    assert time["title"] == "Wednesday, March 4th, 2026 at 00:30 CET"
    assert time["datetime"] == "2026-03-04T00:30:00+01:00"


def test_a_date_may_lead_somewhere_safe() -> None:
    text = "<!date^{moment}^{{time}}^{url}|soon>"
    assert (
        drawn(text.format(moment=MOMENT, url="https://example.com")).one("a")["href"] == "https://example.com"
    )
    assert not drawn(text.format(moment=MOMENT, url="javascript:x")).all("a")


@pytest.mark.parametrize(
    "date", ["!date^tomorrow^{time}", "!date^99999999999999^{time}", "!date^1^", "!date", "!date^"]
)
def test_what_is_no_date_is_its_fallback(date: str) -> None:
    assert drawn(f"<{date}|&lt;soon&gt;>").text == "<soon>"
