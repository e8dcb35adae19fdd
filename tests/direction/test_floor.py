"""The direction chain inside the local Slack: what each person sees and does."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.direction.chain import DIRECTION
from bot.direction.questions.models import Question
from bot.direction.stances.models import Stance
from bot.direction.updates.models import Update
from bot.playground.checks.surfaces import home_problems
from bot.playground.people.person import Person as Somebody
from bot.playground.state.messages import Message
from bot.roster.models import Person, Team
from bot.slack.blocks import home
from bot.slack.payloads import Block
from bot.storage.work import Work
from tests.direction.conftest import Floor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""The journeys of the direction chain run on both databases."""

TUESDAY_TEN = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
THURSDAY_TEN = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
NASTY = "<!channel> <https://evil.example|your bank> & *bold* " + "😀" * 1_400
"""About as much as a form takes: Slack counts an emoji twice."""


def shown(thing: Any) -> str:
    return str(thing.blocks)


def message(person: Somebody, words: str) -> Message:
    """The newest of a person's messages that says this."""
    return [one for one in person.dm if words in shown(one)][-1]


def count(floor: Floor, model: type[Any]) -> int:
    found: int = floor.atlas.do(lambda work: work.session.scalar(select(func.count()).select_from(model)))
    return found


async def posted(floor: Floor, change: str = "We ship weekly now.", **more: str) -> None:
    """Ben posts an update in the form."""
    await floor.ben.types("/direction", "update")
    await floor.settle()
    await floor.ben.submits({"direction.update.change": change, **more})
    await floor.settle()


async def test_an_update_goes_from_the_leaders_thread_to_the_team(floor: Floor) -> None:
    await floor.at(THURSDAY_TEN)
    await floor.ben.replies(message(floor.ben, "What has changed"), "We ship weekly now.")
    await floor.settle()
    saved = floor.ben.last
    assert "Saved as your update" in shown(saved)
    assert saved.thread_ts is not None
    assert not any("We ship weekly" in shown(one) for one in floor.ana.dm)
    await floor.later(minutes=2)
    assert "We ship weekly now." in shown(floor.ana.last)
    assert "We ship weekly now." in shown(floor.ana.channel("atlas")[-1])
    assert "The update is written" in shown(message(floor.ben, "The update is written"))
    assert floor.slack.troubles == []


async def test_what_was_typed_can_be_posted_now_edited_and_deleted(floor: Floor) -> None:
    await floor.at(THURSDAY_TEN)
    typed = await floor.ben.replies(message(floor.ben, "What has changed"), "We ship weekly now.")
    await floor.settle()
    await floor.ben.clicks(message(floor.ben, "Saved as your update"), "Post now")
    await floor.settle()
    assert "We ship weekly now." in shown(floor.ana.last)
    await floor.ben.edits(typed, "We ship daily now.")
    await floor.settle()
    assert "We ship daily now." in shown(floor.ana.last)
    assert "Edited" in shown(floor.ana.last)
    await floor.ben.clicks(message(floor.ben, "Saved as your update"), "Edit")
    await floor.settle()
    await floor.ben.submits({"direction.update.ahead": "The importer"})
    await floor.settle()
    assert "The importer" in shown(floor.ana.last)
    await floor.ben.deletes(typed)
    await floor.settle()
    assert "Its author has deleted this update." in shown(floor.ana.last)
    assert "Its author has deleted this update." in shown(floor.ana.channel("atlas")[-1])
    assert floor.slack.troubles == []


async def test_a_stance_is_chosen_and_signed_where_only_its_author_sees_it(floor: Floor) -> None:
    await posted(floor)
    await floor.ana.clicks(floor.ana.last, "I have a question")
    await floor.settle()
    answer = floor.ana.last
    assert "Your stance: *I have a question*" in shown(answer)
    assert "Ben sees it without your name" in shown(answer)
    assert not floor.ben.sees(answer)
    await floor.ana.clicks(answer, "Sign it with my name")
    await floor.settle()
    assert "Ben sees it with your name" in shown(floor.ana.last)
    await floor.ana.clicks(floor.ana.last, "Ask it")
    await floor.settle()
    await floor.ana.submits({"direction.ask.text": "Who tests?"})
    await floor.settle()
    assert "Who tests?" in shown(message(floor.ben, "has a question on your update"))
    assert floor.slack.troubles == []


