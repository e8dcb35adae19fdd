"""Bad input about people: strangers, oneself as manager, circles, zones that don't exist, leavers."""

import pytest
from sqlalchemy import select

from bot.playground import Person
from bot.roster.importing import BadRoster
from bot.roster.models import Person as RosterPerson
from tests.journeys.conftest import Company, prompt
from tests.journeys.odd import altered, errors, last_event, nobody_hears_but, told
from tests.journeys.test_direction_chain import post_an_update

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Who may do what does not depend on the database; other journeys run on both."""

MEMBERS_ONLY = "Tandem is for members of this workspace"
OUTSIDERS = ("is_restricted", "is_bot", "is_stranger")
ODD_ROWS = {
    "ben@example.com,Europe/Lisbon,ben@example.com": "Ben Ito cannot be their own people manager",
    "ana@example.com,Europe/Lisbon,eve@example.com": "would manage each other in a circle",
    "ana@example.com,Mars/Olympus,": "this is not an IANA time zone",
}


def outsider(company: Company, kind: str) -> Person:
    """Somebody in #atlas who takes no part in Tandem."""
    found = company.slack.add_person(f"{kind}@example.com", "Out Sider", **{kind: True})
    company.slack.workspace.conversations[company.ben.channel("atlas")[0].channel].members.append(found.id)
    return found


async def test_whoever_takes_no_part_is_told_so_wherever_they_come(company: Company) -> None:
    await post_an_update(company)
    for person in [outsider(company, kind) for kind in OUTSIDERS]:
        with nobody_hears_but(company, person):
            await company.presses(person, person.channel("atlas")[-1], "I'm in")
            assert MEMBERS_ONLY in person.channel("atlas")[-1].reads
            await person.says("Hello?")
            await company.settle()
            assert MEMBERS_ONLY in told(person)
            await company.opens(person, "/1on1")
            assert MEMBERS_ONLY in person.form.reads
            await person.closes()
            await company.opens(person, "/tandem", "resume")
            assert MEMBERS_ONLY in told(person)
            if not person.user.is_bot:
                await person.opens_home()
                await company.settle()
                assert MEMBERS_ONLY in person.home.reads
    await company.opens(company.ona, "/tandem", "setup")
    assert "of 8 have no" in company.ona.form.reads
    assert company.slack.troubles == []


async def test_somebody_who_is_not_in_the_roster_takes_part_as_soon_as_they_act(company: Company) -> None:
    new = company.slack.add_person("new@example.com", "New Face", tz="Asia/Tokyo")
    with nobody_hears_but(company, new):
        await new.says("Hello?")
        await company.settle()
        assert any("Hello?" in message.reads for message in new.dm if message.is_from_app)
        await new.opens_home()
        await company.settle()
    await company.opens(new, "/1on1")
    assert "Nobody yet. A people manager" in new.form.reads
    assert company.slack.troubles == []


async def test_somebody_whom_slack_does_not_know_is_answered_and_stored_nowhere(company: Company) -> None:
    await company.cleo.types("/tandem", "resume")
    command = company.slack.deliveries[-1]
    with nobody_hears_but(company):
        [answer] = await company.slack.redeliver(altered(command, user_id="U0NOBODY"))
        await company.settle()
    assert answer.acked
    assert "Slack does not tell me who this is" in answer.body
    assert "Reference" not in answer.body


async def test_nobody_becomes_their_own_people_manager_in_the_setup(company: Company) -> None:
    ona, ben = company.ona, company.ben
    with nobody_hears_but(company):
        await open_managers(company)
        await ona.submits({"tandem.setup.manager": ben, "tandem.setup.reports": [company.eve, ben]})
        await company.settle()
    assert "Ben Ito cannot be their own people manager" in errors(ona)
    await ona.submits({"tandem.setup.manager": ben, "tandem.setup.reports": [company.eve]})
    assert "Nothing had to change" in ona.form.reads


async def test_nobody_names_themselves_as_their_people_manager(company: Company) -> None:
    ona = company.ona
    await company.opens(ona, "/1on1")
    await company.presses(ona, ona.form, "people.name_manager")
    with nobody_hears_but(company):
        await ona.submits({"people.claim.manager": ona})
        await company.settle()
    assert "You cannot be your own people manager" in errors(ona)
    await ona.submits({"people.claim.manager": company.eve})
    await company.settle()
    assert "Ona Admin names you" in told(company.eve)


