"""A machine's clock is moved: nobody is prompted twice, and nothing stands still or is lost."""

import asyncio
import importlib.util
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import String, Text, select

import bot.tables  # noqa: F401  (so that every table is known)
from bot.app.timers import Timers
from bot.people.names import CHECK_IN
from bot.storage.base import Base
from tests.clocks.wall import Wall
from tests.conftest import Do
from tests.people.conftest import Company, of_kind

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock() -> Wall:
    return Wall(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("by", [HOUR, DAY, 30 * DAY])
def test_nobody_is_prompted_twice_by_a_clock_that_goes_back(
    company: Company, clock: Wall, by: timedelta
) -> None:
    company.agree("Carla Weiss")
    letters = company.pass_to(4, 11)
    clock.put(clock.now() - by)
    letters += company.pass_to(5, 9)
    assert len(of_kind(letters, CHECK_IN, "Carla Weiss")) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_day_ahead_and_back_prompts_once_and_loses_nothing(company: Company, clock: Wall) -> None:
    company.agree("Carla Weiss")
    clock.put(clock.now() + DAY + 22 * HOUR)
    letters = company.round()
    clock.put(clock.now() - DAY)
    letters += company.pass_to(19, 9)
    first, second = of_kind(letters, CHECK_IN, "Carla Weiss")
    assert first.at.date() < second.at.date()
    assert [row.number for row in company.all_of("Carla Weiss")] == [1, 2]


async def test_the_sweep_goes_on_where_the_clock_is_put_back() -> None:
    """The scheduler waits for a time of day, which then lies an hour ahead."""
    swept = asyncio.Event()
    times = 0

    async def sweep() -> None:
        nonlocal times
        times += 1
        if times == 1:
            (job,) = timers.scheduler.get_jobs()
            job.modify(next_run_time=datetime.now(UTC) + HOUR)
        if times == 2:
            raise RuntimeError("a fault must not end it")
        if times == 3:
            swept.set()

    timers = Timers(sweep, seconds=0.01)
    running = asyncio.create_task(timers.run())
    assert not timers.is_ticking()
    await asyncio.wait_for(swept.wait(), 30)
    assert timers.is_ticking()
    running.cancel()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_that_is_stored_names_a_function(company: Company, do: Do) -> None:
    """So a function can be renamed while its prompts wait: rows hold rules, moments and kinds."""
    company.agree("Carla Weiss")
    company.pass_to(5, 12)

    def texts(work: object) -> set[str]:
        found: set[str] = set()
        for table in Base.metadata.sorted_tables:
            columns = [one for one in table.columns if isinstance(one.type, String | Text)]
            rows = work.session.execute(select(*columns))  # type: ignore[attr-defined]
            found |= {str(value) for row in rows for value in row if value}
        return found

    stored = do(texts)
    assert "checkin" in stored
    assert [each for each in stored if each.startswith(("bot.", "bot:")) or _is_ours(each)] == []


def _is_ours(text: str) -> bool:
    return (
        ":" in text and text.partition(":")[0].replace(".", "").isidentifier() and _module(text) is not None
    )


def _module(text: str) -> object:
    try:
        return importlib.util.find_spec(text.partition(":")[0])
    except (ImportError, ValueError):
        return None
