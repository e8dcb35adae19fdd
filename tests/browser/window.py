"""A visitor's window: what is looked for there has a role and a name, as for whoever sees nothing."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from re import Pattern
from typing import Any, Literal

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
"""Without a screen, and silent on the network but for our page."""
PATIENCE = 30_000
"""So long, in milliseconds, is waited for what should appear: a busy machine is no failure."""
REFUSED = {409, 422}
"""How the page's server says that something can't be done; the browser notes it as an error."""
TREE = "Accessibility.getFullAXTree"

expect.set_options(timeout=PATIENCE)

Side = Literal["Left", "Right"]


class Window:
    """What is wrong in it is gathered in `troubles`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("requestfailed", self._fail)
        page.on("response", self._answer)

    def _hear(self, message: ConsoleMessage) -> None:
        is_about_an_answer = message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not is_about_an_answer:
            self.troubles.append(message.text)

    def _fail(self, request: Request) -> None:
        if not request.url.endswith("/changes"):  # it ends whenever the page is loaded again
            self.troubles.append(f"{request.method} {request.url}: {request.failure}")

    def _answer(self, response: Response) -> None:
        if response.status >= 400 and response.status not in REFUSED:
            self.troubles.append(f"{response.request.method} {response.url}: {response.status}")

    # The parts of the page.

    @property
    def left(self) -> Locator:
        return self.pane("Left")

    @property
    def right(self) -> Locator:
        return self.pane("Right")

    def pane(self, side: Side) -> Locator:
        return self.page.get_by_role("region", name=f"{side} pane")

    @property
    def people(self) -> Locator:
        return self.page.get_by_role("navigation", name="People")

    @property
    def tour(self) -> Locator:
        return self.page.get_by_role("complementary", name="Tour")

    # What people do.

    async def opens(self, name: str) -> None:
        """In the pane that is active."""
        await self.people.get_by_role("link", name=re.compile(f"^{name}")).click()
        await self._is_shown(name)

    async def opens_beside(self, name: str) -> None:
        beside = self.people.get_by_role("button", name=f"Open {name} beside")
        await beside.hover()
        await beside.click()
        await self._is_shown(name)

    async def _is_shown(self, name: str) -> None:
        await expect(self.page.get_by_role("heading", name=name, exact=True)).to_be_visible()

    async def says(self, pane: Locator, text: str, *, box: str = "Message Tandem") -> None:
        """Typed and sent by Enter; the box is empty once it was taken."""
        written = pane.get_by_role("textbox", name=box)
        await written.fill(text)
        await written.press("Enter")
        await expect(written).to_have_value("")

    async def lets_pass(self, jump: str) -> None:
        """Until everything that fell due on the way is done."""
        button = self.page.get_by_role("button", name=jump, exact=True)
        async with self.page.expect_response(lambda answer: "/jump/" in answer.url):
            await button.click()
        await expect(button).to_be_enabled()

    async def asks_who_can_see(self, message: Locator) -> Locator:
        """The inspector of a message."""
        await self.does(message, "Who can see this")
        return self.page.get_by_role("dialog", name="Who can see this")

    async def does(self, message: Locator, action: str) -> None:
        """One of the things that can be done with a message. They show where the focus is, also when what
        comes in has moved the message away from the mouse."""
        await message.focus()
        await message.get_by_role("button", name=action, exact=True).click()

    async def nameless(self) -> list[str]:
        """What can be reached and has no name, in the tree that a screen reader is given."""
        session = await self.page.context.new_cdp_session(self.page)
        nodes = (await session.send(TREE))["nodes"]
        await session.detach()
        return [str(node["role"]["value"]) for node in nodes if _is_reachable(node) and not _name(node)]


def _is_reachable(node: dict[str, Any]) -> bool:
    if node["ignored"] or node["role"]["value"] == "RootWebArea":
        return False
    return any(one["name"] == "focusable" and one["value"]["value"] for one in node.get("properties", []))


def _name(node: dict[str, Any]) -> str:
    return str(node.get("name", {}).get("value", "")).strip()


def message(pane: Locator, words: str | Pattern[str]) -> Locator:
    """The newest message in a pane with these words."""
    return pane.get_by_role("article").filter(has_text=words).last


def modal(pane: Locator) -> Locator:
    """The one on top."""
    return pane.get_by_role("dialog").last


@asynccontextmanager
async def opened(
    browser: Browser,
    address: str,
    *,
    width: int = 1200,
    height: int = 720,
    scheme: Literal["light", "dark"] = "light",
) -> AsyncIterator[Window]:
    """A window of its own, with nothing remembered. What went wrong in it fails the test."""
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    try:
        window = Window(await context.new_page())
        await window.page.goto(address)
        yield window
        troubles = list(window.troubles)
    finally:
        await context.close()
    assert not troubles, troubles
