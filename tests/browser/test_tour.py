"""The tour: played to its end by whoever would rather watch, and left in the middle."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Live, Visits
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
            await expect(message(left.get_by_role("region", name="Thread"), SAID)).to_be_visible()
            await expect(message(left, "Saved as an answer")).to_be_visible()
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


async def test_whoever_comes_for_the_first_time_is_invited_until_they_decline(
    live: Live, visits: Visits
) -> None:
    async with visits(live.address) as window:
        page, tour = window.page, window.tour
        await expect(tour.get_by_role("heading", name="Tandem at Lantern")).to_be_visible()
        await tour.get_by_role("button", name="Take the tour (8 steps)").focus()
        await page.keyboard.press("Enter")
        await expect(tour.get_by_role("heading", name="Two chains")).to_be_focused()

        await page.goto(live.address)
        await tour.get_by_role("button", name="Look around by myself").click()
        await expect(tour.get_by_role("heading")).to_have_count(0)
        await expect(page.get_by_role("button", name="Tour", exact=True)).to_be_focused()
        async with page.expect_response(lambda answer: "/part/tour" in answer.url) as asked:
            await page.reload()
        assert "invites" not in (await asked.value).url
        await expect(tour.get_by_role("heading")).to_have_count(0)


async def test_a_modal_that_a_step_showed_is_closed_once_the_visitor_goes_on(
    live: Live, visits: Visits
) -> None:
    async with visits(live.address) as window:
        tour, right = window.tour, window.right
        await window.page.goto(f"{live.address}?tour=2")
        await tour.get_by_role("button", name="Next").click()
        for way, back in (("Next", "Back"), ("Back", "Next"), ("Leave the tour", "")):
            await tour.get_by_role("button", name="Do it for me").click()
            await expect(modal(right)).to_contain_text(SAID)
            await tour.get_by_role("button", name=way).click()
            await live.stage.slack.until(lambda: live.person("ana").modal is None)
            if back:
                await tour.get_by_role("button", name=back).click()
        await expect(right.get_by_role("dialog")).to_have_count(0)
