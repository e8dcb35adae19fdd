"""Two things timed in turn, A B A B ..., so that a machine that drifts drifts for both.

A module of rows has `rows()`: by name, a coroutine function that measures and gives its `Row`s.
"""

import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

ROUNDS = 15
Run = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of `make bench`: a ratio a round, and the goal that their median is held against.

    The goal is the least that is wanted (2.0: twice as fast), or the most, where `at_most`.
    """

    name: str
    against: str
    ratios: tuple[float, ...]
    goal: float
    at_most: bool = False

    @property
    def middle(self) -> float:
        return statistics.median(self.ratios)

    @property
    def is_met(self) -> bool:
        return self.middle <= self.goal if self.at_most else self.middle >= self.goal

    def __str__(self) -> str:
        spread = f"{self.middle:7.2f} {min(self.ratios):7.2f} {max(self.ratios):7.2f}"
        goal = f"{'<=' if self.at_most else '>='} {self.goal:5.2f}"
        verdict = "ok" if self.is_met else "short"
        return f"{self.name:<46} {spread}  {goal} {verdict:<5} (against {self.against})"


Measure = Callable[[], Awaitable[Sequence[Row]]]
Rows = Mapping[str, Measure]


async def compare(
    name: str, ours: Run, against: str, reference: Run, goal: float, *, rounds: int = ROUNDS
) -> Row:
    """How many times less CPU than the reference, in this process: warm both up once, then in turn."""
    await ours()
    await reference()
    ratios = []
    for _ in range(rounds):
        mine, theirs = await cpu_seconds(ours), await cpu_seconds(reference)
        ratios.append(theirs / mine)
    return Row(name, against, tuple(ratios), goal)


async def cpu_seconds(run: Run) -> float:
    """This process's: for what only computes, other processes on the machine make no difference to it."""
    began = time.process_time()
    await run()
    return time.process_time() - began


async def seconds(run: Run) -> float:
    began = time.perf_counter()
    await run()
    return time.perf_counter() - began
