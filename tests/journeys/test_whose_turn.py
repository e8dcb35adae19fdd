"""Whose turn is a DM? A thread is certain, one open question is enough, and everything else is asked."""

from tests.journeys.conftest import Company, prompt
from tests.journeys.test_direction_chain import post_an_update


async def test_with_one_question_open_typing_is_enough_and_nobody_reads_it_for_two_minutes(
    company: Company,
) -> None:
    ana, cleo = company.ana, company.cleo
    await company.agree(ana, cleo, "2026-03-05")
    await company.until(4, 10)
    await cleo.says("Just typed.")
    await company.settle()
    assert "Read by: you; from 10:02 on also Ana Torres, your people manager." in cleo.last.reads
    assert "Not for them" in cleo.last.buttons
    await company.presses(ana, prompt(ana, "people.record"), "people.record")
    assert "Just typed." not in ana.form.reads
    await ana.closes()
    await company.until(4, 10, 3)
    await company.presses(ana, prompt(ana, "people.record"), "people.record")
    assert "Just typed." in ana.form.reads


async def test_with_a_question_of_each_chain_open_tandem_asks(company: Company) -> None:
    cleo = company.cleo
    await company.agree(company.ana, cleo, "2026-03-03")
    await post_an_update(company)
    await cleo.says("Too many meetings.")
    await company.settle()
    card = cleo.last
    assert "Nobody has read this" in card.reads
    labels = " ".join(card.buttons)
    assert "check-in with Ana" in labels
    assert "Atlas" in labels
    assert "Neither" in labels
    for other in (company.ana, company.ben):
        assert not any("Too many meetings." in message.reads for message in other.everything)

    check_in = next(label for label in card.buttons if "check-in" in label)
    await company.presses(cleo, card, check_in)
    assert "Saved" in cleo.last.reads
    await company.presses(company.ana, prompt(company.ana, "people.record"), "people.record")
    assert "Too many meetings." in company.ana.form.reads


async def test_a_second_click_on_a_card_changes_nothing(company: Company) -> None:
    cleo = company.cleo
    await company.agree(company.ana, cleo, "2026-03-03")
    await post_an_update(company)
    await cleo.says("Only once.")
    await company.settle()
    clicked = await cleo.clicks(cleo.last, next(label for label in cleo.last.buttons if "check-in" in label))
    await company.settle()
    saved = [message for message in cleo.dm if "Saved" in message.reads]
    await company.slack.redeliver(clicked, times=3)
    await company.settle()
    assert [message for message in cleo.dm if "Saved" in message.reads] == saved


async def test_not_for_them_takes_it_back(company: Company) -> None:
    ana, cleo = company.ana, company.cleo
    await company.agree(ana, cleo, "2026-03-05")
    await company.until(4, 10)
    await cleo.says("I have another offer.")
    await company.settle()
    await company.presses(cleo, cleo.last, "Not for them")
    await company.presses(cleo, cleo.last, "tandem.neither")
    await company.until(5, 12)
    await company.presses(ana, prompt(ana, "people.record"), "people.record")
    assert "another offer" not in ana.form.reads


async def test_text_that_nobody_asked_for_waits_a_day_and_goes(company: Company) -> None:
    gus = company.gus
    await gus.says("Hello?")
    await company.settle()
    card = gus.last
    assert "Hello?" in card.reads
    await company.until(4, 9)
    assert "Hello?" not in next(message for message in gus.dm if message.ts == card.ts).reads


async def test_the_same_message_delivered_again_is_stored_once(company: Company) -> None:
    cleo = company.cleo
    await company.agree(company.ana, cleo, "2026-03-05")
    await company.until(4, 10)
    await cleo.replies(prompt(cleo, "people.answer"), "Once.")
    await company.settle()
    said = [each for each in company.slack.deliveries if each.event.get("text") == "Once."]
    seen = len(cleo.dm)
    await company.slack.redeliver(said[-1], times=3)
    await company.settle()
    assert len(cleo.dm) == seen
    await company.presses(company.ana, prompt(company.ana, "people.answers.open"), "people.answers.open")
    assert company.ana.form.reads.count("Once.") == 1
