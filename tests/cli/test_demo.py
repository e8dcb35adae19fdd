"""`tandem demo` as a newcomer starts it: a process of its own, an address, and a clean end.

One is started afresh; the others go on from a company that was set up once.
"""

# ruff: noqa: ASYNC240  (these tests have the loop for themselves)

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.demo.live.folder import named
from bot.demo.live.show import show
from bot.storage.vault import KeyRing
from tests.cli.conftest import CommandLine

pytestmark = pytest.mark.xdist_group("tandem demo")  # so that one worker sets up the company, once
STARTS_WITHIN, STOPS_WITHIN = 120, 60


@dataclass
class Running:
    """A demo in a process of its own."""

    process: asyncio.subprocess.Process
    address: str

    async def page(self) -> str:
        async with aiohttp.ClientSession() as session, session.get(self.address) as response:
            assert response.status == 200
            return await response.text()

    async def acts(self, user: str, act: str, body: dict[str, Any]) -> int:
        return await self.posts(f"as/{user}/{act}", body)

    async def jumps_for_ever(self) -> None:
        """From Monday to Monday, so that whatever happens meanwhile happens in the middle of a jump."""
        while True:
            assert await self.posts("jump/4") == 200

    async def posts(self, path: str, body: dict[str, Any] | None = None) -> int:
        origin = {"Origin": self.address.rstrip("/")}
        url = f"{self.address}{path}"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, json=body or {}, headers=origin) as response,
        ):
            return response.status


@asynccontextmanager
async def running(
    *arguments: str, end: signal.Signals = signal.SIGTERM, temporary: Path | None = None
) -> AsyncIterator[Running]:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")
    }
    environment |= {"TMPDIR": str(temporary)} if temporary else {}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", *arguments),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), STARTS_WITHIN)).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        assert "Ctrl-C" in line
        yield Running(process, found[0])
    finally:
        process.send_signal(end)
        more, said = await asyncio.wait_for(process.communicate(), STOPS_WITHIN)
    if end is not signal.SIGKILL:
        assert (process.returncode, more, said) == (0, b"", b"")


class Shown(Exception):  # noqa: N818  (no error)
    """The page is open: nobody wants to look at it."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company as it is when the page opens, in a folder. Whoever goes on from there takes a copy."""

    def ready(_address: str) -> None:
        raise Shown

    with named(tmp_path_factory.mktemp("begun")) as folder, pytest.raises(Shown):
        asyncio.run(show(folder, 0, ready))
    return folder.path


@pytest.fixture
def data(begun: Path, tmp_path: Path) -> Path:
    """A folder to go on from."""
    return shutil.copytree(begun, tmp_path / "demo")


async def test_a_fresh_one_shows_paulos_prompt_and_stops_in_the_middle_of_a_jump_without_a_trace(
    tmp_path: Path,
) -> None:
    """Whoever asked for the jump gets no answer any more, and nobody reads of anything else."""
    async with running("--no-browser", end=signal.SIGINT, temporary=tmp_path) as demo:
        page = await demo.page()
        assert "Paulo Reis" in page
        assert "Your one-on-one with" in page
        said = posted(tmp_path)
        jumping = asyncio.create_task(demo.jumps_for_ever())
        async with asyncio.timeout(STARTS_WITHIN):
            while posted(tmp_path) == said:  # noqa: ASYNC110  (another process)
                await asyncio.sleep(0.01)
    with pytest.raises(aiohttp.ClientError):
        await jumping
    assert list(tmp_path.iterdir()) == []


def posted(temporary: Path) -> int:
    """How much Tandem has said so far."""
    (rows,) = temporary.glob("tandem-demo-*/tandem.db")
    with closing(sqlite3.connect(f"file:{rows}?mode=ro", uri=True)) as connection:
        found: int = connection.execute("SELECT count(*) FROM addresses").fetchone()[0]
    return found


