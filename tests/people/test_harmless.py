"""Whatever people type, and whatever they are called: rendered harmless, and within Slack's limits."""

from dataclasses import replace
from typing import Any

import pytest

from bot.people.blocks import readers_line
from bot.people.chain import PEOPLE
from bot.people.check_ins import forms, opening
from bot.people.check_ins import service as writing
from bot.people.check_ins import views as check_ins
from bot.people.check_ins.rules import DOING_THINGS_RIGHT, LONGEST
from bot.people.overview import service as overviews
from bot.people.overview import views as overview
from bot.people.records import service as records
from bot.people.records import views as record
from bot.playground.checks.surfaces import home_problems, is_too_large, modal_problems
from bot.roster.models import Person
from bot.slack.blocks import home
from bot.slack.payloads import View
from bot.storage.work import Work
from tests.people.conftest import Company, Letter, of_kind, texts

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is drawn does not depend on the database; the journeys run on both."""

TYPED = {
    "emoji": "😀" * 3000,
    "markup": "<!channel> <https://evil.example|your bank> <@U0BEN> &lt;" * 50,
    "ampersands": "&" * 3000,
    "lines": "a\n" * 1500,
    "long": "word " * (LONGEST // 5 - 1),
    "one word": "x" * 3000,
}
FORGED = ("<!channel>", "<https://evil", "<@U0BEN>")


def harmless(node: Any) -> None:
    for text in texts(node):
        assert not any(mark in text for mark in FORGED)


def fits(view: View) -> None:
    assert modal_problems(view) == []
    assert not is_too_large(view)
    harmless(view)


@pytest.fixture(params=sorted(TYPED))
def typed(request: pytest.FixtureRequest) -> str:
    return TYPED[request.param]


@pytest.fixture
def busy(company: Company, typed: str) -> Company:
    """Ben and Ana write much of it before and at their one-on-one."""
    company.begins(f"busy with {typed}", lambda: write_much(company, typed), 4, 12)
    return company


def write_much(company: Company, typed: str) -> None:
    company.agree("Ben Ito")
    company.pass_to(4, 12)
    one, line = company.next_one("Ben Ito").id, company.line("Ben Ito").id
    ben = company.people["Ben Ito"]
    filled = dict.fromkeys(DOING_THINGS_RIGHT, typed[:3000]) | {"happy": "5"}

    def write(work: Work) -> None:
        forms.store(work, ben, one, filled, "view:V1")
        for number in range(12):
            for who in (ben, company.people["Ana Torres"]):
                source = f"D1:{number}.{who.id}"
                writing.add_point(work, who, line, typed, source, readable_from=work.now)
            writing.store_reply(work, ben, one, typed, f"D2:{number}", readable_from=work.now)

    company.do(write)


def test_every_message_stays_harmless(busy: Company, typed: str) -> None:
    letters: list[Letter] = [*busy.deliver(), *busy.pass_to(6, 12)]
    assert {"saved", "saved_form", "agenda", "wrapup"} <= {letter.kind for letter in letters}
    for letter in letters:
        harmless(letter.message.blocks)
        assert typed[:40] not in letter.message.text
    for letter in of_kind(letters, "saved"):
        assert typed[:40] not in letter.words


def test_prompts_that_are_rendered_anew_stay_harmless(busy: Company) -> None:
    company = busy
    company.pass_to(18, 23)
    for letter in company.pass_to(19, 10):
        harmless(letter.message.blocks)


def test_every_modal_stays_harmless_and_shows_everything(busy: Company, typed: str) -> None:
    ana, ben = busy.people["Ana Torres"], busy.people["Ben Ito"]
    one, line, now = busy.all_of("Ben Ito")[0].id, busy.line("Ben Ito").id, busy.clock.now()

    def modals(work: Work) -> list[View]:
        row = busy.answers("Ben Ito")[0]
        pair, meeting, values = forms.values(work, ben, one)
        return [
            check_ins.answer_form(pair, meeting, values, now),
            check_ins.point_form(*opening.points(work, ana, line)),
            check_ins.change_form(row.id, typed, readers_line(pair, ben.id)),
        ]

    for view in busy.do(modals):
        fits(view)
    assert len(shown_answers(busy, ana)) == 16
    assert len(shown_pages(busy, ben)) >= 1


def shown_answers(company: Company, viewer: Person) -> set[str]:
    """The ids over all pages."""
    one = company.all_of("Ben Ito")[0].id
    opened = company.do(lambda work: opening.answers(work, viewer, one))
    seen: set[str] = set()
    for page in range(20):
        view, ids = check_ins.answers(replace(opened, page=page), company.clock.now())
        fits(view)
        if set(ids) <= seen:
            break
        seen |= set(ids)
    return seen


def shown_pages(company: Company, viewer: Person) -> list[View]:
    found = company.do(lambda work: records.record(work, viewer, company.line("Ben Ito").id))
    views: list[View] = []
    for page in range(20):
        view = record.record(found, page, company.clock.now())
        if view in views:
            break
        fits(view)
        views.append(view)
    return views


def test_a_name_cannot_forge_anything(company: Company) -> None:
    forged = "<!channel> & <https://evil.example|Bank> " + "x" * 200
    company.hire(forged)
    company.assign({forged: "Ana Torres", "Ana Torres": "Dana Admin"})
    letters = company.deliver()
    company.agree(forged)
    letters += company.pass_to(6, 12)
    assert {"line_began", "proposal", "checkin", "agenda", "wrapup"} <= {letter.kind for letter in letters}
    for letter in letters:
        harmless(letter.message.blocks)
        assert "<!channel>" not in letter.message.text
    for name in (forged, "Ana Torres"):
        looks_harmless(company, company.people[name])


def looks_harmless(company: Company, who: Person) -> None:
    found = company.do(lambda work: overviews.overview(work, who))
    fits(overview.modal_view(found, 0))
    view = home(company.do(lambda work: PEOPLE.home(work, who)))
    assert home_problems(view) == []
    harmless(view)
