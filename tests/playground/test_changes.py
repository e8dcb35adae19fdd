"""Whoever shows the playground hears of every change, and once of many."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Message, Person, Playground, View
from bot.playground.changes import Changes
from tests.playground.blocks import actions, button, home, input_block, modal, section, select, text_input


async def test_whoever_waits_goes_on_when_something_happens() -> None:
    changes = Changes()
    waiting = [asyncio.create_task(changes.after(0)) for _ in range(2)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    changes.happened()
    assert await asyncio.gather(*waiting) == [1, 1]


async def test_many_changes_at_once_are_one_wake_up() -> None:
    changes = Changes()
    waiting = asyncio.create_task(changes.after(0))
    await asyncio.sleep(0)
    for _ in range(5):
        changes.happened()
    assert await waiting == 5


async def test_what_happened_meanwhile_isnt_waited_for() -> None:
    changes = Changes()
    changes.happened()
    assert await changes.after(0) == 1
    assert await changes.after(7) == 1, "a version from before a restart"


async def test_whoever_stops_waiting_leaves_nothing_behind() -> None:
    changes = Changes()
    waiting = asyncio.create_task(changes.after(0))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert changes._waiting == []
    changes.happened()


class Scene:
    """Ana, a channel, and an app with something of everything."""

    def __init__(self, slack: Playground, client: AsyncWebClient, ana: Person) -> None:
        self.slack, self.client, self.ana = slack, client, ana
        self.answers: list[dict[str, Any]] = []
        self.replies: list[dict[str, Any]] = []

    @property
    def message(self) -> Message:
        return self.ana.last

    @property
    def own(self) -> Message:
        return next(each for each in self.ana.dm if not each.is_from_app)

    @property
    def view(self) -> View:
        return self.ana.form


@pytest.fixture
async def scene(slack: Playground, app: AsyncApp, client: AsyncWebClient, ana: Person) -> Scene:
    scene = Scene(slack, client, ana)

    @app.command("/tandem")
    async def opens(ack: AsyncAck, body: dict[str, Any]) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=_form())
        await ack()

    @app.command("/1on1")
    async def whispers(ack: AsyncAck) -> None:
        await ack("between us")

    @app.view("form")
    async def submitted(ack: AsyncAck) -> None:
        await ack(**scene.answers.pop(0))

    @app.action("go")
    async def clicked(ack: AsyncAck, body: dict[str, Any], respond: Callable[..., Awaitable[Any]]) -> None:
        await ack()
        await respond(**scene.replies.pop(0))

    @app.action("pick")
    async def picked(ack: AsyncAck) -> None:
        await ack()

    await client.chat_postMessage(
        channel=ana.id, text="hi", blocks=[actions(button(), select("a", "b"), block_id="b")]
    )
    slack.workspace.dm(ana.id)
    await ana.types("/tandem")
    await client.views_publish(user_id=ana.id, view=home(section("one")))
    await ana.says("hello")
    return scene


def _form() -> dict[str, Any]:
    return modal(input_block(text_input(), block_id="b"), callback_id="form")


async def _submits(scene: Scene, **answer: Any) -> None:
    scene.answers.append(answer)
    await scene.ana.submits(b="x")


async def _responds(scene: Scene, **reply: Any) -> None:
    scene.replies.append(reply)
    await scene.ana.clicks(scene.message, "go")


async def _replaces_what_it_whispered(scene: Scene) -> None:
    await _responds(scene, text="w", blocks=[actions(button())], replace_original=False)
    await _responds(scene, text="now", replace_original=True)


async def _deletes_what_it_whispered(scene: Scene) -> None:
    await _responds(scene, text="w", blocks=[actions(button())], replace_original=False)
    before = scene.slack.changes.version
    await _responds(scene, delete_original=True)
    assert scene.slack.changes.version > before


SEEN: dict[str, Callable[[Scene], Awaitable[object]]] = {
    "a message of the app's": lambda it: it.client.chat_postMessage(channel=it.ana.id, text="more"),
    "one that only Ana sees": lambda it: it.client.chat_postEphemeral(
        channel=it.message.channel, user=it.ana.id, text="psst"
    ),
    "an update": lambda it: it.client.chat_update(channel=it.message.channel, ts=it.message.ts, text="new"),
    "a deletion": lambda it: it.client.chat_delete(channel=it.message.channel, ts=it.message.ts),
    "a message of a person's": lambda it: it.ana.says("hello"),
    "an edit": lambda it: it.ana.edits(it.own, "hello again"),
    "what a person deletes": lambda it: it.ana.deletes(it.own),
    "the answer to a command": lambda it: it.ana.types("/1on1"),
    "an answer by response url": lambda it: _responds(it, text="thanks"),
    "a replaced whisper": _replaces_what_it_whispered,
    "a deleted whisper": _deletes_what_it_whispered,
    "a choice in a message": lambda it: it.ana.clicks(it.message, "pick", option="a"),
    "a modal": lambda it: it.ana.types("/tandem"),
    "an entry": lambda it: it.ana.fills(b="x"),
    "errors": lambda it: _submits(it, response_action="errors", errors={"b": "no"}),
    "an updated modal": lambda it: _submits(it, response_action="update", view=_form()),
    "a pushed modal": lambda it: _submits(it, response_action="push", view=_form()),
    "a modal that closes": lambda it: it.ana.closes(),
    "a Home tab": lambda it: it.client.views_publish(user_id=it.ana.id, view=home(section("two"))),
    "a view that is changed": lambda it: it.client.views_update(view_id=it.view.id, view=_form()),
    "a notice": lambda it: it.ana.types("/direction"),
    "somebody new": lambda it: it.slack.joins("ben@example.com"),
    "somebody who changes": lambda it: it.slack.changes_user(it.ana, title="Captain"),
    "somebody who leaves": lambda it: it.slack.deactivates(it.ana),
}


@pytest.mark.parametrize("what", SEEN)
async def test_whatever_somebody_can_see_is_a_change(scene: Scene, what: str) -> None:
    before = scene.slack.changes.version
    await SEEN[what](scene)
    assert scene.slack.changes.version > before


def test_each_change_of_a_view_counts_by_itself(slack: Playground, ana: Person) -> None:
    core = slack.slack
    form = View("V1", ana.id, _form(), core.new_hash(), slack.workspace)
    tab = View("V2", ana.id, home(section("one")), core.new_hash(), slack.workspace)
    steps: list[Callable[[], None]] = [
        lambda: core.open_modal(form),
        lambda: core.enter(form, ("b", "text"), "x"),
        lambda: core.show_errors(form, {"b": "no"}),
        lambda: core.change_view(form, _form()),
        lambda: core.close_modal(form),
        lambda: core.show_home(tab),
    ]
    for step in steps:
        before = slack.changes.version
        step()
        assert slack.changes.version == before + 1


async def test_a_new_channel_is_a_change(slack: Playground) -> None:
    before = slack.changes.version
    slack.add_channel("general")
    assert slack.changes.version == before + 1


async def test_looking_is_no_change(scene: Scene) -> None:
    before = scene.slack.changes.version
    assert scene.ana.everything
    assert scene.ana.entries(scene.message) == {}
    await scene.client.conversations_history(channel=scene.message.channel)
    assert scene.slack.changes.version == before
