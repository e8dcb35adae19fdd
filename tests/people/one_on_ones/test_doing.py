"""What the two do with a one-on-one: outcome, skipping, moving."""

from datetime import UTC, date, datetime, time

import pytest

from bot.delivery import outbox
from bot.delivery.models import Delivery
from bot.errors import NotAllowed, Refusal
from bot.people.one_on_ones import service, views
from bot.people.one_on_ones.rules import HELD, NOT_HELD, PLANNED, SKIPPED
from bot.people.schedules.rules import Terms
from bot.playground.checks.surfaces import modal_problems
from bot.storage.work import Work
from tests.people.conftest import THURSDAY_TEN, Company, Letter, of_kind


def wrapped_up(company: Company) -> tuple[str, Letter]:
    """The one-on-one of Thursday 5 March is over."""
    company.agree("Ben Ito")
    letters = company.pass_to(5, 12)
    return company.all_of("Ben Ito")[0].id, of_kind(letters, "wrapup", "Ana Torres")[0]


def record(
    company: Company, one: str, outcome: str, who: str = "Ana Torres", *, correct: bool = False
) -> None:
    me = company.people[who]
    company.do(lambda work: service.record_outcome(work, me, one, outcome, correct=correct))


def move(company: Company, one: str, day: date, wall: time, who: str = "Ana Torres") -> None:
    company.do(lambda work: service.move(work, company.people[who], one, day, wall))


def test_held_is_recorded_and_the_message_shows_it(company: Company) -> None:
    one, letter = wrapped_up(company)
    assert {"people.held", "people.not_held"} <= letter.ids
    for _ in range(2):
        record(company, one, HELD)
    assert company.all_of("Ben Ito")[0].outcome == HELD
    assert company.is_to_be_refreshed(letter)
    message = company.again(letter)
    assert message is not None
    assert "Recorded as *held*" in str(message.blocks)
    assert "people.outcome.correct" in str(message.blocks)


def test_a_recorded_outcome_is_changed_only_in_so_many_words(company: Company) -> None:
    one, _letter = wrapped_up(company)
    record(company, one, HELD)
    company.at(6, 12, month=4)
    with pytest.raises(Refusal, match="Already recorded as held on Thursday 5 March 2026"):
        record(company, one, NOT_HELD)
    record(company, one, NOT_HELD, correct=True)
    assert company.all_of("Ben Ito")[0].outcome == NOT_HELD


def test_the_report_does_not_record_it(company: Company) -> None:
    one, _letter = wrapped_up(company)
    with pytest.raises(NotAllowed):
        record(company, one, HELD, "Ben Ito")


def test_a_click_on_last_months_message_of_a_line_that_ended_is_refused(company: Company) -> None:
    one, _letter = wrapped_up(company)
    company.assign({"Ben Ito": "Dana Admin"})
    with pytest.raises(NotAllowed):
        record(company, one, HELD)


def test_nothing_is_recorded_before_it_begins(company: Company) -> None:
    company.agree("Ben Ito")
    with pytest.raises(Refusal, match="not begun"):
        record(company, company.next_one("Ben Ito").id, HELD)


def test_an_unknown_one_is_refused_kindly(company: Company) -> None:
    with pytest.raises(Refusal, match="do not know"):
        record(company, "gone", HELD)


def test_the_manager_skips_it_and_the_report_is_told(company: Company) -> None:
    company.agree("Ben Ito")
    prompted = company.pass_to(4, 12)
    one = company.next_one("Ben Ito").id
    for _ in range(2):
        company.do(lambda work: service.skip(work, company.people["Ana Torres"], one))
    prompts = [*of_kind(prompted, "checkin"), *of_kind(prompted, "prepare")]
    assert [company.is_to_be_refreshed(letter) for letter in prompts] == [True, True]
    letters = company.pass_to(5, 18)
    assert [(letter.kind, letter.to) for letter in letters] == [("skipped", "Ben Ito")]
    assert "Thursday 19 March" in letters[0].words
    assert company.all_of("Ben Ito")[0].outcome == SKIPPED
    message = company.again(of_kind(prompted, "prepare")[0])
    assert message is not None
    assert "Skipped" in str(message.blocks)


def test_the_report_skips_only_the_check_in(company: Company) -> None:
    company.agree("Ben Ito")
    prompted = company.pass_to(4, 12)
    one = company.next_one("Ben Ito").id
    company.do(lambda work: service.skip_check_in(work, company.people["Ben Ito"], one))
    with pytest.raises(NotAllowed):
        company.do(lambda work: service.skip(work, company.people["Ben Ito"], one))
    message = company.again(of_kind(prompted, "checkin")[0])
    assert message is not None
    assert "You skipped the check-in" in str(message.blocks)
    assert len(of_kind(company.pass_to(5, 18), "agenda")) == 2


