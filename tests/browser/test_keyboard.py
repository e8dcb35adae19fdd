"""Without a mouse, and without eyes: everything can be reached, and everything has a name."""

import pytest
from playwright.async_api import expect

from tests.browser.window import Window, message, modal

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_everything_is_reached_by_keyboard_and_focus_comes_back(window: Window) -> None:
    page, left, keys = window.page, window.left, window.page.keyboard
    assert await window.nameless() == []
    for name in ("Olu Adeyemi", "Paulo Reis"):
        await page.get_by_role("searchbox", name="Find somebody").focus()
        await keys.press("Control+A")
        await keys.type(name)
        await keys.press("ArrowDown")
        await keys.press("Enter")
        await expect(left.get_by_role("heading", name=name)).to_be_visible()
        await expect(left.get_by_role("textbox", name="Message Tandem")).to_be_focused()

    prompt = message(left, "Your one-on-one with Ana Torres")
    form = prompt.get_by_role("button", name="Answer in a form")
    await keys.press("Shift+Tab")
    await keys.press("Shift+Tab")
    await expect(form).to_be_focused()
    await keys.press("Enter")
    await expect(modal(left).get_by_role("combobox").first).to_be_focused()
    assert await window.nameless() == []
    for _ in range(10):
        await keys.press("Tab")
        await expect(modal(left).locator(":focus")).to_have_count(1)
    await keys.press("Escape")
    await expect(modal(left)).to_have_count(0)
    await expect(form).to_be_focused()

    await keys.press("Shift+Tab")
    await keys.press("Shift+Tab")
    await expect(prompt).to_be_focused()
    await keys.press("ArrowUp")
    await expect(prompt).not_to_be_focused()
    await keys.press("End")
    await expect(prompt).to_be_focused()
    await prompt.get_by_role("button", name="Who can see this").focus()
    await keys.press("Enter")
    await expect(page.get_by_role("dialog", name="Who can see this")).to_be_visible()
    assert await window.nameless() == []
    await keys.press("Escape")
    await expect(prompt.get_by_role("button", name="Who can see this")).to_be_focused()
