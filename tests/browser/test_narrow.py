"""On a phone, in the light and in the dark: nothing reaches over the edge, and everything can be read."""

from typing import Literal

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Live, Visits
from tests.browser.window import message, modal

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCHEMES: tuple[Literal["light", "dark"], ...] = ("dark", "light")
OVER_THE_EDGE = """
() => [...document.querySelectorAll("body, body *")].filter((one) => {
  const style = getComputedStyle(one);
  const isUnseen = !one.checkVisibility() || style.clipPath !== "none";
  const isMeantTo = style.textOverflow === "ellipsis" || one.closest(".jumps, .block.table");
  const cannot = style.overflowX === "visible" && one !== document.body;
  return !isUnseen && !isMeantTo && !cannot && one.scrollWidth > one.clientWidth + 1;
}).map((one) => `${one.tagName}.${one.className}#${one.id}: ${one.scrollWidth} > ${one.clientWidth}`)
"""


async def test_nothing_scrolls_sideways_on_a_phone(live: Live, visits: Visits) -> None:
    async with visits(live.address, width=390, height=844) as window:
        left, page = window.left, window.page

        async def fits() -> None:
            for scheme in SCHEMES:
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                assert await page.evaluate(OVER_THE_EDGE) == []
            assert await window.nameless() == []

        await expect(window.tour.get_by_role("button", name="Take the tour")).to_be_visible()
        await fits()
        await window.tour.get_by_role("button", name="Look around by myself").click()
        await expect(window.tour.get_by_role("heading")).to_have_count(0)
        await message(left, "Your one-on-one").get_by_role("button", name="Answer in a form").click()
        await expect(modal(left)).to_be_visible()
        await fits()
        await page.keyboard.press("Escape")
        await expect(modal(left)).to_have_count(0)

        await window.asks_who_can_see(message(left, "Your one-on-one"))
        await fits()
        await page.keyboard.press("Escape")

        box = left.get_by_role("textbox", name="Message Tandem")
        await box.fill("a long\nthought\n" * 4)
        await expect(left.get_by_text("Read by: you and Ana Torres")).to_be_in_viewport(ratio=0.9)
        await box.fill("")

        await page.get_by_role("button", name="Tour").click()
        await window.tour.get_by_role("button", name="Next").click()
        await expect(window.tour).to_contain_text("Step 2 of 8")
        await fits()
        await window.tour.get_by_role("button", name="Leave the tour").click()

        await left.get_by_role("button", name="Home").click()
        await expect(left.get_by_role("heading", name="Direction")).to_be_visible()
        await fits()

        await page.get_by_role("button", name="People").click()
        await fits()
        await window.opens("Clara Duarte")
        await left.get_by_role("button", name="Home").click()
        await expect(left.get_by_role("heading").last).to_be_visible()
        await fits()