async def test_a_stance_in_the_channel_is_answered_for_its_author_only(floor: Floor) -> None:
    await posted(floor)
    await floor.cy.clicks(floor.cy.channel("atlas")[-1], "I'm in")
    await floor.settle()
    answer = floor.cy.channel("atlas")[-1]
    assert "Your stance: *I'm in*" in shown(answer)
    assert floor.slack.who_sees(answer) == [floor.cy]
    await floor.max.clicks(floor.max.channel("atlas")[-1], "I'm in")
    await floor.settle()
    assert "not yours" in floor.max.channel("atlas")[-1].text
    assert count(floor, Stance) == 1


async def test_a_question_is_asked_and_answered_in_threads(floor: Floor) -> None:
    await posted(floor)
    await floor.ana.replies(floor.ana.last, "Who tests?")
    await floor.settle()
    assert "Saved as a question to Ben." in shown(floor.ana.last)
    assert "Read by: you, Ben and the members of Atlas." in shown(floor.ana.last)
    await floor.ben.replies(message(floor.ben, "Who tests?"), "We all do.")
    await floor.settle()
    assert "We all do." in shown(message(floor.ana, "answers your question"))
    assert "We all do." not in "".join(shown(one) for one in floor.ana.channel("atlas"))
    assert not any("We all do." in shown(one) for one in floor.cy.dm), "members find it, and are not pinged"
    await floor.cy.types("/direction")
    await floor.settle()
    await floor.cy.clicks(floor.cy.form, "Open")
    await floor.settle()
    assert "We all do." in shown(floor.cy.form)
    assert floor.slack.troubles == []


async def test_a_leader_answers_in_a_form(floor: Floor) -> None:
    await posted(floor)
    await floor.ana.clicks(floor.ana.last, "Ask a question")
    await floor.settle()
    await floor.ana.submits({"direction.ask.text": "Who tests?"})
    await floor.settle()
    await floor.ben.clicks(message(floor.ben, "Who tests?"), "Answer")
    await floor.settle()
    assert "Who tests?" in shown(floor.ben.form)
    await floor.ben.submits({"direction.answer.text": "We all do."})
    await floor.settle()
    answered = message(floor.ana, "We all do.")
    await floor.ben.clicks(message(floor.ben, "Saved as your answer"), "Change")
    await floor.settle()
    await floor.ben.submits({"direction.ask.text": "Cy does."})
    await floor.settle()
    assert "Cy does." in shown(answered)
    await floor.ben.clicks(message(floor.ben, "Saved as your answer"), "Delete")
    await floor.settle()
    assert "taken back" in shown(answered)
    assert floor.slack.troubles == []


async def test_the_direction_is_stated_affirmed_and_edited(floor: Floor) -> None:
    await floor.at(TUESDAY_TEN)
    await floor.ben.clicks(message(floor.ben, "Nothing is stated yet"), "State it")
    await floor.settle()
    await floor.ben.submits({"direction.state.where_to": "Fewer features.", "direction.state.why": "Focus."})
    await floor.settle()
    assert "Fewer features." in shown(floor.ana.last)
    assert "Fewer features." in shown(floor.ana.channel("atlas")[-1])
    saved = message(floor.ben, "Saved as the direction")
    assert "Editing your message" not in shown(saved), "it came from a form"
    await floor.ben.clicks(saved, "Edit")
    await floor.settle()
    await floor.ben.submits({"direction.state.where_to": "Three features."})
    await floor.settle()
    assert "Three features." in shown(floor.ana.last)
    await floor.ben.types("/direction")
    await floor.settle()
    await floor.ben.clicks(floor.ben.form, "Still true")
    await floor.settle()
    await floor.ben.clicks(floor.ben.form, "Stances and questions")
    await floor.settle()
    assert "affirmed" in shown(floor.ben.form)
    assert floor.slack.troubles == []


async def test_a_prompt_is_snoozed_moved_and_skipped_and_tandem_paused_from_its_menu(floor: Floor) -> None:
    await floor.at(THURSDAY_TEN)
    prompt = message(floor.ben, "What has changed")
    await floor.ben.clicks(prompt, "direction.menu", option="Snooze until tomorrow")
    await floor.settle()
    await floor.at(datetime(2026, 3, 6, 10, 0, tzinfo=UTC))
    again = message(floor.ben, "What has changed")
    assert again.ts != prompt.ts
    await floor.ben.clicks(again, "direction.menu", option="Move it")
    await floor.settle()
    await floor.ben.submits({"direction.move.day": "2026-03-10", "direction.move.time": "11:00"})
    await floor.at(datetime(2026, 3, 10, 11, 0, tzinfo=UTC))
    third = message(floor.ben, "What has changed")
    assert third.ts != again.ts
    await floor.ben.clicks(third, "direction.menu", option="Pause all prompts")
    await floor.settle()
    assert "Away until" in shown(floor.ben.form)
    await floor.ben.closes()
    await floor.ben.clicks(third, "direction.menu", option="Skip this time")
    await floor.settle()
    assert "Skipped this time." in shown(third)
    assert floor.slack.troubles == []


