"""`tandem db`: where the database stands, and bringing it up or down."""

# ruff: noqa: PLC0415  (see the package: every start is quick)

import os

import click


@click.group()
def db() -> None:
    """Bring the database up to date.

    SQLite does so by itself when Tandem starts; PostgreSQL waits for `tandem db upgrade`.
    """


@db.command()
@click.argument("revision", default="head")
@click.option("--all-stopped", is_flag=True, help="No Tandem runs on this database: take unsafe steps too.")
def upgrade(revision: str, all_stopped: bool) -> None:
    """Go up, to the newest revision or to the one that is named.

    Says of each step whether an older Tandem may run on meanwhile. A step that is not safe is
    refused until all are stopped.
    """
    from bot.workspaces import schema

    url = _url()
    for step in schema.upgrade(url, revision, all_stopped=all_stopped):
        safe = "safe" if step.is_safe else "not safe"
        click.echo(f"{step.revision}, {safe} while an older Tandem runs: {step.what}")
    click.echo(f"The database is at revision {schema.current(url) or 'none'}.")


@db.command(context_settings={"ignore_unknown_options": True})  # `-1` is a revision, not an option
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Go down to a revision: `-1` for the one before, `base` for an empty database.

    What the later revisions stored is lost: make a backup first.
    """
    from bot.workspaces import schema

    url = _url()
    schema.downgrade(url, revision)
    click.echo(f"The database is at revision {schema.current(url) or 'none'}.")


@db.command()
def current() -> None:
    """Say at which revision the database is, and which one this Tandem needs."""
    from bot.workspaces import schema

    click.echo(f"{schema.current(_url()) or 'none'} (this Tandem needs {schema.head()})")


@db.command()
def check() -> None:
    """Say whether the database has just the tables that this Tandem needs; exit 1 where not."""
    from bot.errors import Stop
    from bot.workspaces import schema

    found = schema.differences(_url())
    if found:
        raise Stop("\n".join(found))
    click.echo("The database fits.")


@db.command()
def restored() -> None:
    """Say that a backup was put back; before Tandem is started again.

    What waits in it may have been sent after it was made. So each message that is due is looked up in
    Slack before it is sent. Where nothing was sent meanwhile, that does no harm.
    """
    from bot.clock import SystemClock
    from bot.delivery.restored import look_up_first
    from bot.storage.engine import open_database
    from bot.storage.work import writing
    from bot.workspaces import schema

    url = _url()
    schema.ready_or_refuse(url)
    database = open_database(url)
    try:
        with writing(database) as session:
            count = look_up_first(session, SystemClock().now())
    finally:
        database.dispose()
    noun = "message is" if count == 1 else "messages are"
    click.echo(f"{count} {noun} due, and looked up in Slack before being sent. Start Tandem now.")


def _url() -> str:
    from bot.config import load

    return load(os.environ).database_url
