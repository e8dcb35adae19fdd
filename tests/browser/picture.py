"""`make picture`: renews docs/page.png and docs/sight.png, with which README.md shows the page.

Paulo's answer on the left, what Ana sees of it on the right; and who else may read it.
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, async_playwright, expect

from bot.demo.live.folder import Folder
from bot.demo.live.show import show
from tests.browser.finding import MISSING, chromium
from tests.browser.window import QUIET, Window, message, modal

DOCS = Path(__file__).parents[2] / "docs"
SAID = "The new grid works. Reviews get stuck for two days; could we pair on them?"


async def main() -> None:
    if chromium() is None:
        raise SystemExit(MISSING)
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    with TemporaryDirectory() as folder:
        demo = asyncio.create_task(show(Folder(Path(folder), lasts=False), 0, address.set_result))
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=chromium(), args=QUIET)
            page = await browser.new_page(viewport={"width": 1280, "height": 720}, device_scale_factor=2)
            await page.goto(await address)
            await take(page)
            await browser.close()
        demo.cancel()
        await asyncio.wait([demo])


async def take(page: Page) -> None:
    window = Window(page)
    await window.tour.get_by_role("button", name="Look around by myself").click()
    await window.says(window.left, SAID)
    await expect(message(window.left, "Saved as an answer")).to_be_visible()
    await window.lets_pass("An hour")

    sight = await window.asks_who_can_see(message(window.left, SAID))
    await expect(sight).to_be_visible()
    await sight.screenshot(path=DOCS / "sight.png")
    await page.keyboard.press("Escape")

    await window.right.get_by_role("button", name="Open the answers (1)").click()
    await expect(modal(window.right)).to_contain_text(SAID)
    await page.mouse.move(0, 0)
    await page.screenshot(path=DOCS / "page.png")


if __name__ == "__main__":
    asyncio.run(main())
