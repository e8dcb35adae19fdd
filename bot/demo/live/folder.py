"""Where a demo lives: its database, its keys, and what its Slack had come to at which moment.

    keys           for text at rest, for the owner of the folder only
    tandem.db      Tandem's rows
    slack.json     the moment, on a line of its own, then the local Slack
    demo.lock      held while a demo runs on it; where it isn't, the folder is none of ours

Tandem's rows are stored at once, the Slack's state a moment later: who is killed in between finds the rows
newer than the Slack, so time and ids go on from beyond both.
"""

import contextlib
import fcntl
import json
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.errors import BadInput
from bot.playground import CannotRestore, Playground
from bot.playground.whole import write_whole
from bot.storage.vault import KeyRing

FORMAT = "tandem demo"
KEYS, ROWS, SLACK, LOCK = "keys", "tandem.db", "slack.json", "demo.lock"
UNFINISHED = (ROWS, f"{ROWS}-wal", f"{ROWS}-shm", f"{ROWS}-journal")
"""What a start leaves behind that is stopped before there is anything to see."""
AFTER = timedelta(seconds=1)
SPARE_IDS = 10_000
"""So many ids are passed over: some of those that follow may stand in rows already."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where it was left."""

    moment: datetime
    slack: bytes


class Folder:
    """`lasts`: whether anybody comes back to it, so that the Slack is worth keeping."""

    def __init__(self, path: Path, *, lasts: bool = True) -> None:
        self.path = path
        self.lasts = lasts
        self._writing = threading.Lock()
        self._written: datetime | None = None

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.path / ROWS}"

    def ring(self) -> KeyRing:
        """The keys, made with the first start."""
        place = self.path / KEYS
        if not place.exists():
            write_whole(place, f"{KeyRing.new_key()}\n".encode())
        try:
            return KeyRing([place.read_text().strip()])
        except (OSError, ValueError):
            raise self.broken("its keys can't be read") from None

    def kept(self) -> Kept | None:
        """None where nothing was begun here yet, or the first start did not come to its end."""
        place = self.path / SLACK
        if not place.exists():
            for name in UNFINISHED:
                (self.path / name).unlink(missing_ok=True)
            (self.path / ROWS).touch(mode=0o600)
            return None
        try:
            header, _, slack = place.read_bytes().partition(b"\n")
            return Kept(_moment(header), slack)
        except (OSError, ValueError):
            raise self.broken("its state can't be read") from None

    def keep(self, moment: datetime, slack: bytes) -> None:
        """Write it, unless something newer is written already: two threads may be at it."""
        header = json.dumps({"format": FORMAT, "moment": moment.isoformat()})
        with self._writing:
            if self._written is None or moment >= self._written:
                write_whole(self.path / SLACK, header.encode() + b"\n" + slack)
                self._written = moment

    def broken(self, why: str) -> BadInput:
        return BadInput(
            f"The demo in {self.path} is broken: {why}. Name another folder, or delete this one to "
            "begin afresh."
        )


def _moment(header: bytes) -> datetime:
    """Raises `ValueError` where this is not our header."""
    said = json.loads(header)
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise ValueError("not ours")
    moment = datetime.fromisoformat(str(said.get("moment")))
    if moment.tzinfo is None:
        raise ValueError("no zone")
    return moment.astimezone(UTC)


def go_on(slack: Playground, kept: Kept, folder: Folder) -> None:
    """Put a new Slack where it was left. Raises `BadInput`."""
    try:
        slack.restore(kept.slack)
    except CannotRestore as reason:
        raise folder.broken(str(reason)) from None
    slack.workspace.ids.made += SPARE_IDS


@contextlib.contextmanager
def named(path: Path) -> Iterator[Folder]:
    """The folder of `--data`, made where it isn't there, for this demo alone. Raises `BadInput`."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_ours = (path / LOCK).exists() or not any(path.iterdir())
    except OSError as error:
        raise BadInput(f"{path} can't be used for the demo ({_said(error)}): name another folder.") from None
    if not is_ours:
        raise BadInput(
            f"{path} holds something that is no demo's: name an empty folder, or one that isn't there."
        )
    with _alone(path):
        yield Folder(path)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    try:
        lock = (path / LOCK).open("w")
    except OSError as error:
        raise BadInput(f"{path} can't be used for the demo ({_said(error)}): name another folder.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadInput(f"Another demo runs on {path}: stop it, or name another folder.") from None
        yield


def _said(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


@contextlib.contextmanager
def temporary() -> Iterator[Folder]:
    """Fresh, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tandem-demo-", ignore_cleanup_errors=True) as path:
        yield Folder(Path(path), lasts=False)
