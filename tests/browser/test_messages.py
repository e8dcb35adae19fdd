"""What people do with their own words: they edit and delete them, use commands, and write what is hostile."""

import pytest
from playwright.async_api import expect

from tests.browser.window import Window, message, modal

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = (
    """<img src=x onerror="document.title='taken'"><script>document.title='taken'</script> """
    "<javascript:alert(1)|click> &lt;b&gt; </textarea>"
)


async def test_one_edits_and_deletes_a_message_of_ones_own(window: Window) -> None:
    left, right = window.left, window.right
    await window.says(left, "Too fast")
    await window.does(message(left, "Too fast"), "Edit")
    box = left.get_by_role("textbox", name="Edit your message")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("Too fast")
    await box.fill("Slow enough")
    await box.press("Escape")
    await expect(message(left, "Too fast")).to_be_focused()

    await window.does(message(left, "Too fast"), "Edit")
    await box.fill("Slow enough")
    await box.press("Enter")
    await expect(message(left, "Slow enough")).to_contain_text("(edited)")
    await window.lets_pass("An hour")
    await right.get_by_role("button", name="Open the answers (1)").click()
    await expect(modal(right)).to_contain_text("Slow enough")
    await window.page.keyboard.press("Escape")

    await window.does(message(left, "Slow enough"), "Delete")
    question = window.page.get_by_role("dialog", name="Delete this message?")
    await expect(question.get_by_role("button", name="Keep it")).to_be_focused()
    await question.get_by_role("button", name="Delete").click()
    await expect(left.get_by_role("article").filter(has_text="Slow enough")).to_have_count(0)


async def test_commands_are_completed_by_keyboard(window: Window) -> None:
    left, keys = window.left, window.page.keyboard
    box = left.get_by_role("textbox", name="Message Tandem")
    await box.focus()
    await keys.type("/")
    offers = left.get_by_role("listbox", name="Commands").get_by_role("option")
    await expect(offers).to_have_count(3)
    await keys.type("d")
    await expect(offers).to_have_count(1)
    await keys.press("Backspace")
    await keys.press("ArrowDown")
    chosen = left.get_by_role("option", selected=True)
    words = await chosen.text_content() or ""
    await keys.press("Tab")
    await expect(box).to_have_value(f"{words.split()[0]} ")
    await expect(box).to_be_focused()
    await box.fill("/tan")
    await keys.press("Enter")
    await expect(box).to_have_value("/tandem ")
    await keys.type("help")
    await keys.press("Enter")
    await expect(left.get_by_role("article").last).to_contain_text("Only visible to you")
    await expect(box).to_have_value("")


async def test_hostile_words_run_nowhere_and_are_shown_as_they_were_typed(window: Window) -> None:
    left, right = window.left, window.right
    await window.says(left, HOSTILE)
    await expect(message(left, "onerror")).to_contain_text(HOSTILE)
    await window.lets_pass("An hour")
    await right.get_by_role("button", name="Open the answers (1)").click()
    await expect(modal(right)).to_contain_text(HOSTILE)
    await window.does(message(left, "onerror"), "Edit")
    await expect(left.get_by_role("textbox", name="Edit your message")).to_have_value(HOSTILE)
    assert await window.page.locator("img, a[href^=javascript]").count() == 0
    assert await window.page.title() == "Tandem at Lantern"
