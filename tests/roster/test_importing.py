"""Importing a roster: all or nothing, only what differs, and the lines as wishes to each chain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import select

from bot.roster.files import RosterFiles, Sheet, read_people, read_teams
from bot.roster.importing import BadRoster, Report, import_roster
from bot.roster.lookups import Found, Wanted, wanted
from bot.roster.models import Person, Team
from bot.roster.profiles import Profile
from bot.roster.wishes import Fault, Outcome, Wishes
from bot.storage.work import Work
from tests.conftest import Do


@dataclass
class FakeChain:
    """Notes what it is asked for, and finds the faults that it is told to find."""

    hat: str = "people manager"
    says: tuple[str, ...] = ()
    complains: Callable[[Wishes], Sequence[Fault]] = lambda _wishes: ()
    wearers: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()
    asked: list[Wishes] = field(default_factory=list)

    def assign(self, _work: Work, wishes: Wishes, by: Person | None) -> Outcome:
        assert by is None
        self.asked.append(wishes)
        return Outcome(self.says, tuple(self.complains(wishes)))

    def holders(self, _work: Work) -> frozenset[str]:
        return self.wearers

    def unheld(self, _work: Work) -> frozenset[str]:
        return self.lacking


def slack_profile(email: str, slack_id: str, **changes: object) -> Profile:
    values = {"name": email.partition("@")[0].title(), "time_zone": "Asia/Tokyo", "is_admin": False}
    more = {"active": True, "takes_part": True, **changes}
    return Profile(slack_id=slack_id, email=email, **{**values, **more})  # type: ignore[arg-type]


SLACK = Found(
    asked=True,
    profiles={
        "ana@example.com": slack_profile("ana@example.com", "U1ANA"),
        "bo@example.com": slack_profile("bo@example.com", "U1BO"),
        "gus@example.com": slack_profile("gus@example.com", "U1GUS", takes_part=False),
        "old@example.com": slack_profile("old@example.com", "U1OLD", active=False),
    },
    channels={"#search": "C1SEARCH"},
)


class Importing:
    """Imports files, each time in a transaction of its own."""

    def __init__(self, do: Do) -> None:
        self._do = do
        self.chain = FakeChain()

    def __call__(self, people: str = "", teams: str = "", found: Found = SLACK) -> Report:
        files = RosterFiles(
            read_people("people.csv", people.encode()) if people else Sheet(),
            read_teams("teams.csv", teams.encode()) if teams else Sheet(),
        )
        report: Report = self._do(lambda work: import_roster(work, files, found, [self.chain]))
        return report

    def faults(self, people: str = "", teams: str = "", found: Found = SLACK) -> list[str]:
        with pytest.raises(BadRoster) as caught:
            self(people, teams, found)
        return [str(fault) for fault in caught.value.faults]

    def person(self, email: str) -> Person:
        people = self._do(
            lambda work: work.session.scalars(select(Person).where(Person.email == email)).all()
        )
        assert len(people) == 1
        return people[0]  # type: ignore[no-any-return]

    def everybody(self) -> list[str]:
        emails = self._do(
            lambda work: work.session.scalars(select(Person.email).order_by(Person.email)).all()
        )
        return list(emails)

    def team(self, name: str) -> Team:
        team: Team = self._do(lambda work: work.session.scalars(select(Team).where(Team.name == name)).one())
        return team


@pytest.fixture
def importing(do: Do) -> Importing:
    return Importing(do)


def test_people_are_found_in_slack_and_described_by_the_file(importing: Importing) -> None:
    importing("email,title,country\nana@example.com,Engineer,DE-BY\n")
    ana = importing.person("ana@example.com")
    assert (ana.slack_id, ana.name, ana.time_zone) == ("U1ANA", "Ana", "Asia/Tokyo")
    assert (ana.title, ana.country) == ("Engineer", "DE-BY")


def test_a_second_import_of_the_same_files_changes_nothing(importing: Importing) -> None:
    people = "email,name,title,time_zone,country\nana@example.com,Ana Torres,Engineer,Europe/Madrid,ES\n"
    teams = "team,channel,purpose\nSearch,#search,Find things\n"
    assert importing(people, teams).changes == ("ana@example.com: new", "Search: new")
    assert importing(people, teams).changes == ()


def test_only_what_differs_changes(importing: Importing) -> None:
    importing("email,title,country\nana@example.com,Engineer,ES\n")
    report = importing("email,title,country\nana@example.com,Designer,ES\n")
    assert report.changes == ("ana@example.com: title is now Designer",)


def test_what_the_file_leaves_out_stays_as_it_is(importing: Importing) -> None:
    importing("email,title\nana@example.com,Engineer\nbo@example.com,Designer\n")
    assert importing("email,country\nana@example.com,ES\n").changes == ("ana@example.com: country is now ES",)
    assert importing.person("ana@example.com").title == "Engineer"
    assert importing.person("bo@example.com").active


def test_an_empty_cell_empties_and_gives_the_zone_back_to_slack(importing: Importing) -> None:
    importing("email,title,time_zone\nana@example.com,Engineer,Europe/Madrid\n")
    assert importing.person("ana@example.com").zone_is_given
    importing("email,title,time_zone\nana@example.com,,\n")
    ana = importing.person("ana@example.com")
    assert (ana.title, ana.zone_is_given) == ("", False)


def test_a_slack_id_in_the_file_needs_no_slack(importing: Importing) -> None:
    importing("email,slack_id,name\nkim@example.com,U1KIM,Kim\n", found=Found())
    assert importing.person("kim@example.com").slack_id == "U1KIM"


def test_whom_the_file_names_by_slack_id_lives_in_the_zone_that_slack_tells(importing: Importing) -> None:
    kim = replace(slack_profile("kim@example.com", "U1KIM"), time_zone="Asia/Tokyo", name="Kim Lee")
    told = Found(True, by_id={"U1KIM": kim, "U1LOU": replace(kim, slack_id="U1LOU", email=None)})
    importing("email,slack_id\nkim@example.com,U1KIM\nlou@example.com,U1LOU\n", found=told)
    assert (importing.person("kim@example.com").time_zone, importing.person("kim@example.com").name) == (
        "Asia/Tokyo",
        "Kim Lee",
    )
    assert importing.person("lou@example.com").slack_id == "U1LOU"


def test_a_slack_id_that_slack_calls_a_guest_or_another_is_a_fault(importing: Importing) -> None:
    kim = slack_profile("kim@example.com", "U1KIM")
    told = Found(True, by_id={"U1KIM": kim, "U1GUS": replace(kim, slack_id="U1GUS", takes_part=False)})
    assert importing.faults("email,slack_id\nann@example.com,U1KIM\n", found=told) == [
        "people.csv, line 2, column email: Slack gives another email for this Slack id; correct one"
    ]
    (fault,) = importing.faults("email,slack_id\nkim@example.com,U1GUS\n", found=told)
    assert "guests and bots take no part" in fault


def test_where_slack_lists_no_channels_the_fault_says_what_to_write(importing: Importing) -> None:
    (fault,) = importing.faults(teams="team,channel\nA,#search\n", found=Found(True, lists_channels=False))
    assert "write the channel's id, like C012AB3CD" in fault


def test_managers_leaders_and_members_become_wishes(importing: Importing) -> None:
    importing(
        "email,manager\nana@example.com,bo@example.com\nbo@example.com,\n",
        "team,leaders,members\nSearch,design:ana@example.com,ana@example.com;bo@example.com\nSales,,\n",
    )
    (wishes,) = importing.chain.asked
    ana, bo = importing.person("ana@example.com").id, importing.person("bo@example.com").id
    assert {wish.report_id: wish.manager_id for wish in wishes.managers} == {ana: bo, bo: None}
    search, sales = wishes.teams
    assert (search.leaders, search.members) == ({"design": ana}, frozenset({ana, bo}))
    assert (sales.leaders, sales.members) == ({}, frozenset())
    assert str(wishes.managers[0].at) == "people.csv, line 2, column manager"


def test_columns_that_are_absent_wish_nothing(importing: Importing) -> None:
    importing("email\nana@example.com\n", "team,purpose\nSearch,Find things\n")
    assert importing.chain.asked == [Wishes()]


def test_whoever_is_only_named_as_a_manager_joins_too(importing: Importing) -> None:
    importing("email,manager\nana@example.com,bo@example.com\n")
    assert importing.everybody() == ["ana@example.com", "bo@example.com"]


def test_a_channel_is_kept_by_its_id(importing: Importing) -> None:
    importing(teams="team,channel,purpose\nSearch,#search,Find things\nSales,C1SALES,\n")
    assert (importing.team("Search").channel, importing.team("Search").purpose) == ("C1SEARCH", "Find things")
    assert importing.team("Sales").channel == "C1SALES"
    importing(teams="team,channel\nSearch,\n")
    assert importing.team("Search").channel is None


def test_a_team_is_the_same_whatever_its_capitals(importing: Importing) -> None:
    importing(teams="team,purpose\nsearch,Find things\n")
    assert importing(teams="team\nSearch\n").changes == ("Search: name is now Search",)
    assert importing.team("Search").purpose == "Find things"


def test_any_fault_and_nothing_is_imported(importing: Importing) -> None:
    people = "email,country,manager\nana@example.com,XX,nobody@example.com\nzoe@example.com,DE,\n"
    assert importing.faults(
        people, "team,channel,members\nSearch,#secret,gus@example.com;old@example.com\n"
    ) == [
        "people.csv, line 2, column country: "
        "this is not an ISO 3166 country; write one like DE, or DE-BY for Bavaria",
        "people.csv, line 2, column manager: Slack knows nobody with this email; check the spelling",
        "people.csv, line 3, column email: Slack knows nobody with this email; check the spelling",
        "teams.csv, line 2, column channel: "
        "Slack shows Tandem no such channel; check the name, and invite Tandem where it is private",
        "teams.csv, line 2, column members: guests and bots take no part in Tandem; leave this person out",
        "teams.csv, line 2, column members: this account is deactivated in Slack; leave this person out",
    ]
    assert importing.everybody() == []


def test_what_a_chain_finds_wrong_is_listed_with_the_rest(importing: Importing) -> None:
    importing.chain.complains = lambda wishes: [Fault(wishes.managers[0].at, "Ana can't manage herself.")]
    found = importing.faults("email,manager\nana@example.com,ana@example.com\nzoe@example.com,\n")
    assert found == [
        "people.csv, line 2, column manager: Ana can't manage herself.",
        "people.csv, line 3, column email: Slack knows nobody with this email; check the spelling",
    ]
    assert importing.everybody() == []


def test_without_slack_the_faults_say_what_to_give(importing: Importing) -> None:
    found = importing.faults("email\nana@example.com\n", "team,channel\nSearch,#search\n", Found())
    assert "give the slack_id, or set SLACK_BOT_TOKEN" in found[0]
    assert "write the channel's id" in found[1]


def test_a_slack_id_that_belongs_to_somebody_else_is_a_fault(importing: Importing) -> None:
    importing("email,slack_id\nana@example.com,U1ANA\nbo@example.com,U1BO\n")
    assert importing.faults("email,slack_id\nana@example.com,U1BO\n") == [
        "people.csv, line 2, column slack_id: Tandem knows this email as U1ANA; write that, or leave it empty"
    ]
    assert importing.faults("email,slack_id\nnew@example.com,U1BO\n") == [
        "people.csv, line 2, column email: Slack gives another email for this Slack id; correct one"
    ]


def test_somebody_who_left_is_a_fault(importing: Importing, do: Do) -> None:
    importing("email,slack_id\nkim@example.com,U1KIM\n")

    def leaves(work: Work) -> None:
        work.session.scalars(select(Person)).one().active = False

    do(leaves)
    for people in ("email\nkim@example.com\n", "email,slack_id\nkim@example.com,U1KIM\n"):
        (fault,) = importing.faults(people)
        assert "this account is deactivated in Slack" in fault


def test_the_report_lists_who_is_left_without_and_who_wears_both_hats(importing: Importing, do: Do) -> None:
    importing("email\nana@example.com\nbo@example.com\n")
    ana, bo = importing.person("ana@example.com").id, importing.person("bo@example.com").id
    chains = [
        FakeChain("people manager", ("Ana's manager is Bo",), wearers=frozenset({ana, bo})),
        FakeChain("team leader", ("Bo leads Search",), wearers=frozenset({bo}), lacking=frozenset({ana})),
    ]
    report: Report = do(lambda work: import_roster(work, RosterFiles(), SLACK, chains))
    assert report.changes == ("Ana's manager is Bo", "Bo leads Search")
    assert report.without == {"people manager": (), "team leader": ("Ana <ana@example.com>",)}
    assert report.both_hats == ("Bo <bo@example.com>",)


def test_slack_is_asked_only_for_what_the_roster_does_not_know(importing: Importing, do: Do) -> None:
    importing("email\nana@example.com\n")
    files = RosterFiles(
        read_people("p.csv", b"email,slack_id,manager\nana@example.com,,bo@example.com\nkim@x.org,U1KIM,\n"),
        read_teams("t.csv", b"team,channel,leaders\nA,#search,cy@example.com\nB,C1B,kim@x.org\n"),
    )
    asked = do(lambda work: wanted(work.session, work.workspace_id, files))
    assert asked == Wanted(
        frozenset({"bo@example.com", "cy@example.com"}), frozenset({"#search"}), frozenset({"U1KIM"})
    )
