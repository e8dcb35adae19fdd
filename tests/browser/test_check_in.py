"""A one-on-one from the first prompt to the wrap-up, and the wall around what was written."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Live
from tests.browser.window import Window, message, modal

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAID = "The new grid works. Reviews get stuck for two days."


async def test_paulo_answers_a_prompt_ana_opens_it_and_says_that_they_met(window: Window) -> None:
    left, right = window.left, window.right
    prompt = message(left, "Your one-on-one with Ana Torres")
    await expect(prompt).to_contain_text("What gets in the way?")
    to_open = message(right, "your coming one-on-one").get_by_role(
        "button", name="Open the answers (none yet)"
    )
    await expect(to_open).to_be_visible()

    await window.does(prompt, "Reply in thread")
    thread = left.get_by_role("region", name="Thread")
    await window.says(thread, SAID, box="Reply")
    await expect(message(thread, SAID)).to_be_visible()
    await expect(message(thread, "Saved so far: 1 answer.")).to_be_visible()
    await expect(message(right, "your coming one-on-one")).to_contain_text("Open the answers (1)")
    await expect(right).not_to_contain_text(SAID)

    await window.lets_pass("An hour")
    await message(right, "your coming one-on-one").get_by_role("button", name="Open the answers (1)").click()
    await expect(modal(right)).to_contain_text(SAID)
    await expect(modal(right)).to_contain_text("Read by: Paulo Reis and you.")
    await modal(right).get_by_role("button", name="Close").last.click()
    await expect(modal(right)).to_have_count(0)

    await window.lets_pass("A day")
    await window.lets_pass("A day")
    wrap_up = message(right, "your one-on-one with Paulo Reis on Wednesday 11 March")
    await expect(wrap_up).to_contain_text("Did you meet?")
    await wrap_up.get_by_role("button", name="Held", exact=True).click()
    await expect(wrap_up.get_by_role("button", name="Held", exact=True)).to_have_count(0)
    await expect(wrap_up).to_contain_text("held")


async def test_side_by_side_one_sees_the_wall(live: Live, window: Window) -> None:
    left, right = window.left, window.right
    await window.says(left, SAID)
    await expect(message(left, "Saved as an answer")).to_contain_text("Read by: you; from")
    await expect(right).not_to_contain_text(SAID)

    sight = await window.asks_who_can_see(message(left, SAID))
    await expect(sight).to_contain_text("nobody but Paulo Reis reads it")
    await expect(sight.get_by_role("row", name="Paulo Reis Yes")).to_be_visible()
    await expect(sight.get_by_role("row", name="Ana Torres No")).to_be_visible()
    await sight.get_by_role("button", name="Close").click()

    await window.lets_pass("An hour")
    sight = await window.asks_who_can_see(message(left, SAID))
    await expect(sight.get_by_role("row", name="Ana Torres Yes")).to_be_visible()
    await expect(
        sight.get_by_role("row", name="Ben Ito No leads Atlas, which is the other chain")
    ).to_be_visible()
    await expect(sight.get_by_role("row", name="Clara Duarte No admin: reads no content")).to_be_visible()
    await expect(sight.get_by_role("row").filter(has_text="Yes")).to_have_count(2)
    await expect(sight).to_contain_text("Paulo Reis, and Tandem: it stands in a direct message.")
    await window.page.keyboard.press("Escape")

    for name in ("Ben Ito", "Clara Duarte"):
        await window.opens_beside(name)
        await expect(right.get_by_role("heading", name=name)).to_be_visible()
        await right.get_by_role("button", name="Home").click()
        await expect(right).to_contain_text("one-on-one")
        await expect(right).not_to_contain_text(SAID)
        await window.left.get_by_role("textbox").focus()
