"""Sweeping the cadences: schedules move on and prompts are enqueued, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bot import cadence
from bot.cadence import Recurrence
from bot.delivery import outbox
from bot.delivery.outbox import Parcel
from bot.direction.directions import repo as directions
from bot.direction.updates import repo, rules
from bot.direction.updates.models import DIRECTION, OPEN, PROMPTS, UPDATE
from bot.direction.updates.repo import Due, Holder
from bot.direction.words import CHAIN
from bot.storage.base import new_id
from bot.storage.upsert import Row
from bot.storage.work import Work

BATCH = 250
"""Seats in one transaction, for each of the two: nothing holds SQLite's writer for more than 200 ms."""
waiting = repo.waiting


@dataclass(slots=True)
class Batch:
    """What comes of the seats that were taken; it is written at the end, all of it at once."""

    work: Work
    what: str
    """`update` or `direction`."""
    asked: list[Row] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    moved: list[Row] = field(default_factory=list)
    """When these seats are looked at next."""
    asked_before: list[str] = field(default_factory=list)
    """Lines on which an older question is open: it lapses."""
    resting: list[str] = field(default_factory=list)
    """Nobody leads these: they are asked again when somebody does."""
    next_occurrence: Callable[[Recurrence, datetime], datetime | None] = field(
        default_factory=lambda: cache(cadence.next_occurrence)
    )
    """Computed once for all who share a recurrence."""

    def ask(self, seat: Due, holder: Holder, next_at: datetime) -> None:
        occurrence_id = new_id()
        row = {
            "workspace_id": self.work.workspace_id,
            "id": occurrence_id,
            "cadence_id": seat.id,
            "lead_id": holder.lead_id,
            "what": self.what,
            "due_at": seat.due_at,
            "next_at": next_at,
            "state": OPEN,
        }
        self.asked.append(row)
        if seat.is_asked:
            self.asked_before.append(holder.lead_id)
        self.parcels.append(
            Parcel(
                chain=CHAIN,
                kind=PROMPTS[self.what],
                subject=occurrence_id,
                occurrence=occurrence_id,
                recipient=holder.leader_id,
                due_at=seat.due_at,
                not_after=next_at,
            )
        )

    def move(self, seat: Due, **values: Any) -> None:
        self.moved.append({"workspace_id": self.work.workspace_id, "id": seat.id, **values})

    def write(self) -> None:
        repo.move(self.work, self.moved)
        repo.rest(self.work, self.resting)
        lapsed = repo.lapse(self.work, self.asked_before, self.what)
        outbox.drop_all(self.work, CHAIN, lapsed, PROMPTS[self.what])
        repo.ask(self.work, self.asked)
        outbox.enqueue_all(self.work, self.parcels)


def due(work: Work) -> int:
    """How many seats were asked or moved on."""
    return _ask_updates(work) + _ask_directions(work)


def _ask_updates(work: Work) -> int:
    batch, seats = Batch(work, UPDATE), repo.due_updates(work, BATCH)
    for seat in seats:
        if seat.holder is None:
            batch.resting.append(seat.id)
        else:
            _ask_update(batch, seat, seat.holder)
    batch.write()
    return len(seats)


def _ask_update(batch: Batch, seat: Due, holder: Holder) -> None:
    """Ask once, however many occurrences were missed; an older question that is open lapses.

    A leader who has moved is asked at the same wall time of the same day, where they are now.
    """
    now, wall, zone = batch.work.now, seat.recurrence.wall, holder.time_zone
    if zone != seat.recurrence.zone:
        day = seat.due_at.astimezone(ZoneInfo(seat.recurrence.zone)).date()
        there = cadence.resolve(day, wall, zone)
        if there > now:
            batch.move(seat, zone=zone, next_at=there)
            return
    next_at = batch.next_occurrence(replace(seat.recurrence, zone=zone), now)
    batch.move(seat, zone=zone, next_at=next_at)
    batch.ask(seat, holder, next_at or now + rules.QUARTER)


def _ask_directions(work: Work) -> int:
    """Ask where nothing was stated or affirmed on this line within a quarter."""
    batch, seats = Batch(work, DIRECTION), repo.due_directions(work, BATCH)
    said_at = directions.said_by_lead(work, [seat.holder.lead_id for seat in seats if seat.holder])
    for seat in seats:
        if seat.holder is None:
            batch.resting.append(seat.id)
        else:
            _ask_direction(batch, seat, seat.holder, said_at.get(seat.holder.lead_id))
    batch.write()
    return len(seats)


def _ask_direction(batch: Batch, seat: Due, holder: Holder, said_at: datetime | None) -> None:
    now = batch.work.now
    if said_at is not None and said_at + rules.QUARTER > now:
        batch.move(seat, direction_at=said_at + rules.QUARTER)
        return
    next_at = rules.quarter_after(now, seat.recurrence.zone)
    batch.move(seat, direction_at=next_at)
    batch.ask(seat, holder, next_at)
