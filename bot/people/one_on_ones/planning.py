"""Putting the next one-on-one of a line into its row. Everybody who changes a schedule ends up here."""

from datetime import datetime

from bot.cadence import next_occurrence
from bot.people import post
from bot.people.check_ins.rules import changing_question
from bot.people.lines.pairs import Pair
from bot.people.names import AGENDA, CHECK_IN, PREPARE
from bot.people.one_on_ones import repo, rules
from bot.people.one_on_ones.models import OneOnOne
from bot.people.schedules.models import Schedule
from bot.storage.base import ordered_id
from bot.storage.work import Work


def plan(work: Work, pair: Pair, schedule: Schedule) -> OneOnOne | None:
    """Plan a line's next one-on-one by its schedule: the coming row is planned anew, or one is made."""
    coming = repo.coming(work, [pair.line.id], lock=True).get(pair.line.id)
    if coming is None:
        number = repo.how_many(work, pair.line.id) + 1
        return _make(work, pair, schedule, number, work.now)
    placement = _placement(schedule, pair, work.now)
    if placement is None:
        return None
    coming.schedule_id = schedule.id
    coming.length_minutes = schedule.length_minutes
    settle(work, pair, coming, placement)
    return coming


def plan_after(work: Work, pair: Pair, schedule: Schedule, last: OneOnOne) -> OneOnOne | None:
    """Plan the one after this; what a standstill has passed over is not made up for."""
    return _make(work, pair, schedule, last.number + 1, max(last.nominal_at, work.now))


def settle(work: Work, pair: Pair, row: OneOnOne, placement: rules.Placement) -> None:
    """Put a coming one-on-one at another time; prompts that were not sent yet wait for it anew."""
    starts_at = placement.starts_at or placement.nominal_at
    row.nominal_at = placement.nominal_at
    row.moved_from = placement.nominal_at if starts_at != placement.nominal_at else None
    row.moved_because = placement.because
    put_at(work, pair, row, starts_at)


def put_at(work: Work, pair: Pair, row: OneOnOne, starts_at: datetime) -> None:
    row.starts_at = starts_at
    row.stage = rules.PLANNED
    row.next_at = rules.first_prompt(starts_at, pair.days)
    post.recall(work, row.id, CHECK_IN, PREPARE)
    post.replan(work, row.id, CHECK_IN, PREPARE, not_after=starts_at, otherwise=max(work.now, row.next_at))
    post.refresh(work, row.id, CHECK_IN, PREPARE)


def _make(work: Work, pair: Pair, schedule: Schedule, number: int, after: datetime) -> OneOnOne | None:
    placement = _placement(schedule, pair, after)
    if placement is None:
        return None
    starts_at = placement.starts_at or placement.nominal_at
    row = OneOnOne(
        workspace_id=work.workspace_id,
        id=ordered_id(work.now),
        line_id=pair.line.id,
        schedule_id=schedule.id,
        number=number,
        question=changing_question(number),
        nominal_at=placement.nominal_at,
        starts_at=starts_at,
        length_minutes=schedule.length_minutes,
        stage=rules.PLANNED,
        next_at=rules.first_prompt(starts_at, pair.days),
        moved_from=placement.nominal_at if starts_at != placement.nominal_at else None,
        moved_because=placement.because,
    )
    work.session.add(row)
    return row


def _placement(schedule: Schedule, pair: Pair, after: datetime) -> rules.Placement | None:
    """Where the first moment after `after` ends up; None where the recurrence has ended."""
    nominal = next_occurrence(schedule.recurrence, after)
    return rules.place(schedule.recurrence, nominal, pair.days) if nominal else None


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
    post.drop(work, row.id, CHECK_IN, PREPARE, AGENDA)  # flushes: only one may be coming


def close(work: Work, line_ids: list[str]) -> None:
    """These lines have ended: what was to come does not, and nobody is prompted."""
    for row in repo.unfinished(work, line_ids):
        finish(work, row, rules.SKIPPED if row.stage in rules.COMING else None)
        post.drop(work, row.id, CHECK_IN, PREPARE, AGENDA)
    work.session.flush()
