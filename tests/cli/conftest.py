"""The command line, run in this process with an environment of its own."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main
from tests.empty import empty_url
from tests.slackside import company

__all__ = ["company", "empty_url"]


@dataclass
class Ended:
    """How a command ended: its exit code, and what it printed where."""

    code: int
    out: str
    err: str


class CommandLine:
    def __init__(self, environment: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        self._environment = environment
        self._captured = captured

    def set(self, **values: str) -> None:
        for name, value in values.items():
            self._environment.setenv(name, value)

    def __call__(self, *arguments: str) -> Ended:
        with pytest.raises(SystemExit) as end:
            main(list(arguments))
        printed = self._captured.readouterr()
        assert isinstance(end.value.code, int)
        return Ended(end.value.code, printed.out, printed.err)

    def refused(self, *arguments: str) -> str:
        """The line of a command that was used badly."""
        ended = self(*arguments)
        assert (ended.code, ended.out) == (2, "")
        return ended.err.strip()


@pytest.fixture
def tandem(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> CommandLine:
    """The `tandem` command, in an empty folder and with no setting at all."""
    for name in list(os.environ):
        if name.startswith(("TANDEM_", "SLACK_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return CommandLine(monkeypatch, capsys)