async def test_an_import_with_a_fault_names_its_place_and_changes_nothing(company: Company) -> None:
    before = await what_everybody_sees_of_who_is_who(company)
    for row, fault in ODD_ROWS.items():
        rows = f"email,time_zone,manager\ncleo@example.com,Asia/Tokyo,ben@example.com\n{row}\n"
        with nobody_hears_but(company):
            with pytest.raises(BadRoster) as refused:
                await company.stage.import_roster(rows.encode(), b"team\n")
            await company.settle()
        assert fault in str(refused.value)
        assert "people.csv, line 3" in str(refused.value)
    assert await what_everybody_sees_of_who_is_who(company) == before


async def test_a_circle_is_refused_in_the_setup(company: Company) -> None:
    ona = company.ona
    before = await what_everybody_sees_of_who_is_who(company)
    await open_managers(company)
    with nobody_hears_but(company):
        await ona.submits({"tandem.setup.manager": company.eve, "tandem.setup.reports": [company.ana]})
        await company.settle()
    assert "would manage each other in a circle" in errors(ona)
    assert await what_everybody_sees_of_who_is_who(company) == before


async def test_a_zone_that_slack_makes_up_leaves_the_one_that_is_known(company: Company) -> None:
    ona, slack = company.ona, company.slack
    await slack.changes_user(ona, real_name="Ona A.")
    event = last_event(company, "user_change")
    new = slack.add_person("new@example.com", "New Face")
    with nobody_hears_but(company, ona, new):  # she hears who came
        for odd in ("Mars/Olympus", "", None, "../../etc/passwd"):
            user = event.event["user"] | {"tz": odd}
            [answer] = await slack.redeliver(altered(event, user=user))
            assert answer.acked
        [answer] = await slack.redeliver(altered(event, user=user | {"id": new.id, "profile": {}}))
        assert answer.acked
        await company.settle()
    assert await zone_of(company, ona) == "Europe/Lisbon"
    assert await zone_of(company, new) == "UTC"


async def test_a_leavers_late_click_and_words_change_nothing(company: Company) -> None:
    cleo = company.cleo
    await post_an_update(company)
    click = await cleo.clicks(prompt(cleo, "direction.stance"), "I'm in")
    command = await cleo.types("/tandem", "resume")
    await cleo.says("First.")
    word = last_event(company, "message", user=cleo.id)
    await company.settle()
    await company.slack.deactivates(cleo)
    await company.settle()
    seen = len(cleo.dm)
    with nobody_hears_but(company, cleo):
        [clicked] = await company.slack.redeliver(click)
        [said] = await company.slack.redeliver(altered(word, text="Too late.", ts="1772450000.000009"))
        [typed] = await company.slack.redeliver(command)
        await company.settle()
    assert [clicked.acked, said.acked, typed.acked] == [True, True, True]
    assert "deactivated" in typed.body
    whispers = [message.reads for message in cleo.dm[seen:]]
    assert all("deactivated" in whisper for whisper in whispers), whispers
    assert not any("Too late." in message.reads for one in company.slack.people for message in one.everything)


async def test_a_leaver_gets_no_prompt_and_whoever_met_them_is_not_asked_in_vain(company: Company) -> None:
    ana, cleo = company.ana, company.cleo
    await company.agree(ana, cleo, "2026-03-05")
    await company.slack.deactivates(cleo)
    await company.settle()
    seen = len(cleo.dm)
    await company.until(5, 12)
    assert len(cleo.dm) == seen
    assert "people.held" not in str([message.blocks for message in ana.dm])
    assert "people.answers.open" not in str([message.blocks for message in ana.dm])
    assert company.slack.troubles == []


async def test_a_leaver_cannot_be_assigned(company: Company) -> None:
    ona, gus = company.ona, company.gus
    await open_managers(company)
    await ona.fills({"tandem.setup.manager": gus, "tandem.setup.reports": [company.dan]})
    await company.slack.deactivates(gus)
    await company.settle()
    with nobody_hears_but(company):
        await ona.submits()
        await company.settle()
    assert "Gus Park is deactivated in Slack" in errors(ona)
    await ona.submits({"tandem.setup.manager": company.ben})
    await company.settle()
    assert "Dan Roth: people manager is now Ben Ito" in ona.form.reads

    await company.opens(company.ben, "/1on1")
    assert "Gus Park" not in company.ben.form.reads


async def open_managers(company: Company) -> None:
    await company.opens(company.ona, "/tandem", "setup")
    await company.presses(company.ona, company.ona.form, "tandem.setup.managers")


async def what_everybody_sees_of_who_is_who(company: Company) -> list[str]:
    for person in company.slack.people:
        await person.opens_home()
    await company.settle()
    return [person.home.reads for person in company.slack.people]


async def zone_of(company: Company, person: Person) -> str:
    query = select(RosterPerson.time_zone).where(RosterPerson.slack_id == person.id)
    return str(await company.stage.tandem.core.look(lambda session: session.scalar(query)))
