"""Importing and showing a roster from the command line, with both chains and a real database."""

import asyncio
from pathlib import Path

import pytest

from bot.playground import Playground, refused
from bot.storage.vault import KeyRing
from tests.cli.conftest import CommandLine, Ended

PEOPLE = """\
email,name,slack_id,title,time_zone,country,manager
ana@example.com,Ana Torres,U1ANA,Head of Search,Europe/Madrid,ES,
bo@example.com,Bo Chen,U1BO,Engineer,Asia/Tokyo,JP,ana@example.com
cy@example.com,Cy [red],U1CY,Engineer,America/New_York,US,ana@example.com
"""
TEAMS = """\
team,channel,purpose,leaders,members
Search,C1SEARCH,Find things,engineering:bo@example.com;design:ana@example.com,bo@example.com;cy@example.com
"""


class Roster:
    """The roster commands, with files written for the occasion."""

    def __init__(self, tandem: CommandLine, folder: Path) -> None:
        self._tandem = tandem
        self._folder = folder

    def __call__(self, *more: str, people: str | None = None, teams: str | None = None) -> Ended:
        arguments = ["roster", "import", *more]
        for name, text in (("people", people), ("teams", teams)):
            if text is not None:
                (self._folder / f"{name}.csv").write_text(text)
                arguments += [f"--{name}", f"{name}.csv"]
        return self._tandem(*arguments)

    def show(self) -> str:
        ended = self._tandem("roster", "show")
        assert ended.code == 0, ended.err
        return ended.out


@pytest.fixture
def roster(tandem: CommandLine, database_url: str, tmp_path: Path) -> Roster:
    tandem.set(TANDEM_DATABASE_URL=database_url, TANDEM_ENCRYPTION_KEYS=KeyRing.new_key())
    return Roster(tandem, tmp_path)


def imported(roster: Roster) -> None:
    assert roster("--workspace", "T1SAMPLE", people=PEOPLE, teams=TEAMS).code == 0


def test_without_slack_a_workspace_begins_with_its_roster(roster: Roster) -> None:
    ended = roster("--workspace", "T1SAMPLE", people=PEOPLE, teams=TEAMS)
    assert (ended.code, ended.err) == (0, "")
    assert "ana@example.com: new" in ended.out
    assert ended.out.endswith(
        "Without a people manager: 1\n  Ana Torres <ana@example.com>\n"
        "Without a team leader: 1\n  Ana Torres <ana@example.com>\n"
        "With both hats: 1\n  Ana Torres <ana@example.com>\n"
    )


def test_what_was_imported_is_shown(roster: Roster) -> None:
    imported(roster)
    shown = roster.show()
    (bo,) = [line for line in shown.splitlines() if "bo@example.com" in line]
    assert bo.index("Asia/Tokyo") < bo.index("Ana Torres"), "Bo's people manager is Ana"
    assert "engineering: Bo Chen" in shown
    assert "Bo Chen, Cy [red]" in shown, "a name is no markup"


def test_repeating_it_changes_nothing(roster: Roster) -> None:
    imported(roster)
    assert roster(people=PEOPLE, teams=TEAMS).out.startswith("Nothing differs, so nothing changes.")


def test_a_dry_run_says_what_would_change_and_stores_nothing(roster: Roster, tandem: CommandLine) -> None:
    ended = roster("--workspace", "T1SAMPLE", "--dry-run", people=PEOPLE, teams=TEAMS)
    assert ended.out.startswith("This would change; nothing was stored:\n")
    assert "bo@example.com: new" in ended.out
    line = tandem.refused("roster", "show")
    assert line == "There is no workspace yet: start Tandem, or import a roster, first."


def test_lines_end_and_begin_as_the_files_say(roster: Roster) -> None:
    imported(roster)
    ended = roster(people="email,manager\nbo@example.com,cy@example.com\ncy@example.com,\n")
    left = "Without a people manager: 2\n  Ana Torres <ana@example.com>\n  Cy [red] <cy@example.com>\n"
    assert left in ended.out
    roster(teams="team,leaders,members\nSearch,,cy@example.com\n")
    (search,) = [line for line in roster.show().splitlines() if "C1SEARCH" in line]
    assert "none" in search
    assert "Bo Chen" not in search


