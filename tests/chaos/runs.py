"""The runs: which worlds there are, one after the other, and what is said about them."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

from bot.playground import RateLimits
from tests.chaos.nursery import Nursery
from tests.chaos.verdict import Verdict, judge
from tests.chaos.world import Kind, Say, World, made
from tests.postgres import address, on_server, running_postgres
from tests.schema import make_schema

MANAGERS, REPORTS = 5, 8
"""Of a long run: 46 people in all."""
DAYS = 15
LIMITS = {"tier 3": RateLimits(), "one look-up a minute": RateLimits.for_distributed_apps()}
MakeDatabase = Callable[[], str]
TOLD = 20
"""Faults that are listed one by one."""


@contextlib.contextmanager
def both_databases(folder: Path) -> Iterator[Mapping[str, MakeDatabase]]:
    """By name, what gives the address of a new database with the schema in it."""
    numbers = iter(range(1000))

    def sqlite() -> str:
        url = f"sqlite:///{folder / f'chaos{next(numbers)}.db'}"
        make_schema(url)
        return url

    with running_postgres(folder / "postgres") as server:

        def postgresql() -> str:
            name = f"chaos{next(numbers)}"
            on_server(server, f"CREATE DATABASE {name}")
            url = address(server.set(database=name))
            make_schema(url)
            return url

        yield {"SQLite": sqlite, "PostgreSQL": postgresql}


def worlds(databases: Mapping[str, MakeDatabase], kills: int, seed: int) -> list[Kind]:
    """One for each database and each limit; together they have that many kills."""
    kinds = list(product(databases, LIMITS))
    shares = [kills // len(kinds) + (number < kills % len(kinds)) for number in range(len(kinds))]
    return [
        Kind(
            f"{database}, {limit}", databases[database](), LIMITS[limit], share, seed, MANAGERS, REPORTS, DAYS
        )
        for (database, limit), share in zip(kinds, shares, strict=True)
    ]


async def run_all(kinds: Sequence[Kind], folder: Path, say: Say) -> bool:
    """Run them all and say what came of it; whether nothing was lost and nothing doubled."""
    kills, total, places = 0, Verdict(), Counter[str]()
    async with Nursery() as nursery:
        for number, kind in enumerate(kinds):
            place = folder / f"world{number}"
            place.mkdir()
            began = time.monotonic()
            world, verdict = await run_one(kind, place, nursery, say)
            say(f"{kind.name}: {told(world, verdict)} ({time.monotonic() - began:.0f} s)")
            _tell_more(world, verdict, say)
            kills, places = kills + world.kills, places + world.killed_at
            for name in ("lost", "doubled", "unknown"):
                getattr(total, name).extend(getattr(verdict, name))
    say("where they died: " + ", ".join(f"{place} {count}" for place, count in places.most_common()))
    say(last_line(kills, total))
    return not total.lost and not total.doubled


async def run_one(kind: Kind, folder: Path, nursery: Nursery, say: Say) -> tuple[World, Verdict]:
    async with made(kind, folder, nursery) as world:
        await world.run(say)
        return world, judge(world)


def told(world: World, verdict: Verdict) -> str:
    checked = ", ".join(f"{count} {what}" for what, count in verdict.checked.items())
    return f"{last_line(world.kills, verdict)}; until {world.clock.now():%d %B}; {checked}"


def last_line(kills: int, verdict: Verdict) -> str:
    return (
        f"kills {kills}, lost {len(verdict.lost)}, doubled {len(verdict.doubled)}, "
        f"unknown {len(verdict.unknown)}"
    )


def _tell_more(world: World, verdict: Verdict, say: Say) -> None:
    for name in ("lost", "doubled", "unknown"):
        found = getattr(verdict, name)
        for each in found if name == "unknown" else found[:TOLD]:
            say(f"  {name}: {each}")
        if len(found) > TOLD and name != "unknown":
            say(f"  {name}: and {len(found) - TOLD} more")
    for each, count in world.people.could_not.items():
        say(f"  people could not, {count} times: {each}")
    for status in world.crashed:
        say(f"  a replica ended by itself: {status}")
    errors = Counter(line for line in _log(world) if line.startswith(("ERROR", "CRITICAL")))
    for line, count in errors.most_common(TOLD):
        say(f"  logged {count} times: {line[:200]}")


def _log(world: World) -> list[str]:
    return world.log.read_text().splitlines() if world.log.exists() else []
