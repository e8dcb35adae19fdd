"""Starts replicas quickly: a process that has imported everything and opened nothing, and forks.

It reads lines of JSON: `{"start": ...}` and `{"rehearse": ...}` hold an assignment, `{"kill": ...}` an id; it
says `{"pid": ...}` and `{"ended": pid, "status": ...}`. When its input ends, it ends with all its children.
"""

import asyncio
import gc
import inspect
import json
import os
import select
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.orm import configure_mappers

from bot.app.web import configured, web_app
from bot.storage.engine import Database, open_database
from tests.chaos.replica import Assignment, live, rehearse
from tests.chaos.steps import Death


class Nursery:
    """The driver's side."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._births: asyncio.Queue[int] = asyncio.Queue()
        self._ends: dict[int, asyncio.Future[int]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def __aenter__(self) -> "Nursery":
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.chaos.nursery", stdin=pipe, stdout=pipe
        )
        self._reading = asyncio.create_task(self._read(self._process))
        await self._births.get()  # it says nought when it is ready
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._reading is not None
        self._process.stdin.close()
        await self._process.wait()
        await self._reading

    async def start(self, assignment: Assignment) -> int:
        """Its process id."""
        return await self._ask({"start": asdict(assignment)})

    async def rehearse(self, assignment: Assignment) -> None:
        """Once for each database, when there is something to do on it."""
        await self._ask({"rehearse": asdict(assignment)})

    async def _ask(self, order: dict[str, Any]) -> int:
        async with self._one_at_a_time:
            self._tell(order)
            return await self._births.get()

    def kill(self, pid: int) -> None:
        """Unless it has ended already: its id could be another's by then."""
        self._tell({"kill": pid})

    def end_of(self, pid: int) -> "asyncio.Future[int]":
        """What it ended with: minus nine where it was killed."""
        return self._ends.setdefault(pid, asyncio.get_running_loop().create_future())

    def _tell(self, order: dict[str, Any]) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order, default=str).encode() + b"\n")

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            said = json.loads(line)
            if "pid" in said:
                self._births.put_nowait(said["pid"])
            else:
                self.end_of(said["ended"]).set_result(said["status"])


class _Forker:
    """What runs in the nursery's own process. No threads and no event loop: it forks."""

    def __init__(self) -> None:
        self._children: set[int] = set()
        self._databases: dict[str, Database] = {}
        self._wakes, self._wake = os.pipe()
        for end in (self._wakes, self._wake):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_given: None)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        self._unread = b""

    def run(self) -> None:
        self._say({"pid": 0})
        while True:
            readable, _, _ = select.select([0, self._wakes], [], [])
            if self._wakes in readable:
                os.read(self._wakes, 4096)
                self._reap()
            if 0 in readable and not self._obey():
                break
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)

    def _obey(self) -> bool:
        """False where there is nobody left who could give orders."""
        said = os.read(0, 65536)
        *lines, self._unread = (self._unread + said).split(b"\n")
        for line in lines:
            order = json.loads(line)
            if "start" in order:
                self._start(_assignment(order["start"]))
            elif "rehearse" in order:
                self._rehearse(_assignment(order["rehearse"]))
            elif order["kill"] in self._children:
                os.kill(order["kill"], signal.SIGKILL)
        return bool(said)

    def _rehearse(self, assignment: Assignment) -> None:
        rehearse(assignment, self._database(assignment.database))
        gc.collect()
        gc.freeze()
        self._say({"pid": 0})

    def _database(self, address: str) -> Database:
        """Nothing is connected; what its statements compile to is inherited by every child."""
        if address not in self._databases:
            self._databases[address] = open_database(address)
        return self._databases[address]

    def _start(self, assignment: Assignment) -> None:
        pid = os.fork()
        if pid == 0:
            _be_born(assignment, self._database(assignment.database))
        self._children.add(pid)
        self._say({"pid": pid})

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._children.discard(pid)
            self._say({"ended": pid, "status": os.waitstatus_to_exitcode(status)})

    def _say(self, said: dict[str, int]) -> None:
        os.write(1, json.dumps(said).encode() + b"\n")


def _assignment(given: dict[str, Any]) -> Assignment:
    paths = {name: Path(given[name]) for name in ("page", "log")}
    return Assignment(**{**given, **paths, "death": Death(**given["death"])})


def _be_born(assignment: Assignment, database: Database) -> None:
    """Never returns: the nursery's own work is none of its children's."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):
            os.dup2(nothing, stream)
        live(assignment, database)
    finally:
        os._exit(1)


def _warm_up() -> None:
    """Whatever each start of Tandem would do anew and does not depend on where it runs."""
    configure_mappers()
    inspect.stack()  # as Bolt does, which looks at every module there is
    configured(web_app(None, lambda: None), "127.0.0.1", 0).load()
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    _warm_up()
    _Forker().run()
