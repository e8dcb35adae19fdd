"""From a leader's update to what members make of it; and a text that could be for either chain."""

import pytest
from playwright.async_api import expect

from tests.browser.window import Window, message, modal

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHANGED = "We moved the queue to the new cluster."
QUESTION = "Does the old cluster stay until May?"
UNCLEAR = "I need an hour on the hiring plan, it keeps slipping."


async def test_ben_posts_an_update_jonas_chooses_a_stance_and_asks(window: Window) -> None:
    left, right = window.left, window.right
    await window.opens("Ben Ito")
    await window.opens_beside("Jonas Weber")

    await window.says(left, "/direction")
    await modal(left).get_by_role("button", name="Post an update").click()
    await modal(left).get_by_role("textbox", name="What changed, and why").fill(CHANGED)
    await modal(left).get_by_role("button", name="Post").click()
    await expect(left.get_by_role("dialog", name="An update")).to_have_count(0)
    await modal(left).get_by_role("button", name="Close").last.click()

    await window.lets_pass("An hour")
    update = message(right, CHANGED)
    await update.get_by_role("button", name="I'm in").click()
    await expect(message(right, "Your stance: I'm in.")).to_contain_text("Only visible to you")
    await window.does(update, "Reply in thread")
    thread = right.get_by_role("region", name="Thread")
    await window.says(thread, QUESTION, box="Reply")
    await expect(message(thread, "Read by")).to_be_visible()

    await window.lets_pass("An hour")
    await window.page.keyboard.press("Escape")
    await expect(message(left, QUESTION)).to_contain_text("Jonas Weber")
    await left.get_by_text("Channels").click()
    await left.get_by_role("button", name="atlas").click()
    await expect(message(left, CHANGED)).to_be_visible()


async def test_noor_says_with_one_click_where_a_text_belongs_that_could_be_for_several(
    window: Window,
) -> None:
    left = window.left
    await window.opens("Noor Haddad")
    await window.says(left, UNCLEAR)
    card = message(left, "Where does it belong?")
    await expect(card).to_contain_text("Nobody has read this.")
    await expect(card).to_contain_text("it waits sealed, and only you can read it")
    await expect(card.get_by_role("button", name="The update for Harbour (business)")).to_be_visible()
    sight = await window.asks_who_can_see(message(left, UNCLEAR))
    await expect(sight.get_by_role("row").filter(has_text="Yes")).to_have_count(1)
    await window.page.keyboard.press("Escape")

    await card.get_by_role("button", name="My check-in with Clara Duarte").click()
    await expect(card).to_have_count(0)
    await expect(left.get_by_role("article").last).to_contain_text("Read by: you and Clara Duarte")
    sight = await window.asks_who_can_see(message(left, UNCLEAR))
    await expect(sight.get_by_role("row", name="Clara Duarte Yes")).to_be_visible()
