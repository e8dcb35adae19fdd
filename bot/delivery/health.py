"""How the sending is doing, for `tandem doctor` and the metrics: ids, kinds, codes and ages only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.delivery.models import FAILED, QUEUED, SENDING, UNKNOWN, Delivery, PlannedRefresh
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
    return _messages(session, now, Delivery.state == UNKNOWN)


def count_unknown(session: Session) -> int:
    return session.scalar(select(func.count()).where(Delivery.state == UNKNOWN)) or 0


def failed(session: Session, now: datetime) -> dict[str, int]:
    """What was due within the last week and never goes out: how many, by code."""
    lately = (Delivery.state == FAILED, Delivery.due_at > now - LATELY)
    query = select(Delivery.error, func.count()).where(*lately).group_by(Delivery.error)
    return {code or "": number for code, number in session.execute(query)}


def stuck(session: Session, now: datetime) -> list[Message]:
    """Due long ago and still here, or under a lease that ended long ago: no sender runs, or one fails."""
    waits = _is_waiting(now - LONG_DUE)
    leased = Delivery.leased_until.between(now - LONG_ENDED, now + LONG_ENDED)  # later: `ahead`
    held = (Delivery.state == SENDING) & ~leased
    return _messages(session, now, or_(waits, held), _in_active_workspace())


def backlog(session: Session, now: datetime) -> Backlog:
    query = select(func.count(), func.min(Delivery.due_at)).where(
        or_(_is_waiting(now), Delivery.state == SENDING), _in_active_workspace()
    )
    depth, oldest = session.execute(query).one()
    return Backlog(depth, max(timedelta(), now - oldest) if depth else timedelta())


def count_overdue_refreshes(session: Session, now: datetime) -> int:
    """Messages that have been showing what is no longer so for too long, in active workspaces."""
    late = now - LONG_STALE
    wished = select(func.count()).where(Delivery.refresh_at <= late, _in_active_workspace())
    planned = select(func.count()).where(PlannedRefresh.at <= late)
    return (session.scalar(wished) or 0) + (session.scalar(planned) or 0)


def _is_waiting(since: datetime) -> ColumnElement[bool]:
    may_go = or_(Delivery.not_before.is_(None), Delivery.not_before <= since)
    return and_(Delivery.state == QUEUED, Delivery.due_at <= since, may_go)


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
