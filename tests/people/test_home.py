"""The people chain's part of the Home, and what `/1on1` shows."""

from bot.people.chain import PEOPLE
from bot.people.claims import service as claims
from bot.people.overview import listeners, service, views
from bot.playground.checks.surfaces import home_problems, message_problems, modal_problems
from bot.slack.blocks import home
from tests.people.conftest import Company, elements


def at_home(company: Company, who: str) -> str:
    view = home(company.do(lambda work: PEOPLE.home(work, company.people[who])))
    assert home_problems(view) == []
    return str(view)


def test_without_a_manager_it_offers_to_name_one(company: Company) -> None:
    shown = at_home(company, "Dana Admin")
    assert "Nobody yet" in shown
    assert "people.name_manager" in shown


def test_whom_one_has_named_is_shown_while_they_decide(company: Company) -> None:
    dana, ben = company.people["Dana Admin"], company.people["Ben Ito"]
    company.do(lambda work: claims.name_manager(work, dana, ben.slack_id, "view:V1"))
    assert "You named Ben Ito" in at_home(company, "Dana Admin")


def test_a_report_sees_their_manager_and_their_next_one_on_one_in_their_own_time(company: Company) -> None:
    assert "Times are proposed" in at_home(company, "Ben Ito")
    company.agree("Ben Ito")
    shown = at_home(company, "Ben Ito")
    assert "*My people manager:* Ana Torres" in shown
    assert "*Thursday 19:00* your time, every two weeks" in shown


def test_what_is_open_is_listed_and_leads_to_the_form(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(4, 12)
    shown = at_home(company, "Ben Ito")
    assert "My check-in with Ana Torres (Thu)" in shown
    assert "people.answer" in shown


def test_a_manager_sees_their_reports_and_how_much_is_unopened(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(4, 12)
    company.say("Ben Ito", "Fine.", f"checkin:{company.next_one('Ben Ito').id}")
    shown = at_home(company, "Ana Torres")
    assert "*My reports:* 2" in shown
    assert "1 unopened answer" in shown
    assert "people.proposal.accept" in shown
    assert "Fine." not in shown


def test_a_manager_of_sixty_sees_ten_at_home_and_all_with_the_command(company: Company) -> None:
    names = [f"Report {letter}{other}" for letter in "ABCDEF" for other in "ABCDEFGHIJ"]
    for name in names:
        company.hire(name)
    company.assign(dict.fromkeys(names, "Dana Admin"))
    assert "See all 60 reports" in at_home(company, "Dana Admin")
    found = company.do(lambda work: service.overview(work, company.people["Dana Admin"]))
    seen = set()
    for page in range(4):
        view = views.modal_view(found, page)
        assert modal_problems(view) == []
        seen |= {name for name in names if name in str(view)}
    assert seen == set(names)


def test_help_lists_what_it_can_do() -> None:
    answer = listeners.help_text("")
    assert answer is not None
    assert message_problems(answer["blocks"]) == []
    assert all(line in answer["text"] for line in PEOPLE.help)


def test_every_id_begins_with_the_chain(company: Company) -> None:
    assert all(route == "/1on1" or route.startswith("people.") for route in PEOPLE.routes)
    company.agree("Ben Ito")
    letters = [*company.deliver(), *company.pass_to(6, 12)]
    clickable = {found for letter in letters for found in letter.ids}
    assert clickable <= {*PEOPLE.routes, "tandem.not_for_them"}
    shown = elements(home(company.do(lambda work: PEOPLE.home(work, company.people["Ana Torres"]))))
    assert {str(found["action_id"]) for found in shown} <= set(PEOPLE.routes)
