"""Faults on purpose: what the Web API does wrong on its next calls, in the order given.

    playground.faults.plan("chat.postMessage", drop_reply(), server_error(503), rate_limited(30), slow(2.5))

Each call of that method takes one off the list; after the last one everything is as usual again.
"""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One scripted behaviour. `delay` is in seconds of the playground's `sleep`."""

    drops_reply: bool = False
    status: int = 200
    retry_after: int | None = None
    delay: float = 0.0
    error: str | None = None
    until: asyncio.Event | None = None

    @property
    def does_the_work(self) -> bool:
        """Whether the method is carried out before things go wrong."""
        return self.status == 200 and self.retry_after is None and self.error is None


def drop_reply() -> Fault:
    """Do the work, then close the connection without an answer: the caller can't know what happened."""
    return Fault(drops_reply=True)


def server_error(status: int = 500) -> Fault:
    """Answer with this status and do nothing."""
    return Fault(status=status)


def rate_limited(seconds: int) -> Fault:
    """Answer 429 with this `Retry-After`, and do nothing."""
    return Fault(retry_after=seconds)


def slow(seconds: float) -> Fault:
    """Do the work, and answer so much later."""
    return Fault(delay=seconds)


def held(until: asyncio.Event) -> Fault:
    """Do the work, and answer when the event is set: for tests that must not depend on time."""
    return Fault(until=until)


def refused(error: str) -> Fault:
    """Answer `ok: false` with this error code, and do nothing."""
    return Fault(error=error)


class Faults:
    """The plan: for each method, what goes wrong next."""

    def __init__(self) -> None:
        self._planned: dict[str, deque[Fault]] = defaultdict(deque)
        self.outage: Fault | None = None
        """What every method does that has nothing planned, until this is None again."""

    def plan(self, method: str, *faults: Fault) -> None:
        """Add these to what goes wrong on the method's next calls."""
        self._planned[method].extend(faults)

    def take(self, method: str) -> Fault | None:
        """The fault for the call that just came in, if one is planned."""
        planned = self._planned[method]
        return planned.popleft() if planned else self.outage

    @property
    def left(self) -> int:
        """How many are still to come."""
        return sum(len(planned) for planned in self._planned.values())
