"""Two things timed in turn, A B A B ..., so that a machine that drifts drifts for both."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

ROUNDS = 15
Run = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Row:
    """`goal` is the ratio of the reference's time to ours that we want at least: 2.0 is twice as fast."""

    name: str
    against: str
    ratios: tuple[float, ...]
    goal: float

    def __str__(self) -> str:
        middle = statistics.median(self.ratios)
        verdict = "ok" if middle >= self.goal else "short"
        spread = f"{min(self.ratios):6.2f} {max(self.ratios):6.2f}"
        return (
            f"{self.name:<42} {middle:6.2f} {spread} {self.goal:6.2f} {verdict:<5} (against {self.against})"
        )


async def compare(name: str, ours: Run, against: str, reference: Run, goal: float) -> Row:
    """Warm both up once, then time them in turn; a ratio a round."""
    await ours()
    await reference()
    ratios = []
    for _ in range(ROUNDS):
        mine, theirs = await seconds(ours), await seconds(reference)
        ratios.append(theirs / mine)
    return Row(name, against, tuple(ratios), goal)


async def seconds(run: Run) -> float:
    began = time.perf_counter()
    await run()
    return time.perf_counter() - began
