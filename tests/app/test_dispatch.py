"""Whatever goes wrong behind a click, a form, a command or a message, the person gets a kind answer."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.app.bolt import bolt_app
from bot.app.dispatch import COMES_AGAIN, OUTDATED, Dispatcher
from bot.app.door import Door
from bot.app.web import listening, web_app
from bot.clock import ManualClock
from bot.desk import Background, Desk
from bot.desk.words import NOT_CONFIRMED, NOT_STORED
from bot.errors import NotConfirmed, NotStored, Refusal
from bot.playground import Person, Playground
from bot.slack.blocks import actions, ask, button, home, modal, section, text_input
from bot.slack.client import Slack
from bot.slack.payloads import Click, Command, Event, Payload, Submission
from bot.storage.engine import Database
from bot.workspaces.core import Core
from bot.workspaces.keys import Vaults

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What the dispatcher answers does not depend on the database."""
SECRET_WORDS = "my manager must not read this"
FORM = modal("people.form", "A form", [ask("people.text", "Text", text_input("people.text"))], submit="Send")


class Scene:
    """An app whose handlers do what `fault` says, and somebody who uses it."""

    def __init__(self, slack: Playground, ana: Person) -> None:
        self.slack = slack
        self.ana = ana
        self.fault: Exception | None = None
        self.seen: list[Payload] = []

    async def handle(self, desk: Desk, payload: Payload) -> None:
        self.seen.append(payload)
        if self.fault:
            raise self.fault

    async def open_form(self, desk: Desk, payload: Click | Command) -> None:
        await desk.slack_of(payload.workspace_id).open_view(payload.trigger_id, FORM)

    @property
    def routes(self) -> dict[str, Any]:
        handled = ("people.button", "people.form", "/1on1", "message")
        return {**dict.fromkeys(handled, self.handle), "/direction": self.open_form}


@pytest.fixture
async def scene(
    database: Database, vaults: Vaults, clock: ManualClock, workspace: str
) -> AsyncIterator[Scene]:
    core, background = Core(database, vaults, clock), Background()
    async with Playground(now=clock.now, sleep=clock.sleep) as slack, aiohttp.ClientSession() as session:
        ana = slack.add_person("ana@example.com", "Ana Torres")
        client = Slack(slack.credentials.bot_token, session, slack.api_url)
        desk = Desk(core, lambda _id: client, session, lambda _work, _me: home([]), background)
        scene = Scene(slack, ana)
        bolt = bolt_app(lambda _id: slack.credentials.bot_token, lambda _id: "", slack.api_url)
        Dispatcher(desk, scene.routes).listen(bolt)
        async with listening(web_app(Door(bolt, slack.credentials.signing_secret), lambda: None)) as url:
            slack.connect(f"{url}/slack/events")
            blocks = [
                section("Hello"),
                actions(button("people.button", "Do it", "7"), button("people.gone", "Old")),
            ]
            await client.post(ana.id, {"text": "Hello", "blocks": blocks})
            yield scene
            await background.settle()
    core.close()


async def answered(scene: Scene, text: str) -> None:
    await scene.slack.until(lambda: text in scene.ana.dm[-1].reads)
    assert scene.ana.dm[-1].reads == text


FAULTS = [
    (Refusal("That is < 3 & kind."), "That is < 3 & kind."),
    (NotStored(), NOT_STORED),
    (NotConfirmed(), NOT_CONFIRMED),
]


@pytest.mark.parametrize(("fault", "words"), FAULTS)
async def test_a_click_that_fails_is_answered_to_the_person_alone(
    scene: Scene, fault: Exception, words: str
) -> None:
    scene.fault = fault
    assert (await scene.ana.clicks(scene.ana.last, "people.button")).acked
    await answered(scene, words)
    assert scene.ana.last.ephemeral_to == scene.ana.id


@pytest.mark.parametrize(("fault", "words"), FAULTS)
async def test_a_command_that_fails_is_answered(scene: Scene, fault: Exception, words: str) -> None:
    scene.fault = fault
    await scene.ana.types("/1on1")
    await answered(scene, words)


@pytest.mark.parametrize(("fault", "words"), FAULTS)
async def test_a_form_that_fails_stays_open_with_what_was_typed(
    scene: Scene, fault: Exception, words: str
) -> None:
    await scene.ana.types("/direction")
    scene.fault = fault
    await scene.ana.submits({"people.text": "kept"})
    assert scene.ana.form.errors == {"people.text": words}
    scene.fault = None
    await scene.ana.submits()
    assert scene.ana.modal is None
    forms = [each for each in scene.seen if isinstance(each, Submission)]
    assert [form.form.text("people.text") for form in forms] == ["kept", "kept"]
    assert forms[0].source == forms[1].source


@pytest.mark.parametrize(
    ("fault", "words"), [FAULTS[0], (NotStored(), COMES_AGAIN), (NotConfirmed(), COMES_AGAIN)]
)
async def test_a_message_that_fails_is_answered_and_sent_again_by_slack(
    scene: Scene, fault: Exception, words: str
) -> None:
    scene.fault = fault
    await scene.ana.says("hello")
    await answered(scene, words)
    times = [each for each in scene.seen if isinstance(each, Event) and each.body.get("user") == scene.ana.id]
    assert len(times) == (1 if isinstance(fault, Refusal) else 2)


async def test_a_button_of_an_older_version_is_explained(scene: Scene) -> None:
    await scene.ana.clicks(scene.ana.last, "people.gone")
    await answered(scene, OUTDATED)


async def test_a_fault_of_ours_is_owned_and_nothing_private_is_logged(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    scene.fault = RuntimeError(SECRET_WORDS)
    await scene.ana.clicks(scene.ana.last, "people.button")
    await scene.slack.until(lambda: "Reference" in scene.ana.dm[-1].reads)
    await scene.ana.says(SECRET_WORDS)
    await scene.ana.types("/1on1", SECRET_WORDS)
    assert SECRET_WORDS not in caplog.text
    assert SECRET_WORDS not in "".join(message.reads for message in scene.ana.dm if message.is_from_app)
    assert "RuntimeError" in caplog.text


async def test_a_click_carries_its_value_and_place(scene: Scene) -> None:
    await scene.ana.clicks(scene.ana.last, "people.button")
    [click] = [each for each in scene.seen if isinstance(each, Click)]
    assert (click.value, click.user, click.message_ts) == ("7", scene.ana.id, scene.ana.last.ts)
