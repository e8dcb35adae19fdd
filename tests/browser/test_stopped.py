"""When the demo is stopped, the page says so; what was typed is still there."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Live
from tests.browser.window import Window

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_page_says_that_the_demo_was_stopped_and_goes_on_when_it_is_back(
    live: Live, window: Window
) -> None:
    box = window.left.get_by_role("textbox", name="Message Tandem")
    await box.fill("Half a thought")
    alert = window.page.get_by_role("alert").filter(has_text="The demo was stopped.")
    port = int(live.address.rstrip("/").rpartition(":")[2])

    await live.page.stop()
    await expect(alert).to_be_visible()
    await box.press("Enter")
    await expect(window.left.get_by_role("alert")).to_have_text("The demo doesn't answer. Nothing was sent.")
    await expect(box).to_have_value("Half a thought")

    await live.page.start(port)
    await expect(alert).to_be_hidden()
    await box.press("Enter")
    await expect(box).to_have_value("")
    window.troubles.clear()
