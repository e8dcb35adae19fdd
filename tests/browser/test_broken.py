"""When a part of the page can't be drawn, whoever looks is told that what they see may be old."""

from collections.abc import Mapping, Sequence

import pytest
from playwright.async_api import expect

from bot.playground import Playground
from bot.playground.page.guide import Coming, Guide, Role
from bot.playground.page.page import Page
from tests.browser.conftest import Visits
from tests.playground.support import Clock

pytestmark = pytest.mark.asyncio(loop_scope="session")

OLD = "Something here could not be drawn anew, so it may be old. The terminal says more."


async def test_a_part_that_breaks_is_told_of_in_the_pane_until_it_is_whole_again(visits: Visits) -> None:
    broken: set[str] = set()

    async def roles() -> Mapping[str, Sequence[Role]]:
        if "roles" in broken:
            raise RuntimeError
        return {}

    async def coming() -> Sequence[Coming]:
        if "coming" in broken:
            raise RuntimeError
        return ()

    slack = Playground(now=Clock().now)
    slack.add_person("ana@example.com", "Ana Ruiz")
    page = Page(slack, Guide(roles=roles, coming=coming))
    async with visits(await page.start()) as window:
        alert = window.left.get_by_role("alert").filter(has_text=OLD)
        for part in ("roles", "coming"):
            broken.add(part)
            slack.slack.changes.happened()
            await expect(alert).to_be_visible()
            broken.clear()
            slack.slack.changes.happened()
            await expect(alert).to_be_hidden()
        assert all(one.endswith(": 500") for one in window.troubles)
        window.troubles.clear()
    await page.stop()
