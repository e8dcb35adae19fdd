"""Accepting what is proposed, and choosing times."""

from datetime import date, time

import pytest
from sqlalchemy import func, select

from bot.errors import NotAllowed, Refusal
from bot.people.schedules import service, views
from bot.people.schedules.models import Schedule
from bot.people.schedules.rules import ACTIVE, PROPOSED, Terms
from bot.playground.checks.surfaces import modal_problems
from bot.slack.payloads import View
from bot.storage.work import Work
from tests.people.conftest import THURSDAY_TEN, Company, of_kind


def test_one_message_proposes_times_for_all_reports(company: Company) -> None:
    letters = of_kind(company.deliver(), "proposal")
    assert len(letters) == 1
    assert {"people.proposal.accept", "people.schedule"} <= letters[0].ids
    assert company.schedule("Ben Ito").wall != company.schedule("Carla Weiss").wall or (
        company.schedule("Ben Ito").anchor != company.schedule("Carla Weiss").anchor
    )


def test_accepting_all_agrees_on_all_and_tells_each_report_once(company: Company) -> None:
    proposal = of_kind(company.deliver(), "proposal")[0]
    for accepted in (2, 0):
        assert company.do(lambda work: service.accept(work, company.people["Ana Torres"])) == accepted
    assert company.schedule("Ben Ito").state == company.schedule("Carla Weiss").state == ACTIVE
    assert {(letter.kind, letter.to) for letter in company.deliver()} == {
        ("schedule_set", "Ben Ito"),
        ("schedule_set", "Carla Weiss"),
    }
    after = company.again(proposal)
    assert after is not None
    assert "people.proposal.accept" not in str(after.blocks)


def test_somebody_else_accepts_nothing(company: Company) -> None:
    assert company.do(lambda work: service.accept(work, company.people["Ben Ito"])) == 0
    assert company.schedule("Ben Ito").state == PROPOSED


def test_choosing_tells_the_report_and_confirms_to_the_manager(company: Company) -> None:
    company.deliver()
    company.agree("Ben Ito")
    letters = company.deliver()
    assert {(letter.kind, letter.to) for letter in letters} == {
        ("schedule_set", "Ben Ito"),
        ("schedule_set", "Ana Torres"),
    }
    assert "Thursday 19:00 your time" in of_kind(letters, "schedule_set", "Ben Ito")[0].words


def test_the_same_form_twice_changes_nothing(company: Company) -> None:
    first = company.agree("Ben Ito")
    company.deliver()
    assert company.agree("Ben Ito").id == first.id
    assert company.deliver() == []
    assert company.do(lambda work: work.session.scalar(select(func.count()).select_from(Schedule))) == 3


def test_only_the_manager_chooses(company: Company) -> None:
    line = company.line("Ben Ito")
    with pytest.raises(NotAllowed):
        company.do(lambda work: service.choose(work, company.people["Ben Ito"], line.id, THURSDAY_TEN))


def test_a_line_that_is_gone_is_refused_kindly(company: Company) -> None:
    with pytest.raises(Refusal, match="do not know"):
        company.do(lambda work: service.form_of(work, company.people["Ana Torres"], "gone"))


def test_a_first_date_in_the_past_is_refused_and_nothing_changes(company: Company) -> None:
    late = Terms(THURSDAY_TEN.rule, time(10), "Europe/Lisbon", date(2026, 2, 26), 30)
    with pytest.raises(Refusal, match="passed"):
        company.agree("Ben Ito", late)
    assert company.schedule("Ben Ito").state == PROPOSED


def test_the_form_begins_with_what_stands(company: Company) -> None:
    company.agree("Ben Ito")

    def shown(work: Work) -> View:
        pair, terms = service.form_of(work, company.people["Ana Torres"], company.line("Ben Ito").id)
        return views.form(pair, terms, company.clock.now())

    view = company.do(shown)
    assert modal_problems(view) == []
    assert "2026-03-05" in str(view)
    assert "'initial_time': '10:00'" in str(view)
    assert "Every two weeks" in str(view["blocks"][1]["element"]["initial_option"])


def test_a_manager_of_sixty_gets_one_message_that_fits(company: Company) -> None:
    names = [f"Report {letter}{other}" for letter in "ABCDEF" for other in "ABCDEFGHIJ"]
    for name in names:
        company.hire(name)
    company.assign(dict.fromkeys(names, "Dana Admin"))
    letters = company.deliver()
    assert len(of_kind(letters, "proposal", "Dana Admin")) == 1
    assert len(of_kind(letters, "line_began", "Dana Admin")) == 1
