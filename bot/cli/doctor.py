"""`tandem doctor`: is everything as it should be, and if not, what to do."""

# ruff: noqa: PLC0415  (see the package: every start is quick)

import json
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.cli.checks import Finding


@click.command()
@click.option("--strict", is_flag=True, help="Exit 1 also where there is only something to look at.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(strict: bool, as_json: bool) -> int:
    """Check settings, database, Slack and sending, and say what to do.

    Changes nothing, and may run beside a running Tandem. A line for each check: `ok`, `look at this`,
    `broken`, or `not checked` where something else has to be mended first. Exits 0 where nothing is
    broken, 1 where something is.
    """
    from bot.cli.checks import examine
    from bot.clock import SystemClock

    with _patience():
        findings = examine(os.environ, SystemClock())
    if as_json:
        click.echo(json.dumps([_as_json(finding) for finding in findings], indent=2))
    else:
        _print(findings)
    return _exit_code(findings, strict=strict)


def _patience() -> AbstractContextManager[object]:
    """Something that moves, for whoever sits before a terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    return console.status("Looking ...") if console.is_terminal else nullcontext()


def _exit_code(findings: Sequence["Finding"], *, strict: bool) -> int:
    from bot.cli.checks import State

    bad = {State.BROKEN, State.LOOK} if strict else {State.BROKEN}
    return int(any(finding.state in bad for finding in findings))


def _as_json(finding: "Finding") -> dict[str, str]:
    return {"state": finding.state, "check": finding.name, "said": finding.said, "do": finding.do}


def _print(findings: Sequence["Finding"]) -> None:
    """In columns and colours on a terminal; one plain line for each where it is piped."""
    from rich.console import Console

    console = Console(highlight=False)
    if console.is_terminal:
        console.print(_table(findings))
        console.print(f"\n{_summary(findings)}")
        return
    for finding in findings:
        do = f" -> {finding.do}" if finding.do else ""
        click.echo(f"{finding.state:<12}  {finding.name}: {finding.said}{do}")
    click.echo(_summary(findings))


def _table(findings: Sequence["Finding"]) -> object:
    from rich.table import Table
    from rich.text import Text

    styles = {"ok": "green", "look at this": "yellow", "broken": "bold red", "not checked": "dim"}
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        said = Text(finding.said)
        if finding.do:
            said.append(f"\n-> {finding.do}", style="bold")
        table.add_row(Text(finding.state, style=styles[finding.state]), Text(finding.name), said)
    return table


def _summary(findings: Sequence["Finding"]) -> str:
    from bot.cli.checks import State

    broken = sum(finding.state == State.BROKEN for finding in findings)
    looks = sum(finding.state == State.LOOK for finding in findings)
    if broken:
        return f"{broken} broken, {looks} to look at."
    return f"Nothing is broken; {looks} to look at." if looks else "All is well."
