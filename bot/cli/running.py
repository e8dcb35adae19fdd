"""`tandem run` and `tandem demo`."""

# ruff: noqa: PLC0415  (see the package: every start is quick)

import asyncio
import contextlib
import gc
import os
from collections.abc import Iterator

import click


@click.command()
def run() -> None:
    """Run Tandem.

    Over HTTP, or over Socket Mode when SLACK_APP_TOKEN is set.
    """
    with _for_good():
        from bot.config import load_to_run

        settings = load_to_run(os.environ)
        from bot.app.serve import serve

    asyncio.run(serve(settings))


@contextlib.contextmanager
def _for_good() -> Iterator[None]:
    """What is made meanwhile stays for as long as Tandem runs, so that no collection looks through it.

    Looking is half of what importing takes, and later on it would hold up whoever clicks just then.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@click.command()
@click.option("--script", is_flag=True, help="Play two weeks of the sample company, print them, and exit.")
def demo(script: bool) -> int:
    """Show Tandem at work in a sample company.

    Needs no Slack and no settings.
    """
    if not script:
        raise click.UsageError("The demo is played in the terminal for now: type `tandem demo --script`.")
    from bot.demo.play import play_script

    return play_script()
