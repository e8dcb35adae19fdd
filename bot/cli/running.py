"""`tandem run` and `tandem demo`."""

# ruff: noqa: PLC0415  (see the package: every start is quick)

import asyncio
import contextlib
import gc
import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

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
@click.option("--script", is_flag=True, help="No page: play two weeks in the terminal, and exit.")
@click.option(
    "--data",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep everything in this folder, and go on from there the next time.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Where the page listens, on this machine only; 8263 otherwise, or any that is free.",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def demo(script: bool, data: Path | None, port: int | None, no_browser: bool) -> int:
    """Show Tandem at work in a sample company, in the browser.

    Be any of its people, talk to Tandem, and let time pass. Needs no Slack and no settings; nothing is
    kept unless you name a folder.
    """
    if not script:
        return _page(data, port, no_browser=no_browser)
    if data or port or no_browser:
        raise click.UsageError("--script has no page: it goes without --data, --port and --no-browser.")
    from bot.demo.play import play_script

    return play_script()


def _page(data: Path | None, port: int | None, *, no_browser: bool) -> int:
    from bot.errors import Stop

    if importlib.util.find_spec("jinja2") is None:
        raise Stop("The demo's page needs jinja2: type `make demo`, or install it with `pip install jinja2`.")
    with _for_good():
        from bot.demo.live.browser import open_browser
        from bot.demo.live.folder import named, temporary
        from bot.demo.live.show import show, until_stopped
        from bot.demo.play import quiet

    def ready(address: str) -> None:
        click.echo(f"Tandem at Lantern, a sample company: {address} (Ctrl-C stops it)")
        if not no_browser:
            open_browser(address)

    with quiet(), named(data) if data else temporary() as folder:
        until_stopped(show(folder, port, ready))
    return 0
