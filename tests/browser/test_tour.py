"""The tour: played to its end by whoever would rather watch, and left in the middle."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.window import Window, message, modal

pytestmark = pytest.mark.asyncio(loop_scope="session")

A_SENTENCE = re.compile(r"\w.*\.$")
SAID = "The new grid works."


async def test_the_tour_plays_the_main_job_and_can_be_left_in_the_middle(window: Window) -> None:
    left, right, tour = window.left, window.right, window.tour
    button = window.page.get_by_role("button", name="Tour", exact=True)
    await button.click()
    for number in range(1, 9):
        await expect(tour).to_contain_text(f"Step {number} of 8")
        await tour.get_by_role("button", name="Do it for me").click()
        await expect(tour.get_by_role("status")).to_have_text(A_SENTENCE)
        await expect(tour.get_by_role("status")).not_to_contain_text("can't be played")
        if number == 2:
            await expect(message(left, "Your one-on-one with Ana Torres")).to_contain_text("2 replies")
        if number == 3:
            await expect(modal(right)).to_contain_text(SAID)
        if number == 4:
            await expect(right).to_contain_text("Ben Ito")
            await expect(right).not_to_contain_text(SAID)
        if number == 7:
            await expect(message(left, "Where does it belong?")).to_be_visible()
        await tour.get_by_role("button", name="Done" if number == 8 else "Next").click()
    await expect(tour.get_by_role("heading")).to_have_count(0)
    await expect(button).to_be_focused()

    await button.click()
    await tour.get_by_role("button", name="Next").click()
    await expect(tour).to_contain_text("Step 2 of 8")
    await window.page.go_back()
    await expect(tour).to_contain_text("Step 1 of 8")
    await tour.get_by_role("button", name="Leave the tour").click()
    await expect(tour.get_by_role("heading")).to_have_count(0)
    await window.opens("Olu Adeyemi")
