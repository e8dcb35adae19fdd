"""How the sending is doing, for `tandem doctor` and the metrics: ids, kinds, codes and ages only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.delivery.models import (
    ENDED_BADLY,
    FAILED,
    IS_QUEUED,
    IS_SENDING,
    UNKNOWN,
    Delivery,
    PlannedRefresh,
)
from bot.workspaces.models import ACTIVE, Workspace

AT_MOST = 100
"""As many are named; how many there are says `count_unknown`, and `backlog`."""
LONG_DUE = timedelta(minutes=30)
"""Slack's limits alone let a message wait for that long only where some ten thousand go before it."""
LONG_ENDED = timedelta(minutes=2)
"""A lease that has ended is taken over within seconds, while any sender runs."""
LONG_STALE = timedelta(minutes=10)
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Message:
    """One delivery that somebody should look at."""

    workspace_id: str
    delivery: str
    chain: str
    kind: str
    state: str
    code: str
    """Slack's error code, or our class of error; empty where there is none."""
    to_channel: bool
    age: timedelta
    """Since the first attempt where there was one, else since it was due."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due in active workspaces and waits, or is on its way."""

    depth: int
    oldest: timedelta
    """How long the oldest has been due; nought where there is none."""


def unknown(session: Session, now: datetime) -> list[Message]:
    """Those of which nobody can tell whether they were posted, the oldest first."""
    return _messages(session, now, _ended(UNKNOWN))


def count_unknown(session: Session) -> int:
    return session.scalar(select(func.count()).where(_ended(UNKNOWN))) or 0


def failed(session: Session, now: datetime) -> dict[str, int]:
    """What was due within the last week and never goes out: how many, by code."""
    lately = (_ended(FAILED), Delivery.due_at > now - LATELY)
    query = select(Delivery.error, func.count()).where(*lately).group_by(Delivery.error)
    return {code or "": number for code, number in session.execute(query)}


def stuck(session: Session, now: datetime) -> list[Message]:
    """Due long ago and still here, or under a lease that ended long ago: no sender runs, or one fails.

    Or under one that ends long from now, which a sender would have put right (`ahead`).
    """
    lease, is_sending = Delivery.leased_until, Delivery.state == IS_SENDING
    kinds = (
        _is_waiting(now - LONG_DUE),
        and_(is_sending, lease <= now - LONG_ENDED),
        and_(is_sending, lease > now + LONG_ENDED),
    )
    # One by one, as in `_counted`.
    found = [one for kind in kinds for one in _messages(session, now, kind, _in_active_workspace())]
    return sorted(found, key=lambda one: one.age, reverse=True)[:AT_MOST]


def backlog(session: Session, now: datetime) -> Backlog:
    waits, goes = (_counted(session, one) for one in (_is_waiting(now), Delivery.state == IS_SENDING))
    oldest = [since for _count, since in (waits, goes) if since is not None]
    return Backlog(waits[0] + goes[0], max(timedelta(), now - min(oldest)) if oldest else timedelta())


def _counted(session: Session, which: ColumnElement[bool]) -> tuple[int, datetime | None]:
    """How many in active workspaces, and since when the oldest is due. Asked one by one, each reads its own
    index; of both at once SQLite reads everything that was ever sent."""
    query = select(func.count(), func.min(Delivery.due_at)).where(which, _in_active_workspace())
    count, since = session.execute(query).one()
    return count, since


def count_overdue_refreshes(session: Session, now: datetime) -> int:
    """Messages that have been showing what is no longer so for too long, in active workspaces."""
    late = now - LONG_STALE
    wished = select(func.count()).where(Delivery.refresh_at <= late, _in_active_workspace())
    planned = select(func.count()).where(PlannedRefresh.at <= late)
    return (session.scalar(wished) or 0) + (session.scalar(planned) or 0)


def _is_waiting(since: datetime) -> ColumnElement[bool]:
    may_go = or_(Delivery.not_before.is_(None), Delivery.not_before <= since)
    return and_(Delivery.state == IS_QUEUED, Delivery.due_at <= since, may_go)


def _ended(state: str) -> ColumnElement[bool]:
    """In the words of the index that holds all that ended badly."""
    return and_(Delivery.state == state, ENDED_BADLY)


def _in_active_workspace() -> ColumnElement[bool]:
    return exists().where(Workspace.workspace_id == Delivery.workspace_id, Workspace.state == ACTIVE)


def _messages(session: Session, now: datetime, *which: ColumnElement[bool]) -> list[Message]:
    query = select(Delivery).where(*which).order_by(Delivery.due_at, Delivery.id).limit(AT_MOST)
    return [_message(row, now) for row in session.scalars(query)]


def _message(row: Delivery, now: datetime) -> Message:
    since = row.attempted_at or row.due_at
    return Message(
        row.workspace_id,
        row.id,
        row.chain,
        row.kind,
        row.state,
        row.error or "",
        row.to_channel,
        now - since,
    )
