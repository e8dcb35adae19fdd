"""The sweep: moves one-on-ones from stage to stage and enqueues what each stage sends.

A stage whose moment has passed unseen is passed over: no prompt is sent for a meeting that began,
no agenda for one that ended. Only the wrap-up is sent however late, once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery.outbox import Parcel
from bot.people import post
from bot.people.lines.pairs import Pair, of_people
from bot.people.names import AGENDA, CHECK_IN, PREPARE, WRAPUP
from bot.people.one_on_ones import planning, repo, rules
from bot.people.one_on_ones.models import OneOnOne
from bot.people.schedules.models import Schedule
from bot.storage.work import Work

BATCH = 200
"""Rows that are taken at a time: SQLite's one writer is held for less than 200 ms (house.md)."""


@dataclass(slots=True)
class Batch:
    """What comes of the rows that were taken; it is written at the end, all of it at once."""

    work: Work
    parcels: list[Parcel] = field(default_factory=list)
    over: list[tuple[Pair, Schedule, OneOnOne]] = field(default_factory=list)
    """Begun or skipped: once they stand in its place no more, the next one is planned."""

    def write(self) -> None:
        self.work.session.flush()
        for pair, schedule, row in self.over:
            planning.plan_after(self.work, pair, schedule, row)
        post.enqueue(self.work, self.parcels)
        self.work.session.flush()


def waiting(session: Session, now: datetime) -> list[str]:
    return repo.waiting(session, now)


def due(work: Work) -> int:
    """How many rows were moved on: up to `BATCH`."""
    found = repo.due(work, BATCH)
    people = {person.id: person for one in found for person in (one.report, one.manager)}
    pairs = of_people(work, [one.line for one in found], people)
    batch = Batch(work)
    for one in found:
        _move_on(batch, pairs[one.line.id], one.row, one.schedule)
    batch.write()
    return len(found)


def _move_on(batch: Batch, pair: Pair, row: OneOnOne, schedule: Schedule | None) -> None:
    """Take every step whose moment has come."""
    while row.next_at is not None and row.next_at <= batch.work.now:
        if not pair.line.is_open or schedule is None:
            planning.close(batch.work, [row.line_id])
        else:
            STEPS[row.stage](batch, pair, row, schedule)


def _prompt(batch: Batch, pair: Pair, row: OneOnOne, schedule: Schedule) -> None:
    now = batch.work.now
    if now >= row.starts_at:
        _begin(batch, pair, row, schedule)
    elif pair.is_away(row.starts_at):
        _skip(batch, pair, row, schedule)
    elif _is_agreed(row) or not rules.free_because(row.starts_at, pair.days):
        batch.parcels += _prompts(pair, row, now)
        row.stage, row.next_at, row.asked_at = rules.PROMPTED, row.starts_at, now
    else:
        _place_anew(batch, pair, row, schedule)


def _is_agreed(row: OneOnOne) -> bool:
    """One of the two moved it there: a free day is their own choice."""
    return row.moved_from is not None and not row.moved_because


def _place_anew(batch: Batch, pair: Pair, row: OneOnOne, schedule: Schedule) -> None:
    """It falls on a free day: to the next day that works for both, or not at all this time."""
    placement = rules.place(schedule.recurrence, row.nominal_at, pair.days)
    if placement.starts_at is None or rules.free_because(placement.starts_at, pair.days):
        _skip(batch, pair, row, schedule)
    else:
        planning.settle(batch.work, pair, row, placement)


def _prompts(pair: Pair, row: OneOnOne, now: datetime) -> list[Parcel]:
    return [
        post.of_meeting(
            kind,
            row.id,
            person.id,
            due_at=rules.prompt_due(row.starts_at, days, now),
            not_after=row.starts_at,
            merges=kind == PREPARE,
        )
        for kind, person, days in (
            (CHECK_IN, pair.report, pair.report_days),
            (PREPARE, pair.manager, pair.manager_days),
        )
    ]


def _begin(batch: Batch, pair: Pair, row: OneOnOne, schedule: Schedule) -> None:
    now = batch.work.now
    if pair.is_away(row.starts_at):
        _skip(batch, pair, row, schedule)
        return
    if now < row.ends_at:
        batch.parcels += [
            post.of_meeting(AGENDA, row.id, person.id, due_at=now, not_after=row.ends_at)
            for person in pair.both
        ]
    row.stage, row.next_at = rules.STARTED, row.ends_at
    batch.over.append((pair, schedule, row))


def _skip(batch: Batch, pair: Pair, row: OneOnOne, schedule: Schedule) -> None:
    planning.skip(batch.work, row)
    batch.over.append((pair, schedule, row))


def _wrap_up(batch: Batch, pair: Pair, row: OneOnOne, _schedule: Schedule) -> None:
    now = batch.work.now
    is_fresh = now - row.ends_at < rules.FRESH
    batch.parcels.append(post.of_meeting(WRAPUP, row.id, pair.manager.id, due_at=now, is_bound=is_fresh))
    planning.finish(batch.work, row, None)


Step = Callable[[Batch, Pair, OneOnOne, Schedule], None]
STEPS: Mapping[str, Step] = {rules.PLANNED: _prompt, rules.PROMPTED: _begin, rules.STARTED: _wrap_up}
