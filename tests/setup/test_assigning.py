"""Day one, inside Slack: managers, leaders and members by user pickers."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.playground.checks.surfaces import modal_problems
from bot.roster import people as roster
from bot.roster.models import Person, Team
from bot.roster.wishes import TeamWish
from bot.setup.assigning import views
from bot.storage.work import Work
from tests.conftest import WORKSPACE
from tests.inbox.fakes import shown
from tests.setup.conftest import Company, slack_user

MANAGERS, TEAM = "tandem.setup.managers_form", "tandem.setup.team_form"


async def save_team(company: Company, view_id: str = "V1", about: str = "", **values: Any) -> Any:
    form = {
        "setup__team_name": "Atlas",
        "setup__team_channel": "C0ATLAS",
        "setup__team_purpose": "",
        **values,
    }
    return await company.submit("U0ADA", TEAM, view_id, about, **form)


def teams(company: Company) -> list[Team]:
    found: list[Team] = company.do(lambda work: list(work.session.scalars(select(Team))))
    return found


async def test_an_admin_begins_with_a_page_that_says_what_is_missing(company: Company) -> None:
    await company.command("U0ADA", "setup")
    page = company.office.slack.views[-1]
    assert modal_problems(page) == []
    assert "2 of 2 have no people manager: Ada, Kim" in shown(page)
    assert "People team" in shown(page)


async def test_others_are_told_kindly_who_can(company: Company) -> None:
    await company.command("U0KIM", "setup")
    assert "Please ask Ada." in shown(company.office.slack.views[-1])


async def test_the_people_team_assigns_and_does_not_appoint(company: Company) -> None:
    await company.submit("U0ADA", "tandem.setup.people_team_form", setup__appointed=["U0KIM"])
    page = await company.click("U0KIM", "tandem.setup")
    assert "Assign managers" in shown(page)
    assert "People team" not in shown(page)
    with pytest.raises(Refusal, match="Only an admin appoints"):
        await company.submit("U0KIM", "tandem.setup.people_team_form", setup__appointed=[])


async def test_where_admins_are_listed_slacks_own_are_not_asked_for(company: Company) -> None:
    await company.submit("U0ADA", "tandem.setup.admins_form", setup__appointed=["U0KIM"])
    await company.command("U0ADA", "setup")
    assert "Please ask Kim." in shown(company.office.slack.views[-1])


async def test_where_everyone_on_the_list_has_left_slacks_admins_are_the_admins(company: Company) -> None:
    await company.submit("U0ADA", "tandem.setup.admins_form", setup__appointed=["U0KIM"])

    def leave(work: Work) -> None:
        for person in work.session.scalars(select(Person).where(Person.name == "Kim")):
            person.active = False

    company.do(leave)
    page = await company.click("U0ADA", "tandem.setup")
    assert "Assign managers" in shown(page)


async def test_a_manager_is_assigned_to_several_people_at_once(company: Company) -> None:
    ben = company.add("Ben")
    ack = await company.submit("U0ADA", MANAGERS, setup__manager="U0ADA", setup__reports=["U0KIM", "U0BEN"])
    ada, kim = company.person("U0ADA"), company.person("U0KIM")
    assert company.people.managers == {kim.id: ada.id, ben.id: ada.id}
    assert ack["response_action"] == "update"
    assert modal_problems(ack["view"]) == []
    assert "now manages" in shown(ack["view"])


async def test_the_same_submission_twice_says_that_nothing_had_to_change(company: Company) -> None:
    first, again = [
        await company.submit("U0ADA", MANAGERS, setup__manager="U0ADA", setup__reports=["U0KIM"])
        for _ in range(2)
    ]
    assert "like that already" in shown(again["view"])
    assert "are told" in shown(first["view"])
    assert "are told" not in shown(again["view"])


async def test_whoever_tandem_has_not_met_is_admitted_on_the_way(company: Company) -> None:
    company.office.slack.users = {"U0NEW": slack_user("U0NEW"), "U0BOSS": slack_user("U0BOSS")}
    await company.submit("U0ADA", MANAGERS, setup__manager="U0BOSS", setup__reports=["U0NEW", "U0KIM"])
    new, boss = company.person("U0NEW"), company.person("U0BOSS")
    assert company.people.managers[new.id] == boss.id
    assert (new.name, new.time_zone) == ("U0NEW Name", "Europe/Lisbon")
    assert sorted(company.office.slack.looked_up) == ["U0BOSS", "U0NEW"]


async def test_guests_and_bots_are_refused_by_name_and_nothing_is_stored(company: Company) -> None:
    for trait in ("is_bot", "is_restricted", "is_ultra_restricted", "is_stranger"):
        company.office.slack.users = {
            "U0NEW": slack_user("U0NEW", **{trait: True}),
            "U0BOSS": slack_user("U0BOSS"),
        }
        with pytest.raises(Refusal, match=r"U0NEW Name: .*guests and bots") as no:
            await company.submit(
                "U0ADA", MANAGERS, setup__manager="U0BOSS", setup__reports=["U0KIM", "U0NEW"]
            )
        assert no.value.field == "tandem.setup.reports"
    assert company.people.managers == {}
    assert len(company.do(roster.everyone)) == 2


async def test_somebody_whom_slack_does_not_know_is_refused_kindly(company: Company) -> None:
    with pytest.raises(Refusal, match="Slack does not tell me who this is"):
        await company.submit("U0ADA", MANAGERS, setup__manager="U0ADA", setup__reports=["U0NOBODY"])


async def test_a_deactivated_person_is_refused_kindly(company: Company) -> None:
    company.add("Gone", active=False)
    with pytest.raises(Refusal, match="Gone is deactivated") as no:
        await company.submit("U0ADA", MANAGERS, setup__manager="U0GONE", setup__reports=["U0KIM"])
    assert no.value.field == "tandem.setup.manager"


async def test_too_many_strangers_at_once_are_refused_kindly(company: Company) -> None:
    with pytest.raises(Refusal, match="at most 60"):
        await company.submit(
            "U0ADA", MANAGERS, setup__manager="U0ADA", setup__reports=[f"U{number}" for number in range(61)]
        )
    assert company.office.slack.looked_up == []


async def test_a_form_that_lacks_somebody_says_where(company: Company) -> None:
    with pytest.raises(Refusal) as no:
        await company.submit("U0ADA", MANAGERS, setup__manager=None, setup__reports=["U0KIM"])
    assert no.value.field == "tandem.setup.manager"
    with pytest.raises(Refusal) as no:
        await company.submit("U0ADA", MANAGERS, setup__manager="U0ADA", setup__reports=[])
    assert no.value.field == "tandem.setup.reports"


async def test_what_a_chain_finds_wrong_stands_at_the_field_and_nothing_is_stored(company: Company) -> None:
    company.people.faults = ["Ada cannot be their own people manager.", "And there is a circle."]
    with pytest.raises(Refusal) as no:
        await company.submit("U0ADA", MANAGERS, setup__manager="U0ADA", setup__reports=["U0ADA"])
    assert no.value.message == "Ada cannot be their own people manager. And there is a circle."
    assert no.value.field == "tandem.setup.reports"


async def test_an_employee_cannot_submit_a_form_that_was_never_theirs(company: Company) -> None:
    with pytest.raises(Refusal, match="Only an admin or the people team"):
        await company.submit("U0KIM", MANAGERS, setup__manager="U0KIM", setup__reports=["U0ADA"])
    with pytest.raises(Refusal, match="Only an admin or the people team"):
        await company.submit("U0KIM", TEAM, setup__team_name="Mine")
    assert (company.people.managers, teams(company)) == ({}, [])


async def test_a_team_is_made_with_a_leader_for_each_discipline(company: Company) -> None:
    ada, kim = company.person("U0ADA"), company.person("U0KIM")
    ack = await save_team(
        company,
        setup__leader__general=["U0ADA"],
        setup__leader__design=["U0KIM"],
        setup__members=["U0KIM"],
    )
    (team,) = teams(company)
    assert (team.name, team.channel) == ("Atlas", "C0ATLAS")
    assert company.direction.leaders == {team.id: {"general": ada.id, "design": kim.id}}
    assert company.direction.members == {team.id: frozenset({kim.id})}
    assert "Atlas is a team now" in shown(ack["view"])


async def test_the_same_new_team_twice_is_one_team(company: Company) -> None:
    await save_team(company, setup__members=["U0KIM"])
    await save_team(company, setup__members=["U0KIM"])
    assert len(teams(company)) == 1


async def test_another_form_cannot_take_a_teams_name(company: Company) -> None:
    await save_team(company)
    with pytest.raises(Refusal, match="a team of that name already") as no:
        await save_team(company, "V2", setup__team_name="atlas")
    assert no.value.field == "tandem.setup.team_name"


async def test_a_team_form_says_what_does_not_fit(company: Company) -> None:
    for values, field in (
        ({"setup__team_name": "  "}, "tandem.setup.team_name"),
        ({"setup__team_name": "x" * 81}, "tandem.setup.team_name"),
        ({"setup__team_purpose": "x" * 1001}, "tandem.setup.team_purpose"),
    ):
        with pytest.raises(Refusal) as no:
            await save_team(company, **values)
        assert no.value.field == field
    assert teams(company) == []


async def test_a_team_is_changed_and_keeps_what_was_not_asked_for(company: Company) -> None:
    await save_team(company, setup__members=["U0KIM"])
    (team,) = teams(company)
    ack = await save_team(company, "V2", team.id, setup__team_name="Atlas & Co", setup__team_channel=None)
    (changed,) = teams(company)
    assert (changed.name, changed.channel) == ("Atlas & Co", None)
    assert company.direction.members[team.id] == frozenset({company.person("U0KIM").id})
    assert "Atlas is called Atlas &amp; Co now" in shown(ack["view"])


async def test_the_form_of_a_team_begins_with_how_it_is(company: Company) -> None:
    await save_team(company, setup__leader__data=["U0ADA"], setup__members=["U0KIM"])
    (team,) = teams(company)
    form = await company.click("U0ADA", "tandem.setup.team_pick", team.id)
    assert modal_problems(form) == []
    pickers = {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
    assert pickers["tandem.setup.members"]["initial_users"] == ["U0KIM"]
    assert pickers["tandem.setup.leader.data"]["initial_users"] == ["U0ADA"]
    assert pickers["tandem.setup.team_channel"]["initial_conversation"] == "C0ATLAS"
    assert form["private_metadata"] == team.id


async def test_a_team_that_is_gone_is_refused_kindly(company: Company) -> None:
    with pytest.raises(Refusal, match="does not exist any more"):
        await save_team(company, about="0" * 32)


async def test_all_forms_open_for_an_admin(company: Company) -> None:
    for action in ("managers", "team", "people_team", "admins"):
        form = await company.click("U0ADA", f"tandem.setup.{action}")
        assert modal_problems(form) == []
        assert form["submit"]


async def test_the_largest_company_fits(company: Company) -> None:
    """200 people, 110 teams, 150 members in one, names that try to break out."""
    nasty = "<!channel> & <https://evil.example|me> " * 6

    def many(work: Work) -> None:
        for number in range(200):
            slack_id = f"U{number:09}"
            name = f"{nasty}{number}"[:255]
            work.session.add(
                Person(workspace_id=WORKSPACE, slack_id=slack_id, name=name, email=None, is_admin=True)
            )
        for number in range(110):
            work.session.add(Team(workspace_id=WORKSPACE, name=f"{number} {nasty}"[:80], purpose="&" * 1000))

    company.do(many)
    page = await company.click("U0ADA", "tandem.setup")
    assert modal_problems(page) == []
    assert "<!channel>" not in shown({**page, "blocks": [b for b in page["blocks"] if "accessory" not in b]})
    everyone = company.do(lambda work: list(work.session.scalars(select(Person.id))))
    team = teams(company)[0]
    company.direction.leaders[team.id] = {"x" * 40: everyone[0]}
    company.direction.members[team.id] = frozenset(everyone[:150])
    form = await company.click("U0ADA", "tandem.setup.team_pick", team.id)
    assert modal_problems(form) == []
    assert "150 members" in shown(form)
    ack = await save_team(company, "V9", team.id, setup__team_name="Still")
    assert len(company.direction.members[team.id]) == 150
    assert modal_problems(ack["view"]) == []


def test_a_new_team_begins_empty(company: Company) -> None:
    def form(work: Work) -> Any:
        me = company.person("U0ADA")
        return views.team_form(lambda _work, _team: TeamWish("never asked"), "", work, me)

    blocks = company.do(form)["blocks"]
    assert not any("initial_users" in block.get("element", {}) for block in blocks)


async def test_two_admins_at_once_make_no_second_team(company: Company) -> None:
    company.do(lambda work: None)
    results = await asyncio.gather(save_team(company, "V1"), save_team(company, "V1"), return_exceptions=True)
    assert len(teams(company)) == 1
    assert any(isinstance(result, dict) for result in results)
