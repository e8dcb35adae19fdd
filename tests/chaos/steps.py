"""A replica's steps, seen through public seams only, and its death at one of them.

A step lies before and after each statement, before and after each commit (the connection is given back),
and around each request to Slack: before it is written, when it is on its way, and when its answer is there.
"""

import asyncio
import os
import re
import signal
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import aiohttp
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.chaos.page import MERCY, NOW, Seat

TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+(\w+)")
CLAIM = "before UPDATE deliveries"
"""The first of these in a replica's life takes a claim."""
START, FIRST_CLAIM, OUTSIDE, NEVER = "start", "claim", "outside", "never"


@dataclass(frozen=True, slots=True)
class Death:
    """When a replica dies: at its n-th step since its start or its first claim; or, killed by the driver,
    so many milliseconds after its first claim. Nothing counts before its hour has come."""

    since: str = NEVER
    number: int = 0
    hour: int = 0
    """On the shared clock, in microseconds since 1970."""


class Steps:
    def __init__(self, seat: Seat, death: Death) -> None:
        self._seat = seat
        self._hour = death.hour
        self._left = death.number if death.since in (START, FIRST_CLAIM) else -1
        self._counts = death.since == START

    def step(self, name: str) -> None:
        """Die here, if this is the one. While the driver has mercy no step counts."""
        if self._seat.page[MERCY] or self._seat.page[NOW] < self._hour:
            return
        if name == CLAIM:
            self._seat.claimed()
            self._counts = True
        if not self._counts:
            return
        self._left -= 1
        if self._left == 0:
            self._seat.words = name
            os.kill(os.getpid(), signal.SIGKILL)

    def watch_databases(self) -> None:
        """Every engine of this process."""
        event.listen(Engine, "before_cursor_execute", self._before)
        event.listen(Engine, "after_cursor_execute", self._after)
        event.listen(Engine, "commit", lambda _connection: self.step("before commit"))
        event.listen(Engine, "checkin", lambda *_given: self.step("after commit"))

    def _before(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        self.step(f"before {named(statement)}")

    def _after(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        self.step(f"after {named(statement)}")

    def watch_requests(self) -> aiohttp.TraceConfig:
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._request_starts)
        trace.on_request_chunk_sent.append(self._request_leaves)
        trace.on_request_end.append(self._request_ends)
        return trace

    async def _request_starts(self, _session: Any, context: SimpleNamespace, params: Any) -> None:
        context.method = params.url.name
        self.step(f"before {context.method}")

    async def _request_leaves(self, _session: Any, context: SimpleNamespace, _params: Any) -> None:
        # It is written right after this: the loop's next round finds it on its way.
        asyncio.get_running_loop().call_soon(self.step, f"sent {context.method}")

    async def _request_ends(self, _session: Any, context: SimpleNamespace, _params: Any) -> None:
        self.step(f"answered {context.method}")


def named(statement: str) -> str:
    """`UPDATE deliveries`: the verb and the first table."""
    verb = statement.split(None, 1)[0]
    table = TABLE.search(statement)
    return f"{verb} {table[1]}" if table else verb
