"""A company that was set up once: its rows and its Slack are kept, and a new Tandem goes on from there.

Import both fixtures where they are needed.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field

import pytest

from bot.clock import ManualClock
from bot.demo.stage import Stage, on_stage, staged
from bot.playground import Playground
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from tests.snapshots import Kept, keep, put_back

Hire = Callable[[Playground], None]
Begin = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True)
class Begun:
    """A company at the moment from which its tests go on. Nothing is ever done to it: it is copied."""

    slack: Playground
    rows: Kept
    clock: ManualClock


@dataclass
class Stages:
    """One for each worker."""

    _begun: dict[tuple[object, ...], Begun] = field(default_factory=dict)

    @asynccontextmanager
    async def begun(
        self, name: str, hire: Hire, begin: Begin, *, database: Database, ring: KeyRing, clock: ManualClock
    ) -> AsyncIterator[Stage]:
        """The company after `begin`, as every test with that name finds it; also the first one."""
        key = (database.is_sqlite, name)
        if key not in self._begun:
            self._begun[key] = await _set_up(hire, begin, database, ring, ManualClock(clock.now()))
        kept = self._begun[key]
        put_back(database, kept.rows)
        clock.move_to(kept.clock.now())
        slack: Playground = deepcopy(kept.slack, {id(kept.clock): clock})
        async with on_stage(slack, database, ring, clock) as stage:
            yield stage


async def _set_up(hire: Hire, begin: Begin, database: Database, ring: KeyRing, clock: ManualClock) -> Begun:
    async with staged(database, ring, clock, hire) as stage:
        await begin(stage)
    stage.slack.slack.rates.forget()  # the Tandem that goes on remembers no pace that it kept
    return Begun(stage.slack, keep(database), clock)


@pytest.fixture(scope="session")
def stages() -> Stages:
    return Stages()


TakeUp = Callable[[str, Hire, Begin], AbstractAsyncContextManager[Stage]]


@pytest.fixture
def take_up(stages: Stages, database: Database, ring: KeyRing, clock: ManualClock) -> TakeUp:
    """A company by its name, with how it is hired and how it began."""
    return lambda name, hire, begin: stages.begun(
        name, hire, begin, database=database, ring=ring, clock=clock
    )
