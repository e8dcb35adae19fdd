"""Clicks and forms that come at the wrong time, twice, or from somebody who only says that they are Slack."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from bot.playground import Delivery, Message, Person
from tests.journeys.conftest import Company, prompt, prompt_of
from tests.journeys.odd import altered, counts, last_event, nobody_hears_but, told
from tests.journeys.test_direction_chain import post_an_update

FORGERIES: list[dict[str, Any]] = [{"secret": "wrong"}, {"age": 301}, {"age": -400}]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Where no two of them write at once, the database can't matter."""
Opens = Callable[[Company], Awaitable[Person]]


async def talking_point(company: Company) -> Person:
    await company.opens(company.cleo, "/1on1")
    await company.presses(company.cleo, company.cleo.form, "people.point.add")
    await company.cleo.fills({"people.text": "Only once."})
    return company.cleo


async def check_in(company: Company) -> Person:
    await company.until(4, 10)
    await company.presses(company.cleo, prompt(company.cleo, "people.answer"), "people.answer")
    await company.cleo.fills({"people.answer.works": "Only once.", "people.answer.happy": "4"})
    return company.cleo


async def rhythm(company: Company) -> Person:
    ana = company.ana
    await company.opens(ana, "/1on1")
    await company.presses(ana, ana.form, "people.schedule", value=company.line_of(ana, company.cleo))
    await ana.fills({"people.schedule.first": "2026-03-05", "people.schedule.time": "10:00"})
    return ana


async def claim(company: Company) -> Person:
    await company.opens(company.ona, "/1on1")
    await company.presses(company.ona, company.ona.form, "people.name_manager")
    await company.ona.fills({"people.claim.manager": company.eve})
    return company.ona


async def direction(company: Company) -> Person:
    await company.opens(company.ben, "/direction")
    await company.presses(company.ben, company.ben.form, "direction.state")
    await company.ben.fills({"Where we are going": "Only once.", "Why": "Because."})
    return company.ben


async def update(company: Company) -> Person:
    await company.opens(company.ben, "/direction")
    await company.presses(company.ben, company.ben.form, "direction.write")
    await company.ben.fills({"direction.update.change": "Only once."})
    return company.ben


async def question(company: Company) -> Person:
    await company.until(3, 12)
    await company.presses(company.cleo, prompt(company.cleo, "direction.stance"), "direction.ask")
    await company.cleo.fills({"Your question": "Only once."})
    return company.cleo


async def managers(company: Company) -> Person:
    await company.opens(company.ona, "/tandem", "setup")
    await company.presses(company.ona, company.ona.form, "tandem.setup.managers")
    await company.ona.fills({"tandem.setup.manager": company.ben, "tandem.setup.reports": [company.cleo]})
    return company.ona


async def team(company: Company) -> Person:
    await company.opens(company.ona, "/tandem", "setup")
    await company.presses(company.ona, company.ona.form, "tandem.setup.team")
    await company.ona.fills(
        {
            "tandem.setup.team_name": "Borealis",
            "tandem.setup.leader.general": [company.cleo],
            "tandem.setup.members": [company.eve, company.fay],
        }
    )
    return company.ona


async def pause(company: Company) -> Person:
    await company.opens(company.cleo, "/tandem", "pause")
    await company.cleo.fills({"tandem.pause.last_day": "2026-03-06"})
    return company.cleo


PEOPLE = {
    claim: {"people_claims": 1},
    talking_point: {"people_points": 1},
    rhythm: {"people_schedules": 1, "people_one_on_ones": 1},
    check_in: {"people_answers": 2},
}
DIRECTION = {
    direction: {"direction_directions": 1},
    update: {"direction_updates": 1},
    question: {"direction_questions": 1},
}
NEITHER = {
    managers: {"people_lines": 1},
    team: {"teams": 1, "direction_leads": 1, "direction_memberships": 2},
    pause: {"away": 1},
}


@pytest.mark.parametrize("forms", [PEOPLE, DIRECTION, NEITHER], ids=["people", "direction", "neither"])
async def test_a_form_that_is_sent_several_times_at_once_and_again_is_stored_once(
    company: Company, forms: Mapping[Opens, dict[str, int]]
) -> None:
    for opens, stored in forms.items():
        person = await opens(company)
        await company.settle()
        before, seen = await counts(company), everything(company)
        sent = await asyncio.gather(*[person.submits() for _ in range(3)])
        await company.settle()
        after = await counts(company)
        assert {table: after[table] - before[table] for table in stored} == stored
        for one in company.slack.people:
            new = [message.reads for message in one.dm if message.ts not in dict(seen[one.name])]
            assert len(new) == len(set(new)), new

        seen = everything(company)
        later = [answer for one in sent for answer in await company.slack.redeliver(one, times=2)]
        await company.settle()
        assert all(answer.acked and "errors" not in answer.body for answer in [*sent, *later])
        assert await counts(company) == after
        assert everything(company) == seen
        while person.modal:
            await person.closes()
    assert company.slack.troubles == []


def everything(company: Company) -> dict[str, list[tuple[str, str]]]:
    return {
        person.name: [(message.ts, message.reads) for message in person.everything]
        for person in company.slack.people
    }


