"""Another Bolt app in the same page, without a guide: all of it works, and nothing of Tandem shows."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Command, Playground, Shortcut
from bot.playground.page.page import Page
from tests.browser.conftest import Visits
from tests.browser.window import message, modal
from tests.playground.blocks import actions, button, input_block, option, plain, section, text_input
from tests.playground.blocks import modal as form
from tests.playground.support import Clock, listening

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]
SURE = {
    "title": plain("Sure?"),
    "text": plain("A table is kept for you."),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
CITIES = {"type": "multi_external_select", "action_id": "cities", "min_query_length": 1}
WORDS = {"type": "rich_text_input", "action_id": "words"}
COMMAND = Command("/lunch", "Ask who comes along", "[place]")
SHORTCUTS = [Shortcut("Plan a lunch", "plan"), Shortcut("Remind me", "remind", "message")]


def lunch(app: AsyncApp, client: AsyncWebClient) -> None:
    """Asks who comes to lunch."""

    @app.command("/lunch")
    @app.shortcut("plan")
    async def plan(ack: AsyncAck, body: Json) -> None:
        await client.views_open(
            trigger_id=body["trigger_id"],
            view=form(
                input_block(text_input("place"), "Where?", block_id="where"),
                input_block(CITIES, "In which cities?", block_id="cities", optional=True),
                input_block(WORDS, "In a word?", block_id="words", optional=True),
                callback_id="lunch",
            ),
        )
        await ack()

    @app.options("cities")
    async def suggest(ack: AsyncAck, body: Json) -> None:
        found = [name for name in ("Lisbon", "Rome") if name.lower().startswith(body["value"])]
        await ack(options=[option(name.lower(), name) for name in found])

    @app.view("lunch")
    async def ask(ack: AsyncAck, body: Json, view: Json) -> None:
        place = view["state"]["values"]["where"]["place"]["value"]
        if place == "here":
            await ack(response_action="errors", errors={"where": "Not again."})
            return
        await ack()
        cities = view["state"]["values"]["cities"]["cities"]["selected_options"]
        said = view["state"]["values"]["words"]["words"]["rich_text_value"]["elements"][0]["elements"]
        where = " or ".join(one["text"]["text"] for one in cities)
        blocks = [
            section(f"Lunch at *{place}* in {where}? {said[0]['text']}"),
            actions(button("come", "I'm coming", confirm=SURE)),
        ]
        await client.chat_postMessage(channel=body["user"]["id"], text="Lunch?", blocks=blocks)

    @app.action("come")
    async def come(ack: AsyncAck, body: Json) -> None:
        await ack()
        await client.chat_update(
            channel=body["channel"]["id"],
            ts=body["message"]["ts"],
            text="Lunch",
            blocks=[section("One is coming.")],
        )

    @app.shortcut("remind")
    async def remind(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("You will hear of it.")


@pytest_asyncio.fixture(loop_scope="session")
async def address() -> AsyncIterator[str]:
    async with Playground(Clock().now, commands=[COMMAND], shortcuts=SHORTCUTS, app_name="Lunch") as slack:
        client = AsyncWebClient(token=slack.credentials.bot_token, base_url=slack.api_url)
        app = AsyncApp(
            client=client, signing_secret=slack.credentials.signing_secret, process_before_response=True
        )
        lunch(app, client)
        slack.add_person("ana@example.com", "Ana Ruiz", tz="Europe/Madrid")
        async with listening(app.web_app("/slack/events")) as events:
            slack.connect(f"{events}/slack/events")
            page = Page(slack)
            yield await page.start()
            await page.stop()
        assert slack.troubles == []


async def test_a_foreign_app_works_in_the_page_and_nothing_of_tandem_shows(
    address: str, visits: Visits
) -> None:
    async with visits(address) as window:
        left, keys = window.left, window.page.keyboard
        box = left.get_by_role("textbox", name="Message Lunch")
        await box.focus()
        await keys.type("/l")
        await expect(left.get_by_role("option", name="Ask who comes along")).to_be_visible()
        await keys.press("Tab")
        await keys.press("Enter")
        where = modal(left).get_by_role("textbox", name="Where?")
        await expect(where).to_be_focused()
        await where.fill("here")
        await keys.press("Enter")
        await expect(where).to_have_accessible_description("Not again.")
        cities = modal(left).get_by_role("group", name="In which cities?")
        await modal(left).get_by_label("In which cities?").first.click()
        for letter, name in (("l", "Lisbon"), ("r", "Rome")):
            await modal(left).get_by_role("searchbox").fill(letter)
            await cities.get_by_role("checkbox", name=name).check()
        await expect(cities.get_by_role("checkbox", name="Lisbon")).to_be_checked()
        await modal(left).get_by_role("textbox", name="In a word?").fill("Hungry.")
        await where.fill("the harbour")
        await keys.press("Enter")
        await expect(modal(left)).to_have_count(0)

        asked = message(left, "Lunch at the harbour in Lisbon or Rome? Hungry.")
        await asked.get_by_role("button", name="I'm coming").click()
        sure = window.page.get_by_role("dialog", name="Sure?")
        await sure.get_by_role("button", name="No").click()
        await asked.get_by_role("button", name="I'm coming").click()
        await sure.get_by_role("button", name="Yes").click()
        answered = message(left, "One is coming.")
        await expect(answered).to_be_visible()

        await answered.focus()
        await answered.get_by_label("More actions").click()
        await answered.get_by_role("button", name="Remind me").click()
        await expect(message(left, "You will hear of it.")).to_contain_text("Only visible to you")
        await left.get_by_label("Shortcuts").click()
        await left.get_by_role("button", name="Plan a lunch").click()
        await expect(where).to_be_focused()
        assert await window.nameless() == []
        for word in ("Tandem", "Tour", "Let time pass", "one-on-one"):
            await expect(window.page.locator("html")).not_to_contain_text(word)
