"""`tandem demo` as a newcomer starts it: a process of its own, an address, and a clean end."""

# ruff: noqa: ASYNC240  (these tests have the loop for themselves)

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.storage.vault import KeyRing
from tests.cli.conftest import CommandLine

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


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
async def test_it_starts_shows_paulos_prompt_and_stops_without_a_trace(
    tmp_path: Path, end: signal.Signals
) -> None:
    async with running("--no-browser", end=end, temporary=tmp_path) as demo:
        page = await demo.page()
        assert "Paulo Reis" in page
        assert "Your one-on-one with" in page
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []


async def test_it_stops_in_the_middle_of_a_jump(tmp_path: Path) -> None:
    """Whoever asked for it gets no answer any more, and nobody reads of anything else."""
    async with running("--no-browser", end=signal.SIGINT, temporary=tmp_path) as demo:
        jump = asyncio.create_task(demo.posts("jump/2"))
        await demo.page()  # the jump is under way, for requests are taken in turn
    await asyncio.wait([jump])
    assert list(tmp_path.iterdir()) == []


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
    await asyncio.sleep(0)
    process.send_signal(signal.SIGINT)
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


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
async def test_what_was_said_is_there_again_also_after_a_kill(tmp_path: Path, end: signal.Signals) -> None:
    data = tmp_path / "demo"
    words = "The new grid works."
    async with running("--no-browser", "--data", str(data), end=end) as demo:
        paulo, dm = place((data / "slack.json").read_bytes(), "paulo@lantern.example")
        assert await demo.acts(paulo, "say", {"where": dm, "text": words}) == 204
        await confirmed(data, 1)
    async with running("--no-browser", "--data", str(data)) as demo:
        assert words in await demo.page()
        assert await demo.acts(paulo, "say", {"where": dm, "text": "And more."}) == 204
        await confirmed(data, 2)


async def test_who_is_killed_before_the_slack_is_written_goes_on_all_the_same(tmp_path: Path) -> None:
    """Tandem's rows are ahead then: no time and no id comes twice, so that what is said next is stored."""
    data = tmp_path / "demo"
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


async def test_it_listens_on_the_port_that_is_named_and_says_where_it_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo", "--no-browser", "--port", str(port)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, said = await asyncio.wait_for(process.communicate(), STARTS_WITHIN)
    assert (process.returncode, out) == (1, b"")
    assert said.decode().startswith(f"Nothing can listen on port {port} (address already in use): ")
    assert said.count(b"\n") == 1
    async with running("--no-browser", "--port", str(port)) as demo:
        assert demo.address == f"http://127.0.0.1:{port}/"


def test_without_what_the_page_is_made_with_it_says_what_to_install() -> None:
    script = "import sys; sys.modules['jinja2'] = None; from bot.cli import main; main(['demo'])"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "jinja2" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_folder_that_is_no_demos_is_one_line_and_exit_2(tandem: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("do not lose me")
    line = tandem.refused("demo", "--no-browser", "--data", str(tmp_path))
    assert "no demo's" in line
    assert "\n" not in line


async def test_a_broken_folder_is_one_line_and_exit_2(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    async with running("--no-browser", "--data", str(whole)):
        pass
    state = (whole / "slack.json").read_bytes()
    damages: dict[str, Callable[[Path], object]] = {
        "no database": lambda path: (path / "tandem.db").unlink(),
        "another file as the database": lambda path: (path / "tandem.db").write_bytes(b"no rows here" * 99),
        "an empty database": lambda path: (path / "tandem.db").write_bytes(b""),
        "other keys": lambda path: (path / "keys").write_text(KeyRing.new_key()),
        "half a state": lambda path: (path / "slack.json").write_bytes(state[: len(state) // 2]),
    }
    for name, damage in damages.items():
        path = tmp_path / name.replace(" ", "-")
        shutil.copytree(whole, path)
        damage(path)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo", "--no-browser", "--data", str(path)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, said = await asyncio.wait_for(process.communicate(), STARTS_WITHIN)
        assert (process.returncode, out) == (2, b""), (name, said)
        assert said.decode().startswith(f"The demo in {path} is broken: "), (name, said)
        assert said.count(b"\n") == 1, (name, said)
