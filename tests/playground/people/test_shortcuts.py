"""Shortcuts, in the client's menu and in that of a message; and what a manifest may hold."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Command, Impossible, Person, Playground, Shortcut
from bot.playground.offers import Offers
from tests.playground.blocks import modal, section
from tests.playground.support import Clock


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Playground]:
    commands: list[str | Command] = [Command("/tandem", "Everything else", "[help]"), "/plain"]
    shortcuts = [
        Shortcut("Note something", "note", description="Write a note"),
        Shortcut("Keep this", "keep", "message"),
    ]
    async with Playground(clock.now, commands=commands, shortcuts=shortcuts) as playground:
        yield playground


async def test_what_the_app_offers_can_be_listed(slack: Playground) -> None:
    assert [one.name for one in slack.commands] == ["/tandem", "/plain"]
    assert [one.hint for one in slack.commands] == ["[help]", ""]
    assert [(one.callback_id, one.kind) for one in slack.shortcuts] == [
        ("note", "global"),
        ("keep", "message"),
    ]


async def test_a_global_shortcut_brings_a_trigger_and_no_place(
    slack: Playground, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    got: list[dict[str, Any]] = []

    @app.global_shortcut("note")
    async def note(ack: AsyncAck, body: dict[str, Any]) -> None:
        got.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal(section("A note")))
        await ack()

    await ana.uses_shortcut("note")
    assert ana.form.reads.splitlines()[1] == "A note"
    await ana.uses_shortcut("Note something")

    (payload, _) = got
    assert (payload["type"], payload["callback_id"]) == ("shortcut", "note")
    assert (payload["user"]["id"], payload["team"]["id"]) == (ana.id, slack.workspace.team_id)
    assert payload["action_ts"]
    assert not {"channel", "response_url", "message"} & set(payload)
    assert slack.troubles == []


async def test_a_message_shortcut_brings_the_message_and_a_way_to_answer(
    slack: Playground, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    got: list[dict[str, Any]] = []

    @app.message_shortcut("keep")
    async def keep(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        got.append(body)
        await ack()
        await respond("Kept")

    await client.chat_postMessage(channel=ana.id, text="hi")
    said = ana.last
    await ana.uses_shortcut("keep", said)

    (payload,) = got
    assert (payload["type"], payload["callback_id"]) == ("message_action", "keep")
    assert (payload["channel"]["id"], payload["message_ts"]) == (said.channel, said.ts)
    assert payload["message"]["text"] == "hi"
    assert payload["trigger_id"]
    assert (ana.last.text, ana.last.ephemeral_to) == ("Kept", ana.id)
    with pytest.raises(Impossible, match="has no shortcuts"):
        await ana.uses_shortcut("keep", ana.last)


async def test_a_message_shortcut_works_where_the_app_isnt(
    slack: Playground, app: AsyncApp, ana: Person
) -> None:
    @app.message_shortcut("keep")
    async def keep(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("Kept")

    slack.add_channel("quiet", [ana], private=True, with_app=False)
    said = await ana.says("nobody hears", in_channel="quiet")
    await ana.uses_shortcut("keep", said)
    assert [each.text for each in ana.channel("quiet")] == ["nobody hears", "Kept"]


async def test_what_isnt_in_the_menu_cant_be_chosen(
    slack: Playground, app: AsyncApp, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    await client.chat_postMessage(channel=ana.id, text="hi")
    with pytest.raises(Impossible, match=r"not in this menu.*Note something \(note\)"):
        await ana.uses_shortcut("keep")
    with pytest.raises(Impossible, match=r"not in this menu.*Keep this \(keep\)"):
        await ana.uses_shortcut("note", ana.last)
    with pytest.raises(Impossible, match="can't see"):
        await ben.uses_shortcut("keep", ana.last)
    await slack.deactivates(ben)
    with pytest.raises(Impossible, match="deactivated"):
        await ben.uses_shortcut("note")


async def test_a_shortcut_that_isnt_acknowledged_is_told(
    slack: Playground, app: AsyncApp, ana: Person
) -> None:
    delivery = await ana.uses_shortcut("note")
    assert not delivery.acked
    assert ana.notices == ["The app did not respond to Note something (http_error)"]


FAULTY: list[tuple[Callable[[], object], str]] = [
    (lambda: Command("tandem"), "no slash command"),
    (lambda: Command("/Tandem"), "no slash command"),
    (lambda: Command("/" + "x" * 32), "no slash command"),
    (lambda: Command("/tandem", "x" * 2001), "2000 are allowed"),
    (lambda: Command("/tandem", hint="x" * 1001), "1000 are allowed"),
    (lambda: Shortcut("", "note"), "needs a name"),
    (lambda: Shortcut("x" * 25, "note"), "24 are allowed"),
    (lambda: Shortcut("Note", "x" * 256), "255 are allowed"),
    (lambda: Shortcut("Note", "note", description="x" * 151), "150 are allowed"),
    (lambda: Offers(["/one", "/one"]), "of its own"),
    (lambda: Offers(shortcuts=[Shortcut("A", "a"), Shortcut("B", "a")]), "of its own"),
    (lambda: Offers(f"/c{number}" for number in range(51)), "at most"),
    (lambda: Offers(shortcuts=[Shortcut("A", f"{number}") for number in range(11)]), "at most"),
]


@pytest.mark.parametrize(("faulty", "why"), FAULTY)
def test_what_no_manifest_may_hold_is_refused(faulty: Callable[[], object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        faulty()
