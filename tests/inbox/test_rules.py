"""What a `message` event says, and which prompt a text surely answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chain import OpenPrompt
from bot.inbox.rules import UNREAD, Choice, Edited, Gone, Typed, certain, heard, is_late

IM = {"type": "message", "channel": "D0KIM", "channel_type": "im"}
SAID = {**IM, "user": "U0KIM", "text": "Hello", "ts": "1772452800.000100"}


def prompt(name: str, *, chain: str = "people", asks_text: bool = True) -> OpenPrompt:
    return OpenPrompt(chain, name, name, "you", asks_text)


def test_a_plain_message_is_heard() -> None:
    assert heard(SAID) == Typed("D0KIM", "1772452800.000100", None, "Hello")


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_other_ways_to_say_something_are_heard(subtype: str) -> None:
    assert heard({**SAID, "subtype": subtype}) == heard(SAID)


def test_a_reply_names_its_thread() -> None:
    reply = heard({**SAID, "thread_ts": "1772400000.000100"})
    assert isinstance(reply, Typed)
    assert reply.thread == "1772400000.000100"


def test_the_first_message_of_a_thread_is_not_a_reply_to_itself() -> None:
    assert heard({**SAID, "thread_ts": SAID["ts"]}) == heard(SAID)


@pytest.mark.parametrize(
    "event",
    [
        {**SAID, "bot_id": "B0TANDEM"},
        {**SAID, "user": "USLACKBOT"},
        {**SAID, "subtype": "channel_join"},
        {**SAID, "subtype": "bot_message"},
        {**SAID, "channel": "C0TEAM", "channel_type": "channel"},
        {key: value for key, value in SAID.items() if key != "user"},
        {**IM, "subtype": "message_changed", "message": {**SAID, "bot_id": "B0TANDEM"}},
        {**IM, "subtype": "message_changed", "message": {**SAID, "subtype": "bot_message"}},
        {**IM, "subtype": "message_deleted", "deleted_ts": "1.1", "previous_message": {"bot_id": "B0TANDEM"}},
        {**IM, "subtype": "message_deleted"},
        {},
    ],
)
def test_what_no_person_did_in_the_dm_is_not_heard(event: dict[str, Any]) -> None:
    assert heard(event) is None


def test_an_edit_says_what_was_there_before_and_when_it_was_made() -> None:
    message = {**SAID, "text": "Hello again", "edited": {"user": "U0KIM", "ts": "1772452900.000000"}}
    event = {**IM, "subtype": "message_changed", "message": message, "previous_message": SAID}
    now = Typed("D0KIM", "1772452800.000100", None, "Hello again")
    assert heard(event) == Edited(now, "Hello", "1772452900.000000")


def test_a_deleted_message_is_gone() -> None:
    event = {**IM, "subtype": "message_deleted", "deleted_ts": SAID["ts"], "previous_message": SAID}
    assert heard(event) == Gone("D0KIM", "1772452800.000100")


def test_a_deleted_message_with_replies_leaves_a_stone_and_is_gone_too() -> None:
    stone = {**SAID, "user": "USLACKBOT", "subtype": "tombstone", "text": "This message was deleted."}
    event = {**IM, "subtype": "message_changed", "message": stone, "previous_message": SAID}
    assert heard(event) == Gone("D0KIM", "1772452800.000100")


def test_exactly_one_open_question_is_certain_and_stays_unread_for_two_minutes() -> None:
    found = certain([], [prompt("note", asks_text=False), prompt("check-in")])
    assert found is not None
    assert (found.prompt.id, found.unread_for) == ("check-in", timedelta(minutes=2))
    assert timedelta(minutes=2) == UNREAD


def test_two_open_questions_are_not_certain_whatever_their_chain() -> None:
    assert certain([], [prompt("check-in"), prompt("update", chain="direction")]) is None
    assert certain([], [prompt("check-in"), prompt("agenda")]) is None


def test_a_thread_is_certain_whatever_else_is_open() -> None:
    found = certain([prompt("check-in", asks_text=False)], [prompt("update", chain="direction")])
    assert found is not None
    assert (found.prompt.id, found.unread_for) == ("check-in", timedelta(0))


def test_a_thread_under_merged_prompts_is_not_certain_even_where_one_question_is_open() -> None:
    assert certain([prompt("Ben"), prompt("Cem")], [prompt("Ben")]) is None


@given(st.lists(st.booleans(), max_size=6), st.lists(st.booleans(), max_size=3))
def test_nothing_is_guessed(open_now: list[bool], under: list[bool]) -> None:
    """Only one candidate in a thread, or one text question without a thread, is ever chosen."""
    prompts = [prompt(str(number), asks_text=asks) for number, asks in enumerate(open_now)]
    asked = [prompt(f"t{number}", asks_text=asks) for number, asks in enumerate(under)]
    found = certain(asked, prompts)
    expected = len(asked) == 1 if asked else sum(open_now) == 1
    assert (found is not None) == expected


@given(st.text("0123456789abcdef", min_size=32, max_size=32), st.text(min_size=1, max_size=80))
def test_a_choice_survives_its_button(message_id: str, prompt_id: str) -> None:
    choice = Choice(message_id, "people", prompt_id)
    assert Choice.of(str(choice)) == choice


def test_an_hour_is_enough_for_a_first_delivery() -> None:
    now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert not is_late(f"{now.timestamp() - 3500:.6f}", now)
    assert is_late(f"{now.timestamp() - 3700:.6f}", now)
    assert is_late("nonsense", now)
