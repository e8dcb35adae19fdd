"""`tandem roster`: importing files, and showing who holds what."""

# ruff: noqa: PLC0415  (see the package: every start is quick)

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.roster.importing import Report

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group()
def roster() -> None:
    """Import people and teams from CSV files, and show them."""


@roster.command("import")
@click.option(
    "--people", metavar="FILE", type=FILE, help="email, name, slack_id, title, time_zone, country, manager"
)
@click.option("--teams", metavar="FILE", type=FILE, help="team, channel, purpose, leaders, members")
@click.option("--workspace", metavar="T...", help="Slack's id of the workspace, where no token tells it.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def import_(people: Path | None, teams: Path | None, workspace: str | None, dry_run: bool) -> None:
    """Bring people, teams and their lines to what the files say.

    Only what differs changes, so it can be repeated. Columns and lines that are left out change
    nothing; an empty manager cell ends the line. Where anything is wrong, nothing is imported.
    """
    if people is None and teams is None:
        raise click.UsageError("Name a file with --people or --teams.")
    from bot.cli.importing import import_files, read_files
    from bot.config import KEYS, load
    from bot.workspaces import schema

    settings = load(os.environ, require=[KEYS])
    files = read_files(people, teams)
    schema.ready_or_refuse(settings.database_url)
    report = asyncio.run(import_files(settings, files, workspace=workspace, dry_run=dry_run))
    _print(report, dry_run=dry_run)


@roster.command()
@click.option("--workspace", metavar="T...", help="Slack's id of the workspace, where there are several.")
def show(workspace: str | None) -> None:
    """Show people with their manager, and teams with their leaders and members."""
    from bot.cli.showing import show_roster
    from bot.config import load
    from bot.workspaces import schema

    settings = load(os.environ)
    schema.ready_or_refuse(settings.database_url)
    show_roster(settings.database_url, workspace)


def _print(report: "Report", *, dry_run: bool) -> None:
    if not report.changes:
        click.echo("Nothing differs, so nothing changes.")
    elif dry_run:
        click.echo("This would change; nothing was stored:")
    else:
        click.echo("Imported:")
    for change in report.changes:
        click.echo(f"  {change}")
    for hat, names in report.without.items():
        _list(f"Without a {hat}", names)
    _list("With both hats", report.both_hats)


def _list(title: str, names: Sequence[str]) -> None:
    click.echo(f"{title}: {len(names) or 'nobody'}")
    for name in names:
        click.echo(f"  {name}")