async def test_the_cadence_is_agreed_in_a_form(floor: Floor) -> None:
    await floor.ben.types("/direction", "cadence")
    await floor.settle()
    assert "every two weeks" in shown(floor.ben.form)
    await floor.ben.submits(
        {
            "direction.cadence.rule": "Every week",
            "direction.cadence.first": "2026-03-04",
            "direction.cadence.wall": "09:00",
        }
    )
    await floor.at(datetime(2026, 3, 4, 9, 0, tzinfo=UTC))
    assert "Write it in a form" in shown(message(floor.ben, "What has changed"))
    assert floor.slack.troubles == []


async def test_a_first_day_that_has_passed_is_refused_beside_its_field(floor: Floor) -> None:
    await floor.ben.types("/direction", "cadence")
    await floor.settle()
    await floor.ben.submits({"direction.cadence.first": "2026-03-01"})
    assert "That moment has passed" in str(floor.ben.form.errors)


async def test_nonsense_after_the_command_is_answered_with_what_it_can_do(floor: Floor) -> None:
    await floor.settle()
    for words, opening in (
        ("frobnicate <!channel>", "I don't know that one yet"),
        ("help", "shows your teams"),
    ):
        await floor.ana.types("/direction", words)
        await floor.settle()
        assert opening in floor.ana.last.text
        assert "frobnicate" not in floor.ana.last.text
        assert floor.slack.who_sees(floor.ana.last) == [floor.ana]


async def test_the_command_without_words_opens_what_one_needs(floor: Floor) -> None:
    await posted(floor)
    for person, words in (
        (floor.ben, "As team leader"),
        (floor.ana, "led by Ben"),
        (floor.max, "belong to no team"),
    ):
        await person.types("/direction")
        await floor.settle()
        assert words in shown(person.form)
    assert floor.slack.troubles == []


async def test_the_leader_sees_stances_in_one_place_and_members_only_counts(floor: Floor) -> None:
    await posted(floor)
    for person in (floor.ana, floor.cy, floor.dee, floor.eve, floor.fay):
        await person.clicks(message(person, "We ship weekly"), "I'm in")
    await floor.settle()
    await floor.fay.clicks(floor.fay.last, "Sign it with my name")
    await floor.settle()
    await floor.ben.clicks(message(floor.ben, "Saved as your update"), "Stances and questions")
    await floor.settle()
    assert "Fay: I'm in" in shown(floor.ben.form)
    assert "4 took part" in shown(floor.ben.form)
    await floor.ana.clicks(message(floor.ana, "We ship weekly"), "Open")
    await floor.settle()
    assert "4 took part" in shown(floor.ana.form)
    assert "Fay" not in shown(floor.ana.form)
    await floor.max.clicks(floor.max.channel("atlas")[-1], "Open")
    await floor.settle()
    assert "took part" not in shown(floor.max.form)
    assert floor.slack.troubles == []


async def test_a_stance_can_be_chosen_and_signed_in_the_open_modal(floor: Floor) -> None:
    await posted(floor)
    await floor.ana.clicks(floor.ana.last, "Open")
    await floor.settle()
    await floor.ana.clicks(floor.ana.form, "I see it differently")
    await floor.settle()
    assert "Yours: *I see it differently*" in shown(floor.ana.form)
    await floor.ana.clicks(floor.ana.form, "Sign it with my name")
    await floor.settle()
    assert "Ben sees it with your name" in shown(floor.ana.form)
    assert floor.slack.troubles == []


@pytest.mark.parametrize("kind", ["block_actions", "view_submission"])
async def test_whatever_slack_delivers_twice_is_stored_once(floor: Floor, kind: str) -> None:
    await posted(floor)
    await floor.ana.clicks(floor.ana.last, "I'm in")
    await floor.ana.clicks(floor.ana.last, "Ask a question")
    await floor.settle()
    await floor.ana.submits({"direction.ask.text": "Who tests?"})
    await floor.settle()
    for delivery in [one for one in floor.slack.deliveries if kind in str(one)]:
        await floor.slack.redeliver(delivery, 2)
    await floor.settle()
    assert (count(floor, Update), count(floor, Stance), count(floor, Question)) == (1, 1, 1)
    assert len(floor.ana.channel("atlas")) == 1


