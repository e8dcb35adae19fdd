"""Without a mouse, and without eyes: everything can be reached, and everything has a name."""

import pytest
from playwright.async_api import expect

from tests.browser.window import Window, message, modal

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_everything_is_reached_by_keyboard_and_focus_comes_back(window: Window) -> None:
    page, left, keys = window.page, window.left, window.page.keyboard
    await page.get_by_role("searchbox", name="Find somebody").focus()
    await keys.type("reis")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    box = left.get_by_role("textbox", name="Message Tandem")
    await expect(box).to_be_focused()

    await keys.press("Shift+Tab")
    print(await page.evaluate("document.activeElement.outerHTML"))
    newest = message(left, "Your one-on-one with Ana Torres")
    form = newest.get_by_role("button", name="Answer in a form")
    for _ in range(12):
        print(await page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
        await keys.press("Shift+Tab")
    await form.focus()
    await keys.press("Enter")
    await expect(modal(left)).to_be_visible()
    await expect(modal(left).get_by_role("combobox").first).to_be_focused()
    assert await window.nameless() == []
    for _ in range(30):
        await keys.press("Tab")
        assert await modal(left).evaluate("it => it.contains(document.activeElement)")
    await keys.press("Escape")
    await expect(modal(left)).to_have_count(0)
    await expect(form).to_be_focused()

    await newest.focus()
    for _ in range(12):
        print(await page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
        await keys.press("Tab")
    assert 0, await page.evaluate("document.activeElement.outerHTML")
