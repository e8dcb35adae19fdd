"""The command line as an operator meets it: help, bad usage, one line that says what to do."""

import subprocess
import sys

import pytest
from cryptography.fernet import Fernet

from bot.storage.engine import open_database
from bot.storage.vault import KeyRing
from bot.storage.work import writing
from bot.workspaces.install import ensure_row
from tests.cli.conftest import CommandLine
from tests.conftest import MONDAY_NOON

COMMANDS = ["db", "demo", "doctor", "keys", "manifest", "roster", "run"]


def test_help_lists_what_works_and_nothing_else(tandem: CommandLine) -> None:
    ended = tandem("--help")
    listed = ended.out.partition("Commands:")[2].split("\n")
    assert [line.split()[0] for line in listed if line.strip()] == COMMANDS
    assert ended.code == 0


@pytest.mark.parametrize(
    "command",
    [
        *([name] for name in COMMANDS),
        *(["db", name] for name in ("upgrade", "downgrade", "current", "check", "restored")),
        *(["roster", "import"], ["roster", "show"], ["keys", "new"], ["keys", "rotate"]),
    ],
)
def test_every_command_explains_itself(tandem: CommandLine, command: list[str]) -> None:
    ended = tandem(*command, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Usage: tandem {' '.join(command)}")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nurse"],
        ["--frobnicate"],
        ["demo", "--port", "0"],
        ["demo", "--script", "--no-browser"],
        ["demo", "--data"],
        ["db", "downgrade"],
        ["db", "upgrade", "one", "two"],
        ["roster", "show", "--everything"],
        ["roster", "import"],
        ["roster", "import", "--people", "missing.csv"],
        ["manifest", "--url", "http://tandem.example.com"],
        ["manifest", "--url", "https://tandem.example.com/elsewhere"],
        ["manifest", "--url", "https://[tandem"],
    ],
)
def test_bad_usage_is_one_line_and_exit_2(tandem: CommandLine, arguments: list[str]) -> None:
    line = tandem.refused(*arguments)
    assert line
    assert "\n" not in line
    assert "--help" in line


def test_no_command_at_all_shows_the_help(tandem: CommandLine) -> None:
    assert tandem.refused().startswith("Usage: tandem")


def test_running_without_settings_says_each_that_is_missing(tandem: CommandLine) -> None:
    lines = tandem.refused("run").splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "TANDEM_ENCRYPTION_KEYS",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
    ]
    assert lines[-1].endswith("; or set SLACK_APP_TOKEN for Socket Mode")


def test_a_bad_setting_stops_every_command_that_needs_it(tandem: CommandLine) -> None:
    tandem.set(TANDEM_DATABASE_URL="mysql://db/tandem")
    assert tandem.refused("db", "current").startswith("TANDEM_DATABASE_URL: ")


def test_starting_it_is_quick_because_it_imports_little() -> None:
    script = "import sys, bot.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {"sqlalchemy", "slack_sdk", "slack_bolt", "aiohttp", "pydantic", "alembic", "holidays", "rich"}
    assert not heavy & set(done.stdout.split())


def test_python_dash_m_bot_is_the_same_command() -> None:
    done = subprocess.run([sys.executable, "-m", "bot", "nurse"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "No such command 'nurse'. See `tandem --help`.\n"


def test_the_database_goes_up_and_down(tandem: CommandLine, empty_url: str) -> None:
    tandem.set(TANDEM_DATABASE_URL=empty_url)
    before = tandem("db", "check")
    assert before.code == 1
    assert "type `tandem db upgrade`" in before.err
    assert tandem("db", "upgrade").out.startswith("The database is at revision ")
    assert tandem("db", "check").out == "The database fits.\n"
    assert tandem("db", "downgrade", "0001").out == "The database is at revision 0001.\n"
    assert tandem("db", "upgrade", "+1").out.startswith("0002, safe while an older Tandem runs: ")
    assert "nonsense" in tandem.refused("db", "upgrade", "nonsense")
    assert tandem("db", "downgrade", "base").out == "The database is at revision none.\n"
    assert tandem("db", "current").out.startswith("none (this Tandem needs ")


def test_a_database_that_is_not_there_is_one_line_and_exit_1(tandem: CommandLine) -> None:
    tandem.set(TANDEM_DATABASE_URL="postgresql://tandem:hush@127.0.0.1:1/tandem")
    ended = tandem("db", "upgrade")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.count("\n") == 1
    assert "hush" not in ended.err


def test_a_new_key_is_a_key(tandem: CommandLine) -> None:
    Fernet(tandem("keys", "new").out.strip())


def test_rotating_says_how_many_keys_there_were(tandem: CommandLine, empty_url: str) -> None:
    old, new = KeyRing.new_key(), KeyRing.new_key()
    tandem.set(TANDEM_DATABASE_URL=empty_url, TANDEM_ENCRYPTION_KEYS=old)
    assert tandem("db", "upgrade").code == 0
    assert tandem("keys", "rotate").out == "There is no workspace yet, so there is nothing to rotate.\n"
    database = open_database(empty_url)
    with writing(database) as session:
        ensure_row(session, KeyRing([old]), "T0ONE", MONDAY_NOON)
    database.dispose()
    tandem.set(TANDEM_ENCRYPTION_KEYS=f"{new},{old}")
    assert tandem("keys", "rotate").out.startswith("1 workspace key is now wrapped by the first of")
    tandem.set(TANDEM_ENCRYPTION_KEYS=old)
    ended = tandem("keys", "rotate")
    assert ended.code == 1
    assert "add the key that was used before" in ended.err
