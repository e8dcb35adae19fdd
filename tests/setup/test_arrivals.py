"""First contact, the invitation, and people who join, change and leave."""

from typing import Any

import pytest

from bot.delivery.outbox import FIRST
from bot.playground.checks.surfaces import message_problems
from bot.roster import people as roster
from bot.roster.models import Person
from bot.setup.arrivals.service import Hooks, follow_user
from bot.slack.payloads import Event
from bot.storage.work import Work
from tests.conftest import WORKSPACE
from tests.inbox.fakes import buttons, shown
from tests.setup.conftest import Company, slack_user


async def hear(company: Company, what: str, user: Any) -> None:
    event = Event(WORKSPACE, what, {"type": what, "user": user})
    await company.setup.routes[what](company.office.desk, event)


def test_first_contact_is_three_lines_before_anything_else(company: Company) -> None:
    kim = company.person("U0KIM")
    parcel = company.do(lambda work: company.setup.welcome_parcel(work, kim))
    assert parcel is not None
    assert (parcel.recipient, parcel.kind, parcel.priority) == (kim.id, "welcome", FIRST)
    message = company.do(lambda work: company.setup.renderers["welcome"](work, []))
    assert len(message.blocks) == 3
    assert message_problems(message.blocks) == []
    for says in ("What I am", "Who reads what", "`/tandem pause`"):
        assert says in shown(message)


def test_who_was_welcomed_or_has_left_is_not_welcomed(company: Company) -> None:
    def parcels(work: Work) -> list[Any]:
        old = Person(slack_id="U1", name="Old", active=True, welcomed_at=work.now)
        gone = Person(slack_id="U2", name="Gone", active=False)
        return [company.setup.welcome_parcel(work, person) for person in (old, gone)]

    assert company.do(parcels) == [None, None]


def test_the_installer_is_led_to_the_setup_once(company: Company) -> None:
    ada = company.person("U0ADA")
    for _ in range(2):
        company.do(lambda work: company.setup.invite(work, ada))
    (delivery,) = company.deliveries("invite")
    assert (delivery.recipient, delivery.asked_for) == (ada.id, True)
    message = company.told("invite")["Ada"]
    assert message is not None
    assert message_problems(message.blocks) == []
    assert list(buttons(message)) == ["Set up Tandem"]


async def test_a_joiner_without_manager_or_leader_is_reported_to_the_people_team(company: Company) -> None:
    await company.submit("U0ADA", "tandem.setup.people_team_form", setup__appointed=["U0KIM"])
    for _ in range(2):
        await hear(company, "team_join", slack_user("U0NEW"))
    (delivery,) = company.deliveries("newcomer")
    assert (delivery.recipient, delivery.merges, delivery.asked_for) == (
        company.person("U0KIM").id,
        True,
        False,
    )
    message = company.told("newcomer")["Kim"]
    assert "*U0NEW Name*: no people manager and no team leader" in shown(message)
    assert buttons(message).keys() == {"Assign"}


async def test_without_a_people_team_the_admins_hear_of_a_joiner(company: Company) -> None:
    await hear(company, "team_join", slack_user("U0NEW"))
    assert list(company.told("newcomer")) == ["Ada"]


async def test_a_report_that_nobody_needs_any_more_is_not_sent(company: Company) -> None:
    await hear(company, "team_join", slack_user("U0NEW"))
    new = company.person("U0NEW")
    company.people.managers[new.id] = company.person("U0ADA").id
    assert "no team leader" in shown(company.told("newcomer")["Ada"])
    company.direction.members["atlas"] = frozenset({new.id})
    assert company.told("newcomer") == {"Ada": None}


NO_PART = [
    slack_user("U0NEW", is_bot=True),
    slack_user("U0NEW", is_restricted=True),
    slack_user("U0NEW", deleted=True),
    slack_user("U0NEW", team_id="T0OTHER"),
    "U0NEW",
    {},
    None,
]


async def test_whoever_takes_no_part_is_not_taken_in(company: Company) -> None:
    for user in NO_PART:
        await hear(company, "team_join", user)
        await hear(company, "user_change", user)
    assert company.deliveries("newcomer") == []
    assert len(company.do(roster.everyone)) == 2


async def test_the_roster_follows_slack(company: Company) -> None:
    changed = slack_user("U0KIM", tz="Asia/Tokyo", is_admin=True)
    await hear(company, "user_change", changed)
    kim = company.person("U0KIM")
    assert (kim.name, kim.time_zone, kim.is_admin) == ("U0KIM Name", "Asia/Tokyo", True)
    assert company.moved == [kim.name]
    assert company.deliveries("newcomer") == []


async def test_a_zone_that_the_roster_file_named_stays(company: Company) -> None:
    company.add("Lea", time_zone="Europe/Berlin", zone_is_given=True)
    await hear(company, "user_change", slack_user("U0LEA", tz="Asia/Tokyo"))
    assert company.person("U0LEA").time_zone == "Europe/Berlin"
    assert company.moved == []


async def test_when_somebody_leaves_the_chains_are_told_once_and_the_gap_is_reported(
    company: Company,
) -> None:
    kim, ben, _nobodys = company.person("U0KIM"), company.add("Ben"), company.add("Cem")
    company.people.managers = {ben.id: kim.id, company.person("U0ADA").id: ben.id, kim.id: ben.id}
    company.direction.members["atlas"] = frozenset({ben.id, kim.id, company.person("U0ADA").id})
    for _ in range(2):
        await hear(company, "user_change", slack_user("U0KIM", deleted=True))
    assert company.left == ["Kim"]
    (delivery,) = company.deliveries("newcomer")
    assert (delivery.subject, delivery.recipient) == (ben.id, company.person("U0ADA").id)
    assert "*Ben*: no people manager" in shown(company.told("newcomer")["Ada"])


async def test_somebody_who_became_a_guest_has_left(company: Company) -> None:
    await hear(company, "user_change", slack_user("U0KIM", is_restricted=True))
    assert company.left == ["Kim"]
    assert not company.person("U0KIM").active


async def test_whoever_comes_back_is_reported_like_a_newcomer(company: Company) -> None:
    company.add("Lea", active=False)
    await hear(company, "user_change", slack_user("U0LEA"))
    assert company.person("U0LEA").active
    assert "U0LEA Name" in shown(company.told("newcomer")["Ada"])


def test_the_sync_tells_the_chains_the_same_way(company: Company) -> None:
    kim = company.person("U0KIM")
    company.do(lambda work: company.setup.left(work, kim))
    assert company.left == ["Kim"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_hundred_newcomers_fit_into_one_message(company: Company) -> None:
    profile = {"real_name": "<!channel> & " * 19}

    def join(work: Work) -> None:
        for number in range(200):
            follow_user(company.chains, Hooks([]), work, slack_user(f"U{number}", profile=profile))

    company.do(join)
    message = company.told("newcomer")["Ada"]
    assert message is not None
    assert message_problems(message.blocks) == []
    assert "<!channel>" not in shown(message)
    assert "and 170 more" in shown(message)
