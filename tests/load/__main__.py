"""`make load`: a Monday at nine. 10,000 people in one workspace, and as many in 500; SQLite and PostgreSQL.

Everything is real but the clock: signed requests through the door, the local Slack with its limits over
HTTP, the database. The clock moves on when everybody waits, so that twenty minutes pass in two.
"""

import argparse
import asyncio

from tests.benchmarks.places import places
from tests.load.storm import Storm, measured

SCENES = {
    "one workspace": Storm(workspaces=1, pairs=10_000, teams=1_000),
    "one workspace, first contact": Storm(workspaces=1, pairs=10_000, teams=1_000, is_met=False),
    "500 workspaces": Storm(workspaces=500, pairs=20, teams=2),
}


async def main(wanted: str, part: int) -> None:
    for kind in ("SQLite", "PostgreSQL"):
        for name, storm in SCENES.items():
            if wanted in f"{name}, {kind}":
                with places(kind) as new:
                    print(f"{name}, {kind}:", flush=True)  # noqa: T201
                    for line in await measured(new(), storm.smaller(part)):
                        print(f"  {line}", flush=True)  # noqa: T201


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--scene", default="", help="only those with this in their name")
    arguments.add_argument("--part", type=int, default=1, help="so many times fewer people")
    given = arguments.parse_args()
    asyncio.run(main(given.scene, given.part))
