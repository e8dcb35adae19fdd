"""Modals: what is wrong is said where it is wrong, and nothing that was typed is lost."""

import pytest
from playwright.async_api import expect

from tests.browser.window import Window, message, modal

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAID = "The new grid works. Reviews get stuck for two days."
PURPOSE = "Everything\nthat customers <b>see</b> first"


async def test_a_refused_form_keeps_what_was_typed_until_it_goes_through(window: Window) -> None:
    left = window.left
    await window.opens("Clara Duarte")
    await window.says(left, "/tandem setup")
    await modal(left).get_by_role("button", name="New team").click()
    form = left.get_by_role("dialog", name="New team")
    name = form.get_by_role("textbox", name="Name")
    purpose = form.get_by_role("textbox", name="Purpose")
    await purpose.fill(PURPOSE)

    await form.get_by_role("button", name="Save").click()
    await expect(name).to_be_focused()
    await expect(name).to_have_accessible_description("Please complete this required field.")

    await name.fill("Atlas")
    await name.press("Enter")
    await expect(name).to_have_accessible_description(
        "There is a team of that name already. Choose it in the setup to change it."
    )
    await expect(name).to_have_value("Atlas")
    await expect(purpose).to_have_value(PURPOSE)

    await name.fill("Compass")
    await name.press("Enter")
    await expect(form).to_have_count(0)
    await expect(modal(left)).to_contain_text("Compass")


async def test_clara_gives_paulo_another_manager_who_sees_nothing_old(window: Window) -> None:
    left, right = window.left, window.right
    await window.says(left, SAID)
    await expect(message(left, "Saved as an answer")).to_be_visible()
    await window.lets_pass("An hour")

    await window.opens_beside("Clara Duarte")
    await window.says(right, "/tandem setup")
    await modal(right).get_by_role("button", name="Assign managers").click()
    form = right.get_by_role("dialog", name="Assign managers")
    await form.get_by_role("combobox", name="People manager").select_option("Sam Okafor")
    await form.get_by_text("Choose people").click()
    await form.get_by_role("searchbox").fill("paul")
    await form.get_by_role("checkbox", name="Paulo Reis").check()
    await form.get_by_role("heading", name="Assign managers").click()
    await form.get_by_role("button", name="Assign", exact=True).click()
    await expect(form).to_have_count(0)
    await modal(right).get_by_role("button", name="Close").last.click()

    notice = message(left, "Your people manager is now Sam Okafor")
    await window.lets_pass("To the next prompt")
    await expect(notice).to_contain_text(
        "What you and Ana Torres wrote stays yours: Sam Okafor sees none of it."
    )
    sight = await window.asks_who_can_see(message(left, SAID))
    await expect(sight.get_by_role("row", name="Paulo Reis Yes")).to_be_visible()
    await expect(sight.get_by_role("row", name="Sam Okafor No")).to_be_visible()
    await window.page.keyboard.press("Escape")

    await window.opens_beside("Sam Okafor")
    await window.says(right, "/1on1")
    await modal(right).get_by_role("button", name="Open the record").last.click()
    await expect(modal(right)).to_contain_text("One-on-ones with Paulo Reis")
    await expect(modal(right)).to_contain_text("Nothing in it yet.")

    await window.says(left, "/1on1")
    await expect(modal(left)).to_contain_text("Earlier records. They are yours")
    await modal(left).get_by_role("button", name="Open the record").last.click()
    await expect(modal(left)).to_contain_text(SAID)
    await expect(modal(left)).to_contain_text("Read by: you alone.")
