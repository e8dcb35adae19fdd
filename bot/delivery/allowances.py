"""What Slack's limits leave to each workspace and channel, kept in the database that all replicas share.

No replica knows what another one sends, and none needs to: each takes from the same row, in the
transaction that says "from now on it may be posted".
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from bot.clock import APART
from bot.delivery.models import ALLOWANCES, Allowance
from bot.storage.base import UtcDateTime
from bot.storage.given import Given
from bot.storage.upsert import insert_or_update

POST, UPDATE, OPEN = "chat.postMessage", "chat.update", "conversations.open"
HISTORY, REPLIES = "conversations.history", "conversations.replies"
Place = tuple[str, str]
"""A workspace, and one of its channels or recipients, or a method."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One at a time at a steady rate, and `burst` at once after a rest.

    One moment holds all that was spent: up to when it is used up at the steady rate.
    """

    every: timedelta
    burst: int

    def left(self, spent_until: datetime | None, now: datetime) -> int:
        """How many may go at once."""
        return max(0, (self.burst * self.every - self._ahead(spent_until, now)) // self.every)

    def free_at(self, spent_until: datetime | None, now: datetime) -> datetime:
        """When the next one may go: now, or later."""
        return max(now, now + self._ahead(spent_until, now) - (self.burst - 1) * self.every)

    def spend(self, spent_until: datetime | None, now: datetime) -> datetime:
        return now + self._ahead(spent_until, now) + self.every

    def _ahead(self, spent_until: datetime | None, now: datetime) -> timedelta:
        """What was spent beforehand. Nothing spends so far ahead but a clock that was put back since."""
        ahead = (spent_until or now) - now
        return ahead if timedelta() < ahead <= self.burst * self.every + APART else timedelta()


IN_CHANNEL = Limit(timedelta(seconds=1), 3)
"""Slack: one message a second and channel, short bursts are tolerated."""
IN_WORKSPACE = Limit(timedelta(minutes=1) / 570, 25)
"""Slack: several hundred messages a minute and workspace. Never more than 595 in any minute."""
RESERVED = 5
"""What is left for those that can't wait: everything else leaves so much of the burst."""


@dataclass(frozen=True, slots=True)
class Spent:
    until: datetime | None = None
    rests_until: datetime | None = None


PLACES = Given("workspace_id", "name")


def read(session: Session, places: Collection[Place]) -> dict[Place, Spent]:
    """What was spent, by place; held until the transaction ends, always in the same order."""
    connection = session.connection()
    dialect = connection.dialect.name
    found = connection.execute(_reading(dialect), PLACES.values(dialect, places))
    return {(workspace_id, name): Spent(until, rests) for workspace_id, name, until, rests in found}


@lru_cache
def _reading(dialect: str) -> Select[Any]:
    places, columns = PLACES.table(dialect), ALLOWANCES.c
    key = (columns.workspace_id, columns.name)
    return (
        select(*key, columns.spent_until, columns.rests_until)
        .where(*[column == places.c[column.name] for column in key])
        .order_by(*key)
        .with_for_update(of=ALLOWANCES)
    )


def write(session: Session, spent: Mapping[Place, datetime]) -> None:
    rows = [
        {"workspace_id": workspace_id, "name": name, "spent_until": until}
        for (workspace_id, name), until in sorted(spent.items(), key=lambda one: one[0])
    ]
    insert_or_update(session, Allowance, rows)


@dataclass(frozen=True, slots=True)
class Rest:
    """Slack said 429: a method is left alone in one workspace until then."""

    workspace_id: str
    method: str
    until: datetime


def rest(session: Session, rests: Sequence[Rest]) -> list[None]:
    """Tell all replicas. Where several are told, the last moment counts."""
    latest = {(one.workspace_id, one.method): one for one in sorted(rests, key=lambda one: one.until)}
    insert_or_update(
        session,
        Allowance,
        [
            {"workspace_id": one.workspace_id, "name": one.method, "rests_until": one.until}
            for _, one in sorted(latest.items())
        ],
    )
    return [None] * len(rests)


RESTING = Allowance.rests_until > bindparam("now", type_=UtcDateTime())
RESTS = select(Allowance.workspace_id, Allowance.name, Allowance.rests_until).where(RESTING)


def rests(session: Session, now: datetime) -> list[Rest]:
    """Whatever rests at this moment, whoever was told so."""
    found = session.execute(RESTS, {"now": now})
    return [Rest(workspace_id, method, until) for workspace_id, method, until in found if until]
