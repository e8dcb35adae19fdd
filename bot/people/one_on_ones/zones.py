"""After a change of a zone's rules: what was planned by the old ones is planned anew.

An agreed wall time is kept. A one-on-one that somebody moved keeps the moment to which it was moved,
for nobody knows in whose zone they meant it. Whoever was prompted already is not prompted again.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import aliased

from bot.cadence import PROMPT_AT, Recurrence, in_step
from bot.people.lines.models import Line
from bot.people.lines.pairs import Pair, pairs_of
from bot.people.one_on_ones import planning, repo, rules
from bot.people.one_on_ones.models import OneOnOne
from bot.people.schedules import repo as schedules
from bot.people.schedules.models import Schedule
from bot.roster.models import Person
from bot.storage.work import Work


def out_of_step(work: Work) -> list[str]:
    """The ids of coming one-on-ones that are not, or whose first prompt is not, at their wall time."""
    report, manager = aliased(Person), aliased(Person)
    query = (
        select(OneOnOne.id, OneOnOne.nominal_at, OneOnOne.stage, OneOnOne.next_at)
        .add_columns(report.time_zone, manager.time_zone)
        .add_columns(Schedule.rule, Schedule.wall, Schedule.zone, Schedule.anchor)
        .join(
            Schedule, (Schedule.workspace_id == OneOnOne.workspace_id) & (Schedule.id == OneOnOne.schedule_id)
        )
        .join(Line, (Line.workspace_id == OneOnOne.workspace_id) & (Line.id == OneOnOne.line_id))
        .join(report, (report.workspace_id == Line.workspace_id) & (report.id == Line.report_id))
        .join(manager, (manager.workspace_id == Line.workspace_id) & (manager.id == Line.manager_id))
        .where(
            OneOnOne.workspace_id == work.workspace_id,
            OneOnOne.stage.in_(rules.COMING),
            OneOnOne.nominal_at > work.now,
        )
    )
    return [
        one
        for one, nominal, stage, next_at, *zones_and_terms in work.session.execute(query)
        if in_step(Recurrence(*zones_and_terms[2:]), nominal) != nominal
        or (stage == rules.PLANNED and not _is_at_ten(next_at, zones_and_terms[:2]))
    ]


def _is_at_ten(prompt: datetime, zones: Sequence[str]) -> bool:
    """Whether it is ten o'clock for one of the two when the first of them is prompted."""
    return any(prompt.astimezone(ZoneInfo(zone)).time() == PROMPT_AT for zone in zones)


def put_in_step(work: Work, ids: Sequence[str]) -> None:
    rows = [row for one in ids if (row := repo.find(work, one, lock=True)) and row.stage in rules.COMING]
    known = pairs_of(work, {row.line_id for row in rows})
    standing = schedules.active(work, known)
    for row in rows:
        if row.line_id in standing:
            _put_in_step(work, known[row.line_id], row, standing[row.line_id])
    work.session.flush()


def _put_in_step(work: Work, pair: Pair, row: OneOnOne, schedule: Schedule) -> None:
    nominal = in_step(schedule.recurrence, row.nominal_at)
    if nominal is None:
        return
    if row.moved_from is not None and not row.moved_because:
        row.nominal_at = nominal
        planning.put_at(work, pair.days, row, row.starts_at)
    else:
        planning.settle(work, pair.days, row, rules.place(schedule.recurrence, nominal, pair.days))
