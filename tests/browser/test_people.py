"""The list of people: who is on the page can be seen in it, and the filter leads to whoever is called so."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Live, Visits

pytestmark = pytest.mark.asyncio(loop_scope="session")

COVERED = """
(line) => {
  const label = line.querySelector("span").getBoundingClientRect();
  const actions = line.nextElementSibling.querySelector(".message-actions").getBoundingClientRect();
  return actions.top < label.bottom && actions.left < label.right;
}
"""


async def test_whoever_is_in_the_left_pane_is_seen_and_the_filter_asks_names_first(
    live: Live, visits: Visits
) -> None:
    olu = live.person("olu")
    async with visits(f"{live.address}?left={olu.id}", height=500) as window:
        people = window.people
        await expect(people.get_by_role("link", name="Olu Adeyemi in the left pane")).to_be_in_viewport(
            ratio=0.9
        )

        await people.get_by_role("searchbox").fill("paulo")
        links = people.get_by_role("link")
        await expect(links).to_have_count(2)
        await expect(links.first).to_contain_text("Paulo Reis")
        await expect(links.last).to_contain_text("People manager of Jonas, Mia, Paulo and Tomás")
        await live.person("paulo").says("The new grid works.")
        await expect(links.first).to_contain_text("Saved for your one-on-one")
        await expect(links).to_have_count(2)
        await people.get_by_role("searchbox").fill("")
        await expect(links.first).to_contain_text("Ana Torres")


async def test_what_can_be_done_with_a_message_does_not_cover_that_it_is_new(
    live: Live, visits: Visits
) -> None:
    async with visits(live.address, width=390, height=844) as window:
        new = window.left.locator(".new")
        await expect(new).to_have_count(1)
        assert not await new.evaluate(COVERED)
