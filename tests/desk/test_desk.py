"""What a handler is given: who clicked, a modal that stands at once, and kind words when things fail."""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest

from bot.clock import ManualClock
from bot.desk import Background, Desk
from bot.desk.words import ANSWERS_AGAIN, NOT_SHOWN, NOT_STORED_AFTER_ALL, STORED_AFTER_ALL
from bot.errors import NotConfirmed, NotStored, Refusal
from bot.playground import Fault, Playground, held
from bot.playground import Person as User
from bot.roster.models import Person
from bot.slack.blocks import home, modal, section
from bot.slack.client import Slack
from bot.slack.errors import Refused
from bot.slack.payloads import Click, Command, Event, Form, Submission, View
from bot.storage.engine import Database
from bot.storage.work import Work
from bot.workspaces.core import Core, one_deadline
from bot.workspaces.keys import Vaults
from tests.conftest import WORKSPACE


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One kind of database is enough here."""
    shutil.copy(sqlite_template, tmp_path / "tandem.db")
    return f"sqlite:///{tmp_path / 'tandem.db'}"


@dataclass
class Scene:
    desk: Desk
    hasty: Desk
    """Waits for Slack for a tenth of a second; the other one for as long as a busy machine needs."""
    slack: Playground
    ana: User

    def command(self) -> Command:
        trigger = self.slack.slack.triggers.new(self.ana.id)
        return Command(WORKSPACE, self.ana.id, "/tandem", "", trigger)

    def click(self, view: View | None = None) -> Click:
        trigger = self.slack.slack.triggers.new(self.ana.id)
        return Click(WORKSPACE, self.ana.id, "people.go", "", trigger, view=view)

    @property
    def shown(self) -> str:
        assert self.ana.modal is not None
        return " ".join(block["text"]["text"] for block in self.ana.modal.blocks)


def their_home(_work: Work, me: Person) -> View:
    return home([section(me.name)])


@pytest.fixture
async def scene(
    database: Database, vaults: Vaults, clock: ManualClock, workspace: str
) -> AsyncIterator[Scene]:
    core, background = Core(database, vaults, clock), Background()
    async with Playground(now=clock.now) as slack, aiohttp.ClientSession() as session:
        client = Slack(slack.credentials.bot_token, session, slack.api_url)
        desk, hasty = (
            Desk(core, lambda _id: client, session, their_home, background, patience=patience)
            for patience in (30, 0.1)
        )
        yield Scene(desk, hasty, slack, slack.add_person("ana@example.com", "Ana Torres", tz="Europe/Lisbon"))
        await background.settle()
    core.close()


def their_name(_work: Work, me: Person) -> str:
    return me.name


async def test_whoever_clicks_first_is_admitted(scene: Scene) -> None:
    assert await scene.desk.read(scene.click(), their_name) == "Ana Torres"
    zone = await scene.desk.write(scene.click(), lambda _work, me: me.time_zone)
    assert zone == "Europe/Lisbon"
    assert len(scene.slack.calls_of("users.info")) == 1


async def test_guests_take_no_part(scene: Scene) -> None:
    scene.ana.user.is_restricted = True
    with pytest.raises(Refusal, match="guests"):
        await scene.desk.write(scene.click(), their_name)


async def test_nothing_is_taken_from_a_deactivated_account(scene: Scene) -> None:
    await scene.desk.write(scene.click(), lambda _work, me: setattr(me, "active", False))
    scene.ana.user.deleted = True
    with pytest.raises(Refusal, match="deactivated"):
        await scene.desk.write(scene.click(), their_name)


async def test_whoever_comes_back_is_known_again_at_their_first_click(scene: Scene) -> None:
    await scene.desk.write(scene.click(), lambda _work, me: setattr(me, "active", False))
    assert await scene.desk.write(scene.click(), their_name) == "Ana Torres"
    assert await scene.desk.read(scene.click(), lambda _work, me: me.active)
    assert len(scene.slack.calls_of("users.info")) == 2


def their_ids(_work: Work, asked: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str] | Refusal]:
    """For many: each gets their id and what they wanted."""
    return asked


async def test_among_many_each_is_known_and_a_stranger_is_met_first(scene: Scene) -> None:
    ben = scene.slack.add_person("ben@example.com", "Ben Ito")
    mine = await scene.desk.read(scene.click(), lambda _work, me: me.id)
    clicks = {"ana": scene.click(), "ben": replace(scene.click(), user=ben.id)}
    asked = [scene.desk.write_among(click, their_ids, name) for name, click in clicks.items()]
    ana, stranger = await asyncio.gather(*asked)
    assert ana == (mine, "ana")
    assert stranger == (await scene.desk.read(clicks["ben"], lambda _work, me: me.id), "ben")
    assert len(scene.slack.calls_of("users.info")) == 2


async def test_among_many_whoever_comes_back_is_known_again(scene: Scene) -> None:
    await scene.desk.write(scene.click(), lambda _work, me: setattr(me, "active", False))
    await scene.desk.write_among(scene.click(), their_ids, "ana")
    assert len(scene.slack.calls_of("users.info")) == 2


async def test_a_modal_stands_before_anything_is_read_and_is_filled_then(scene: Scene) -> None:
    seen: list[str] = []
    await scene.desk.show(
        scene.command(),
        "Title",
        lambda _work, me: modal("people.m", "Title", [section(me.name)]),
        lambda _work, me: seen.append(me.name),
    )
    assert scene.shown == "One moment."
    await scene.desk.background.settle()
    assert scene.shown == "Ana Torres"
    assert seen == ["Ana Torres"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Refusal("There is no <such> thing."), "There is no &lt;such&gt; thing."),
        (NotStored("OperationalError"), "My database does not answer. Please try again in a minute."),
        (LookupError("what Ana typed"), "Something went wrong on my side"),
    ],
)
async def test_a_modal_that_can_not_be_filled_says_why(
    scene: Scene, fault: Exception, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_work: Work, _me: Person) -> View:
        raise fault

    seen: list[object] = []
    await scene.desk.show(scene.command(), "Title", fail, lambda _work, me: seen.append(me))
    await scene.desk.background.settle()
    assert scene.shown.startswith(words)
    assert not seen
    assert "what Ana typed" not in caplog.text


async def test_a_click_in_a_modal_opens_the_next_one_above_it(scene: Scene) -> None:
    await scene.desk.show(scene.command(), "One", lambda _w, _m: modal("people.m", "One", [section("1")]))
    await scene.desk.background.settle()
    below = scene.ana.form
    trigger = scene.slack.slack.triggers.new(scene.ana.id, below.root_id or below.id)
    click = Click(WORKSPACE, scene.ana.id, "people.go", "", trigger, view={"type": "modal", "id": below.id})
    await scene.desk.show(click, "Two", lambda _w, _m: modal("people.m", "Two", [section("2")]))
    await scene.desk.background.settle()
    assert scene.shown == "2"
    assert scene.ana.form.previous_id == below.id


async def test_a_slow_slack_does_not_hold_up_the_ack(scene: Scene) -> None:
    answers = asyncio.Event()
    scene.slack.faults.plan("views.open", held(answers))
    await scene.hasty.show(
        scene.command(), "Title", lambda _w, me: modal("people.m", "Title", [section("1")])
    )
    assert not scene.slack.calls_of("views.update"), "the ack goes before Slack has answered"
    answers.set()
    await scene.desk.background.settle()
    assert scene.shown == "1"


async def test_a_modal_that_slack_refuses_after_the_ack_is_said(scene: Scene) -> None:
    answers = asyncio.Event()
    scene.slack.faults.plan("views.open", Fault(until=answers, error="expired_trigger_id"))
    path = scene.slack.slack.response_urls.new("commands", scene.ana.id, scene.slack.add_channel("search").id)
    command = replace(scene.command(), response_url=f"{scene.slack.slack.base_url}/{path}")
    await scene.hasty.show(command, "Title", lambda _w, _me: modal("people.m", "Title", [section("1")]))
    answers.set()
    await scene.desk.background.settle()
    (call,) = scene.slack.calls_of("response_url")
    assert call.args["text"] == NOT_SHOWN


async def test_whom_slack_names_too_late_is_known_at_the_next_attempt(scene: Scene) -> None:
    answers = asyncio.Event()
    scene.slack.faults.plan("users.info", held(answers))
    with pytest.raises(NotStored):
        await scene.hasty.write(scene.click(), their_name)
    answers.set()
    await scene.desk.background.settle()
    assert await scene.desk.write(scene.click(), their_name) == "Ana Torres"


class Late:
    """A use case that goes on after the person was answered, until it is let go."""

    def __init__(self, ending: Exception | str | None = None) -> None:
        self._go = threading.Event()
        self._ending = ending

    def __call__(self, _work: Work, _me: Person) -> str | None:
        self._go.wait(5)
        if isinstance(self._ending, Exception):
            raise self._ending
        return self._ending

    async def leaves_it_open(self, scene: Scene, payload: Click | Command | Submission) -> None:
        await scene.desk.read(payload, their_name)
        with one_deadline(0.1), pytest.raises(NotConfirmed):
            await scene.desk.write(payload, self)
        assert whispers(scene) == []
        self._go.set()
        await scene.desk.background.settle()


def whispers(scene: Scene) -> list[str]:
    return [message.text for message in scene.ana.dm if message.ephemeral_to == scene.ana.id]


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (None, STORED_AFTER_ALL),
        ("You skip it this time.", "You skip it this time."),
        (NotStored("OperationalError"), NOT_STORED_AFTER_ALL),
        (LookupError("what Ana typed"), NOT_STORED_AFTER_ALL),
        (Refusal("There is no <such> thing."), "There is no &lt;such&gt; thing."),
    ],
)
async def test_whoever_read_not_confirmed_learns_the_outcome(
    scene: Scene, ending: Exception | str | None, words: str
) -> None:
    form = Submission(WORKSPACE, scene.ana.id, "people.m", "", Form(), "V1")
    await Late(ending).leaves_it_open(scene, form)
    assert whispers(scene) == [words]


async def test_the_outcome_of_a_click_is_told_where_it_was_clicked(scene: Scene) -> None:
    path = scene.slack.slack.response_urls.new("commands", scene.ana.id, scene.slack.add_channel("search").id)
    command = replace(scene.command(), response_url=f"{scene.slack.slack.base_url}/{path}")
    await Late().leaves_it_open(scene, command)
    (call,) = scene.slack.calls_of("response_url")
    assert call.args["text"] == STORED_AFTER_ALL


async def test_an_outcome_that_nobody_knows_is_left_to_look_at_once_the_database_answers(
    scene: Scene,
) -> None:
    await Late(NotConfirmed()).leaves_it_open(scene, scene.click())
    assert whispers(scene) == []
    await scene.desk.read(scene.click(), their_name)
    await scene.desk.background.settle()
    assert whispers(scene) == [ANSWERS_AGAIN]


async def test_slack_brings_events_again_so_their_outcome_is_not_told(scene: Scene) -> None:
    event = Event(WORKSPACE, "message", {"user": scene.ana.id})
    await Late(NotStored("OperationalError")).leaves_it_open(scene, event)  # type: ignore[arg-type]
    assert whispers(scene) == []


async def test_an_answer_that_slack_is_slow_to_take_does_not_hold_up_the_ack(scene: Scene) -> None:
    answers = asyncio.Event()
    scene.slack.faults.plan("views.open", Fault(until=answers, error="expired_trigger_id"))
    await scene.hasty.tell(scene.click(), "Done.")  # and what Slack says then is nobody's failure any more
    answers.set()
    await scene.desk.background.settle()
    assert scene.ana.modal is None


async def test_home_is_published_after_the_ack(scene: Scene) -> None:
    scene.desk.refresh_home(scene.click())
    await scene.desk.background.settle()
    assert "Ana Torres" in str(scene.ana.home.blocks)


async def test_what_fails_after_the_ack_is_logged_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    background = Background()

    async def fail(error: Exception) -> None:
        raise error

    background.start(fail(ValueError("what Ana typed")))
    background.start(fail(Refused("not_found")))
    await background.settle()
    assert "ValueError" in caplog.text
    assert "not_found" in caplog.text
    assert "what Ana typed" not in caplog.text
