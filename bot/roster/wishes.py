"""Who shall hold which responsibility, before either chain has looked at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a wish was read, for saying what is wrong with it; `file` is empty for a picker in Slack."""

    file: str = ""
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, column {self.column}" if self.file else self.column


@dataclass(frozen=True, slots=True)
class ManagerWish:
    """From now on this person's people manager shall be that one; None ends the line."""

    report_id: str
    manager_id: str | None
    at: Cell = field(default_factory=Cell)


@dataclass(frozen=True, slots=True)
class TeamWish:
    """From now on a team shall have just these leaders and members; None leaves them as they are."""

    team_id: str
    leaders: Mapping[str, str] | None = None
    """Discipline to person id; `general` where there is no discipline."""
    members: frozenset[str] | None = None
    at: Cell = field(default_factory=Cell)


@dataclass(frozen=True, slots=True)
class Wishes:
    managers: tuple[ManagerWish, ...] = ()
    teams: tuple[TeamWish, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a wish, and what to do about it. Nothing is stored where there is one."""

    at: Cell
    message: str

    def __str__(self) -> str:
        return f"{self.at}: {self.message}" if str(self.at) else self.message


@dataclass(frozen=True, slots=True)
class Outcome:
    changes: tuple[str, ...] = ()
    """What began and ended, a line each, for whoever asked."""
    faults: tuple[Fault, ...] = ()
