"""`tandem run` as an operator starts it: a process of its own, beside a local Slack."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.playground import Playground, RateLimits
from bot.storage.vault import KeyRing

STARTS_WITHIN, STOPS_WITHIN = 120, 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def settings(company: Playground, database_url: str, port: int) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "SLACK_"))}
    return {
        **clean,
        "TANDEM_DATABASE_URL": database_url,
        "TANDEM_ENCRYPTION_KEYS": KeyRing.new_key(),
        "TANDEM_HOST": "127.0.0.1",
        "TANDEM_PORT": str(port),
        "SLACK_API_URL": company.api_url,
        "SLACK_BOT_TOKEN": company.credentials.bot_token,
    }


@asynccontextmanager
async def running(environment: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process; it is told to stop at the end, and has to."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(process.wait(), STOPS_WITHIN)
    assert code == 0


async def answer(url: str) -> tuple[int, str]:
    try:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return response.status, await response.text()
    except aiohttp.ClientError:
        return 0, ""


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(STARTS_WITHIN):
        while not await condition():  # noqa: ASYNC110  (another process: there is no event to wait for)
            await asyncio.sleep(0.1)


async def invited(company: Playground) -> bool:
    return any("Set up Tandem" in message.reads for message in company.person("Ana").dm)


@pytest.mark.parametrize(
    ("database_url", "over"), [("sqlite", "http"), ("postgresql", "socket")], indirect=["database_url"]
)
async def test_it_starts_answers_invites_the_owner_and_stops(
    company: Playground, database_url: str, over: str
) -> None:
    company.add_person("ana@example.com", "Ana", is_primary_owner=True, is_admin=True)
    port = free_port()
    environment = settings(company, database_url, port)
    if over == "http":
        environment["SLACK_SIGNING_SECRET"] = company.credentials.signing_secret
        company.connect(f"http://127.0.0.1:{port}/slack/events")
    else:
        environment["SLACK_APP_TOKEN"] = company.credentials.app_token
        company.slack.rates.limits = RateLimits({"apps.connections.open": 100})  # its clock stands still
    here = f"http://127.0.0.1:{port}"

    async def ready() -> bool:
        return await answer(f"{here}/readyz") == (200, "ready")

    async with running(environment):
        await until(ready)
        assert await answer(f"{here}/healthz") == (200, "alive")
        await until(lambda: invited(company))
        await company.person("Ana").types("/tandem", "help")
        assert company.troubles == []
        status, figures = await answer(f"{here}/metrics")
        assert (status, "tandem_sweep_lag_seconds" in figures) == (200, True)
        assert ("tandem_socket_mode_connected 1.0" in figures) == (over == "socket")
        assert 'tandem_ack_seconds_count{kind="command",result="done"} 1.0' in figures


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
async def test_postgresql_at_the_wrong_revision_is_refused_with_what_to_type(
    company: Playground, empty_url: str
) -> None:
    said = await refused(settings(company, empty_url, free_port()))
    assert said.endswith("type `tandem db upgrade`.\n")
    assert said.count("\n") == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_port_that_is_taken_is_one_line_that_says_what_to_do(
    company: Playground, database_url: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = await refused(settings(company, database_url, port))
    assert said.startswith(f"Nothing can listen on 127.0.0.1, port {port} (address already in use): ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_keys_that_do_not_open_the_database_are_said(company: Playground, database_url: str) -> None:
    environment = settings(company, database_url, free_port()) | {"SLACK_SIGNING_SECRET": "secret"}
    company.add_person("ana@example.com", "Ana", is_primary_owner=True, is_admin=True)
    async with running(environment):
        await until(lambda: invited(company))
    said = await refused({**environment, "TANDEM_ENCRYPTION_KEYS": KeyRing.new_key()})
    assert said.endswith(
        "TANDEM_ENCRYPTION_KEYS does not open this database: add the key that was used before.\n"
    )


async def refused(environment: dict[str, str]) -> str:
    """What `run` says where it does not start."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env={"SLACK_SIGNING_SECRET": "secret", **environment},
        stderr=asyncio.subprocess.PIPE,
    )
    _out, said = await asyncio.wait_for(process.communicate(), STARTS_WITHIN)
    assert process.returncode == 1
    return said.decode()
