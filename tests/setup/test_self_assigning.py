"""Whoever may assign responsibilities takes none for themselves unnoticed (product.md, "Walls")."""

from typing import Any

import pytest

from bot.roster.models import Team
from tests.inbox.fakes import shown
from tests.setup.conftest import Company

TEAM, PEOPLE_TEAM = "tandem.setup.team_form", "tandem.setup.people_team_form"


@pytest.fixture
def company(company: Company) -> Company:
    company.add("Bea", is_admin=True)
    return company


async def save(company: Company, view_id: str = "V1", about: str = "", **values: Any) -> None:
    given = {"setup__team_name": "Atlas & Co", **values}
    await company.submit("U0ADA", TEAM, view_id, about, **given)


async def test_an_admin_who_leads_a_team_of_nobody_is_seen_by_the_other_admins(company: Company) -> None:
    await save(company, setup__leader__general=["U0ADA"])
    assert list(company.told("self_assigned")) == ["Bea"]
    said = shown(company.told("self_assigned")["Bea"])
    assert "*Ada* made themselves a leader of the team *Atlas &amp; Co*." in said


async def test_an_admin_who_joins_a_team_is_seen_by_the_people_team_too(company: Company) -> None:
    await company.submit("U0ADA", PEOPLE_TEAM, setup__appointed=["U0KIM"])
    await save(company, setup__members=["U0ADA"])
    assert sorted(company.told("self_assigned")) == ["Bea", "Kim"]
    assert "a member of the team" in shown(company.told("self_assigned")["Kim"])


async def test_assigning_others_or_the_same_again_is_no_news_to_admins(company: Company) -> None:
    await save(company, setup__members=["U0KIM"])
    assert company.told("self_assigned") == {}
    await save(company, "V2", setup__team_name="Borealis", setup__leader__general=["U0ADA"])

    def id_of_borealis(work: Any) -> str:
        return str(next(one.id for one in work.session.query(Team) if one.name == "Borealis"))

    again = {"setup__team_name": "Borealis", "setup__leader__general": ["U0ADA"]}
    await save(company, "V3", company.do(id_of_borealis), **again)
    assert len(company.deliveries("self_assigned")) == 1


async def test_the_people_team_hears_of_an_admin_who_joins_them(company: Company) -> None:
    await company.submit("U0ADA", PEOPLE_TEAM, setup__appointed=["U0KIM"])
    await company.submit("U0ADA", PEOPLE_TEAM, setup__appointed=["U0KIM", "U0ADA"])
    assert "Ada put themselves on the list of the people team." in shown(company.told("appointment")["Kim"])