@on_sqlite
async def test_what_was_sent_last_month_can_still_be_clicked_or_says_what_became_of_it(
    company: Company,
) -> None:
    ana, dan = company.ana, company.dan
    proposal = prompt(ana, "people.proposal.accept")
    await company.presses(ana, proposal, "people.proposal.accept")
    await company.until(13, 18)
    check_in_of_dan, wrapups = prompt(dan, "people.answer"), wrapups_of(ana)
    company.clock.move(timedelta(days=31))
    await company.settle()

    with nobody_hears_but(company, ana):
        await company.presses(ana, wrapups[0], "people.held")
        assert "Recorded as held" in wrapups[0].reads
        await company.presses(ana, wrapups[1], "people.not_held")
        assert "Recorded as not held" in wrapups[1].reads
        await company.presses(ana, prompt(ana, "people.answers.open"), "people.answers.open")
        assert "to answer is a choice" in ana.form.reads
        await ana.closes()
    with nobody_hears_but(company, dan, ana):  # her message counts the answers
        await company.presses(dan, check_in_of_dan, "people.answer")
        await dan.submits({"people.answer.works": "Better late."})
        await company.settle()
    assert "Saved: 1 answer" in told(dan)
    await company.presses(ana, prompt_of(ana, "Dan Roth"), "people.record")
    assert "Better late." in ana.form.reads
    assert "after it began" in ana.form.reads
    assert company.slack.troubles == []


def wrapups_of(person: Person) -> list[Message]:
    return [message for message in person.dm if "people.held" in str(message.blocks)]


@on_sqlite
async def test_accepting_what_is_agreed_says_that_nothing_waits(company: Company) -> None:
    ana = company.ana
    proposal = prompt(ana, "people.proposal.accept")
    buttons = list(proposal.blocks)
    await company.presses(ana, proposal, "people.proposal.accept")
    agreed = await counts(company)
    company.clock.move(timedelta(days=31))
    proposal.blocks = buttons
    with nobody_hears_but(company, ana):
        await ana.clicks(proposal, "people.proposal.accept")
        await company.stage.tandem.background.settle()
    assert "Nothing waits to be accepted" in told(ana)
    assert await counts(company) == agreed


@on_sqlite
async def test_a_stance_on_last_months_update_is_saved_or_refused_in_so_many_words(company: Company) -> None:
    ben, cleo, eve = company.ben, company.cleo, company.eve
    await post_an_update(company)
    old, of_eve = prompt(cleo, "direction.stance"), prompt(eve, "direction.stance")
    buttons = list(of_eve.blocks)
    company.clock.move(timedelta(days=31))
    await company.settle()
    with nobody_hears_but(company, cleo):
        await company.presses(cleo, old, "I'm in")
        assert "Your stance: I'm in" in told(cleo)
    await company.presses(ben, prompt(ben, "direction.delete"), "direction.delete")
    of_eve.blocks = buttons
    with nobody_hears_but(company, eve):
        for button in ("direction.stance.in", "direction.ask"):
            await company.presses(eve, of_eve, button)
            assert "taken back by its author" in (eve.modal or eve.last).reads
    assert company.slack.troubles == []


@on_sqlite
async def test_a_claim_that_is_settled_or_gone_says_so(company: Company) -> None:
    ona, eve = company.ona, company.eve
    await claim(company)
    await ona.submits()
    await company.settle()
    asked = prompt(eve, "people.claim.confirm")
    buttons = list(asked.blocks)
    await company.opens(ona, "/1on1")
    await company.presses(ona, ona.form, "people.name_manager")
    await ona.submits({"people.claim.manager": company.fay})
    await company.settle()
    assert "people.claim.confirm" not in str(asked.blocks)
    company.clock.move(timedelta(days=31))
    await company.settle()
    asked.blocks = buttons
    with nobody_hears_but(company, eve):
        for button in ("people.claim.confirm", "people.claim.decline"):
            await company.presses(eve, asked, button)
            assert "settled in the meantime" in told(eve)
    confirm = prompt(company.fay, "people.claim.confirm")
    await company.presses(company.fay, confirm, "people.claim.confirm")
    await company.settle()
    assert "You confirmed it" in confirm.reads


@on_sqlite
async def test_a_card_whose_text_is_gone_says_so(company: Company) -> None:
    cleo = company.cleo
    await cleo.says("Where to?")
    await company.settle()
    card = cleo.last
    buttons = list(card.blocks)
    for days in (2, 40):
        company.clock.move(timedelta(days=days))
        await company.settle()
        card.blocks = buttons
        with nobody_hears_but(company, cleo):
            for label in [label for label in card.buttons if "question" in label.lower()] + [
                "tandem.neither"
            ]:
                await company.presses(cleo, card, label)
                assert "not waiting here any more" in told(cleo)


@on_sqlite
async def test_a_forged_or_old_signature_is_turned_away_and_stores_nothing(company: Company) -> None:
    cleo = await talking_point(company)
    kinds = [
        await cleo.submits(),
        await company.ana.clicks(prompt(company.ana, "people.proposal.accept"), "people.proposal.accept"),
        await cleo.types("/tandem", "resume"),
    ]
    await cleo.says("Hello.")
    kinds.append(last_event(company, "message", user=cleo.id))
    await company.settle()
    before = await counts(company)
    with nobody_hears_but(company):
        for delivery, forgery in product(kinds, FORGERIES):
            answer = await company.slack.forge(another(delivery), **forgery)
            assert answer.status == 401
            assert answer.body == "the signature is wrong or too old"
        await company.settle()
    assert await counts(company) == before


def another(delivery: Delivery) -> Delivery:
    """What would be stored, if it were believed."""
    if delivery.kind == "event":
        return altered(delivery, ts="1772442010.000100", text="Forged.")
    view = delivery.payload.get("view")
    return altered(delivery, view={**view, "id": "V0FORGED"}) if view else delivery
