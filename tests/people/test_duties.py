"""P1 and P2 as they are computed from rows, and who sees them."""

from datetime import date, time, timedelta

from bot.chain import Duty, State, Tally
from bot.people import duties
from bot.people.check_ins import service
from bot.people.one_on_ones.rules import HELD
from bot.people.one_on_ones.service import record_outcome
from bot.people.schedules.rules import Terms
from tests.people.conftest import THURSDAY_TEN, Company


def seen_by(company: Company, viewer: str | None) -> dict[tuple[str, str], State]:
    me = company.people[viewer] if viewer else None
    found: list[Duty] = company.do(lambda work: duties.duties(work, me))
    return {(duty.id, duty.unit): duty.state for duty in found}


def test_p1_is_public_and_p2_is_for_the_pair(company: Company) -> None:
    for viewer in (None, "Dana Admin", "Carla Weiss"):
        assert ("P2", "Ben Ito") not in seen_by(company, viewer)
        assert ("P1", "Ben Ito") in seen_by(company, viewer)
    for viewer in ("Ana Torres", "Ben Ito"):
        assert ("P2", "Ben Ito") in seen_by(company, viewer)


def test_whoever_has_no_manager_is_unheld(company: Company) -> None:
    assert seen_by(company, None)["P1", "Dana Admin"] == State.UNHELD
    assert seen_by(company, "Dana Admin")["P2", "Dana Admin"] == State.UNHELD


def test_p1_goes_from_kept_to_overdue_and_back_when_one_is_held(company: Company) -> None:
    company.agree("Ben Ito")
    assert seen_by(company, None)["P1", "Ben Ito"] == State.KEPT
    company.pass_to(16, 12)
    assert seen_by(company, None)["P1", "Ben Ito"] == State.DUE
    company.pass_to(20, 12)
    assert seen_by(company, None)["P1", "Ben Ito"] == State.OVERDUE
    ana, one = company.people["Ana Torres"], company.all_of("Ben Ito")[1]
    company.do(lambda work: record_outcome(work, ana, one.id, HELD))
    assert seen_by(company, None)["P1", "Ben Ito"] == State.KEPT


def test_choosing_other_times_does_not_put_it_off(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(20, 12)
    company.agree("Ben Ito", Terms(THURSDAY_TEN.rule, time(10), "Europe/Lisbon", date(2026, 3, 26), 45))
    assert seen_by(company, None)["P1", "Ben Ito"] == State.OVERDUE


def test_leave_of_either_pauses_both(company: Company) -> None:
    company.away("Ben Ito", date(2026, 3, 2), date(2026, 3, 3))
    assert seen_by(company, "Ana Torres")["P1", "Ben Ito"] == State.PAUSED
    assert seen_by(company, "Ana Torres")["P2", "Ben Ito"] == State.PAUSED


def test_p2_is_kept_once_every_answer_was_opened(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(4, 12)
    one = company.next_one("Ben Ito").id
    assert seen_by(company, "Ana Torres")["P2", "Ben Ito"] == State.KEPT
    company.say("Ben Ito", "Fine.", f"checkin:{one}")
    assert seen_by(company, "Ana Torres")["P2", "Ben Ito"] == State.DUE
    company.pass_to(10, 12)
    assert seen_by(company, "Ana Torres")["P2", "Ben Ito"] == State.OVERDUE
    row = company.answers("Ben Ito")[0]
    company.do(lambda work: service.mark_opened(work, company.people["Ana Torres"], {row.id: work.now}))
    assert seen_by(company, "Ana Torres")["P2", "Ben Ito"] == State.KEPT


def test_where_nobody_was_ever_asked_p2_is_owed_as_the_one_on_one_is(company: Company) -> None:
    company.at(24, 12)
    seen = seen_by(company, "Ana Torres")
    assert (seen["P1", "Ben Ito"], seen["P2", "Ben Ito"]) == (State.OVERDUE, State.OVERDUE)


def four_more(company: Company) -> list[str]:
    names = ["Emil Holm", "Fay Roe", "Gus Lind", "Hana Abe"]
    for name in names:
        company.hire(name)
    company.assign(dict.fromkeys(names, "Dana Admin"))
    return names


def tallies(company: Company) -> list[Tally]:
    found: list[Tally] = company.do(duties.tallies)
    return found


def test_p2_is_not_shown_in_sum_below_four(company: Company) -> None:
    company.clock.move(timedelta(days=7))
    assert tallies(company) == [Tally("P2", None, None)]


def test_p2_in_sum_is_as_of_last_monday(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(4, 12)
    company.say("Ben Ito", "Fine.", f"checkin:{company.next_one('Ben Ito').id}")
    four_more(company)
    company.pass_to(13, 12)
    assert tallies(company) == [Tally("P2", 6, 0)]
    company.pass_to(16, 0)
    assert tallies(company) == [Tally("P2", 5, 1)]
    row = company.answers("Ben Ito")[0]
    company.do(lambda work: service.mark_opened(work, company.people["Ana Torres"], {row.id: work.now}))
    company.clock.move(timedelta(days=1))
    assert tallies(company) == [Tally("P2", 5, 1)]
