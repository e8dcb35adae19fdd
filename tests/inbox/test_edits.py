"""Every stored reply can be changed or deleted by editing or deleting the Slack message."""

from datetime import timedelta

import pytest

from bot.errors import Refusal
from bot.inbox.rules import LONGEST
from tests.inbox.conftest import DM, Scene
from tests.inbox.fakes import buttons, shown
from tests.inbox.test_whose_turn import held_rows, outcomes


def test_an_edit_changes_what_is_stored(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    ts = scene.at()
    scene.type("Fien", ts=ts)
    scene.edit(ts, "Fine")
    assert scene.people.texts() == ["Fine"]


def test_an_edit_changes_what_waits(scene: Scene) -> None:
    ts = scene.at()
    scene.type("Fien", ts=ts)
    scene.edit(ts, "Fine")
    assert "> Fine" in shown(scene.card())


def test_an_older_edit_that_comes_late_changes_nothing(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    ts = scene.at()
    scene.type("one", ts=ts)
    scene.edit(ts, "three", stamp="1772452803.000000")
    scene.edit(ts, "two", stamp="1772452802.000000")
    assert scene.people.texts() == ["three"]


def test_deleting_the_message_deletes_what_is_stored(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    ts = scene.at()
    scene.type("Oh", ts=ts)
    scene.delete(ts)
    assert scene.people.stored == {}
    assert outcomes(scene) == ["deleted"]


def test_deleting_the_message_deletes_what_waits(scene: Scene) -> None:
    ts = scene.at()
    scene.type("Oh", ts=ts)
    scene.delete(ts)
    assert held_rows(scene) == 0
    assert "You deleted that message" in shown(scene.card())


def test_an_edit_after_deleting_brings_nothing_back(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    ts = scene.at()
    scene.type("Oh", ts=ts)
    scene.delete(ts)
    scene.edit(ts, "Oh no")
    assert scene.people.stored == {}


def test_an_edit_that_overtakes_its_message_counts_and_the_message_does_not(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    ts = scene.at()
    scene.edit(ts, "Second thought")
    scene.type("First thought", ts=ts)
    scene.edit(ts, "Half a thought", stamp="1772452802.000000")
    assert scene.people.texts() == ["Second thought"]


def test_a_deletion_that_overtakes_its_message_counts(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    ts = scene.at()
    scene.delete(ts)
    scene.type("Gone before it came", ts=ts)
    assert scene.people.stored == {}


def test_shortening_what_was_too_long_stores_it(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    ts = scene.at()
    scene.type("x" * (LONGEST + 1), ts=ts)
    scene.edit(ts, "In short")
    assert scene.people.texts() == ["In short"]
    assert "This is stored. Read by: you and Ana &amp; Co" in shown(scene.card())


def test_an_edit_that_is_too_long_leaves_what_was_stored(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    ts = scene.at()
    scene.type("Short", ts=ts)
    with pytest.raises(Refusal, match="stays as it was"):
        scene.edit(ts, "x" * (LONGEST + 1))
    assert scene.people.texts() == ["Short"]


def test_an_edit_to_nothing_deletes(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    ts = scene.at()
    scene.type("Short", ts=ts)
    scene.edit(ts, "")
    assert scene.people.stored == {}


@pytest.mark.parametrize(("words", "said"), [("", "I keep text only"), ("x" * (LONGEST + 1), "too long")])
def test_a_waiting_text_edited_beyond_what_is_kept_waits_no_more(scene: Scene, words: str, said: str) -> None:
    ts = scene.at()
    scene.type("Hm", ts=ts)
    scene.edit(ts, words)
    assert held_rows(scene) == 0
    assert said in shown(scene.card())


def test_editing_after_the_day_is_over_holds_the_text_anew(scene: Scene) -> None:
    ts = scene.at()
    scene.type("Hm", ts=ts)
    scene.clock.move(timedelta(days=1))
    scene.do(scene.inbox.due)
    scene.edit(ts, "Hm, well")
    assert [list(buttons(card)) for card in scene.cards() if buttons(card)] == [["Neither: throw it away"]]


def test_an_edit_of_what_is_no_longer_stored_is_told_kindly(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    ts = scene.at()
    scene.type("Short", ts=ts)
    scene.people.stored.clear()
    with pytest.raises(Refusal, match="no longer stored"):
        scene.edit(ts, "Longer")


def test_a_message_from_last_month_can_still_be_edited_and_deleted(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    ts = scene.at()
    scene.type("Short", ts=ts)
    scene.clock.move(timedelta(days=40))
    scene.do(scene.inbox.due)
    scene.edit(ts, "Longer")
    assert scene.people.texts() == ["Longer"]
    scene.delete(ts)
    assert scene.people.stored == {}
    with pytest.raises(Refusal, match="no longer stored"):
        scene.edit(ts, "Longest")


def test_a_source_is_the_address_of_its_message(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    assert scene.type("Hm", ts="1772452800.000100") == f"{DM}:1772452800.000100"
    assert list(scene.people.stored) == ["D0KIM:1772452800.000100"]
