"""Every query on schedules."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from bot.people.lines.models import Line
from bot.people.schedules.models import Schedule
from bot.people.schedules.rules import ACTIVE, ENDED
from bot.storage.work import Work


def schedule(work: Work, schedule_id: str) -> Schedule | None:
    return work.session.get(Schedule, (work.workspace_id, schedule_id))


def standing(work: Work, line_ids: Iterable[str]) -> dict[str, Schedule]:
    """The proposed or active schedule of each line, by line id."""
    query = select(Schedule).where(
        Schedule.workspace_id == work.workspace_id,
        Schedule.line_id.in_(set(line_ids)),
        Schedule.state != ENDED,
    )
    return {row.line_id: row for row in work.session.scalars(query)}


def active(work: Work, line_ids: Iterable[str]) -> dict[str, Schedule]:
    """The agreed schedule of each line, by line id; proposals do not count."""
    return {line: row for line, row in standing(work, line_ids).items() if row.state == ACTIVE}


def of_managers(work: Work, manager_ids: Iterable[str]) -> list[tuple[str, Schedule]]:
    """What stands for these managers' open lines: (manager id, schedule)."""
    query = (
        select(Line.manager_id, Schedule)
        .join(Schedule, (Schedule.workspace_id == Line.workspace_id) & (Schedule.line_id == Line.id))
        .where(
            Line.workspace_id == work.workspace_id,
            Line.manager_id.in_(set(manager_ids)),
            Line.ended_at.is_(None),
            Schedule.state != ENDED,
        )
    )
    return [(manager, row) for manager, row in work.session.execute(query)]


def first_active(work: Work, line_ids: Iterable[str], by: datetime) -> dict[str, datetime]:
    """When times were first agreed in each line, by line id; later changes do not count."""
    query = (
        select(Schedule.line_id, Schedule.active_from)
        .where(
            Schedule.workspace_id == work.workspace_id,
            Schedule.line_id.in_(set(line_ids)),
            Schedule.active_from <= by,
        )
        .order_by(Schedule.active_from.desc())
    )
    return {line_id: moment for line_id, moment in work.session.execute(query) if moment is not None}
