"""Every query on the meetings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from bot.people.lines.models import Line
from bot.people.one_on_ones.models import Move, OneOnOne
from bot.people.one_on_ones.rules import COMING, ENDED, HELD
from bot.people.schedules.models import Schedule
from bot.people.schedules.rules import ACTIVE
from bot.roster.models import Person
from bot.storage.work import Work


def find(work: Work, one_on_one_id: str, *, lock: bool = False) -> OneOnOne | None:
    """`lock` holds it against the sweep until the transaction ends, and reads it as it is now."""
    key = (work.workspace_id, one_on_one_id)
    return work.session.get(OneOnOne, key, with_for_update=lock or None, populate_existing=lock)


def one_on_ones(work: Work, ids: Iterable[str]) -> dict[str, OneOnOne]:
    query = select(OneOnOne).where(OneOnOne.workspace_id == work.workspace_id, OneOnOne.id.in_(set(ids)))
    return {row.id: row for row in work.session.scalars(query)}


def coming(work: Work, line_ids: Iterable[str], *, lock: bool = False) -> dict[str, OneOnOne]:
    """The next one of each line, by line id: planned or prompted, not begun. `lock` as in `find`."""
    query = select(OneOnOne).where(
        OneOnOne.workspace_id == work.workspace_id,
        OneOnOne.line_id.in_(set(line_ids)),
        OneOnOne.stage.in_(COMING),
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return {row.line_id: row for row in work.session.scalars(query)}


def unfinished(work: Work, line_ids: Iterable[str]) -> Sequence[OneOnOne]:
    query = select(OneOnOne).where(
        OneOnOne.workspace_id == work.workspace_id,
        OneOnOne.line_id.in_(set(line_ids)),
        OneOnOne.stage != ENDED,
    )
    return work.session.scalars(query).all()


def of_line(work: Work, line_id: str) -> Sequence[OneOnOne]:
    """All of a line, the latest first."""
    query = select(OneOnOne).where(OneOnOne.workspace_id == work.workspace_id, OneOnOne.line_id == line_id)
    return work.session.scalars(query.order_by(OneOnOne.starts_at.desc(), OneOnOne.id)).all()


def how_many(work: Work, line_id: str) -> int:
    query = select(func.count()).where(
        OneOnOne.workspace_id == work.workspace_id, OneOnOne.line_id == line_id
    )
    return work.session.scalar(query) or 0


def last_held(work: Work, line_ids: Iterable[str], by: datetime) -> dict[str, datetime]:
    """When each line's last held one began, by line id, as far as was recorded by a moment."""
    query = (
        select(OneOnOne.line_id, func.max(OneOnOne.starts_at))
        .where(
            OneOnOne.workspace_id == work.workspace_id,
            OneOnOne.line_id.in_(set(line_ids)),
            OneOnOne.outcome == HELD,
            OneOnOne.outcome_at <= by,
        )
        .group_by(OneOnOne.line_id)
    )
    return {row.line_id: row[1] for row in work.session.execute(query)}


def asked(work: Work, line_ids: Iterable[str], by: datetime) -> frozenset[str]:
    """The lines in which a check-in had gone out by a moment."""
    query = select(OneOnOne.line_id).where(
        OneOnOne.workspace_id == work.workspace_id,
        OneOnOne.line_id.in_(set(line_ids)),
        OneOnOne.asked_at <= by,
    )
    return frozenset(work.session.scalars(query.distinct()))


def coming_of_person(work: Work, person_ids: Iterable[str]) -> Sequence[OneOnOne]:
    """The coming meetings in which any of these persons takes part, under either hat."""
    ids = set(person_ids)
    query = (
        select(OneOnOne)
        .join(Line, (Line.workspace_id == OneOnOne.workspace_id) & (Line.id == OneOnOne.line_id))
        .where(
            OneOnOne.workspace_id == work.workspace_id,
            OneOnOne.stage.in_(COMING),
            Line.report_id.in_(ids) | Line.manager_id.in_(ids),
        )
    )
    return work.session.scalars(query).all()


def move(work: Work, move_id: str) -> Move | None:
    return work.session.get(Move, (work.workspace_id, move_id))


def waiting(session: Session, now: datetime) -> list[str]:
    """The workspaces in which something is due at that moment."""
    # Not DISTINCT: for that, SQLite would read every row by another index, at each tick.
    query = select(OneOnOne.workspace_id).where(OneOnOne.next_at <= now)
    return sorted(set(session.scalars(query)))


@dataclass(frozen=True, slots=True)
class Due:
    """A meeting that the sweep has to look at, with all that it needs for that."""

    row: OneOnOne
    line: Line
    report: Person
    manager: Person
    schedule: Schedule | None
    """The agreed one; None where there is none any more."""


REPORT, MANAGER = aliased(Person), aliased(Person)
DUE = (
    select(OneOnOne, Line, REPORT, MANAGER, Schedule)
    .join(Line, (Line.workspace_id == OneOnOne.workspace_id) & (Line.id == OneOnOne.line_id))
    .join(REPORT, (REPORT.workspace_id == Line.workspace_id) & (REPORT.id == Line.report_id))
    .join(MANAGER, (MANAGER.workspace_id == Line.workspace_id) & (MANAGER.id == Line.manager_id))
    .outerjoin(
        Schedule,
        (Schedule.workspace_id == Line.workspace_id)
        & (Schedule.line_id == Line.id)
        & (Schedule.state == ACTIVE),
    )
    .order_by(OneOnOne.next_at, OneOnOne.id)
    .with_for_update(skip_locked=True, of=OneOnOne)
)


def due(work: Work, limit: int) -> list[Due]:
    """The first that are due, held against other replicas until the end of the transaction."""
    mine = (OneOnOne.workspace_id == work.workspace_id, OneOnOne.next_at <= work.now)
    return [Due(*found) for found in work.session.execute(DUE.where(*mine).limit(limit))]
