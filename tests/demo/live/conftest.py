"""The sample company at the moment at which the demo begins, made once for each worker."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.clock import ManualClock
from bot.demo import cast
from bot.demo.live.flow import Flow
from bot.demo.live.opening import START, open_company
from bot.demo.live.telling import Telling
from bot.demo.live.tour import Tour
from bot.demo.stage import Stage
from bot.playground import Person
from bot.playground.page.guide import Step
from tests.stages import TakeUp, stages, take_up

__all__ = ["stages", "take_up"]


@dataclass
class Demo:
    """The company, with what the page is told of it."""

    stage: Stage
    flow: Flow
    telling: Telling
    tour: Tour

    def person(self, name: str) -> Person:
        return self.stage.slack.person(f"{name}@lantern.example")

    @property
    def steps(self) -> list[Step]:
        return list(self.tour.steps)

    async def plays(self, number: int) -> str:
        """The step with this number, from 1; what it says."""
        do = self.steps[number - 1].do
        assert do is not None
        said = await do()
        assert self.stage.slack.troubles == []
        return said


def demo_of(stage: Stage) -> Demo:
    flow, telling = Flow(stage), Telling(stage)
    return Demo(stage, flow, telling, Tour(flow, telling))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def database_url(sqlite_template: object, request: pytest.FixtureRequest) -> str:
    """The demo knows SQLite alone."""
    from tests.conftest import fresh_copy

    return f"sqlite:///{fresh_copy(request.getfixturevalue('sqlite_template'))}"


@pytest.fixture
async def demo(take_up: TakeUp) -> AsyncIterator[Demo]:
    async with take_up("the demo's company", cast.fill, open_company) as stage:
        yield demo_of(stage)
