"""Rows by the hundred thousand: workspaces full of people who have one-on-ones, and teams that are led.

They are what the product itself would have stored. Ids are short and counted, so that a run can be repeated.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Table, create_engine, insert, text
from sqlalchemy.orm import Session

from bot.delivery.models import SENT, Delivery
from bot.delivery.outbox import NORMAL
from bot.direction.lines.models import Lead
from bot.direction.updates.models import POSTED, UPDATE, Cadence, Occurrence
from bot.people.lines.models import Line
from bot.people.one_on_ones.models import OneOnOne
from bot.people.one_on_ones.rules import PLANNED
from bot.people.schedules.models import Schedule
from bot.people.schedules.rules import ACTIVE
from bot.roster.models import Person, Team
from bot.storage.base import Base
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from bot.storage.work import writing
from bot.workspaces.keys import give_data_key
from bot.workspaces.models import Workspace

REPORTS = 8
"""Of each people manager, who are not among the reports themselves."""
HOMES = (
    ("Europe/Berlin", "DE-BY"),
    ("Europe/Lisbon", "PT"),
    ("Europe/Warsaw", "PL"),
    ("Europe/Madrid", "ES"),
)
LONG = timedelta(days=90)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Crowd:
    """In one workspace: so many pairs, and of them those whose check-in is due at `now`; teams alike."""

    workspace_id: str
    now: datetime
    pairs: int = 0
    due: int = 0
    teams: int = 0
    teams_due: int = 0
    is_met: bool = True
    """Whether they have a DM with Tandem already, and were welcomed."""

    has_past: bool = False
    """Whether each was sent something, and each leader asked, already."""

    @property
    def managers(self) -> int:
        return -(-self.pairs // REPORTS)


def settle(database: Database, ring: KeyRing, crowds: Iterable[Crowd]) -> None:
    """Store them all."""
    for crowd in crowds:
        with writing(database) as session:
            row = Workspace(workspace_id=crowd.workspace_id, name=crowd.workspace_id, created_at=crowd.now)
            session.add(row)
            session.flush()
            give_data_key(session, ring, crowd.workspace_id, crowd.now)
            for model, rows in _tables(crowd):
                _fill(session, model, crowd.workspace_id, rows)


def _tables(crowd: Crowd) -> Iterator[tuple[type[Base], Iterator[Row]]]:
    yield Person, persons_of(crowd)
    yield Line, _lines(crowd)
    yield Schedule, _schedules(crowd)
    yield OneOnOne, _one_on_ones(crowd)
    yield Team, _teams(crowd)
    yield Lead, _leads(crowd)
    yield Cadence, _cadences(crowd)
    yield Delivery, _sent(crowd)
    yield Occurrence, _asked(crowd)


def _fill(session: Session, model: type[Base], workspace_id: str, rows: Iterable[Row]) -> None:
    given = [{"workspace_id": workspace_id, **row} for row in rows]
    if given:
        session.connection().execute(insert(model.__table__), given)  # type: ignore[arg-type]


def persons_of(crowd: Crowd) -> Iterator[Row]:
    """Managers, their reports, and leaders."""
    for number in range(crowd.managers):
        yield _person(crowd, f"m{number}", number)
    for number in range(crowd.pairs):
        yield _person(crowd, f"r{number}", number // REPORTS)
    for number in range(crowd.teams):
        yield _person(crowd, f"l{number}", number)


def _person(crowd: Crowd, name: str, home: int) -> Row:
    zone, country = HOMES[home % len(HOMES)]
    return {
        "id": name,
        "slack_id": f"U{name.upper()}",
        "email": f"{name}@example.com",
        "name": f"Person {name}",
        "time_zone": zone,
        "country": country,
        "dm": f"D{name.upper()}" if crowd.is_met else None,
        "welcomed_at": crowd.now - LONG if crowd.is_met else None,
    }


def _lines(crowd: Crowd) -> Iterator[Row]:
    for number in range(crowd.pairs):
        yield {
            "id": f"n{number}",
            "report_id": f"r{number}",
            "manager_id": f"m{number // REPORTS}",
            "began_at": crowd.now - LONG,
        }


def _schedules(crowd: Crowd) -> Iterator[Row]:
    """Every two weeks; the first of those that are due is the working day after `now`."""
    for number in range(crowd.pairs):
        starts_at = _starts_at(crowd, number)
        yield {
            "id": f"s{number}",
            "line_id": f"n{number}",
            "state": ACTIVE,
            "rule": _rule(starts_at.date()),
            "wall": time(15),
            "zone": "Europe/Berlin",
            "anchor": starts_at.date() - timedelta(days=70),
            "length_minutes": 30,
            "set_at": crowd.now - LONG,
            "active_from": crowd.now - LONG,
        }


def _rule(day: date) -> str:
    return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={('MO', 'TU', 'WE', 'TH', 'FR')[day.weekday()]}"


def _starts_at(crowd: Crowd, number: int) -> datetime:
    """Tomorrow for those that are due, else a week or two later, in the afternoon."""
    later = 1 if number < crowd.due else (8, 9, 10, 15, 16)[number % 5]
    return datetime.combine(crowd.now.date() + timedelta(days=later), time(14), crowd.now.tzinfo)


def _one_on_ones(crowd: Crowd) -> Iterator[Row]:
    for number in range(crowd.pairs):
        starts_at = _starts_at(crowd, number)
        is_due = number < crowd.due
        yield {
            "id": f"o{number}",
            "line_id": f"n{number}",
            "schedule_id": f"s{number}",
            "number": 6,
            "question": "proud",
            "nominal_at": starts_at,
            "starts_at": starts_at,
            "length_minutes": 30,
            "stage": PLANNED,
            "next_at": crowd.now - timedelta(minutes=1) if is_due else starts_at - timedelta(days=1),
        }


def _teams(crowd: Crowd) -> Iterator[Row]:
    for number in range(crowd.teams):
        yield {"id": f"t{number}", "name": f"Team {number}"}


def _leads(crowd: Crowd) -> Iterator[Row]:
    for number in range(crowd.teams):
        yield {
            "id": f"d{number}",
            "team_id": f"t{number}",
            "discipline": "general",
            "leader_id": f"l{number}",
            "began_at": crowd.now - LONG,
        }


def _cadences(crowd: Crowd) -> Iterator[Row]:
    for number in range(crowd.teams):
        is_due = number < crowd.teams_due
        day = crowd.now.date() if is_due else crowd.now.date() + timedelta(days=7)
        yield {
            "id": f"c{number}",
            "team_id": f"t{number}",
            "discipline": "general",
            "rule": _rule(day),
            "wall": time(10),
            "zone": HOMES[number % len(HOMES)][0],
            "anchor": day - timedelta(days=70),
            "next_at": crowd.now - timedelta(minutes=1) if is_due else crowd.now + timedelta(days=7),
            "direction_at": crowd.now + LONG,
        }


def _sent(crowd: Crowd) -> Iterator[Row]:
    """What reached everybody last time."""
    for number in range(crowd.pairs if crowd.has_past else 0):
        yield {
            "id": f"e{number}",
            "chain": "people",
            "kind": "checkin",
            "subject": f"o{number}",
            "occurrence": f"o{number}",
            "recipient": f"r{number}",
            "due_at": crowd.now - timedelta(days=14),
            "priority": NORMAL,
            "state": SENT,
            "sent_at": crowd.now - timedelta(days=14),
        }


def _asked(crowd: Crowd) -> Iterator[Row]:
    """For what leaders were asked last time; they said it."""
    for number in range(crowd.teams if crowd.has_past else 0):
        yield {
            "id": f"q{number}",
            "cadence_id": f"c{number}",
            "lead_id": f"d{number}",
            "what": UPDATE,
            "due_at": crowd.now - timedelta(days=14),
            "next_at": crowd.now,
            "state": POSTED,
        }


COPIED = (Person, Line, Schedule, OneOnOne, Team, Lead, Cadence, Delivery)
KEYS = "id slack_id email name report_id manager_id line_id schedule_id team_id leader_id"
OTHERS = frozenset(f"{KEYS} subject occurrence recipient".split())
"""Columns that are other ones in each copy."""


def multiply(database: Database, times: int) -> None:
    """Add `times` copies of all that is there: by statements, for Python takes minutes over a million.

    Indexes are made afterwards, from what is sorted then; keys hold as they do in what is copied.
    """
    database.dispose()
    engine = create_engine(database.writer.url)
    with engine.begin() as connection:
        for setting in IN_A_HURRY[engine.dialect.name]:
            connection.exec_driver_sql(setting)
        for model in COPIED:
            assert isinstance(model.__table__, Table)
            _copy(connection, model.__table__, times)
    engine.dispose()
    analyse(database)


IN_A_HURRY = {
    "sqlite": (
        "PRAGMA journal_mode = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA cache_size = -400000",
    ),
    "postgresql": (
        "SET session_replication_role = replica",
        "SET synchronous_commit = off",
        "SET maintenance_work_mem = '256MB'",
    ),
}


def _copy(connection: Connection, table: Table, times: int) -> None:
    for index in table.indexes:
        index.drop(connection)
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :times)"
    columns = [column.name for column in table.columns]
    copied = ", ".join(f"{one} || 'x' || i" if one in OTHERS else one for one in columns)
    into = f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {copied} FROM {table.name}, n"  # noqa: S608
    connection.execute(text(f"{numbers} {into}"), {"times": times})
    for index in table.indexes:
        index.create(connection)


def analyse(database: Database) -> None:
    """As a database that has run for a while would have been: SQLite never counts its rows by itself."""
    if not database.is_sqlite:
        with writing(database) as session:
            session.execute(text("SET LOCAL statement_timeout = 0"))
            session.execute(text("ANALYZE"))
