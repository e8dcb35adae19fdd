"""What a process holds, read from the system's own files, and whether that stays the same."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, func, make_url, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from bot.delivery.models import QUEUED, SENDING, UNKNOWN, Delivery

PROC = Path("/proc")
MIB = 1024
MEMORY_GROWTH, MORE_HANDLES = 1.03, 3
"""By how much the last third may lie above the second one; the first third is warming up."""
COLUMNS = (
    "minute",
    "MiB",
    "files",
    "threads",
    "db",
    "waiting",
    "unknown",
    "sent",
    "ack p50",
    "ack p99",
    "no ack",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One minute. Memory in KiB, acks in milliseconds; `waiting` is what is due and not sent yet."""

    minute: int
    memory: int
    files: int
    threads: int
    connections: int
    waiting: int
    unknown: int
    sent: int
    ack_median: float
    ack_p99: float
    unacked: int

    def __str__(self) -> str:
        minute, memory, *rest = astuple(self)
        shown = [f"{value:.0f}" for value in rest]
        return "  ".join(
            f"{value:>{len(name)}}"
            for name, value in zip(COLUMNS, [str(minute), f"{memory / MIB:.0f}", *shown], strict=True)
        )


HEADER = "  ".join(COLUMNS)


def can_watch() -> bool:
    """Linux tells what a process holds in /proc; other systems do not."""
    return (PROC / "self" / "status").exists()


def held_by(pid: int) -> tuple[int, int, int]:
    """A process's resident memory in KiB, its open files and sockets, its threads."""
    lines = dict(line.split(":", 1) for line in (PROC / str(pid) / "status").read_text().splitlines())
    files = sum(1 for _ in (PROC / str(pid) / "fd").iterdir())
    return int(lines["VmRSS"].split()[0]), files, int(lines["Threads"])


def connections(pid: int, url: str) -> int:
    """How many connections to its database a process has open."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        name = str(parsed.database)
        return sum(1 for each in (PROC / str(pid) / "fd").iterdir() if _target(each) == name)
    query = text("SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()")
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return int(connection.scalar(query, {"name": parsed.database}) or 0)


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:  # closed in between
        return ""


def outbox(url: str, now: datetime) -> tuple[int, int]:
    """How many messages are due and not sent, and of how many nobody knows what became of them."""
    due = (Delivery.state.in_((QUEUED, SENDING)), Delivery.due_at <= now)
    with Session(create_engine(url, poolclass=NullPool)) as session:
        waiting = session.scalar(select(func.count()).select_from(Delivery).where(*due))
        unknown = session.scalar(select(func.count()).select_from(Delivery).where(Delivery.state == UNKNOWN))
    return waiting or 0, unknown or 0


def verdict(samples: Sequence[Sample]) -> list[str]:
    """A line for each thing that has to stay: in the second third, in the last one, and `ok` or not."""
    third = len(samples) // 3
    if not third:
        return ["too short to tell: no thirds to compare"]
    middle, last = samples[third : 2 * third], samples[-third:]

    def compared(name: str, before: float, after: float, limit: float, unit: str = "") -> str:
        said = "ok" if after <= limit else "GROWS"
        return f"{name}: {before:.0f}{unit} in the second third, {after:.0f}{unit} in the last: {said}"

    def medians(name: str) -> tuple[float, float]:
        return (
            statistics.median(getattr(one, name) for one in middle),
            statistics.median(getattr(one, name) for one in last),
        )

    def most(name: str) -> tuple[float, float]:
        return max(getattr(one, name) for one in middle), max(getattr(one, name) for one in last)

    memory, files, linked, threads = medians("memory"), medians("files"), most("connections"), most("threads")
    return [
        compared("memory", memory[0] / MIB, memory[1] / MIB, memory[0] / MIB * MEMORY_GROWTH, " MiB"),
        compared("open files and sockets", *files, files[0] + MORE_HANDLES),
        compared("database connections", *linked, linked[0] + MORE_HANDLES),
        compared("threads", *threads, threads[0] + MORE_HANDLES),
    ]


def faults_in(log: Path) -> list[str]:
    """What a process called an error in its log, and how often; the most frequent first."""
    errors = [line.split(" ERROR ", 1)[1] for line in log.read_text().splitlines() if " ERROR " in line]
    return [f"logged {times} times: {what}" for what, times in Counter(errors).most_common(5)]
