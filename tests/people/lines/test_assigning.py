"""Beginning and ending lines: who is told what, and what goes on."""

from datetime import date, time

from bot.people.chain import PEOPLE
from bot.people.lines import repo, service
from bot.people.one_on_ones import repo as meetings
from bot.people.one_on_ones.rules import ENDED, SKIPPED
from bot.people.schedules.rules import ACTIVE, PROPOSED, Terms
from bot.roster import people as roster
from bot.storage.work import Work
from tests.people.conftest import THURSDAY_TEN, Company, of_kind


def test_an_import_says_what_began(company: Company) -> None:
    company.hire("Emil Holm")
    assert company.assign({"Emil Holm": "Ana Torres"}).changes == (
        "Emil Holm: people manager is now Ana Torres",
    )


def test_an_import_can_be_repeated_and_changes_nothing(company: Company) -> None:
    company.deliver()
    assert company.assign({"Ben Ito": "Ana Torres"}).changes == ()
    assert company.deliver() == []


def test_a_fault_stores_nothing_at_all(company: Company) -> None:
    outcome = company.assign({"Dana Admin": "Ana Torres", "Ana Torres": "Ben Ito"})
    assert len(outcome.faults) == 1
    assert outcome.changes == ()
    assert company.do(lambda work: repo.open_line_of(work, company.people["Dana Admin"].id)) is None


def test_a_manager_of_five_reads_one_message(company: Company) -> None:
    company.deliver()
    names = ["Emil Holm", "Fay Roe", "Gus Lind", "Hana Abe", "Ida Moe"]
    for name in names:
        company.hire(name)
    company.assign(dict.fromkeys(names, "Dana Admin"))
    letters = of_kind(company.deliver(), "line_began", "Dana Admin")
    assert len(letters) == 1
    assert all(name in letters[0].words for name in names)


def test_a_manager_of_two_is_told_of_both_in_the_plural(company: Company) -> None:
    company.deliver()
    company.assign(dict.fromkeys(("Ben Ito", "Carla Weiss"), "Dana Admin"))
    (letter,) = of_kind(company.deliver(), "line_ended", "Ana Torres")
    assert "some people are no longer your reports" in letter.words


def test_everybody_concerned_is_told_by_name_who_did_it(company: Company) -> None:
    company.deliver()
    company.assign({"Ben Ito": "Dana Admin"}, by="Dana Admin")
    letters = company.deliver()
    assert "Assigned by Dana Admin." in of_kind(letters, "line_began", "Ben Ito")[0].words
    ended = of_kind(letters, "line_ended", "Ana Torres")[0].words
    assert "somebody is no longer your report" in ended
    assert "Changed by Dana Admin." in ended
    assert "Assigned by you." in of_kind(letters, "line_began", "Dana Admin")[0].words


def test_a_change_says_who_it_was_before(company: Company) -> None:
    assert company.assign({"Ben Ito": "Dana Admin"}).changes == (
        "Ben Ito: people manager is now Dana Admin (was Ana Torres)",
    )


def test_after_a_change_the_loop_goes_on_with_the_new_manager(company: Company) -> None:
    company.agree("Ben Ito")
    company.at(3, 15)
    company.assign({"Ben Ito": "Dana Admin"})
    after = company.schedule("Ben Ito")
    assert (after.state, after.rule, after.wall, after.zone) == (
        ACTIVE,
        THURSDAY_TEN.rule,
        time(10),
        "America/New_York",
    )
    letters = company.pass_to(5, 20)
    assert [letter.to for letter in of_kind(letters, "agenda")] == ["Ben Ito", "Dana Admin"]
    assert company.next_one("Ben Ito").starts_at.date() == date(2026, 3, 19)


def test_nobody_is_prompted_in_the_line_that_ended(company: Company) -> None:
    company.agree("Ben Ito")
    old = company.line("Ben Ito").id
    prompted = company.pass_to(4, 12)
    prepare = of_kind(prompted, "prepare", "Ana Torres")[0]
    company.assign({"Ben Ito": "Dana Admin"})
    letters = company.pass_to(6, 18)
    assert of_kind(letters, "agenda", "Ana Torres") == []
    assert of_kind(letters, "wrapup", "Ana Torres") == []
    again = company.again(prepare)
    assert again is not None
    assert "no longer people manager and report" in str(again.blocks)

    last = company.do(lambda work: meetings.of_line(work, old))[0]
    assert (last.stage, last.outcome, last.next_at) == (ENDED, SKIPPED, None)


def test_a_taken_half_hour_moves_what_is_carried_over_to_the_next(company: Company) -> None:
    company.agree("Ben Ito")
    company.assign({"Carla Weiss": "Dana Admin"})
    company.agree("Carla Weiss", Terms(THURSDAY_TEN.rule, time(10), "America/New_York", date(2026, 3, 5), 30))
    company.assign({"Ben Ito": "Dana Admin"})
    assert company.schedule("Ben Ito").wall == time(10, 30)


def test_a_proposal_that_nobody_accepted_stays_a_proposal(company: Company) -> None:
    company.assign({"Ben Ito": "Dana Admin"})
    assert company.schedule("Ben Ito").state == PROPOSED
    assert of_kind(company.deliver(), "proposal", "Dana Admin") != []


def test_an_ended_line_leaves_the_report_with_a_way_on(company: Company) -> None:
    company.agree("Ben Ito")
    company.deliver()
    assert company.assign({"Ben Ito": None}).changes == (
        "Ben Ito: no people manager any more (was Ana Torres)",
    )
    letter = of_kind(company.deliver(), "line_ended", "Ben Ito")[0]
    assert "people.name_manager" in letter.ids
    assert company.pass_to(6, 18) == []


def test_somebody_who_leaves_leaves_nothing_running(company: Company) -> None:
    company.agree("Ben Ito")
    company.agree(
        "Carla Weiss", Terms("FREQ=WEEKLY;BYDAY=TU", time(14), "Europe/Lisbon", date(2026, 3, 3), 30)
    )
    company.deliver()

    def gone(work: Work) -> None:
        ana = roster.person(work, company.people["Ana Torres"].id)
        ana.active = False
        service.leave(work, ana)
        service.leave(work, ana)

    company.do(gone)
    letters = company.pass_to(6, 18)
    assert {(letter.kind, letter.to) for letter in letters} == {
        ("line_ended", "Ben Ito"),
        ("line_ended", "Carla Weiss"),
    }
    assert "Ana Torres has left" in letters[0].words
    unheld = company.do(PEOPLE.unheld)
    assert {company.people[name].id for name in ("Ben Ito", "Carla Weiss")} <= unheld
    assert company.do(PEOPLE.holders) == frozenset()
