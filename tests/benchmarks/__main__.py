"""`make bench`: one line a row: name, ratio, smallest, largest, goal, `ok` or `short`."""

import asyncio

from tests.benchmarks import requests


async def main() -> None:
    for row in (requests.reading, requests.routing):
        print(await row())  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
