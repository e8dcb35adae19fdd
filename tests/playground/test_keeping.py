"""A workspace that was kept goes on as if nothing had happened, and a broken one is refused kindly."""

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import CannotRestore, Impossible, Person, Playground, keeping
from bot.playground.api.dispatch import dispatch
from bot.playground.people import writing
from bot.playground.state.conversations import Conversation
from bot.playground.state.files import File
from bot.playground.state.messages import Message
from bot.playground.state.times import order
from bot.playground.state.users import User
from bot.playground.state.views import View
from bot.playground.state.workspace import Workspace
from tests.playground.blocks import actions, button, home, section, select
from tests.playground.support import Clock

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20)


class Life:
    """People and an app who do anything at all, without a network."""

    def __init__(self, data: st.DataObject) -> None:
        self.slack, self._data = Playground(Clock().now), data
        self._people = [self.slack.add_person(f"p{number}@example.com") for number in range(3)]
        self.slack.add_channel("general", self._people[:2])
        self._places = [*self.slack.workspace.conversations.values()]
        self._places += [self.slack.workspace.dm(person.id) for person in self._people]

    def goes_on(self) -> None:
        self._pick([self._says, self._calls, self._whispers, self._edits, self._deletes, self._reads])()

    def _pick(self, among: Any) -> Any:
        return self._data.draw(st.sampled_from(among))

    def _says(self) -> None:
        where = self._pick(self._places)
        people = [person for person in self._people if person.id in where.members]
        parent = self._pick([None, *[each for each in where.messages if each.thread_ts is None]])
        text = self._data.draw(TEXTS.filter(str.strip))
        writing.say(self._people[0]._desk, self._pick(people).user, where, text, parent)

    def _calls(self) -> None:
        where, text = self._pick(self._places), self._data.draw(TEXTS)
        shown = [section("*" + text), actions(select("a", "b"))]
        content = {"channel": where.id, "text": text, "blocks": self._pick([None, shown])}
        self._app("chat.postMessage", **content, thread_ts=self._some(where))
        who = self._pick(self._people)
        self._app("views.publish", user_id=who.id, view=home(section("*" + text)))
        self.slack.slack.enter(who.home, ("b", "a"), self._pick(["x", None, ["y"], {"z": 1}]))

    def _whispers(self) -> None:
        where, who = self._pick(self._places), self._pick(self._people)
        self._app(
            "chat.postEphemeral", channel=where.id, user=who.id, text="psst", thread_ts=self._some(where)
        )

    def _app(self, method: str, **args: Any) -> None:
        dispatch(self.slack.slack, method, self.slack.credentials.bot_token, args)

    def _some(self, where: Conversation) -> str | None:
        found: str | None = self._pick([None, *[each.ts for each in where.messages]])
        return found

    def _edits(self) -> None:
        where = self._pick(self._places)
        if where.messages:
            self.slack.slack.edit(where, self._pick(where.messages), {"text": self._data.draw(TEXTS)})

    def _deletes(self) -> None:
        where = self._pick(self._places)
        if where.messages:
            self.slack.slack.delete(where, self._pick([*where.messages, *where.ephemerals]))

    def _reads(self) -> None:
        who = self._pick(self._people)
        for message in who.everything[-1:]:
            who.reads(message.channel, message.ts)
            self.slack.slack.choose(who.user, message, ("b", "a"), self._data.draw(TEXTS))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_kept_comes_back(data: st.DataObject) -> None:
    life = Life(data)
    for _ in range(data.draw(st.integers(0, 12))):
        life.goes_on()
    before = life.slack
    after = _again(before)
    assert _without_version(after) == _without_version(before)
    assert after.changes.version == before.changes.version + 1
    for one, other in zip(before.people, after.people, strict=True):
        assert _seen(one, before) == _seen(other, after)
    assert after.workspace.ids.new("U") == before.workspace.ids.new("U")
    assert after.slack.timestamps.next() == before.slack.timestamps.next()


def _again(slack: Playground) -> Playground:
    fresh = Playground(slack.slack.now)
    fresh.restore(slack.keep())
    return fresh


def _without_version(slack: Playground) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(slack.keep())
    return kept | {"changes": 0}


def _seen(person: Person, slack: Playground) -> list[Any]:
    every = person.everything
    read = [(each.ts, each.reads, each.earlier, person.entries(each)) for each in every]
    below = [(person.unread_below(each), [reply.ts for reply in person.thread(each)]) for each in every]
    return [
        read,
        below,
        [person.unread(where) for where in slack.workspace.conversations],
        slack.workspace.homes[person.id].reads if person.id in slack.workspace.homes else None,
    ]


