"""Where the demo's page listens: always at the same address, as long as nobody else has it."""

import socket

import pytest

from bot.clock import ManualClock
from bot.demo.live.show import started
from bot.demo.stage import new_slack
from bot.errors import Stop
from bot.playground.page.page import Page


@pytest.fixture
def free_port() -> int:
    """One that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def test_the_preferred_port_is_taken_where_it_is_free_and_again_after_a_restart(
    free_port: int, clock: ManualClock
) -> None:
    for _ in range(2):
        page = Page(new_slack(clock))
        assert await started(page, None, free_port) == f"http://127.0.0.1:{free_port}/"
        await page.stop()


async def test_where_another_has_the_preferred_port_it_is_any_and_a_named_one_is_none(
    free_port: int, clock: ManualClock
) -> None:
    first, second, third = (Page(new_slack(clock)) for _ in range(3))
    taken = await started(first, None, free_port)
    assert await started(second, None, free_port) != taken
    with pytest.raises(Stop, match=f"port {free_port}"):
        await started(third, free_port)
    for page in (first, second, third):
        await page.stop()
