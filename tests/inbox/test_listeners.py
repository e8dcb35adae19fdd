"""From Slack's events and clicks into the inbox."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.chain import OpenPrompt
from bot.errors import NotStored, Refusal
from bot.slack.payloads import Click, Event
from bot.storage.engine import Database
from bot.workspaces.keys import Vaults
from tests.conftest import WORKSPACE
from tests.inbox.conftest import DM, Scene
from tests.inbox.fakes import Office, buttons, office, shown


@pytest.fixture
async def desk(scene: Scene, database: Database, vaults: Vaults) -> AsyncIterator[Office]:
    async with office(database, vaults, scene.clock) as opened:
        yield opened


def event(**body: Any) -> Event:
    return Event(WORKSPACE, "message", {"type": "message", "channel": DM, "channel_type": "im", **body})


def said(words: str, **more: Any) -> Event:
    return event(user="U0KIM", text=words, ts="1772452800.000100", **more)


def edited(before: str, after: str, **more: Any) -> Event:
    message = {"user": "U0KIM", "text": after, "ts": "1772452800.000100", **more}
    return event(subtype="message_changed", message=message, previous_message={**message, "text": before})


async def hear(scene: Scene, desk: Office, what: Event) -> None:
    await scene.inbox.routes["message"](desk.desk, what)


def click(action: str, value: str, user: str = "U0KIM") -> Click:
    return Click(WORKSPACE, user, action, value, "trigger")


async def test_what_was_typed_is_stored_as_it_was_seen(scene: Scene, desk: Office) -> None:
    scene.people.ask(scene.kim, "check-in")
    await hear(scene, desk, said("Ask <@U0ANA> &amp; <@U0GONE>: <https://x.example|here> <!channel>"))
    assert scene.people.texts() == ["Ask @Ana <Torres> & Co & @U0GONE: here (https://x.example) @channel"]


async def test_a_preview_that_slack_adds_is_no_edit(scene: Scene, desk: Office) -> None:
    scene.people.ask(scene.kim, "check-in")
    await hear(scene, desk, said("See https://x.example"))
    scene.people.stored["D0KIM:1772452800.000100"] = replace(
        scene.people.stored["D0KIM:1772452800.000100"], text="changed in a modal since"
    )
    same = "See <https://x.example>"
    await hear(scene, desk, edited(same, same, attachments=[{"title": "X"}]))
    assert scene.people.texts() == ["changed in a modal since"]


async def test_an_edit_and_a_deletion_reach_what_is_stored(scene: Scene, desk: Office) -> None:
    scene.people.ask(scene.kim, "check-in")
    await hear(scene, desk, said("Fien"))
    await hear(scene, desk, edited("Fien", "Fine", edited={"user": "U0KIM", "ts": "1772452900.000000"}))
    assert scene.people.texts() == ["Fine"]
    await hear(scene, desk, event(subtype="message_deleted", deleted_ts="1772452800.000100"))
    assert scene.people.stored == {}


async def test_the_deletion_of_something_that_nobody_knows_is_nothing(scene: Scene, desk: Office) -> None:
    await hear(scene, desk, event(subtype="message_deleted", deleted_ts="1772452800.000100"))
    assert scene.cards() == []


async def test_what_tandem_says_itself_is_not_heard(scene: Scene, desk: Office) -> None:
    await hear(scene, desk, said("Where does this belong?", bot_id="B0TANDEM"))
    assert scene.cards() == []


async def test_buttons_move_throw_away_and_take_back(scene: Scene, desk: Office) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.direction.ask(scene.kim, "question")
    await hear(scene, desk, said("Hm"))
    value = buttons(scene.card())["Answer question"]
    await scene.inbox.routes["tandem.route"](desk.desk, click("tandem.route", value))
    assert scene.direction.texts() == ["Hm"]
    source = f"{DM}:1772452800.000100"
    await scene.inbox.routes["tandem.not_for_them"](desk.desk, click("tandem.not_for_them", source))
    assert scene.direction.texts() == []
    (message_id,) = {buttons(card)["Neither: throw it away"] for card in scene.cards() if buttons(card)}
    await scene.inbox.routes["tandem.neither"](desk.desk, click("tandem.neither", message_id))
    assert all("Thrown away" in shown(card) for card in scene.cards())


async def test_the_same_event_twice_at_once_has_one_effect(scene: Scene, desk: Office) -> None:
    """The fake chain fails where it is asked to store the same source again."""
    scene.people.ask(scene.kim, "check-in")
    await asyncio.gather(*[hear(scene, desk, said("Fine")) for _ in range(4)])
    assert scene.people.texts() == ["Fine"]


async def test_two_clicks_at_once_move_a_text_once(scene: Scene, desk: Office) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.direction.ask(scene.kim, "question")
    await hear(scene, desk, said("Hm"))
    clicks = [click("tandem.route", value) for label, value in buttons(scene.card()).items() if ":" in value]
    route = scene.inbox.routes["tandem.route"]
    results = await asyncio.gather(*[route(desk.desk, one) for one in clicks], return_exceptions=True)
    assert sorted(isinstance(result, Refusal) for result in results) == [False, True]
    assert [*scene.people.texts(), *scene.direction.texts()] == ["Hm"]


async def test_a_click_on_a_closed_prompt_is_answered_with_a_line(scene: Scene, desk: Office) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.people.ask(scene.kim, "agenda")
    await hear(scene, desk, said("Hm"))
    value = buttons(scene.card())["Answer check-in"]
    scene.people.prompts[scene.kim.id].pop(0)
    await scene.inbox.routes["tandem.route"](desk.desk, click("tandem.route", value))
    await desk.desk.background.settle()
    assert desk.told == ["That question is no longer open. Please choose again; your text still waits."]


@pytest.mark.parametrize("value", ["", ":", "x:people:check-in", "nonsense", "a:b:c:d"])
async def test_a_click_from_nowhere_is_refused_kindly(scene: Scene, desk: Office, value: str) -> None:
    for action in ("tandem.route", "tandem.neither", "tandem.not_for_them"):
        with pytest.raises(Refusal):
            await scene.inbox.routes[action](desk.desk, click(action, value))


async def test_a_guest_is_refused_kindly_and_nothing_is_kept(scene: Scene, desk: Office) -> None:
    desk.slack.users["U0GUEST"] = {"id": "U0GUEST", "name": "guest", "is_restricted": True}
    with pytest.raises(Refusal, match="guests"):
        await hear(scene, desk, event(user="U0GUEST", text="Hi", ts="1.1"))


async def test_a_database_that_is_gone_is_said_and_nothing_is_half_written(
    scene: Scene, desk: Office, database: Database
) -> None:
    from sqlalchemy import text

    scene.people.ask(scene.kim, "check-in")
    with database.writer.begin() as connection:
        connection.execute(text("ALTER TABLE inbox_messages RENAME TO elsewhere"))
    with pytest.raises(NotStored):
        await hear(scene, desk, said("Fine"))
    assert scene.people.stored == {}
    with database.writer.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO inbox_messages"))
    await hear(scene, desk, said("Fine"))
    assert scene.people.texts() == ["Fine"]


def test_the_largest_card_fits_into_a_message(scene: Scene) -> None:
    long = "<&> " * 40
    prompts = [OpenPrompt("people", f"{number:080}", long[:75], long * 3, False) for number in range(200)]
    scene.people.prompts[scene.kim.id] = prompts
    scene.type("&<>" * 4000)
    card = scene.card()
    assert card is not None
    assert len(card.blocks) <= 50
    for block in card.blocks:
        if block["type"] == "section":
            assert len(block["text"]["text"]) <= 3000
            accessory = block.get("accessory", {"text": {"text": ""}})
            assert len(accessory["text"]["text"]) <= 75
            assert len(accessory.get("value", "")) <= 2000
    assert "&" not in card.text
