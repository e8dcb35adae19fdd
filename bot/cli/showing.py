"""Tables of who is here and who holds what, for the terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.workspace import existing_workspace
from bot.clock import SystemClock
from bot.direction.lines import repo as direction
from bot.people.lines import repo as people
from bot.roster import people as roster
from bot.storage.engine import open_database
from bot.storage.vault import Vault
from bot.storage.work import Work, reading


def show_roster(database_url: str, workspace: str | None) -> None:
    database = open_database(database_url)
    try:
        team = existing_workspace(database, workspace)
        with reading(database) as session:
            # Who holds what is public, so no key is needed: this vault opens nothing.
            work = Work(session, team, SystemClock().now(), Vault(team, {}, b""))
            tables = (_people(work), _teams(work))
    finally:
        database.dispose()
    console = Console(highlight=False)
    if not console.is_terminal:  # for a pipe: wide enough that nothing is folded
        console = Console(highlight=False, width=200)
    for table in tables:
        console.print(table)


def _people(work: Work) -> Table:
    everyone = roster.everyone(work)
    names = {person.id: person.name for person in everyone}
    managers = {line.report_id: line.manager_id for line in people.open_lines(work)}
    table = _table("People", "name", "email", "title", "time zone", "people manager")
    for one in everyone:
        manager = names.get(managers.get(one.id, ""), "none")
        _add(table, one.name, one.email or "", one.title, one.time_zone, manager)
    return table


def _teams(work: Work) -> Table:
    names = {person.id: person.name for person in roster.everyone(work)}
    table = _table("Teams", "team", "channel", "team leaders", "members")
    for team in roster.teams(work):
        leads = direction.leads_of_team(work, team.id)
        leaders = "\n".join(f"{lead.discipline}: {names.get(lead.leader_id, '?')}" for lead in leads)
        members = ", ".join(one.name for one in direction.active_members(work, team.id))
        _add(table, team.name, team.channel or "", leaders or "none", members or "none")
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    """As plain text: a name may hold what rich takes for markup."""
    table.add_row(*map(Text, cells))
