"""From the start of `tandem run` until `/readyz` says ready, against importing slack-bolt and SQLAlchemy."""

import asyncio
import sys
import tempfile
import time

from bot.storage.vault import KeyRing
from tests.benchmarks.click import product
from tests.benchmarks.harness import Row, Rows
from tests.benchmarks.sink import sink
from tests.schema import make_schema

ROUNDS = 5
PARTS = "import slack_bolt.async_app, sqlalchemy.orm"
"""What an asynchronous app imports of the two; it is all that Tandem uses of them."""
TOP = "import slack_bolt, sqlalchemy"


def rows() -> Rows:
    return {"start to ready": starting}


async def starting() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/tandem.db"
        make_schema(url)
        key = KeyRing.new_key()
        async with sink() as slack:
            rounds = [await _round(url, key, slack) for _ in range(ROUNDS + 1)][1:]
    against_parts = tuple(ours / parts for ours, parts, _ in rounds)
    against_top = tuple(ours / top for ours, _, top in rounds)
    return [
        Row("start to ready", f"`{PARTS}`", against_parts, 2.0, at_most=True),
        Row("start to ready, strictly", f"`{TOP}`", against_top, 2.0, at_most=True),
    ]


async def _round(url: str, key: str, slack: str) -> tuple[float, float, float]:
    began = time.perf_counter()
    async with product(url, key, slack):
        ours = time.perf_counter() - began
    return ours, await _importing(PARTS), await _importing(TOP)


async def _importing(code: str) -> float:
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    assert await process.wait() == 0
    return time.perf_counter() - began
