"""Putting the next one-on-one of a line into its row. Everybody who changes a schedule ends up here."""

from collections.abc import Collection
from datetime import datetime

from bot.cadence import next_occurrence
from bot.people import post
from bot.people.check_ins.rules import changing_question
from bot.people.lines.pairs import Pair
from bot.people.names import AGENDA, CHECK_IN, PREPARE
from bot.people.one_on_ones import repo, rules
from bot.people.one_on_ones.models import OneOnOne
from bot.people.one_on_ones.repo import Due
from bot.people.schedules.models import Schedule
from bot.people.schedules.rules import Agreed
from bot.storage.base import ordered_id
from bot.storage.upsert import Row
from bot.storage.work import Work


def plan(work: Work, pair: Pair, schedule: Schedule) -> OneOnOne | None:
    """Plan a line's next one-on-one by its schedule: the coming row is planned anew, or one is made."""
    coming = repo.coming(work, [pair.line.id], lock=True).get(pair.line.id)
    if coming is None:
        number = repo.how_many(work, pair.line.id) + 1
        return _make(work, _row(work, schedule, pair.days, number, work.now))
    placement = _placement(schedule, pair.days, work.now)
    if placement is None:
        return None
    coming.schedule_id = schedule.id
    coming.length_minutes = schedule.length_minutes
    settle(work, pair.days, coming, placement)
    return coming


def plan_after(work: Work, pair: Pair, schedule: Schedule, last: OneOnOne) -> OneOnOne | None:
    """Plan the one after this."""
    return _make(work, following(work, schedule, pair.days, last))


def following(work: Work, schedule: Schedule | Agreed, days: rules.Days, last: OneOnOne | Due) -> Row | None:
    """The row of the one after this; what a standstill has passed over is not made up for."""
    return _row(work, schedule, days, last.number + 1, max(last.nominal_at, work.now))


def settle(work: Work, days: rules.Days, row: OneOnOne, placement: rules.Placement) -> None:
    """Put a coming one-on-one at another time; prompts that were not sent yet wait for it anew."""
    starts_at = placement.starts_at or placement.nominal_at
    row.nominal_at = placement.nominal_at
    row.moved_from = placement.nominal_at if starts_at != placement.nominal_at else None
    row.moved_because = placement.because
    put_at(work, days, row, starts_at)


def put_at(work: Work, days: rules.Days, row: OneOnOne, starts_at: datetime) -> None:
    row.starts_at = starts_at
    row.stage = rules.PLANNED
    row.next_at = rules.first_prompt(starts_at, days)
    post.recall(work, row.id, CHECK_IN, PREPARE)
    post.replan(work, row.id, CHECK_IN, PREPARE, not_after=starts_at, otherwise=max(work.now, row.next_at))
    post.refresh(work, row.id, CHECK_IN, PREPARE)


def _make(work: Work, row: Row | None) -> OneOnOne | None:
    if row is None:
        return None
    made = OneOnOne(**row)
    work.session.add(made)
    return made


def _row(
    work: Work, schedule: Schedule | Agreed, days: rules.Days, number: int, after: datetime
) -> Row | None:
    placement = _placement(schedule, days, after)
    if placement is None:
        return None
    starts_at = placement.starts_at or placement.nominal_at
    return {
        "workspace_id": work.workspace_id,
        "id": ordered_id(work.now),
        "line_id": schedule.line_id,
        "schedule_id": schedule.id,
        "number": number,
        "question": changing_question(number),
        "nominal_at": placement.nominal_at,
        "starts_at": starts_at,
        "length_minutes": schedule.length_minutes,
        "stage": rules.PLANNED,
        "next_at": rules.first_prompt(starts_at, days),
        "moved_from": placement.nominal_at if starts_at != placement.nominal_at else None,
        "moved_because": placement.because,
    }


def _placement(schedule: Schedule | Agreed, days: rules.Days, after: datetime) -> rules.Placement | None:
    """Where the first moment after `after` ends up; None where the recurrence has ended."""
    nominal = next_occurrence(schedule.recurrence, after)
    return rules.place(schedule.recurrence, nominal, days) if nominal else None


def finish(work: Work, row: OneOnOne, outcome: str | None) -> None:
    """Nothing more comes of this row by itself."""
    row.stage = rules.ENDED
    row.next_at = None
    if outcome is not None:
        row.outcome = outcome
        row.outcome_at = work.now


def skip(work: Work, row: OneOnOne, *, by: str | None = None) -> None:
    """This time they do not meet: prompts of it fall silent. Whoever skips it plans the next one."""
    finish(work, row, rules.SKIPPED)
    row.skipped_by = by
    silence(work, [row.id])  # flushes: only one may be coming


def silence(work: Work, ids: Collection[str]) -> None:
    """These do not take place: what was to be sent about them is not."""
    post.drop_all(work, ids, CHECK_IN, PREPARE, AGENDA)


def close(work: Work, line_ids: Collection[str]) -> None:
    """These lines have ended: what was to come does not, and nobody is prompted."""
    if not line_ids:
        return
    rows = repo.unfinished(work, line_ids)
    for row in rows:
        finish(work, row, rules.SKIPPED if row.stage in rules.COMING else None)
    silence(work, [row.id for row in rows])
    work.session.flush()
