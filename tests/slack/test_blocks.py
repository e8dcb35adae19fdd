"""Builders keep within Slack's limits and let nothing typed become markup."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SlackBlock
from slack_sdk.models.views import View as SlackView

from bot.slack import blocks

typed = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@given(st.lists(typed, max_size=30))
def test_a_quotation_is_escaped_whole_and_within_limits(lines: list[str]) -> None:
    made = blocks.quote("\n".join(lines))
    for block in made:
        text = block["text"]["text"]
        assert len(text) <= blocks.SECTION
        assert all(line.startswith("> ") for line in text.split("\n"))
        assert "<" not in text


def test_three_thousand_characters_that_all_need_escaping_are_quoted_whole() -> None:
    made = blocks.quote("&" * 3000)
    assert sum(block["text"]["text"].count("&amp;") for block in made) == 3000
    assert all(len(block["text"]["text"]) <= 3000 for block in made)


def test_what_does_not_fit_is_said_so() -> None:
    many = [blocks.divider()] * 60
    fitted = blocks.fit(many, 50)
    assert len(fitted) == 50
    assert fitted[-1]["type"] == "context"
    assert blocks.fit(many[:50], 50) == many[:50]
    assert len(blocks.home([blocks.divider()] * 200)["blocks"]) == 100


@pytest.mark.parametrize(
    "block",
    [
        blocks.section("*hello*", blocks.overflow("people.menu", [("Skip", "skip:1")])),
        blocks.header("h" * 400),
        blocks.context("one", "two"),
        blocks.divider(),
        blocks.actions(blocks.button("people.go", "b" * 200, "1", style="primary"), block_id="people.b"),
        blocks.ask("people.a", "l" * 3000, blocks.text_input("people.a", initial="x" * 4000), hint="h"),
        blocks.ask("people.s", "Which", blocks.select("people.s", [("One", "1"), ("Two", "2")], chosen="2")),
    ],
)
def test_slack_s_own_models_find_nothing_wrong(block: dict[str, Any]) -> None:
    parsed = SlackBlock.parse(block)
    assert parsed is not None
    parsed.validate_json()


def test_a_modal_is_within_its_limits() -> None:
    view = blocks.modal("people.m", "t" * 99, [blocks.section("hi")], submit="s" * 99, about="id")
    SlackView(**view).validate_json()
    assert view["private_metadata"] == "id"
    assert "submit" not in blocks.modal("people.m", "Title", [])


def test_a_chosen_option_that_is_gone_is_not_shown() -> None:
    assert "initial_option" not in blocks.select("people.s", [("One", "1")], chosen="2")
    assert blocks.select("people.s", [("One", "1")], chosen="1")["initial_option"]["value"] == "1"


def test_slack_adds_no_links_or_mentions_of_its_own_to_typed_text() -> None:
    [block] = blocks.quote("@here, see #general")
    assert block["text"]["verbatim"] is True
    assert blocks.context("@here")["elements"][0]["verbatim"] is True
