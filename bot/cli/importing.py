"""Importing a roster, composed: files, Slack's answers, the database, and both chains."""

import contextlib
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
from sqlalchemy.orm import Session

from bot.cli.workspace import only_workspace
from bot.clock import SystemClock
from bot.config import Settings
from bot.direction.chain import DIRECTION
from bot.errors import BadInput, Stop
from bot.people.chain import PEOPLE
from bot.roster.files import RosterFiles, Sheet, read_people, read_teams
from bot.roster.importing import BadRoster, Report, import_roster
from bot.roster.lookups import Found, look_up, wanted
from bot.slack.client import Slack
from bot.slack.errors import SlackFailed
from bot.storage.engine import Database, open_database
from bot.storage.vault import KeyRing
from bot.storage.work import Work, reading
from bot.workspaces.install import ensure_row, whose_token
from bot.workspaces.keys import Vaults

TEAM_ID = re.compile(r"[TE][A-Z0-9]{1,31}")


def read_files(people: Path | None, teams: Path | None) -> RosterFiles:
    """Raises `BadRoster` where a file as a whole is no roster file."""
    files = RosterFiles(
        read_people(people.name, people.read_bytes()) if people else Sheet(),
        read_teams(teams.name, teams.read_bytes()) if teams else Sheet(),
    )
    if not (files.people.readable and files.teams.readable):
        raise BadRoster(files.faults)
    return files


async def import_files(
    settings: Settings, files: RosterFiles, *, workspace: str | None, dry_run: bool
) -> Report:
    """Everything is looked up first; then one transaction, which a dry run rolls back."""
    if workspace and not TEAM_ID.fullmatch(workspace):
        raise BadInput("--workspace is not a workspace's id: write one like T012AB3CD.")
    database = open_database(settings.database_url)
    try:
        async with _slack(settings) as slack:
            team = await _which(slack, workspace) or workspace or only_workspace(database)
            with reading(database) as session:
                unknown = wanted(session, team, files)
            found = await look_up(slack, unknown, SystemClock()) if slack else Found()
        ring = KeyRing(list(settings.encryption_keys))

        def run(work: Work) -> Report:
            return import_roster(work, files, found, (PEOPLE, DIRECTION))

        return _in_work(database, ring, team, run, dry_run=dry_run)
    finally:
        database.dispose()


@contextlib.asynccontextmanager
async def _slack(settings: Settings) -> AsyncIterator[Slack | None]:
    if settings.bot_token is None:
        yield None
        return
    async with aiohttp.ClientSession() as session:
        yield Slack(settings.bot_token, session, settings.api_url)


async def _which(slack: Slack | None, named: str | None) -> str | None:
    """The token's workspace, where there is a token."""
    if slack is None:
        return None
    try:
        team = str((await whose_token(slack))["team_id"])
    except SlackFailed as error:
        raise Stop(f"Slack does not answer ({error.code}), so nothing was imported: try again.") from error
    if named and named != team:
        raise BadInput(f"SLACK_BOT_TOKEN is for the workspace {team}: leave --workspace out.")
    return team


def _in_work(
    database: Database, ring: KeyRing, team: str, use_case: Callable[[Work], Report], *, dry_run: bool
) -> Report:
    """One transaction, in which the workspace is made where there was none."""
    with Session(database.writer, expire_on_commit=False) as session:
        now = SystemClock().now()
        ensure_row(session, ring, team, now)
        report = use_case(Work(session, team, now, Vaults(ring).of(session, team)))
        if not dry_run:
            session.commit()
    return report