async def test_it_stops_while_it_starts(tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--no-browser"),
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(STARTS_WITHIN):
        while not list(tmp_path.glob("tandem-demo-*/tandem.db")):  # noqa: ASYNC110  (another process)
            await asyncio.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    _, said = await asyncio.wait_for(process.communicate(), STOPS_WITHIN)
    assert (process.returncode, said) == (0, b"")
    assert list(tmp_path.iterdir()) == []


def place(state: bytes, email: str) -> tuple[str, str]:
    """Somebody's id, and that of their direct message with Tandem."""
    kept = json.loads(state.partition(b"\n")[2])
    user = next(one["id"] for one in kept["users"] if one["email"] == email)
    return user, next(one["id"] for one in kept["conversations"] if one["user"] == user)


def moment(of: Path | bytes) -> datetime:
    """Up to when the company has come, in a folder or in what was read of it."""
    state = of if isinstance(of, bytes) else (of / "slack.json").read_bytes()
    return datetime.fromisoformat(json.loads(state.partition(b"\n")[0])["moment"])


async def confirmed(data: Path, number: int) -> None:
    """Until so many confirmations are written down."""
    async with asyncio.timeout(STARTS_WITHIN):
        while (data / "slack.json").read_bytes().count(b"Saved for your one-on-one") < number:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_what_was_said_is_there_again_also_after_a_kill(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    paulo, dm = place((data / "slack.json").read_bytes(), "paulo@lantern.example")
    async with running("--no-browser", "--data", str(data), "--port", str(port)) as demo:
        assert demo.address == f"http://127.0.0.1:{port}/"
        assert await demo.acts(paulo, "say", {"where": dm, "text": "The new grid works."}) == 204
        await confirmed(data, 1)
    async with running("--no-browser", "--data", str(data), end=signal.SIGKILL) as demo:
        assert "The new grid works." in await demo.page()
        assert await demo.acts(paulo, "say", {"where": dm, "text": "And more."}) == 204
        await confirmed(data, 2)
    async with running("--no-browser", "--data", str(data)) as demo:
        page = await demo.page()
        assert "The new grid works." in page
        assert "And more." in page


async def test_who_is_killed_before_the_slack_is_written_goes_on_all_the_same(data: Path) -> None:
    """Tandem's rows are ahead then: no time and no id comes twice, so that what is said next is stored."""
    async with running("--no-browser", "--data", str(data), end=signal.SIGKILL) as demo:
        before = (data / "slack.json").read_bytes()
        paulo, dm = place(before, "paulo@lantern.example")
        for words in ("The new grid works.", "Reviews get stuck."):
            assert await demo.acts(paulo, "say", {"where": dm, "text": words}) == 204
        await confirmed(data, 2)
        await demo.posts("jump/1")
        await confirmed(data, 2)
    (data / "slack.json").write_bytes(before)  # as if the kill had come before
    async with running("--no-browser", "--data", str(data)) as demo:
        assert moment(data) > moment(before) + timedelta(minutes=29)  # when Tandem last said something
        assert await demo.acts(paulo, "say", {"where": dm, "text": "And more."}) == 204
        await confirmed(data, 1)


def test_it_says_where_a_port_is_taken(tandem: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = tandem("demo", "--no-browser", "--port", str(port))
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"Nothing can listen on port {port} (address already in use): ")
    assert ended.err.count("\n") == 1


def test_without_what_the_page_is_made_with_it_says_what_to_install(
    tandem: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    ended = tandem("demo")
    assert (ended.code, ended.out) == (1, "")
    assert "jinja2" in ended.err
    assert ended.err.count("\n") == 1


def test_a_folder_that_is_no_demos_is_one_line_and_exit_2(tandem: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("do not lose me")
    line = tandem.refused("demo", "--no-browser", "--data", str(tmp_path))
    assert "no demo's" in line
    assert "\n" not in line


Damage = Callable[[Path], object]
DAMAGES: dict[str, Damage] = {
    "no database": lambda path: (path / "tandem.db").unlink(),
    "another file as the database": lambda path: (path / "tandem.db").write_bytes(b"no rows here" * 99),
    "an empty database": lambda path: (path / "tandem.db").write_bytes(b""),
    "other keys": lambda path: (path / "keys").write_text(KeyRing.new_key()),
    "half a state": lambda path: halve(path / "slack.json"),
}


def halve(path: Path) -> None:
    state = path.read_bytes()
    path.write_bytes(state[: len(state) // 2])


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_broken_folder_is_one_line_and_exit_2(tandem: CommandLine, data: Path, damage: Damage) -> None:
    damage(data)
    line = tandem.refused("demo", "--no-browser", "--data", str(data))
    assert line.startswith(f"The demo in {data} is broken: ")
    assert "\n" not in line
