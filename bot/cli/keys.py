"""`tandem keys`: the operator's keys, with which each workspace's own key is wrapped."""

# ruff: noqa: PLC0415  (see the package: every start is quick)

import os

import click


@click.group()
def keys() -> None:
    """Make and rotate encryption keys."""


@keys.command()
def new() -> None:
    """Print a new key. Keep it safe: without it nothing that was written can be read again."""
    from bot.storage.vault import KeyRing

    click.echo(KeyRing.new_key())


@keys.command()
def rotate() -> None:
    """Wrap every workspace's key anew with the first of TANDEM_ENCRYPTION_KEYS.

    Put the new key in front of the old one, restart Tandem with both, rotate, then take the old one
    away.
    """
    from bot.config import KEYS, load
    from bot.storage.engine import open_database
    from bot.storage.vault import KeyRing
    from bot.workspaces import schema
    from bot.workspaces.rotation import rotate as rewrap

    settings = load(os.environ, require=[KEYS])
    schema.ready_or_refuse(settings.database_url)
    count = rewrap(open_database(settings.database_url), KeyRing(list(settings.encryption_keys)))
    if not count:
        click.echo("There is no workspace yet, so there is nothing to rotate.")
        return
    noun = "key is" if count == 1 else "keys are"
    click.echo(f"{count} workspace {noun} now wrapped by the first of {KEYS}.")
    click.echo("Once every process runs with it, the older ones can be taken away.")
