"""Reading roster files (interfaces.md): bytes to rows and faults. Pure, and any bytes are survived.

A bad cell is a fault and counts as absent, so that whatever else is wrong is found in one go.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from bot.roster import columns
from bot.roster.wishes import Cell, Fault

PEOPLE: Mapping[str, columns.Check] = {
    "email": columns.email,
    "name": columns.one_line(255),
    "slack_id": columns.slack_id,
    "title": columns.one_line(255),
    "time_zone": columns.time_zone,
    "country": columns.country,
    "manager": columns.email,
}
TEAMS: Mapping[str, Callable[[str], Any]] = {
    "team": columns.one_line(80),
    "channel": columns.channel,
    "purpose": columns.some_lines(1000),
    "leaders": columns.leaders,
    "members": columns.members,
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """None where the column is absent; empty where the cell is."""

    file: str
    line: int
    email: str
    name: str | None = None
    slack_id: str | None = None
    title: str | None = None
    time_zone: str | None = None
    country: str | None = None
    manager: str | None = None

    def at(self, column: str) -> Cell:
        return Cell(self.file, self.line, column)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """None where the column is absent; empty where the cell is."""

    file: str
    line: int
    team: str
    channel: str | None = None
    """An id, or `#name`."""
    purpose: str | None = None
    leaders: Mapping[str, str] | None = None
    """Discipline to email."""
    members: tuple[str, ...] | None = None

    def at(self, column: str) -> Cell:
        return Cell(self.file, self.line, column)


Row = TypeVar("Row", PersonRow, TeamRow)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Row]):
    """`readable` is False where the file as a whole could not be taken as a table of this kind."""

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    readable: bool = True


@dataclass(frozen=True, slots=True)
class RosterFiles:
    people: Sheet[PersonRow] = field(default_factory=Sheet)
    teams: Sheet[TeamRow] = field(default_factory=Sheet)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self.people.faults + self.teams.faults


def read_people(file: str, data: bytes) -> Sheet[PersonRow]:
    sheet = _read(file, data, "email", PEOPLE, PersonRow)
    twice = [*_repeated(sheet.rows, "email"), *_repeated(sheet.rows, "slack_id")]
    return Sheet(sheet.rows, (*sheet.faults, *twice), sheet.readable)


def read_teams(file: str, data: bytes) -> Sheet[TeamRow]:
    sheet = _read(file, data, "team", TEAMS, TeamRow)
    return Sheet(sheet.rows, (*sheet.faults, *_repeated(sheet.rows, "team")), sheet.readable)


def _read(
    file: str, data: bytes, key: str, known: Mapping[str, Callable[[str], Any]], make: Callable[..., Row]
) -> Sheet[Row]:
    """`key` is the column that names a row: a line without it is a fault, and no row."""
    try:
        lines = list(_lines(data))
        header = [name.strip().lower() for name in lines[0][1]] if lines else []
    except _Unreadable as error:
        return Sheet(faults=(Fault(Cell(file, error.line, key), str(error)),), readable=False)
    wrong = list(_header_faults(file, lines[0][0] if lines else 1, header, key, known))
    if key not in header:
        return Sheet(faults=tuple(wrong), readable=False)
    rows: list[Row] = []
    for line, cells in lines[1:]:
        if len(cells) != len(header):
            wrong.append(_ragged(file, line, header, cells))
        values, faults = _checked(file, line, dict(zip(header, cells, strict=False)), known, key)
        wrong += faults
        if key in values:
            rows.append(make(file=file, line=line, **values))
    return Sheet(tuple(rows), tuple(wrong))


class _Unreadable(Exception):  # noqa: N818
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def _lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank, with its number; a cell may span several."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _Unreadable(line, "this is not UTF-8; save the file as CSV in UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            raise _Unreadable(
                begins, "this line is not CSV; look for a quotation mark that is missing"
            ) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield begins, cells


def _header_faults(
    file: str, line: int, header: list[str], key: str, known: Mapping[str, Any]
) -> Iterator[Fault]:
    listed = ", ".join(known)
    if key not in header:
        hint = "; separate the columns by commas" if any(";" in name for name in header) else ""
        yield Fault(Cell(file, line, key), f"this column is missing; the columns are {listed}{hint}")
    for place, name in enumerate(header, start=1):
        at = Cell(file, line, columns.one_line(40)(_shown(name)) or str(place))
        if name not in known:
            near = get_close_matches(name, known, n=1) if name.isidentifier() else []
            yield Fault(
                at, f"unknown column; {f'did you mean {near[0]}?' if near else f'there are {listed}'}"
            )
        elif name in header[: place - 1]:
            yield Fault(at, "this column is there twice; keep one")


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else " " for char in name)[:40]


def _ragged(file: str, line: int, header: list[str], cells: list[str]) -> Fault:
    if len(cells) > len(header):
        at = Cell(file, line, str(len(header) + 1))
        return Fault(at, "there are more cells than columns; put quotation marks around a cell with a comma")
    at = Cell(file, line, _shown(header[len(cells)]) or str(len(cells) + 1))
    return Fault(at, "the line ends before this cell; leave it empty behind a comma")


def _checked(
    file: str, line: int, cells: Mapping[str, str], known: Mapping[str, Callable[[str], Any]], key: str
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in known.keys() & cells.keys():
        at, text = Cell(file, line, column), cells[column].strip()
        try:
            if column == key and not text:
                raise ValueError("this cell is empty; it says whom the line is about")
            values[column] = known[column](text) if text else _empty(column)
        except ValueError as error:
            faults.append(Fault(at, str(error)))
    return values, faults


def _empty(column: str) -> Any:
    return {"leaders": {}, "members": ()}.get(column, "")


def _repeated(rows: tuple[Row, ...], column: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        value = str(getattr(row, column) or "").casefold()
        if not value:
            continue
        if value in first:
            yield Fault(row.at(column), f"this is in line {first[value]} already; keep one of the two")
        else:
            first[value] = row.line
