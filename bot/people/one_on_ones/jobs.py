"""The sweep: moves one-on-ones from stage to stage and enqueues what each stage sends.

A stage whose moment has passed unseen is passed over: no prompt is sent for a meeting that began,
no agenda for one that ended. Only the wrap-up is sent however late, once.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from bot.delivery.outbox import Parcel
from bot.people import post
from bot.people.names import AGENDA, CHECK_IN, PREPARE, WRAPUP
from bot.people.one_on_ones import planning, repo, rules
from bot.people.one_on_ones.repo import Due
from bot.people.schedules.rules import Agreed
from bot.roster import people as roster
from bot.storage.work import Work

BATCH = 500
"""Rows that are taken at a time: SQLite's one writer is held for less than 200 ms (house.md)."""
Next = tuple[str, datetime | None]
"""What has become of a meeting, and the next moment at which to look at it; None: never."""
PLACED = "placed"
"""It is at another time now, and written already."""


class Shared:
    """What follows from a moment and from somebody's days, worked out once for all who share them."""

    def __init__(self) -> None:
        self.is_away = cache(rules.is_away)
        self.free_because = cache(rules.free_because)
        self.prompt_due = cache(rules.prompt_due)


@dataclass(slots=True)
class Batch:
    """What comes of the rows that were taken; it is written at the end, all of it at once."""

    work: Work
    parcels: list[Parcel] = field(default_factory=list)
    became: defaultdict[str, list[Due]] = field(default_factory=lambda: defaultdict(list))
    """By what has become of them: a stage, or skipped, or placed anew."""
    over: list[tuple[Due, Agreed, rules.Days]] = field(default_factory=list)
    """Begun or skipped: once they stand in its place no more, the next one is planned."""
    closed: list[str] = field(default_factory=list)
    """Lines that have ended, or have nothing agreed any more."""
    shared: Shared = field(default_factory=Shared)

    def write(self) -> None:
        planning.close(self.work, self.closed)
        skipped = self._ids(rules.SKIPPED)
        repo.prompted(self.work, self._ids(rules.PROMPTED))
        repo.started(self.work, self.became[rules.STARTED])
        repo.ended(self.work, self._ids(rules.ENDED))
        repo.skipped(self.work, skipped)
        planning.silence(self.work, skipped)
        following = [planning.following(self.work, agreed, days, due) for due, agreed, days in self.over]
        repo.plan(self.work, [row for row in following if row is not None])
        post.enqueue(self.work, self.parcels)

    def _ids(self, became: str) -> list[str]:
        return [due.id for due in self.became[became]]


def waiting(session: Session, now: datetime) -> list[str]:
    return repo.waiting(session, now)


def due(work: Work) -> int:
    """How many rows were moved on: up to `BATCH`."""
    found = repo.due(work, BATCH)
    days = roster.calendars(work, {person for one in found for person in (one.report, one.manager)})
    batch = Batch(work)
    for one in found:
        if one.line_ended_at is not None or one.schedule is None:
            batch.closed.append(one.line_id)
        else:
            _move_on(batch, one, one.schedule, (days[one.report.id], days[one.manager.id]))
    batch.write()
    return len(found)


def _move_on(batch: Batch, due: Due, agreed: Agreed, days: rules.Days) -> None:
    """Take every step whose moment has come."""
    became: str = due.stage
    next_at: datetime | None = due.next_at
    while next_at is not None and next_at <= batch.work.now:
        became, next_at = STEPS[became](batch, due, agreed, days)
    batch.became[became].append(due)


def _prompt(batch: Batch, due: Due, agreed: Agreed, days: rules.Days) -> Next:
    if batch.work.now >= due.starts_at:
        return _begin(batch, due, agreed, days)
    if batch.shared.is_away(due.starts_at, days):
        return _skip(batch, due, agreed, days)
    if _is_agreed(due) or not batch.shared.free_because(due.starts_at, days):
        batch.parcels += _prompts(batch, due, days)
        return rules.PROMPTED, due.starts_at
    return _place_anew(batch, due, agreed, days)


def _is_agreed(due: Due) -> bool:
    """One of the two moved it there: a free day is their own choice."""
    return due.moved_from is not None and not due.moved_because


def _place_anew(batch: Batch, due: Due, agreed: Agreed, days: rules.Days) -> Next:
    """It falls on a free day: to the next day that works for both, or not at all this time."""
    placement = rules.place(agreed.recurrence, due.nominal_at, days)
    if placement.starts_at is None or rules.free_because(placement.starts_at, days):
        return _skip(batch, due, agreed, days)
    planning.settle(batch.work, days, repo.existing(batch.work, due.id), placement)
    return PLACED, None  # where it is due at once, the next batch takes it


def _prompts(batch: Batch, due: Due, days: rules.Days) -> list[Parcel]:
    return [
        post.of_meeting(
            kind,
            due.id,
            person.id,
            due_at=batch.shared.prompt_due(due.starts_at, calendar, batch.work.now),
            not_after=due.starts_at,
            merges=kind == PREPARE,
        )
        for kind, person, calendar in zip((CHECK_IN, PREPARE), due.both, days, strict=True)
    ]


def _begin(batch: Batch, due: Due, agreed: Agreed, days: rules.Days) -> Next:
    now = batch.work.now
    if batch.shared.is_away(due.starts_at, days):
        return _skip(batch, due, agreed, days)
    if now < due.ends_at:
        batch.parcels += [
            post.of_meeting(AGENDA, due.id, person.id, due_at=now, not_after=due.ends_at)
            for person in due.both
        ]
    batch.over.append((due, agreed, days))
    return rules.STARTED, due.ends_at


def _skip(batch: Batch, due: Due, agreed: Agreed, days: rules.Days) -> Next:
    batch.over.append((due, agreed, days))
    return rules.SKIPPED, None


def _wrap_up(batch: Batch, due: Due, _agreed: Agreed, _days: rules.Days) -> Next:
    now = batch.work.now
    is_fresh = now - due.ends_at < rules.FRESH
    batch.parcels.append(post.of_meeting(WRAPUP, due.id, due.manager.id, due_at=now, is_bound=is_fresh))
    return rules.ENDED, None


Step = Callable[[Batch, Due, Agreed, rules.Days], Next]
STEPS: Mapping[str, Step] = {rules.PLANNED: _prompt, rules.PROMPTED: _begin, rules.STARTED: _wrap_up}
