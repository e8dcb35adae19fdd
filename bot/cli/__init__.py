"""The `tandem` command. What a command needs is imported when it runs, so that every start is quick.

Errors go to stderr, a line each that says what to do; exit 2 for bad usage or input, 1 for a
failure (interfaces.md).
"""

import sys

import click

from bot.cli.database import db
from bot.cli.doctor import doctor
from bot.cli.keys import keys
from bot.cli.manifest import manifest
from bot.cli.roster import roster
from bot.cli.running import demo, run
from bot.errors import Stop


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tandem", prog_name="tandem")
def tandem() -> None:
    """A Slack bot for one-on-ones and direction check-ins, on two chains that never mix.

    Its settings come from the environment; docs/getting-started.md walks through them.
    """


for command in (run, demo, db, doctor, roster, manifest, keys):
    tandem.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    sys.exit(_code(arguments))


def _code(arguments: list[str] | None) -> int:
    try:
        result = tandem.main(arguments, prog_name="tandem", standalone_mode=False)
    except (click.ClickException, Stop) as error:
        return _said(_words(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _said("Stopped.", 1)
    except Exception as error:
        line = _explained(error)
        if line is None:
            raise
        return _said(line, 1)
    return result if isinstance(result, int) else 0


def _words(error: click.ClickException | Stop) -> str:
    if isinstance(error, Stop):
        return str(error)
    if isinstance(error, click.UsageError) and not isinstance(error, click.exceptions.NoArgsIsHelpError):
        command = error.ctx.command_path if error.ctx else "tandem"
        said = error.format_message().rstrip(".")
        return f"{said}{'' if said.endswith('?') else '.'} See `{command} --help`."
    return error.format_message()


def _explained(error: Exception) -> str | None:
    """A line for what an operator can settle; None for a fault of ours, which shows where it is."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415
    from sqlalchemy.exc import TimeoutError as PoolTimeout  # noqa: PLC0415

    if isinstance(error, InvalidToken):
        return "TANDEM_ENCRYPTION_KEYS does not open this database: add the key that was used before."
    if isinstance(error, (DBAPIError, PoolTimeout)):
        kind = type(getattr(error, "orig", error)).__name__
        return f"The database did not answer ({kind}), and nothing was changed: try again."
    return None


def _said(line: str, code: int) -> int:
    click.echo(line, err=True)
    return code
