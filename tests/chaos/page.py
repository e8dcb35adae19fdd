"""A page of memory that the driver and the replicas share: the time, and how each replica is."""

import asyncio
import mmap
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CELLS, WORDS, SIZE = 64, 120, 4096
"""Cells are whole numbers of 64 bits, each written at once; words are where a replica says how it died."""
NOW, VERSION, MERCY = range(3)
FIRST_SEAT, SEAT_CELLS = 8, 8
READY, CALM, CLAIMED = range(3)
LOOK_SECONDS = 0.004
"""How often a sleeper looks at the clock: real time."""


class Page:
    """Made by the driver, opened by its path in every replica."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(SIZE))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), SIZE)
        self._cells = memoryview(self._memory).cast("q")
        self.path = path

    def __getitem__(self, cell: int) -> int:
        return self._cells[cell]

    def __setitem__(self, cell: int, value: int) -> None:
        self._cells[cell] = value

    def seat(self, number: int) -> "Seat":
        return Seat(self, number)

    def words(self, number: int) -> str:
        start = CELLS * 8 + number * WORDS
        return self._memory[start : start + WORDS].rstrip(b"\0").decode(errors="replace")

    def say(self, number: int, words: str) -> None:
        start = CELLS * 8 + number * WORDS
        self._memory[start : start + WORDS] = words.encode()[:WORDS].ljust(WORDS, b"\0")


class Seat:
    """What one replica tells the driver."""

    def __init__(self, page: Page, number: int) -> None:
        self.page = page
        self._number = number
        self._first = FIRST_SEAT + number * SEAT_CELLS

    def empty(self) -> None:
        """Somebody new is about to take it."""
        for cell in range(SEAT_CELLS):
            self.page[self._first + cell] = 0
        self.words = ""

    @property
    def is_ready(self) -> bool:
        """It takes requests."""
        return bool(self.page[self._first + READY])

    def ready(self) -> None:
        self.page[self._first + READY] = 1

    @property
    def has_claimed(self) -> bool:
        return bool(self.page[self._first + CLAIMED])

    def claimed(self) -> None:
        self.page[self._first + CLAIMED] = 1

    @property
    def is_calm(self) -> bool:
        """It has looked since the clock was last put forward, and found nothing left to do."""
        return self.page[self._first + CALM] == self.page[VERSION]

    def calm(self, version: int) -> None:
        """Done with all that was there at that version of the time; 0: at work."""
        self.page[self._first + CALM] = version

    @property
    def words(self) -> str:
        return self.page.words(self._number)

    @words.setter
    def words(self, words: str) -> None:
        self.page.say(self._number, words)


class SharedClock:
    """One time for all processes. It stands still unless the driver moves it."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def now(self) -> datetime:
        return EPOCH + timedelta(microseconds=self._page[NOW])

    async def sleep(self, seconds: float) -> None:
        until = self.now() + timedelta(seconds=seconds)
        while self.now() < until:  # noqa: ASYNC110  (another process moves the clock)
            await asyncio.sleep(LOOK_SECONDS)

    def flow(self, by: timedelta) -> None:
        """A moment passes: nobody is told."""
        self._page[NOW] += by // MICROSECOND

    def put_forward(self, to: datetime) -> None:
        """To a later moment, at which every replica looks for what is due."""
        self._page[NOW] = max(self._page[NOW], (to - EPOCH) // MICROSECOND)
        self._page[VERSION] += 1
