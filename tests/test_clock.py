"""A clock that stands still until somebody moves it or sleeps on it."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

from bot.clock import ManualClock, SystemClock

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


async def test_whoever_sleeps_moves_it() -> None:
    clock = ManualClock(NOON)
    await clock.sleep(90)
    assert clock.now() == NOON + timedelta(seconds=90)


async def test_those_who_fall_asleep_together_wake_together() -> None:
    clock = ManualClock(NOON)
    await asyncio.gather(*(clock.sleep(1) for _ in range(50)))
    assert clock.now() == NOON + timedelta(seconds=1)


def test_time_does_not_run_back() -> None:
    clock = ManualClock(NOON)
    clock.move_to(NOON - timedelta(hours=1))
    assert clock.now() == NOON
    clock.move(timedelta(hours=1))
    assert clock.now() == NOON + timedelta(hours=1)


def test_it_shows_utc_wherever_it_was_set() -> None:
    tokyo = ManualClock(datetime(2026, 3, 2, 21, 0, tzinfo=timezone(timedelta(hours=9))))
    assert tokyo.now() == NOON
    assert tokyo.now().tzinfo is UTC


async def test_the_real_clock_is_aware_and_passes() -> None:
    clock = SystemClock()
    before = clock.now()
    await clock.sleep(0.01)
    assert clock.now() - before >= timedelta(seconds=0.009)
    assert before.utcoffset() == timedelta(0)
