"""The whole record: for both of a line, and for them only."""

import pytest

from bot.errors import NotAllowed, Refusal
from bot.people.chain import PEOPLE
from bot.people.check_ins import forms
from bot.people.one_on_ones.rules import HELD
from bot.people.one_on_ones.service import record_outcome
from bot.people.records import service, views
from bot.playground.checks.surfaces import modal_problems
from tests.people.conftest import Company


@pytest.fixture
def met(company: Company) -> Company:
    """Ben and Ana have met once, and both wrote something."""
    company.begins("met once", lambda: meet(company), 5, 12)
    return company


def meet(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(4, 12)
    one = company.next_one("Ben Ito").id
    company.say("Ben Ito", "Less travelling, please.", f"checkin:{one}")
    company.say("Ana Torres", "The budget", f"prepare:{one}")
    ben = company.people["Ben Ito"]
    company.do(lambda work: forms.store(work, ben, one, {"happy": "4"}, "view:V1"))
    company.pass_to(5, 12)
    company.do(lambda work: record_outcome(work, company.people["Ana Torres"], one, HELD))


def shown(company: Company, who: str, line: str = "") -> str:
    line_id = line or company.line("Ben Ito").id
    found = company.do(lambda work: service.record(work, company.people[who], line_id))
    view = views.record(found, 0, company.clock.now())
    assert modal_problems(view) == []
    return str(view)


@pytest.mark.parametrize("who", ["Ben Ito", "Ana Torres"])
def test_both_see_all_of_it(met: Company, who: str) -> None:
    record = shown(met, who)
    for part in ("Thursday 5 March 2026*: held", "Less travelling, please.", "The budget", "4: rather yes"):
        assert part in record


@pytest.mark.parametrize("who", ["Dana Admin", "Carla Weiss"])
def test_nobody_else_sees_anything(met: Company, who: str) -> None:
    with pytest.raises(NotAllowed):
        shown(met, who)


def test_after_a_change_each_keeps_just_what_is_theirs(met: Company) -> None:
    old = met.line("Ben Ito").id
    met.assign({"Ben Ito": "Dana Admin"})
    assert "Less travelling" in shown(met, "Ben Ito", old)
    former = shown(met, "Ana Torres", old)
    assert "The budget" in former
    assert "Less travelling" not in former
    assert "4: rather yes" not in former
    with pytest.raises(NotAllowed):
        shown(met, "Dana Admin", old)
    assert "Less travelling" not in shown(met, "Dana Admin")


def test_a_record_that_is_gone_is_refused_kindly(met: Company) -> None:
    with pytest.raises(Refusal, match="do not know"):
        shown(met, "Ben Ito", "gone")


def test_an_empty_record_says_so(company: Company) -> None:
    assert "Nothing in it yet" in shown(company, "Ben Ito")


def test_the_report_finds_earlier_records_again(met: Company) -> None:
    from bot.people.overview import service as overviews
    from bot.people.overview import views as overview

    old = met.line("Ben Ito").id
    met.assign({"Ben Ito": "Dana Admin"})
    found = met.do(lambda work: overviews.overview(work, met.people["Ben Ito"]))
    assert old in str(overview.modal_view(found, 0))


def test_readers_are_told_as_they_are(met: Company) -> None:
    source = met.answers("Ben Ito")[0].source
    assert met.do(lambda work: PEOPLE.readers(work, source)) == "you and Ana Torres"
