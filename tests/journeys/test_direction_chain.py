"""From the leader's word to the members' stances and questions, and back."""

from tests.journeys.conftest import Company, prompt

WHERE, WHY = "One cluster for everybody.", "Waiting is why people leave."


async def test_a_direction_an_update_stances_and_questions(company: Company) -> None:
    ben, cleo = company.ben, company.cleo
    await company.opens(ben, "/direction")
    await company.presses(ben, ben.form, "direction.state")
    await ben.submits({"Where we are going": WHERE, "Why": WHY})
    await company.settle()
    assert WHERE in cleo.last.reads
    assert WHERE in cleo.channel("atlas")[-1].reads

    await company.until(5, 17)
    due = prompt(ben, "direction.write")
    assert "Atlas" in due.reads
    await ben.replies(due, "We moved the queue.")
    assert not any(
        "We moved the queue." in message.reads for message in cleo.everything if message.is_from_app
    )
    await company.until(6, 15)

    update = prompt(cleo, "direction.stance")
    assert "We moved the queue." in update.reads
    await company.presses(cleo, update, "I'm in")
    assert "Your stance: I'm in" in cleo.last.reads

    await cleo.replies(update, "Does the old one stay?")
    await company.settle()
    question = prompt(ben, "direction.answer")
    assert "Does the old one stay?" in question.reads
    await ben.replies(question, "Until May.")
    await company.settle()
    assert any("Until May." in message.reads for message in cleo.dm)
    assert company.slack.troubles == []


async def test_unsigned_stances_show_from_four_up_and_signed_ones_by_name(company: Company) -> None:
    await post_an_update(company)
    for person in (company.cleo, company.dan, company.eve):
        await company.presses(person, prompt(person, "direction.stance"), "I'm in")
    assert "I'm in" not in await what_ben_sees(company)

    await company.presses(company.eve, company.eve.last, "direction.sign")
    seen = await what_ben_sees(company)
    assert "Eve Lind" in seen
    assert "Cleo Marsh" not in seen

    for person in (company.fay, company.gus):
        await company.presses(person, prompt(person, "direction.stance"), "I see it differently")
    seen = await what_ben_sees(company)
    assert not any(name in seen for name in ("Cleo Marsh", "Dan Roth", "Fay Osei", "Gus Park"))
    assert "4 took part" in seen
    assert "I'm in 2" in seen
    assert "I see it differently 2" in seen


async def test_nothing_of_one_chain_appears_in_the_other(company: Company) -> None:
    await company.agree(company.ana, company.cleo, "2026-03-05")
    await post_an_update(company)
    await company.until(6, 17)
    for person in company.slack.people:
        for message in person.dm:
            if message.is_from_app:
                chains = {chain for chain in ("people.", "direction.") if chain in str(message.blocks)}
                assert len(chains) <= 1, message.reads


async def test_questions_are_not_shown_to_those_outside_the_team(company: Company) -> None:
    cleo = company.cleo
    await post_an_update(company)
    await cleo.replies(prompt(cleo, "direction.stance"), "Will there be layoffs?")
    await company.settle()
    for outsider in (company.ana, company.ona):
        await outsider.opens_home()
        await company.opens(outsider, "/direction")
        seen = [message.reads for message in outsider.everything] + [outsider.home.reads]
        seen += [view.reads for view in outsider.modals]
        assert not any("layoffs" in text for text in seen)


async def post_an_update(company: Company) -> None:
    ben = company.ben
    await company.opens(ben, "/direction")
    await company.presses(ben, ben.form, "direction.write")
    await ben.submits({"direction.update.change": "We moved the queue."})
    while ben.modal is not None:
        await ben.closes()
    await company.until(2, 15)


async def what_ben_sees(company: Company) -> str:
    ben = company.ben
    while ben.modal is not None:
        await ben.closes()
    await company.opens(ben, "/direction")
    await company.presses(ben, ben.form, "direction.look")
    return ben.form.reads
