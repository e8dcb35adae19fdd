"""Admins appoint the people team; everyone concerned is told of every change (product.md, "Walls")."""

from bot.playground.checks.surfaces import message_problems
from bot.workspaces.models import Workspace
from tests.conftest import WORKSPACE
from tests.inbox.fakes import shown
from tests.setup.conftest import Company

PEOPLE_TEAM, ADMINS = "tandem.setup.people_team_form", "tandem.setup.admins_form"


async def test_whoever_is_appointed_or_dismissed_is_told(company: Company) -> None:
    await company.submit("U0ADA", PEOPLE_TEAM, setup__appointed=["U0KIM"])
    message = company.told("appointment")["Kim"]
    assert "Ada put you on the list of the people team." in shown(message)
    await company.submit("U0ADA", PEOPLE_TEAM, setup__appointed=[])
    assert "Ada took you off the list of the people team." in shown(company.told("appointment")["Kim"])
    found = company.do(lambda work: work.session.get_one(Workspace, WORKSPACE).people_team)
    assert found == []


async def test_nobody_appoints_themselves_unnoticed(company: Company) -> None:
    company.add("Bea", is_admin=True)
    await company.submit("U0ADA", PEOPLE_TEAM, setup__appointed=["U0ADA"])
    assert list(company.told("appointment")) == ["Bea"]
    assert "Ada put themselves on the list of the people team." in shown(company.told("appointment")["Bea"])


async def test_a_list_of_admins_tells_those_who_no_longer_are(company: Company) -> None:
    company.add("Bea", is_admin=True)
    ack = await company.submit("U0ADA", ADMINS, setup__appointed=["U0ADA", "U0KIM"])
    assert "Kim: now admin" in shown(ack["view"])
    assert "Bea: no longer admin" in shown(ack["view"])
    assert sorted(company.told("appointment")) == ["Bea", "Kim"]


async def test_an_admin_who_leaves_the_list_does_so_in_sight_of_the_others(company: Company) -> None:
    await company.submit("U0ADA", ADMINS, setup__appointed=["U0KIM"])
    assert "Ada took themselves off the list of Tandem's admins." in shown(company.told("appointment")["Kim"])


async def test_the_same_list_again_tells_nobody(company: Company) -> None:
    for _ in range(2):
        await company.submit("U0ADA", PEOPLE_TEAM, setup__appointed=["U0KIM"])
    assert len(company.deliveries("appointment")) == 1


async def test_many_appointments_fit_into_one_message(company: Company) -> None:
    names = [company.add(f"N{number}").slack_id for number in range(60)]
    company.add("Bea", is_admin=True)
    await company.submit("U0ADA", ADMINS, setup__appointed=["U0ADA", *names])
    await company.submit("U0ADA", ADMINS, setup__appointed=["U0ADA"])
    for message in company.told("appointment").values():
        assert message is not None
        assert message_problems(message.blocks) == []
