"""The short form of `make chaos`: a small company for three days, on both databases side by side."""

import asyncio
from pathlib import Path

from bot.playground import RateLimits
from bot.storage.engine import open_database
from tests.chaos.nursery import Nursery
from tests.chaos.runs import run_one, told
from tests.chaos.world import Kind
from tests.conftest import fresh_copy
from tests.postgres import Databases

KILLS = 10
SEED = 310
"""One that has everybody meet on the fourth day."""


async def test_whatever_dies_and_whenever_nothing_is_lost_and_nothing_comes_twice(
    sqlite_template: Path, postgres_databases: Databases, tmp_path: Path
) -> None:
    urls = {
        "SQLite": f"sqlite:///{fresh_copy(sqlite_template)}",
        "PostgreSQL": postgres_databases.next(),
    }
    try:
        async with Nursery() as nursery:
            await asyncio.gather(
                *(_survives(url, _folder(tmp_path, name), nursery) for name, url in urls.items())
            )
    finally:  # whoever gets this database next must not find the company in it
        opened = open_database(urls["PostgreSQL"])
        postgres_databases.empty(opened)
        opened.dispose()


def _folder(place: Path, name: str) -> Path:
    (place / name).mkdir()
    return place / name


async def _survives(url: str, folder: Path, nursery: Nursery) -> None:
    kind = Kind("short", url, RateLimits(), kills=KILLS, seed=SEED, managers=1, reports=2, days=3)
    world, verdict = await run_one(kind, folder, nursery, print)
    assert (world.kills, world.crashed) == (KILLS, [])
    assert (verdict.lost, verdict.doubled) == ([], []), told(world, verdict)
    assert verdict.checked["messages"] > KILLS
    assert verdict.checked["one-on-ones"] > 0
