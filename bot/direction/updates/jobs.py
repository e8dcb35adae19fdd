"""Sweeping the cadences: schedules move on and prompts are enqueued, in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import cadence
from bot.delivery import outbox
from bot.delivery.outbox import Parcel
from bot.direction.directions import repo as directions
from bot.direction.lines.models import Lead
from bot.direction.updates import repo, rules, seats
from bot.direction.updates.models import DIRECTION, UPDATE, Cadence, Occurrence
from bot.direction.updates.repo import Due
from bot.direction.words import CHAIN
from bot.storage.base import new_id
from bot.storage.work import Work

BATCH = 100
"""Seats in one transaction, for each of the two: nothing holds SQLite's writer for more than 200 ms."""
UPDATE_DUE, DIRECTION_DUE = "update_due", "direction_due"
waiting = repo.waiting


@dataclass(slots=True)
class Batch:
    """What comes of the seats that were taken; it is written at the end, all of it at once."""

    work: Work
    asked: list[Occurrence] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)

    def ask(self, seat: Cadence, lead: Lead, what: str, *, due_at: datetime, next_at: datetime) -> None:
        row = Occurrence(
            workspace_id=self.work.workspace_id,
            id=new_id(),
            cadence_id=seat.id,
            lead_id=lead.id,
            what=what,
            due_at=due_at,
            next_at=next_at,
        )
        kind = UPDATE_DUE if what == UPDATE else DIRECTION_DUE
        self.asked.append(row)
        self.parcels.append(
            Parcel(CHAIN, kind, row.id, row.id, lead.leader_id, due_at=due_at, not_after=next_at)
        )

    def write(self) -> None:
        """Older questions on these lines lapse."""
        for what in (UPDATE, DIRECTION):
            lead_ids = [row.lead_id for row in self.asked if row.what == what]
            if lead_ids:
                seats.lapse(self.work, repo.open_occurrences(self.work, lead_ids, what))
        self.work.session.add_all(self.asked)
        self.work.session.flush()
        outbox.enqueue_all(self.work, self.parcels)


def due(work: Work) -> int:
    """How many seats were asked or moved on."""
    batch = Batch(work)
    updates = repo.due_updates(work, BATCH)
    for one in updates:
        _ask_update(batch, one)
    work.session.flush()
    wanted = repo.due_directions(work, BATCH)
    for one in wanted:
        _ask_direction(batch, one)
    batch.write()
    return len(updates) + len(wanted)


def _ask_update(batch: Batch, due: Due) -> None:
    """Ask once, however many occurrences were missed; an older question that is open lapses.

    A leader who has moved is asked at the same wall time of the same day, where they are now.
    """
    now, seat, due_at = batch.work.now, due.seat, due.seat.next_at
    if due.lead is None or due.leader is None or due_at is None:
        _rest(seat)
        return
    zone = due.leader.time_zone
    if zone != seat.zone:
        there = cadence.resolve(due_at.astimezone(ZoneInfo(seat.zone)).date(), seat.wall, zone)
        seat.zone = zone
        if there > now:
            seat.next_at = there
            return
    seat.next_at = cadence.next_occurrence(seats.recurrence(seat), now)
    batch.ask(seat, due.lead, UPDATE, due_at=due_at, next_at=seat.next_at or now + rules.QUARTER)


def _ask_direction(batch: Batch, due: Due) -> None:
    """Ask where nothing was stated or affirmed on this line within a quarter."""
    now, seat, due_at = batch.work.now, due.seat, due.seat.direction_at
    if due.lead is None or due_at is None:
        _rest(seat)
        return
    stated = directions.newest(batch.work, [due.lead.id], 1)
    good_until = stated[0].said_at + rules.QUARTER if stated else now
    if good_until > now:
        seat.direction_at = good_until
        return
    seat.direction_at = rules.quarter_after(now, seat.zone)
    batch.ask(seat, due.lead, DIRECTION, due_at=due_at, next_at=seat.direction_at)


def _rest(seat: Cadence) -> None:
    """Nobody leads it: it is asked again when somebody does."""
    seat.next_at = seat.direction_at = None