def test_either_moves_it_in_their_own_time_and_the_other_is_told(company: Company) -> None:
    company.agree("Ben Ito")
    company.deliver()
    move(company, company.next_one("Ben Ito").id, date(2026, 3, 6), time(18), "Ben Ito")
    one = company.next_one("Ben Ito")
    assert one.starts_at == datetime(2026, 3, 6, 9, tzinfo=UTC)
    letters = of_kind(company.deliver(), "moved")
    assert {letter.to for letter in letters} == {"Ana Torres", "Ben Ito"}
    assert (
        "Ben Ito moved your one-on-one: now *Friday 09:00* your time"
        in of_kind(letters, "moved", "Ana Torres")[0].words
    )


def test_after_a_move_both_are_prompted_for_the_new_time(company: Company) -> None:
    company.agree("Ben Ito")
    move(company, company.next_one("Ben Ito").id, date(2026, 3, 10), time(10))
    company.deliver()
    assert company.pass_to(6, 18) == []
    letters = company.pass_to(10, 12)
    assert len(of_kind(letters, "checkin")) == len(of_kind(letters, "prepare")) == 1
    assert "moved from Thursday 5, 19:00" in of_kind(letters, "checkin")[0].words
    assert company.next_one("Ben Ito").starts_at == datetime(2026, 3, 19, 10, tzinfo=UTC)


def test_a_prompt_that_still_waits_goes_along_with_a_move(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(4, 2)  # Ben was prompted, Ana not yet
    move(company, company.next_one("Ben Ito").id, date(2026, 3, 10), time(10))
    seen = [letter.at.day for letter in of_kind(company.pass_to(10, 12), "prepare", "Ana Torres")]
    assert seen == [9]


def test_a_prompted_one_that_moves_prompts_nobody_twice(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(4, 12)
    one = company.next_one("Ben Ito").id
    for _ in range(2):
        move(company, one, date(2026, 3, 9), time(10))
    assert company.next_one("Ben Ito").stage == PLANNED
    letters = company.pass_to(9, 12)
    assert of_kind(letters, "checkin") == of_kind(letters, "prepare") == []
    assert len(of_kind(letters, "moved")) == 2
    assert len(of_kind(letters, "agenda")) == 2


@pytest.mark.parametrize(("day", "comes_on"), [(6, 5), (4, 4)], ids=["later", "before it would come"])
def test_a_snoozed_prompt_goes_along_with_a_move(company: Company, day: int, comes_on: int) -> None:
    """It keeps its moment while that is before the meeting; the meeting's beginning is its end."""
    company.agree("Ben Ito")
    (asked,) = of_kind(company.pass_to(4, 4), "checkin")

    def row(work: Work) -> Delivery:
        return work.session.get_one(Delivery, (work.workspace_id, asked.deliveries[0].id))

    company.do(lambda work: outbox.snooze(work, row(work), datetime(2026, 3, 5, 4, tzinfo=UTC)))
    move(company, company.next_one("Ben Ito").id, date(2026, 3, day), time(9))
    assert company.do(row).not_after == company.next_one("Ben Ito").starts_at
    (again,) = of_kind(company.pass_to(day, 8), "checkin", "Ben Ito")
    assert again.at.day == comes_on


@pytest.mark.parametrize(
    ("day", "wall", "said", "field"),
    [
        (date(2026, 3, 2), time(11), "passed", service.DATE),
        (date(2026, 3, 19), time(10), "next one-on-one is due", service.DATE),
        (date(2026, 3, 5), time(11, 15), "another one-on-one", service.TIME),
    ],
)
def test_where_it_cannot_be_moved(company: Company, day: date, wall: time, said: str, field: str) -> None:
    company.agree("Ben Ito")
    company.agree("Carla Weiss", Terms(THURSDAY_TEN.rule, time(11), "Europe/Lisbon", date(2026, 3, 5), 30))
    with pytest.raises(Refusal, match=said) as no:
        move(company, company.next_one("Ben Ito").id, day, wall)
    assert no.value.field == field


def test_one_that_has_begun_stays_where_it_is(company: Company) -> None:
    one, _letter = wrapped_up(company)
    with pytest.raises(Refusal, match="begun"):
        move(company, one, date(2026, 3, 12), time(10))


def test_the_form_for_moving_shows_the_viewers_own_time(company: Company) -> None:
    company.agree("Ben Ito")
    pair, one = company.do(
        lambda work: service.find(work, company.people["Ben Ito"], company.next_one("Ben Ito").id, "move")
    )
    view = views.move_form(pair, one, company.people["Ben Ito"].id, company.clock.now())
    assert modal_problems(view) == []
    assert "19:00" in str(view)
    assert "Time (Asia/Tokyo)" in str(view)
