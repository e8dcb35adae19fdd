"""`make clocks`: every zone; the last line says how many occurrences were looked at."""

# ruff: noqa: T201

import os
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date

from tests.clocks.comparing import YEARS, ZONES, compared

FIRST = date(2026, 1, 1)
SHIFTED = date(2009, 1, 1)
"""Also through years whose odd changes are known: Apia skipped a day, Caracas and Pyongyang half an hour."""


def main() -> None:
    began = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for first in (FIRST, SHIFTED):
            counts = list(pool.map(compared, ZONES, [first] * len(ZONES), chunksize=4))
            print(f"{len(ZONES)} zones, {YEARS} years from {first}: {sum(counts):,} occurrences, all right")
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
