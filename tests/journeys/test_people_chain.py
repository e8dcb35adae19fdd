"""From the agreed rhythm to the wrap-up: a one-on-one's whole way, as both see it."""

from tests.journeys.conftest import Company, prompt, prompt_of


async def test_a_one_on_one_from_agreeing_to_held(company: Company) -> None:
    ana, cleo = company.ana, company.cleo
    await company.agree(ana, cleo, "2026-03-05")
    assert "every two weeks" in cleo.last.reads

    await company.until(4, 10)
    check_in = prompt(cleo, "people.answer")
    assert "Thursday 10:00" in check_in.lines[0]
    assert "Read by: you and Ana Torres" in check_in.reads

    await cleo.replies(check_in, "Reviews take too long.")
    await company.settle()
    saved = cleo.thread(check_in)[-1]
    assert "Saved" in saved.reads
    assert "Ana Torres" in saved.reads

    prepare = prompt(ana, "people.answers.open")
    assert "Reviews take too long." not in prepare.reads
    await company.presses(ana, prepare, "people.answers.open")
    assert "Reviews take too long." in ana.form.reads
    await ana.closes()

    await company.until(5, 10)
    assert "begins" in cleo.last.reads
    await company.until(5, 10, 30)
    await company.presses(ana, ana.last, "people.held")
    assert company.slack.troubles == []

    await company.opens(cleo, "/1on1")
    await company.presses(cleo, cleo.form, "people.record")
    assert "Reviews take too long." in cleo.form.reads


async def test_what_is_said_stays_between_the_two(company: Company) -> None:
    ana, cleo = company.ana, company.cleo
    await company.agree(ana, cleo, "2026-03-05")
    await company.until(4, 10)
    await cleo.replies(prompt(cleo, "people.answer"), "I think of leaving.")
    await company.until(5, 12)
    for other in (company.ben, company.dan, company.eve, company.ona):
        await other.opens_home()
        await company.settle()
        seen = [other.home.reads, *(message.reads for message in other.everything)]
        assert not any("I think of leaving." in text for text in seen)


async def test_an_answer_follows_its_message_when_it_is_edited_or_deleted(company: Company) -> None:
    ana, cleo = company.ana, company.cleo
    await company.agree(ana, cleo, "2026-03-05")
    await company.until(4, 10)
    answer = await cleo.replies(prompt(cleo, "people.answer"), "Frist words")
    await cleo.edits(answer, "First words")
    await company.settle()
    await company.presses(ana, prompt(ana, "people.answers.open"), "people.answers.open")
    assert "First words" in ana.form.reads
    assert "Frist" not in ana.form.reads
    await ana.closes()

    await cleo.deletes(answer)
    await company.settle()
    await company.presses(ana, prompt(ana, "people.record"), "people.record")
    assert "First words" not in ana.form.reads


async def test_a_new_manager_sees_nothing_old_and_the_loop_goes_on(company: Company) -> None:
    ana, ben, cleo, ona = company.ana, company.ben, company.cleo, company.ona
    await company.agree(ana, cleo, "2026-03-05")
    await company.until(4, 10)
    await cleo.replies(prompt(cleo, "people.answer"), "Only for Ana.")
    await company.until(5, 11)

    await company.opens(ona, "/tandem", "setup")
    await company.presses(ona, ona.form, "tandem.setup.managers")
    before = {person.name: len(person.dm) for person in (ana, ben, cleo)}
    await ona.submits({"tandem.setup.reports": [cleo], "tandem.setup.manager": ben})
    await company.settle()
    for person in (ana, ben, cleo):
        told = "\n".join(message.reads for message in person.dm[before[person.name] :])
        assert "Ona Admin" in told, f"{person.name} was not told who did it"

    await company.until(18, 10)
    again = prompt(cleo, "people.answer")
    assert "Ben Ito" in again.lines[0]
    await company.presses(ben, prompt(ben, "people.record"), "people.record")
    assert "Only for Ana." not in ben.form.reads

    await company.presses(cleo, prompt_of(cleo, "Ana Torres"), "people.record")
    assert "Only for Ana." in cleo.form.reads


async def test_somebody_on_leave_gets_no_prompt(company: Company) -> None:
    ana, cleo = company.ana, company.cleo
    await company.agree(ana, cleo, "2026-03-05")
    await company.opens(cleo, "/tandem", "pause")
    await cleo.submits({"tandem.pause.last_day": "2026-03-06"})
    await company.settle()
    before = len(cleo.dm)
    await company.until(5, 12)
    assert len(cleo.dm) == before
    assert "people.held" not in str([message.blocks for message in ana.dm])
