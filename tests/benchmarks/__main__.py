"""`make bench`: one line a row: name, ratio, smallest, largest, goal, `ok` or `short`.

`make bench ROWS=click` measures only the rows with that in their name.
"""

import asyncio
import importlib
import os
import pkgutil

import tests.benchmarks
from tests.benchmarks.harness import Measure, Rows


def collected() -> Rows:
    """The rows of every module here that has some."""
    found: dict[str, Measure] = {}
    for module in pkgutil.iter_modules(tests.benchmarks.__path__):
        if module.name != "__main__":
            rows = getattr(importlib.import_module(f"tests.benchmarks.{module.name}"), "rows", None)
            found.update(rows() if rows else {})
    return found


async def main(wanted: str) -> None:
    for name, measure in collected().items():
        if wanted in name:
            for row in await measure():
                print(row, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(os.environ.get("ROWS", "")))
