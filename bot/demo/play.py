"""`tandem demo --script`: sets the stage in a folder of its own, plays, and shows the ledger."""

import asyncio
import contextlib
import logging
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from bot.app.logs import TextFormatter
from bot.clock import ManualClock
from bot.demo import cast
from bot.demo.ending import show_ledger
from bot.demo.stage import staged
from bot.demo.story import START, Story
from bot.demo.transcript import Transcript
from bot.storage.engine import open_database
from bot.storage.vault import KeyRing
from bot.workspaces.schema import upgrade

WIDTH = 118


def play_script(console: Console | None = None) -> int:
    """Play the two weeks; the exit code."""
    out = console or Console(width=None if Console().is_terminal else WIDTH)
    began = time.perf_counter()
    with quiet(), tempfile.TemporaryDirectory(prefix="tandem-demo-") as folder:
        asyncio.run(_play(Path(folder), Transcript(out)))
    took = time.perf_counter() - began
    out.print(
        f"\n[grey58]Two weeks in {took:.0f} seconds. Nothing is kept: the database was a temporary file.[/]"
    )
    return 0


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Tandem's log lines would stand between those of the demo. Faults are still said, but of any error only
    where it was: its message may hold what somebody typed.
    """
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(TextFormatter("%(message)s"))
    root, log = logging.getLogger(), logging.getLogger("bot")
    before = log.level
    log.setLevel(logging.ERROR)
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        log.setLevel(before)


async def _play(folder: Path, transcript: Transcript) -> None:
    url = f"sqlite:///{folder / 'tandem.db'}"
    await asyncio.to_thread(upgrade, url)
    database = open_database(url)
    ring, clock = KeyRing([KeyRing.new_key()]), ManualClock(START)
    transcript.title(
        "Tandem at Lantern: fourteen people, five time zones, three teams, two weeks",
        "A local Slack, real HTTP with real signatures, a real database.\n"
        "Orange: the people chain. Blue: the direction chain. The right column says who could see a line.",
    )
    try:
        async with staged(database, ring, clock, cast.fill) as stage:
            await Story(stage, transcript).play()
            await show_ledger(stage, transcript)
    finally:
        database.dispose()
