"""views.*: triggers, hashes, stacks and Home tabs."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from tests.playground.blocks import home, input_block, modal, section, text_input
from tests.playground.support import error_of

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Stopwatch:
    """Real time, but moved by hand: triggers expire by it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def read(self) -> float:
        return self.seconds


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
async def slack(stopwatch: Stopwatch) -> AsyncIterator[Playground]:
    async with Playground(lambda: MONDAY, monotonic=stopwatch.read) as playground:
        yield playground


def trigger(slack: Playground, person: Person) -> str:
    return slack.slack.triggers.new(person.id)


async def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: Playground, client: AsyncWebClient, ana: Person, stopwatch: Stopwatch
) -> None:
    first, late = trigger(slack, ana), trigger(slack, ana)
    opened = await client.views_open(trigger_id=first, view=modal(section()))

    assert ana.form.id == opened["view"]["id"]
    assert await error_of(client.views_open(trigger_id=first, view=modal())) == "exchanged_trigger_id"
    stopwatch.seconds = 3.1
    assert await error_of(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    assert await error_of(client.views_open(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"


async def test_a_faulty_view_leaves_the_trigger_unused(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    ticket = trigger(slack, ana)
    assert await error_of(client.views_open(trigger_id=ticket, view={"type": "modal"})) == "invalid_arguments"
    broken = client.api_call("views.open", json={"trigger_id": ticket, "view": "{"})
    assert await error_of(broken) == "invalid_arguments"
    assert (await client.views_open(trigger_id=ticket, view=modal()))["ok"]


async def test_a_view_that_is_too_large_is_refused(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    large = modal(*[section("x" * 3000)] * 90)
    opened = client.views_open(trigger_id=trigger(slack, ana), view=large)
    assert await error_of(opened) == "view_too_large"


async def test_three_modals_can_be_stacked(slack: Playground, client: AsyncWebClient, ana: Person) -> None:
    root = (await client.views_open(trigger_id=trigger(slack, ana), view=modal(section("1"))))["view"]

    def inside() -> str:
        return slack.slack.triggers.new(ana.id, root["id"])

    second = (await client.views_push(trigger_id=inside(), view=modal(section("2"))))["view"]
    await client.views_push(trigger_id=inside(), view=modal(section("3")))

    assert (second["root_view_id"], second["previous_view_id"]) == (root["id"], root["id"])
    assert len(ana.modals) == 3
    fourth = client.views_push(trigger_id=inside(), view=modal(section("4")))
    assert await error_of(fourth) == "push_limit_reached"
    outside = client.views_push(trigger_id=trigger(slack, ana), view=modal(section("5")))
    assert await error_of(outside) == "not_found"


async def test_an_old_hash_is_a_conflict(slack: Playground, client: AsyncWebClient, ana: Person) -> None:
    opened = await client.views_open(trigger_id=trigger(slack, ana), view=modal(section("1")))
    view_id, first = opened["view"]["id"], opened["view"]["hash"]

    await client.views_update(view_id=view_id, hash=first, view=modal(section("2")))
    stale = client.views_update(view_id=view_id, hash=first, view=modal(section("3")))

    assert await error_of(stale) == "hash_conflict"
    assert "2" in ana.form.lines
    assert await error_of(client.views_update(view_id="V0", view=modal())) == "not_found"


async def test_a_view_is_found_by_its_external_id(
    slack: Playground, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    named = modal(section("1"), external_id="form-7")
    await client.views_open(trigger_id=trigger(slack, ana), view=named)
    await client.views_update(external_id="form-7", view=modal(section("2"), external_id="form-7"))
    assert "2" in ana.form.lines
    again = client.views_open(trigger_id=trigger(slack, ben), view=named)
    assert await error_of(again) == "duplicate_external_id"


async def test_what_was_typed_survives_an_update_where_ids_stay(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    slack.connect("http://127.0.0.1:1/nobody")
    kept, lost = input_block(text_input("kept"), block_id="b"), input_block(text_input("lost"), label="Other")
    opened = await client.views_open(trigger_id=trigger(slack, ana), view=modal(kept, lost))
    await ana.fills(kept="one", lost="two")

    await client.views_update(view_id=opened["view"]["id"], view=modal(section("new"), kept))

    assert ana.form.values() == {"b": {"kept": {"type": "plain_text_input", "value": "one"}}}


async def test_home_belongs_to_one_person(
    slack: Playground, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    first = await client.views_publish(user_id=ana.id, view=home(section("for Ana")))
    await client.views_publish(user_id=ben.id, view=home(section("for Ben")))
    old = first["view"]["hash"]
    await client.views_publish(user_id=ana.id, hash=old, view=home(section("newer")))

    assert (ana.home.lines, ben.home.lines) == (["newer"], ["for Ben"])
    stale = client.views_publish(user_id=ana.id, hash=old, view=home(section("stale")))
    assert await error_of(stale) == "hash_conflict"
    assert await error_of(client.views_publish(user_id="U0", view=home())) == "user_not_found"
    assert await error_of(client.views_publish(user_id=ana.id, view=modal())) == "invalid_arguments"
    await slack.deactivates(ben)
    assert await error_of(client.views_publish(user_id=ben.id, view=home())) == "user_disabled"
