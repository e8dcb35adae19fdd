"""After a change of a zone's rules: seats are asked at their wall time all the same."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.cadence import in_step
from bot.direction.updates import seats
from bot.direction.updates.models import Cadence
from bot.storage.work import Work


def out_of_step(work: Work) -> list[str]:
    """The ids of seats whose next update is not asked for at its wall time."""
    query = select(Cadence).where(Cadence.workspace_id == work.workspace_id, Cadence.next_at > work.now)
    return [
        seat.id
        for seat in work.session.scalars(query)
        if seat.next_at is not None and in_step(seats.recurrence(seat), seat.next_at) != seat.next_at
    ]


def put_in_step(work: Work, ids: Sequence[str]) -> None:
    query = select(Cadence).where(Cadence.workspace_id == work.workspace_id, Cadence.id.in_(ids))
    for seat in work.session.scalars(query.with_for_update()):
        if seat.next_at is not None:
            seat.next_at = in_step(seats.recurrence(seat), seat.next_at)
    work.session.flush()
