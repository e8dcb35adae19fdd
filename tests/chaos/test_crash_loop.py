"""The short form of `make chaos`: a small company, and replicas that are killed at some thirty steps."""

from pathlib import Path

import pytest

from bot.playground import RateLimits
from tests.chaos.nursery import Nursery
from tests.chaos.runs import run_one
from tests.chaos.world import Kind


async def test_whatever_dies_and_whenever_nothing_is_lost_and_nothing_comes_twice(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kind = Kind("short", database_url, RateLimits(), kills=30, seed=1, managers=1, reports=2, days=4)
    async with Nursery() as nursery:
        world, verdict = await run_one(kind, tmp_path, nursery, print)
    assert world.kills == 30
    assert (verdict.lost, verdict.doubled) == ([], []), capsys.readouterr().out
    assert verdict.checked["messages"] > 30
    assert not world.crashed