LEFT_OUT = {
    Message: {"channel", "names", "deleted"},  # where it stands, whom it asks, and those aren't kept
    Conversation: {"unread", "_threads"},
    File: set(),
    User: set(),
    View: {"names", "root_id", "previous_id", "errors"},  # modals have these, and aren't kept
    Workspace: {"ids", "app_name", "scopes", "credentials", "dms", "views", "modals", "grants"},
}


@pytest.mark.parametrize("kind", LEFT_OUT, ids=lambda kind: kind.__name__)
def test_whatever_is_added_to_the_state_is_kept_or_left_out_on_purpose(kind: Any) -> None:
    kept: dict[Any, set[str]] = {
        Message: set(keeping._Message.model_fields),
        Conversation: set(keeping._Conversation.model_fields),
        File: set(keeping._File.model_fields),
        User: {field.name for field in fields(User)},
        View: set(keeping._Home.model_fields),
        Workspace: {*keeping._Company.model_fields, *keeping._Kept.model_fields},
    }
    assert {field.name for field in fields(kind)} - kept[kind] == LEFT_OUT[kind]


async def test_the_app_goes_on_with_what_was_there(
    slack: Playground, clock: Clock, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    @app.event("message")
    async def hears(body: dict[str, Any]) -> None:
        heard.append(body["event"])

    @app.action("go")
    async def go(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await web.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Done")

    heard: list[dict[str, Any]] = []
    await client.chat_postMessage(channel=ana.id, text="hi", blocks=[actions(button())])
    picture = await client.files_upload_v2(
        channel=ana.last.channel, filename="a.png", content=b"\x89PNG\xff\x00"
    )
    clock.passes(hours=-2)  # whoever goes on has a clock that is behind
    async with Playground(clock.now) as other:
        other.restore(slack.keep())
        web = AsyncWebClient(token=other.credentials.bot_token, base_url=other.api_url)
        assert slack._link.transport
        other.connect(slack._link.transport._url)  # type: ignore[attr-defined]
        again = other.person("ana@example.com")
        assert [each.files[0].content for each in again.dm if each.files] == [b"\x89PNG\xff\x00"]
        assert other.workspace.files[picture["file"]["id"]] is again.last.files[0]

        await again.clicks(again.dm[0], "go")
        said = await again.says("hello")

        assert again.dm[0].reads == "Done"
        assert order(said.ts) > order(ana.last.ts)
        new = other.add_person("ben@example.com")
        assert new.id not in slack.workspace.users
        assert (heard[-1]["text"], other.troubles) == ("hello", [])


def test_only_a_new_playground_goes_on(slack: Playground, ana: Person) -> None:
    with pytest.raises(Impossible, match="only a new playground"):
        slack.restore(slack.keep())


def _kept(change: Callable[[dict[str, Any]], object]) -> bytes:
    slack = Playground(Clock().now)
    ana = slack.add_person("ana@example.com")
    writing.say(ana._desk, ana.user, slack.workspace.dm(ana.id), "my secret")
    kept = json.loads(slack.keep())
    change(kept)
    return json.dumps(kept).encode()


BROKEN: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda kept: kept.update(format="something else"), "nothing that a local Slack has kept"),
    (lambda kept: kept.update(version=2), "form 2, this one reads form 1"),
    (lambda kept: kept.update(more=1), r"broken at more: extra_forbidden"),
    (lambda kept: kept.pop("users"), "broken at users: missing"),
    (lambda kept: kept["users"].clear(), "speaks of 'U07K2"),
    (lambda kept: kept["conversations"][0]["messages"][0].update(ts="soon"), "messages.0.ts: string_pattern"),
    (lambda kept: kept["conversations"][0]["messages"][0].update(text=["my secret"]), "text: string_type"),
    (lambda kept: kept["conversations"][0]["messages"][0].update(files=["F1"]), "speaks of 'F1'"),
]


@pytest.mark.parametrize(("change", "why"), BROKEN)
def test_what_is_broken_is_refused_and_changes_nothing(
    change: Callable[[dict[str, Any]], object], why: str
) -> None:
    fresh = Playground(Clock().now)
    before = fresh.keep()
    with pytest.raises(CannotRestore, match=why) as caught:
        fresh.restore(_kept(change))
    assert "secret" not in str(caught.value)
    quiet = caught.value.__suppress_context__ or caught.value.__context__ is None
    assert quiet, "a traceback would show what people typed"
    assert fresh.keep() == before


@given(st.integers(0, 400))
@settings(deadline=None, max_examples=30)
def test_a_part_of_a_document_is_refused(length: int) -> None:
    with pytest.raises(CannotRestore):
        Playground(Clock().now).restore(_kept(lambda _: None)[:length])