async def test_an_event_that_comes_twice_is_one_question(floor: Floor) -> None:
    await posted(floor)
    await floor.ana.replies(floor.ana.last, "Who tests?")
    await floor.settle()
    for delivery in [one for one in floor.slack.deliveries if "Who tests?" in str(one.payload)]:
        await floor.slack.redeliver(delivery, 2)
    await floor.settle()
    assert count(floor, Question) == 1


def at_home(floor: Floor, name: str) -> list[Block]:
    blocks: list[Block] = floor.atlas.do(lambda work: DIRECTION.home(work, floor.atlas.persons[name]))
    return blocks


def rename(floor: Floor) -> None:
    """Everybody's name, and the team's, is as long and as forged as it gets."""

    def use_case(work: Work) -> None:
        for person in work.session.scalars(select(Person)):
            person.name = f"{person.name} <!channel> & <https://evil.example|bank> {'n' * 200}"
        for team in work.session.scalars(select(Team)):
            team.name = f"<!channel> <https://evil.example|bank> {'&' * 30}"

    floor.atlas.do(use_case)


async def test_the_worst_that_can_be_typed_fits_into_every_message_and_modal(floor: Floor) -> None:
    rename(floor)
    await floor.at(TUESDAY_TEN)
    await floor.ben.clicks(message(floor.ben, "Nothing is stated yet"), "State it")
    await floor.settle()
    await floor.ben.submits({"direction.state.where_to": NASTY, "direction.state.why": NASTY})
    await floor.settle()
    await posted(floor, NASTY, **{"direction.update.ahead": NASTY, "direction.update.measures": "&" * 3_000})
    for number in range(2):  # a third would be over the day's pings
        await floor.ana.replies(message(floor.ana, "your bank"), f"{number} {NASTY}")
        await floor.settle()
        await floor.ben.replies(message(floor.ben, f"{number} &lt;!channel&gt;"), NASTY)
        await floor.settle()
    for person in (floor.ana, floor.ben):
        await person.types("/direction")
        await floor.settle()
        await person.clicks(person.form, "direction.look")
        await floor.settle()
    for name in ("Ana", "Ben", "Max"):
        assert home_problems(home(at_home(floor, name))) == []
    for one in (*floor.ana.everything, *floor.ben.everything):
        if one.is_from_app:
            assert "<!channel>" not in shown(one)
            assert "<https" not in shown(one)
            assert "bank" not in one.text
    assert floor.slack.troubles == []


async def test_a_new_leader_sees_nothing_that_was_said_to_the_old_one(floor: Floor) -> None:
    await posted(floor)
    await floor.ana.replies(floor.ana.last, "Who tests?")
    for person in (floor.ana, floor.cy, floor.dee, floor.eve):
        await person.clicks(message(person, "We ship weekly"), "I see it differently")
    await floor.settle()
    floor.atlas.lead_by("Max")
    await floor.settle()
    await floor.max.types("/direction")
    await floor.settle()
    await floor.max.clicks(floor.max.form, "Stances and questions")
    await floor.settle()
    assert "We ship weekly now." in shown(floor.max.form), "what everyone reads stays"
    assert "Who tests?" not in shown(floor.max.form)
    assert "took part" not in shown(floor.max.form)
    assert "Max now leads Atlas." in "".join(shown(one) for one in floor.ana.dm)
    await floor.at(THURSDAY_TEN)
    assert "Atlas" in shown(message(floor.max, "What has changed")), "the loop goes on"
    assert not any("What has changed" in shown(one) for one in floor.ben.dm)
    assert floor.slack.troubles == []


async def test_home_shows_my_leaders_and_what_is_open_and_the_empty_one_helps(floor: Floor) -> None:
    await posted(floor)
    await floor.ana.replies(floor.ana.last, "Who tests?")
    await floor.settle()
    assert "1 question waits for your answer." in str(at_home(floor, "Ben"))
    assert "led by Ben" in str(at_home(floor, "Ana"))
    assert "Last update" in str(at_home(floor, "Ana"))
    assert "/tandem setup" in str(at_home(floor, "Max"))
