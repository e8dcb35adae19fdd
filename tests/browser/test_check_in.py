"""A one-on-one from the first prompt to the wrap-up, with the wall around it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.window import Window, message, modal

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAID = "The new grid works. Reviews get stuck for two days."


async def test_paulo_answers_ana_opens_it_and_says_that_they_met(window: Window) -> None:
    left, right = window.left, window.right
    prompt = message(left, "Your one-on-one with Ana Torres")
    await expect(prompt).to_contain_text("What gets in the way?")

    await window.does(prompt, "Reply in thread")
    await window.says(left, SAID, box="Reply")
    await expect(message(left, "aved")).to_be_visible()
    print(await left.aria_snapshot())
    print(await right.aria_snapshot())
    await window.lets_pass("An hour")
    await right.get_by_role("button", name=re.compile("Open the answers")).last.click()
    print(await modal(right).aria_snapshot())
    assert 0
