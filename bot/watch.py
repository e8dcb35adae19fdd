"""Watching Tandem at work: one id along each way through it, and what its parts report on the way.

A *way* begins where something sets Tandem going: a request at the door, a tick of the scheduler. It goes
along into worker threads, into the outbox and from there to the sender, so that one id shows everything
that followed. What is reported holds kinds and ids, never what a person typed.
"""

import random
import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

ID_BITS = 48
FIELDS = "fields"
"""In a log line's `extra`: what it says beside its words, in ids, kinds and figures."""


@dataclass(frozen=True, slots=True)
class Way:
    id: str
    """Twelve hexadecimal characters."""
    began: float
    """On `time.perf_counter`, for durations only: it decides nothing."""


_HERE: ContextVar[Way | None] = ContextVar("way", default=None)


def way_id() -> str | None:
    """The id of the way that we are on; None where we are on none."""
    way = _HERE.get()
    return way.id if way else None


def so_far() -> float:
    """The seconds since this way began; nought where we are on none."""
    way = _HERE.get()
    return time.perf_counter() - way.began if way else 0.0


class on_way:  # noqa: N801  (it is used as a function, and a class costs a third of a generator)
    """Go along a way: a new one, or on with the one that has this id."""

    __slots__ = ("_id", "_token")

    def __init__(self, way: str | None = None) -> None:
        # No secret: the system's own chance costs a call into it, where other threads step in between.
        self._id = way or f"{random.getrandbits(ID_BITS):012x}"

    def __enter__(self) -> None:
        self._token = _HERE.set(Way(self._id, time.perf_counter()))

    def __exit__(self, *_error: object) -> None:
        _HERE.reset(self._token)


class Watcher(Protocol):
    """Whoever wants to know what Tandem does. Each call is cheap, raises nothing and blocks nothing."""

    def answered(self, kind: str, route: str, result: str, seconds: float, retry: int) -> None:
        """A request was handled, and its ack is due. `route` is its action, callback, command or event."""

    def swept(self, source: str, rows: int, seconds: float) -> None:
        """A source of the sweep had something due, and moved so many rows on."""

    def carried(self, message: "Carried") -> None:
        """The sender is done with a message for now."""

    def called(self, method: str, result: str, seconds: float) -> None:
        """A method of Slack's Web API ended: `ok`, Slack's word for what was wrong, or no answer."""

    def unsure(self, what: str) -> None:
        """The database did not do what it should: `NotStored` or `NotConfirmed`."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a message, or of several that share one."""

    delivery: str
    """The id that the message bears."""
    chain: str
    kind: str
    result: str
    """`sent`, `found` (an earlier attempt had posted it), `moved`, `greeted`, `dropped`, `failed`,
    `unknown`, `again` (after an error), or `left` (to whoever finds it when its lease ends)."""
    attempt: int
    seconds: float


class Nobody:
    """Nobody wants to know."""

    def answered(self, kind: str, route: str, result: str, seconds: float, retry: int) -> None:
        pass

    def swept(self, source: str, rows: int, seconds: float) -> None:
        pass

    def carried(self, message: Carried) -> None:
        pass

    def called(self, method: str, result: str, seconds: float) -> None:
        pass

    def unsure(self, what: str) -> None:
        pass


NOBODY = Nobody()