def test_faults_of_the_files_and_of_the_chains_are_listed_together(roster: Roster) -> None:
    imported(roster)
    circle = "email,country,manager\nana@example.com,XX,bo@example.com\nbo@example.com,JP,ana@example.com\n"
    ended = roster(people=circle)
    assert (ended.code, ended.out) == (2, "")
    lines = ended.err.splitlines()
    assert lines[0].startswith("people.csv, line 2, column country: ")
    assert lines[1].startswith("people.csv, line 2, column manager: ")
    assert lines[-1] == f"{len(lines) - 1} faults: nothing was imported."
    assert roster(people=PEOPLE, teams=TEAMS).out.startswith("Nothing differs"), "nothing was stored"


def test_nobody_manages_themselves(roster: Roster) -> None:
    imported(roster)
    ended = roster(people="email,manager\nbo@example.com,bo@example.com\n")
    assert ended.code == 2
    assert ended.err.startswith("people.csv, line 2, column manager: ")


def test_a_file_that_is_no_roster_is_refused_before_anything_else(roster: Roster) -> None:
    ended = roster("--workspace", "T1SAMPLE", people="name\nAna\n", teams=TEAMS)
    assert ended.code == 2
    assert ended.err.startswith("people.csv, line 1, column email: this column is missing")


@pytest.mark.parametrize("more", [(), ("--workspace", "sample")])
def test_without_a_token_the_workspace_has_to_be_named(roster: Roster, more: tuple[str, ...]) -> None:
    ended = roster(*more, people=PEOPLE)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "--workspace" in ended.err


def test_a_workspace_that_is_not_there_is_not_shown(roster: Roster, tandem: CommandLine) -> None:
    imported(roster)
    assert tandem("roster", "show", "--workspace", "T1SAMPLE").code == 0
    line = tandem.refused("roster", "show", "--workspace", "T9OTHER")
    assert line == "This database knows no workspace T9OTHER: there is T1SAMPLE."


def test_keys_that_do_not_open_the_database_are_said(roster: Roster, tandem: CommandLine) -> None:
    imported(roster)
    tandem.set(TANDEM_ENCRYPTION_KEYS=KeyRing.new_key())
    ended = roster(people=PEOPLE)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "add the key that was used before" in ended.err


class WithSlack:
    """The same commands, beside a local Slack that has to go on running."""

    def __init__(self, roster: Roster, tandem: CommandLine, company: Playground) -> None:
        self._roster = roster
        self.team = company.workspace.team_id
        self._company = company
        tandem.set(SLACK_BOT_TOKEN=company.credentials.bot_token, SLACK_API_URL=company.api_url)

    async def __call__(self, *more: str, people: str | None = None, teams: str | None = None) -> Ended:
        return await asyncio.to_thread(self._roster, *more, people=people, teams=teams)


@pytest.fixture
def with_slack(roster: Roster, tandem: CommandLine, company: Playground) -> WithSlack:
    return WithSlack(roster, tandem, company)


async def test_slack_tells_ids_by_email_and_channels_by_name(
    with_slack: WithSlack, company: Playground, roster: Roster
) -> None:
    company.add_person("dee@example.com", "Dee", tz="Africa/Nairobi")
    company.add_person("eli@example.com", "Eli")
    channel = company.add_channel("maps")
    ended = await with_slack(
        people="email,manager\ndee@example.com,eli@example.com\n",
        teams="team,channel,leaders\nMaps,#maps,eli@example.com\n",
    )
    assert (ended.code, ended.err) == (0, "")
    shown = await asyncio.to_thread(roster.show)
    assert "Africa/Nairobi" in shown
    assert channel.id in shown


async def test_whom_slack_does_not_know_is_a_fault(with_slack: WithSlack) -> None:
    ended = await with_slack(people="email\nnobody@example.com\n")
    assert ended.code == 2
    assert ended.err.startswith("people.csv, line 2, column email: Slack knows nobody with this email")


async def test_another_workspace_than_the_tokens_is_refused(with_slack: WithSlack) -> None:
    ended = await with_slack("--workspace", "T9OTHER", people="email\nnobody@example.com\n")
    assert ended.code == 2
    assert with_slack.team in ended.err


async def test_a_slack_that_refuses_is_one_line_and_exit_1(
    with_slack: WithSlack, company: Playground
) -> None:
    company.faults.plan("auth.test", refused("invalid_auth"))
    ended = await with_slack(people="email\nnobody@example.com\n")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "invalid_auth" in ended.err
