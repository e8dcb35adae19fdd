"""The sweep: moves one-on-ones from stage to stage and enqueues what each stage sends.

A stage whose moment has passed unseen is passed over: no prompt is sent for a meeting that began,
no agenda for one that ended. Only the wrap-up is sent however late, once.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.people import post
from bot.people.lines.pairs import Pair, pairs_of
from bot.people.names import AGENDA, CHECK_IN, PREPARE, WRAPUP
from bot.people.one_on_ones import planning, repo, rules
from bot.people.one_on_ones.models import OneOnOne
from bot.people.schedules import repo as schedules
from bot.people.schedules.models import Schedule
from bot.storage.work import Work

BATCH = 50
"""Rows that are taken at a time: SQLite's one writer is held for less than 200 ms (house.md)."""


def waiting(session: Session, now: datetime) -> list[str]:
    return repo.waiting(session, now)


def due(work: Work) -> int:
    """How many rows were moved on: up to `BATCH`."""
    rows = repo.due(work, BATCH)
    pairs = pairs_of(work, {row.line_id for row in rows})
    standing = schedules.active(work, pairs)
    for row in rows:
        move_on(work, pairs[row.line_id], row, standing)
    work.session.flush()
    return len(rows)


def move_on(work: Work, pair: Pair, row: OneOnOne, standing: Mapping[str, Schedule]) -> None:
    """Take every step whose moment has come."""
    schedule = standing.get(row.line_id)
    while row.next_at is not None and row.next_at <= work.now:
        if not pair.line.is_open or schedule is None:
            planning.close(work, [row.line_id])
        else:
            STEPS[row.stage](work, pair, row, schedule)


def _prompt(work: Work, pair: Pair, row: OneOnOne, schedule: Schedule) -> None:
    if work.now >= row.starts_at:
        _begin(work, pair, row, schedule)
    elif pair.is_away(row.starts_at):
        planning.skip(work, pair, row, schedule)
    elif _is_agreed(row) or not rules.free_because(row.starts_at, pair.days):
        _enqueue_prompts(work, pair, row)
        row.stage, row.next_at, row.asked_at = rules.PROMPTED, row.starts_at, work.now
    else:
        _place_anew(work, pair, row, schedule)


def _is_agreed(row: OneOnOne) -> bool:
    """One of the two moved it there: a free day is their own choice."""
    return row.moved_from is not None and not row.moved_because


def _place_anew(work: Work, pair: Pair, row: OneOnOne, schedule: Schedule) -> None:
    """It falls on a free day: to the next day that works for both, or not at all this time."""
    placement = rules.place(schedule.recurrence, row.nominal_at, pair.days)
    if placement.starts_at is None or rules.free_because(placement.starts_at, pair.days):
        planning.skip(work, pair, row, schedule)
    else:
        planning.settle(work, pair, row, placement)


def _enqueue_prompts(work: Work, pair: Pair, row: OneOnOne) -> None:
    for kind, person, days in (
        (CHECK_IN, pair.report, pair.report_days),
        (PREPARE, pair.manager, pair.manager_days),
    ):
        post.bound(
            work,
            kind,
            row.id,
            person.id,
            due_at=rules.prompt_due(row.starts_at, days, work.now),
            not_after=row.starts_at,
            merges=kind == PREPARE,
        )


def _begin(work: Work, pair: Pair, row: OneOnOne, schedule: Schedule) -> None:
    if pair.is_away(row.starts_at):
        planning.skip(work, pair, row, schedule)
        return
    if work.now < row.ends_at:
        for person in pair.both:
            post.bound(work, AGENDA, row.id, person.id, due_at=work.now, not_after=row.ends_at)
    row.stage, row.next_at = rules.STARTED, row.ends_at
    work.session.flush()  # only one may be coming
    planning.plan_after(work, pair, schedule, row)


def _wrap_up(work: Work, pair: Pair, row: OneOnOne, _schedule: Schedule) -> None:
    is_fresh = work.now - row.ends_at < rules.FRESH
    post.bound(work, WRAPUP, row.id, pair.manager.id, due_at=work.now, is_bound=is_fresh)
    planning.finish(work, row, None)


Step = Callable[[Work, Pair, OneOnOne, Schedule], None]
STEPS: Mapping[str, Step] = {rules.PLANNED: _prompt, rules.PROMPTED: _begin, rules.STARTED: _wrap_up}
