"""Which deliveries share a message: those of the same attempt, else those of one kind and hour."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.delivery.models import LIVE, QUEUED, Delivery
from bot.roster.models import Person


class Head(NamedTuple):
    """What claiming needs to know of a delivery. A row's own columns cost fifty times as much to look at."""

    workspace_id: str
    id: str
    chain: str
    kind: str
    recipient: str
    to_channel: bool
    due_at: datetime
    priority: int
    asked_for: bool
    bound: bool
    merges: bool
    thread: str | None
    state: str
    attempts: int
    attempted_at: datetime | None
    lead: str | None
    instead_of: str | None
    way: str | None
    spent_until: datetime | None = None
    """Of its channel's allowance, where that was asked for."""


HEAD: tuple[Any, ...] = tuple(getattr(Delivery, name) for name in Head._fields[:-1])
HOUR = timedelta(hours=1)


def companions(session: Session, heads: Sequence[Head]) -> dict[str, list[Head]]:
    """By head's id: the others that go out with it, in the order in which they are due."""
    return {**_of_one_attempt(session, heads), **_of_one_hour(session, heads)}


def _of_one_attempt(session: Session, heads: Sequence[Head]) -> dict[str, list[Head]]:
    tried = [head for head in heads if head.attempted_at is not None and head.lead]
    if not tried:
        return {}
    query = _others(tried).where(
        Delivery.attempted_at.is_not(None),
        Delivery.lead.in_([head.lead for head in tried]),
    )
    # They stay together, so whoever holds one of them is waited for.
    found = _asked(session, query.with_for_update())
    return {
        head.id: [one for one in found if _are_same(head, one) and one.lead == head.lead] for head in tried
    }


def _of_one_hour(session: Session, heads: Sequence[Head]) -> dict[str, list[Head]]:
    open_ones = [head for head in heads if head.merges and head.thread is None and head.attempted_at is None]
    if not open_ones:
        return {}
    query = _others(open_ones).where(
        Delivery.state == QUEUED,
        Delivery.attempted_at.is_(None),
        Delivery.thread.is_(None),
        Delivery.merges,
    )
    # One more that could have been merged may well go alone.
    found = _asked(session, query.with_for_update(skip_locked=True))
    if not found:
        return {}
    zones = _zones(session, open_ones)
    return {head.id: [one for one in found if _merge(head, one, zones)] for head in open_ones}


def _others(heads: Iterable[Head]) -> Select[Any]:
    """What else there is for these recipients. Their ids may come from different workspaces."""
    rows = list(heads)
    return (
        select(*HEAD)
        .where(
            Delivery.workspace_id.in_({head.workspace_id for head in rows}),
            Delivery.recipient.in_({head.recipient for head in rows}),
            Delivery.state.in_(LIVE),
            Delivery.id.not_in([head.id for head in rows]),
        )
        .order_by(Delivery.due_at, Delivery.id)
    )


def _asked(session: Session, query: Select[Any]) -> list[Head]:
    return [Head(*row) for row in session.connection().execute(query)]


def _are_same(head: Head, other: Head) -> bool:
    return head.workspace_id == other.workspace_id and head.recipient == other.recipient


def _merge(head: Head, other: Head, zones: Mapping[tuple[str, str], str]) -> bool:
    start = _start_of_hour(head.due_at, zones.get((head.workspace_id, head.recipient), "UTC"))
    alike = all(
        getattr(head, name) == getattr(other, name) for name in ("chain", "kind", "bound", "asked_for")
    )
    return _are_same(head, other) and alike and start <= other.due_at < start + HOUR


def _zones(session: Session, heads: Sequence[Head]) -> dict[tuple[str, str], str]:
    people = {(head.workspace_id, head.recipient) for head in heads if not head.to_channel}
    query = select(Person.workspace_id, Person.id, Person.time_zone).where(
        Person.workspace_id.in_({workspace_id for workspace_id, _ in people}),
        Person.id.in_({person_id for _, person_id in people}),
    )
    return {(workspace_id, person_id): zone for workspace_id, person_id, zone in session.execute(query)}


def _start_of_hour(moment: datetime, zone: str) -> datetime:
    """The hour, on the recipient's clock, in which this is due."""
    local = moment.astimezone(_zone(zone))
    return moment - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)


def _zone(name: str) -> ZoneInfo:
    """One person's unheard-of zone must not keep everybody's messages from being claimed."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
