"""Sweeping the cadences: schedules move on and prompts are enqueued, in one transaction."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot import cadence
from bot.delivery import outbox
from bot.delivery.outbox import Parcel
from bot.direction.directions import repo as directions
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.updates import repo, rules, seats
from bot.direction.updates.models import DIRECTION, UPDATE, Cadence, Occurrence
from bot.direction.words import CHAIN
from bot.roster import people as roster
from bot.storage.base import new_id
from bot.storage.work import Work

BATCH = 20
"""Seats in one transaction: nothing holds SQLite's writer for more than 200 ms (house.md)."""
UPDATE_DUE, DIRECTION_DUE = "update_due", "direction_due"
waiting = repo.waiting


def due(work: Work) -> int:
    """How many seats were asked or moved on."""
    claimed = repo.due_cadences(work, BATCH)
    for seat in claimed:
        lead = lines.open_lead_of(work, seat.team_id, seat.discipline)
        if lead is None:
            seat.next_at = seat.direction_at = None
            continue
        if seat.next_at is not None and seat.next_at <= work.now:
            _ask_update(work, seat, lead, seat.next_at)
        if seat.direction_at is not None and seat.direction_at <= work.now:
            _ask_direction(work, seat, lead, seat.direction_at)
    work.session.flush()
    return len(claimed)


def _ask_update(work: Work, seat: Cadence, lead: Lead, due_at: datetime) -> None:
    """Ask once, however many occurrences were missed; an older question that is open lapses.

    A leader who has moved is asked at the same wall time of the same day, where they are now.
    """
    zone = roster.person(work, lead.leader_id).time_zone
    if zone != seat.zone:
        there = cadence.resolve(due_at.astimezone(ZoneInfo(seat.zone)).date(), seat.wall, zone)
        seat.zone = zone
        if there > work.now:
            seat.next_at = there
            return
    seat.next_at = cadence.next_occurrence(seats.recurrence(seat), work.now)
    seats.lapse(work, repo.open_occurrences(work, lead.id, UPDATE))
    next_at = seat.next_at or work.now + rules.QUARTER
    _prompt(work, seat, lead, UPDATE, due_at=due_at, next_at=next_at)


def _ask_direction(work: Work, seat: Cadence, lead: Lead, due_at: datetime) -> None:
    """Ask where nothing was stated or affirmed on this line within a quarter."""
    stated = directions.newest(work, [lead.id], 1)
    good_until = stated[0].said_at + rules.QUARTER if stated else work.now
    if good_until > work.now:
        seat.direction_at = good_until
        return
    seat.direction_at = work.now + rules.QUARTER
    seats.lapse(work, repo.open_occurrences(work, lead.id, DIRECTION))
    _prompt(work, seat, lead, DIRECTION, due_at=due_at, next_at=seat.direction_at)


def _prompt(work: Work, seat: Cadence, lead: Lead, what: str, *, due_at: datetime, next_at: datetime) -> None:
    row = Occurrence(
        workspace_id=work.workspace_id,
        id=new_id(),
        cadence_id=seat.id,
        lead_id=lead.id,
        what=what,
        due_at=due_at,
        next_at=next_at,
    )
    work.session.add(row)
    work.session.flush()
    kind = UPDATE_DUE if what == UPDATE else DIRECTION_DUE
    parcel = Parcel(CHAIN, kind, row.id, row.id, lead.leader_id, due_at=due_at, not_after=next_at)
    outbox.enqueue(work, parcel)
