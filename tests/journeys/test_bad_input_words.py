"""Bad input in words: nonsense after a command, nothing at all, far too much, and forged mentions."""

from itertools import product

import pytest

from bot.playground import Message, Person
from tests.journeys.conftest import Company, prompt
from tests.journeys.odd import FORGED, altered, errors, is_clean, last_event, nobody_hears_but, told

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What becomes of words does not depend on the database; other journeys run on both."""

COMMANDS = ("/1on1", "/direction", "/tandem")
EMOJI = "🦩" * 3000
NONSENSE = ["xyzzy", "help me", FORGED, EMOJI, "'; drop table persons; --", "1on1", "\\u0000%s{}"]


async def test_a_command_with_nonsense_after_it_says_what_it_can_do(company: Company) -> None:
    cleo = company.cleo
    with nobody_hears_but(company, cleo):
        for command, words in product(COMMANDS, NONSENSE):
            await company.opens(cleo, command, words)
            assert command in told(cleo)
            assert "I can do" in cleo.last.reads
            assert words not in cleo.last.reads or words == "1on1"
            assert cleo.last.ephemeral_to == cleo.id
            assert cleo.modal is None
    is_clean(company)
    assert company.slack.troubles == []


async def test_help_is_found_however_it_is_spelled(company: Company) -> None:
    for command, words in product(COMMANDS, ["  HELP ", "Help", "help"]):
        await company.opens(company.cleo, command, words)
        assert "I do" not in told(company.cleo)


async def test_a_message_without_words_is_no_answer_and_disturbs_nobody(company: Company) -> None:
    ana, cleo = company.ana, company.cleo
    await company.agree(ana, cleo, "2026-03-05")
    await company.until(4, 10)
    check_in = prompt(cleo, "people.answer")
    await cleo.replies(check_in, "Words.")
    await company.settle()
    said = last_event(company, "message", text="Words.")
    with nobody_hears_but(company, cleo):
        for number, text in enumerate(["", "   ", "\n\t ", "\u00a0"]):
            empty = altered(said, text=text, ts=f"177261840{number}.000100", client_msg_id=f"empty-{number}")
            [answer] = await company.slack.redeliver(empty)
            await company.settle()
            assert answer.acked
            assert "please say it in words" in told(cleo)
    await company.presses(ana, prompt(ana, "people.answers.open"), "people.answers.open")
    assert ana.form.reads.count("In your own words") == 1
    assert company.slack.troubles == []


async def test_an_empty_form_is_answered_beside_its_field_and_stays_open(company: Company) -> None:
    ana, cleo, ben = company.ana, company.cleo, company.ben
    await company.agree(ana, cleo, "2026-03-05")
    await company.until(4, 10)
    with nobody_hears_but(company):
        await company.presses(cleo, prompt(cleo, "people.answer"), "people.answer")
        await cleo.submits()
        assert "Nothing is filled in yet" in errors(cleo)
        await cleo.submits({"people.answer.works": "   "})
        assert "Nothing is filled in yet" in errors(cleo)
        await cleo.closes()
        await company.opens(ben, "/direction")
        await company.presses(ben, ben.form, "direction.write")
        await ben.submits({"direction.update.change": "  \n "})
        assert "This is empty" in errors(ben)
        await ben.closes()
        await company.presses(ben, ben.form, "direction.state")
        await ben.submits({"Where we are going": " ", "Why": " "})
        assert "This is empty" in errors(ben)
        await company.settle()
    await ben.submits({"Where we are going": "North.", "Why": " "})
    await company.settle()
    assert "North." in told(cleo)
    assert company.slack.troubles == []


async def test_three_thousand_emoji_in_the_people_chain_come_back_as_they_were(company: Company) -> None:
    ana, cleo = company.ana, company.cleo
    await company.agree(ana, cleo, "2026-03-05")
    await company.until(4, 10)
    check_in = prompt(cleo, "people.answer")
    await cleo.replies(check_in, EMOJI)
    await company.settle()
    assert "Saved" in told(cleo)
    await company.presses(cleo, check_in, "people.answer")
    await cleo.submits({"people.answer.works": EMOJI})
    await company.settle()
    while cleo.modal:
        await cleo.closes()
    await company.opens(cleo, "/1on1")
    await company.presses(cleo, cleo.form, "people.point.add")
    await cleo.submits({"people.text": EMOJI})
    await company.settle()
    await company.presses(ana, prompt(ana, "people.answers.open"), "people.answers.open")
    assert ana.form.reads.count("🦩") == 2 * 3000
    await ana.closes()
    await company.until(5, 10)
    await company.presses(ana, ana.last, "people.record")
    assert ana.form.reads.count("🦩") >= 3 * 3000
    await ana.closes()
    await company.presses(cleo, check_in, "people.answer")
    assert EMOJI in cleo.form.reads
    assert company.slack.troubles == []


async def test_three_thousand_emoji_in_the_direction_chain_come_back_as_they_were(company: Company) -> None:
    ben, cleo = company.ben, company.cleo
    await company.opens(ben, "/direction")
    await company.presses(ben, ben.form, "direction.state")
    await ben.submits({"Where we are going": EMOJI, "Why": EMOJI})
    await company.settle()
    stated = prompt(cleo, "direction.ask")
    assert stated.reads.count("🦩") == 2 * 3000
    assert cleo.channel("atlas")[-1].reads.count("🦩") == 2 * 3000
    await cleo.replies(stated, EMOJI)
    await company.settle()
    assert "Saved" in told(cleo)
    await company.presses(cleo, stated, "direction.ask")
    await cleo.submits({"Your question": EMOJI})
    await company.until(3, 12)
    questions = [message for message in ben.dm if "direction.answer" in str(message.blocks)]
    assert [message.reads.count("🦩") for message in questions] == [3000, 3000]
    await ben.replies(questions[0], EMOJI)
    await company.settle()
    assert prompt(cleo, "direction.look").reads.count("🦩") == 2 * 3000
    await ben.closes()
    await company.opens(ben, "/direction")
    await company.presses(ben, ben.form, "direction.state")
    assert ben.form.reads.count("🦩") == 2 * 3000
    assert company.slack.troubles == []


async def test_what_waits_for_its_place_is_shown_in_short_and_kept_whole(company: Company) -> None:
    cleo, ben = company.cleo, company.ben
    await company.settle()
    with nobody_hears_but(company, cleo):
        await cleo.says(EMOJI)
        await company.settle()
    assert 0 < told(cleo).count("🦩") < 200
    await company.presses(cleo, cleo.last, question_button(cleo.last))
    await company.until(3, 12)
    assert prompt(ben, "direction.answer").reads.count("🦩") == 3000
    assert company.slack.troubles == []


async def test_a_message_that_is_too_long_to_keep_says_so(company: Company) -> None:
    cleo = company.cleo
    await cleo.says("Short.")
    said = last_event(company, "message", text="Short.")
    with nobody_hears_but(company, cleo):
        await company.slack.redeliver(altered(said, text="🦩" * 12_001, ts="1772442009.000100"))
        await company.settle()
    assert "too long to keep" in told(cleo)


async def test_forged_mentions_and_links_stay_what_was_typed_in_the_people_chain(company: Company) -> None:
    ana, cleo = company.ana, company.cleo
    await company.agree(ana, cleo, "2026-03-05")
    await company.until(4, 10)
    check_in = prompt(cleo, "people.answer")
    await cleo.replies(check_in, FORGED)
    await company.presses(cleo, check_in, "people.answer")
    await cleo.submits({"people.answer.in_the_way": FORGED})
    while cleo.modal:
        await cleo.closes()
    await company.opens(cleo, "/1on1")
    await company.presses(cleo, cleo.form, "people.point.add")
    await cleo.submits({"people.text": FORGED})
    await cleo.closes()
    await company.settle()
    await company.presses(ana, prompt(ana, "people.answers.open"), "people.answers.open")
    assert ana.form.reads.count("<!channel>") == 2
    is_clean(company)
    await ana.closes()
    await company.until(5, 10, 30)
    for person in (ana, cleo):
        await company.presses(person, prompt(person, "people.record"), "people.record")
        assert FORGED.partition("*")[0] in person.form.reads
    is_clean(company)
    assert company.slack.troubles == []


async def test_forged_mentions_and_links_stay_what_was_typed_in_the_direction_chain(company: Company) -> None:
    ben, cleo, eve = company.ben, company.cleo, company.eve
    await company.slack.changes_user(cleo, real_name="<!here> <https://evil.example|Cleo>")
    await rename_the_team(company, "<!channel> <https://evil.example|A>")
    await company.opens(ben, "/direction")
    await company.presses(ben, ben.form, "direction.state")
    await ben.submits({"Where we are going": FORGED, "Why": FORGED})
    await company.settle()
    stated = prompt(cleo, "direction.ask")
    await cleo.replies(stated, FORGED)
    await cleo.says(FORGED)
    await company.until(3, 12)
    asked = prompt(ben, "direction.answer")
    assert "<!channel>" in asked.reads
    await ben.replies(asked, FORGED)
    await company.settle()
    while ben.modal:
        await ben.closes()
    await post_forged_update(company)
    await company.presses(eve, prompt(eve, "direction.stance"), "I'm in")
    is_clean(company)
    for person in (ben, cleo, company.ana):
        await company.opens(person, "/direction")
        await person.opens_home()
        await company.opens(person, "/tandem", "ledger")
        await company.settle()
        assert person.home.mentions == []
        is_clean(company)
    await company.until(20, 12)
    is_clean(company)
    assert "<!channel>" in cleo.channel("atlas")[-1].reads
    assert company.slack.troubles == []


def question_button(card: Message) -> str:
    return next(label for label in card.buttons if "question" in label.lower())


async def rename_the_team(company: Company, name: str) -> None:
    ona = company.ona
    await company.opens(ona, "/tandem", "setup")
    await company.presses(ona, ona.form, "tandem.setup.team_pick", option="Atlas")
    await ona.submits({"tandem.setup.team_name": name})
    await company.settle()
    is_clean(company)
    while ona.modal:
        await ona.closes()


async def post_forged_update(company: Company) -> None:
    ben: Person = company.ben
    await company.opens(ben, "/direction")
    await company.presses(ben, ben.form, "direction.write")
    parts = ("change", "ahead", "measures")
    await ben.submits({f"direction.update.{part}": FORGED for part in parts})
    while ben.modal:
        await ben.closes()
    await company.until(3, 15)
