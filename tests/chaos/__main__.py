"""`make chaos KILLS=1000 SEED=1`: the long run, on both databases and under both limits of look-ups.

`DATABASE=sqlite` or `DATABASE=postgresql` runs only the worlds on that one. The last line is
`kills N, lost N, doubled N, unknown N`; it fails where anything was lost or doubled.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.chaos.runs import both_databases, run_all, worlds

MEMORY = Path("/dev/shm")  # noqa: S108  (only the folder above ours)
"""A folder in memory, where there is one: a process that is killed leaves nothing unwritten on any disk."""


def main() -> int:
    kills, seed = int(os.environ.get("KILLS", "1000")), int(os.environ.get("SEED", "1"))
    wanted = os.environ.get("DATABASE", "").lower()
    memory = MEMORY if MEMORY.is_dir() else None
    with (
        tempfile.TemporaryDirectory(prefix="tandem-chaos-", dir=memory) as folder,
        both_databases(Path(folder)) as urls,
    ):
        kinds = worlds({name: make for name, make in urls.items() if wanted in name.lower()}, kills, seed)
        return 0 if asyncio.run(run_all(kinds, Path(folder), print)) else 1


if __name__ == "__main__":
    sys.exit(main())
