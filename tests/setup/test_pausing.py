"""Pausing for oneself, and going on ("away until")."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.playground.checks.surfaces import modal_problems
from bot.roster import people as roster
from bot.roster.models import Away
from bot.slack.payloads import Click
from bot.storage.work import Work
from tests.conftest import WORKSPACE
from tests.inbox.fakes import shown
from tests.setup.conftest import Company

TODAY = date(2026, 3, 2)


def spans(company: Company) -> list[tuple[date, date]]:
    def find(work: Work) -> list[tuple[date, date]]:
        return [
            (row.first_day, row.last_day)
            for row in work.session.scalars(select(Away).order_by(Away.first_day))
        ]

    found: list[tuple[date, date]] = company.do(find)
    return found


def away(company: Company, first: date, last: date) -> None:
    kim = company.person("U0KIM")
    company.do(
        lambda work: work.session.add(
            Away(workspace_id=WORKSPACE, person_id=kim.id, first_day=first, last_day=last)
        )
    )


async def pause(company: Company, until: str | None) -> str:
    ack = await company.submit("U0KIM", "tandem.pause", pause__last_day=until)
    assert ack is not None
    assert modal_problems(ack["view"]) == []
    return shown(ack["view"])


async def test_a_pause_lasts_from_today_until_that_day_ends(company: Company) -> None:
    assert "Paused until the end of *Friday 13 March 2026*" in await pause(company, "2026-03-13")
    assert spans(company) == [(TODAY, date(2026, 3, 13))]
    await company.office.desk.background.settle()
    assert "U0KIM" in company.office.slack.homes


async def test_today_is_the_persons_own(company: Company) -> None:
    company.add("Mio", time_zone="Pacific/Auckland")
    await company.submit("U0MIO", "tandem.pause", pause__last_day="2026-03-03")
    assert spans(company) == [(date(2026, 3, 3), date(2026, 3, 3))]
    with pytest.raises(Refusal, match="is over"):
        await company.submit("U0MIO", "tandem.pause", pause__last_day="2026-03-02")


async def test_a_day_that_cannot_be_is_refused_at_its_field(company: Company) -> None:
    for until in ("2026-03-01", "2029-01-01", "soon", "", None):
        with pytest.raises(Refusal) as no:
            await pause(company, until)
        assert no.value.field == "tandem.pause.last_day"
    assert spans(company) == []


async def test_the_same_pause_twice_is_one(company: Company) -> None:
    for _ in range(2):
        await pause(company, "2026-03-13")
    assert spans(company) == [(TODAY, date(2026, 3, 13))]


async def test_a_pause_joins_the_leave_that_it_touches_and_says_so(company: Company) -> None:
    away(company, date(2026, 2, 20), date(2026, 3, 1))
    away(company, date(2026, 3, 7), date(2026, 3, 20))
    away(company, date(2026, 5, 1), date(2026, 5, 9))
    assert "Friday 20 March 2026" in await pause(company, "2026-03-06")
    assert spans(company) == [
        (date(2026, 2, 20), date(2026, 3, 20)),
        (date(2026, 5, 1), date(2026, 5, 9)),
    ]


async def test_resuming_ends_what_is_paused_now_and_leaves_later_leave(company: Company) -> None:
    await pause(company, "2026-03-13")
    away(company, date(2026, 5, 1), date(2026, 5, 9))
    company.clock.move(timedelta(days=2))
    ack = await company.command("U0KIM", "resume")
    assert ack is not None
    assert "Welcome back" in ack["text"]
    assert spans(company) == [(TODAY, date(2026, 3, 3)), (date(2026, 5, 1), date(2026, 5, 9))]
    kim = company.person("U0KIM")
    assert not company.do(lambda work: roster.is_away(work, kim, date(2026, 3, 4)))


async def test_resuming_on_the_first_day_leaves_no_trace(company: Company) -> None:
    await pause(company, "2026-03-13")
    click = Click(WORKSPACE, "U0KIM", "tandem.resume", "", "trigger")
    await company.setup.routes["tandem.resume"](company.office.desk, click)
    assert spans(company) == []


async def test_resuming_without_a_pause_is_told_kindly(company: Company) -> None:
    with pytest.raises(Refusal, match="Nothing is paused"):
        await company.command("U0KIM", "resume")


async def test_the_form_opens_by_word_and_by_button(company: Company) -> None:
    await company.command("U0KIM", "pause")
    by_word = company.office.slack.views[-1]
    by_button = await company.click("U0KIM", "tandem.pause_button")
    assert by_word == by_button
    assert modal_problems(by_word) == []
    assert by_word["callback_id"] == "tandem.pause"
