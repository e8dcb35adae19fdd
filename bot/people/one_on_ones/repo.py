"""Every query on the meetings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, select, update
from sqlalchemy.orm import Session, aliased

from bot.cadence import Recurrence
from bot.people.lines.models import Line
from bot.people.one_on_ones.models import Move, OneOnOne
from bot.people.one_on_ones.rules import COMING, ENDED, HELD, PROMPTED, SKIPPED, STARTED
from bot.people.schedules.models import Schedule
from bot.people.schedules.rules import ACTIVE, Agreed
from bot.roster.models import Person
from bot.roster.people import Resident
from bot.storage.among import among
from bot.storage.hints import unsought
from bot.storage.upsert import Rows, insert_all, update_all
from bot.storage.work import Work


def find(work: Work, one_on_one_id: str, *, lock: bool = False) -> OneOnOne | None:
    """`lock` holds it against the sweep until the transaction ends, and reads it as it is now."""
    key = (work.workspace_id, one_on_one_id)
    return work.session.get(OneOnOne, key, with_for_update=lock or None, populate_existing=lock)


def existing(work: Work, one_on_one_id: str) -> OneOnOne:
    return work.session.get_one(OneOnOne, (work.workspace_id, one_on_one_id))


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


class Due(NamedTuple):
    """A meeting that the sweep has to look at, with all that it needs for that.

    Plain values: objects of the ORM, five for each meeting, cost more than all that is decided.
    """

    id: str
    number: int
    stage: str
    next_at: datetime
    nominal_at: datetime
    starts_at: datetime
    length_minutes: int
    moved_from: datetime | None
    moved_because: str
    line_id: str
    line_ended_at: datetime | None
    report: Resident
    manager: Resident
    schedule: Agreed | None
    """The agreed one; None where there is none any more."""

    @property
    def both(self) -> tuple[Resident, Resident]:
        return self.report, self.manager

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.length_minutes)


# Those that are due are chosen before anything is joined to them, and in no order but that of the index:
# where ten thousand are due at one moment, each batch would join and sort them all.
TAKEN = aliased(
    OneOnOne,
    select(OneOnOne)
    .where(
        unsought(OneOnOne.workspace_id) == bindparam("workspace_id"),
        OneOnOne.next_at <= bindparam("now"),
    )
    .order_by(OneOnOne.next_at)
    .limit(bindparam("limit", type_=Integer()))
    .with_for_update(skip_locked=True)
    .subquery("taken"),
)
REPORT, MANAGER = aliased(Person), aliased(Person)
DUE = (
    select(
        *(TAKEN.id, TAKEN.number, TAKEN.stage, TAKEN.next_at, TAKEN.nominal_at, TAKEN.starts_at),
        *(TAKEN.length_minutes, TAKEN.moved_from, TAKEN.moved_because, Line.id, Line.ended_at),
        *(column for person in (REPORT, MANAGER) for column in (person.id, person.time_zone, person.country)),
        *(Schedule.id, Schedule.line_id, Schedule.length_minutes),
        *(Schedule.rule, Schedule.wall, Schedule.zone, Schedule.anchor),
    )
    .join(Line, (Line.workspace_id == TAKEN.workspace_id) & (Line.id == TAKEN.line_id))
    .join(REPORT, (REPORT.workspace_id == Line.workspace_id) & (REPORT.id == Line.report_id))
    .join(MANAGER, (MANAGER.workspace_id == Line.workspace_id) & (MANAGER.id == Line.manager_id))
    .outerjoin(
        Schedule,
        (Schedule.workspace_id == Line.workspace_id)
        & (Schedule.line_id == Line.id)
        & (Schedule.state == ACTIVE),
    )
    .order_by(TAKEN.next_at, TAKEN.id)
)


def due(work: Work, limit: int) -> list[Due]:
    """The first that are due, held against other replicas until the end of the transaction."""
    given = {"workspace_id": work.workspace_id, "now": work.now, "limit": limit}
    return [_due(*row) for row in work.session.execute(DUE, given)]


def _due(*row: Any) -> Due:
    meeting, report, manager = row[:11], Resident(*row[11:14]), Resident(*row[14:17])
    schedule_id, line_id, length_minutes, *recurrence = row[17:]
    agreed = Agreed(schedule_id, line_id, length_minutes, Recurrence(*recurrence)) if schedule_id else None
    return Due(*meeting, report, manager, agreed)  # type: ignore[call-arg]


def prompted(work: Work, ids: Collection[str]) -> None:
    """These are asked now, and begin next."""
    values = {"stage": PROMPTED, "next_at": OneOnOne.starts_at, "asked_at": work.now}
    _set(work, ids, values)


def started(work: Work, due: Iterable[Due]) -> None:
    """These have begun; next they end."""
    key = {"workspace_id": work.workspace_id, "stage": STARTED}
    update_all(work.session, OneOnOne, [{**key, "id": one.id, "next_at": one.ends_at} for one in due])


def ended(work: Work, ids: Collection[str]) -> None:
    """Nothing more comes of these by themselves."""
    _set(work, ids, {"stage": ENDED, "next_at": None})


def skipped(work: Work, ids: Collection[str]) -> None:
    """These do not take place, and nobody said so."""
    _set(work, ids, {"stage": ENDED, "next_at": None, "outcome": SKIPPED, "outcome_at": work.now})


def _set(work: Work, ids: Collection[str], values: Mapping[str, Any]) -> None:
    if ids:
        mine = (OneOnOne.workspace_id == work.workspace_id, among(work.session, OneOnOne.id, ids))
        work.session.execute(
            update(OneOnOne).where(*mine).values(values).execution_options(synchronize_session=False)
        )


def plan(work: Work, rows: Rows) -> None:
    """Those to come, of lines that have none."""
    insert_all(work.session, OneOnOne, rows)
