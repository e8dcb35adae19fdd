"""Writing down what became of claims, many at a time. Each mark holds only while the claim's lease does.

The address of a message that was posted is the exception: it is the truth whoever holds the lease.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Update, bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.delivery import allowances
from bot.delivery.allowances import IN_CHANNEL, IN_WORKSPACE, POST, RESERVED, Place, Spent
from bot.delivery.claims import HELD, LEASE, Claim
from bot.delivery.models import DELIVERIES, DROPPED, QUEUED, SENT, Address
from bot.delivery.outbox import URGENT
from bot.delivery.preparing import STALE, Ready
from bot.roster.models import Person
from bot.storage.base import new_id
from bot.storage.upsert import insert_or_ignore
from bot.workspaces.models import STOPPED, Workspace

FREE: dict[str, Any] = {"lease": None, "leased_until": None}


def lead_of(claim: Claim, ready: Ready) -> str:
    """The id that the message bears. It stays the same once a message may be out under it."""
    return claim.lead if claim.attempted_at or claim.lead in ready.keep else ready.keep[0]


@dataclass(frozen=True, slots=True)
class Begin:
    """From this moment on a claim's message may be posted."""

    claim: Claim
    ready: Ready
    at: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """Slack's limits for the workspace are used up until then."""

    until: datetime


BEGUN, LOST = "begun", "lost"
Beginning = Wait | str


def begin(session: Session, items: Sequence[Begin]) -> list[Beginning]:
    """Say so before posting, and take it from the workspace's allowance.

    `LOST` where the lease is another's by now. What has become stale is dropped here.
    """
    now = max(item.at for item in items)
    waits = _spend(session, items, now)
    going = [item for item, wait in zip(items, waits, strict=True) if wait is None]
    for item in going:
        _tidy(session, item)
    held = _begun(session, going, min(item.at for item in items), now + LEASE)
    return [
        wait or (BEGUN if held.issuperset(item.ready.keep) else LOST)
        for item, wait in zip(items, waits, strict=True)
    ]


def _begun(session: Session, items: Sequence[Begin], at: datetime, until: datetime) -> set[str]:
    """Those of which it is written down."""
    if not items:
        return set()
    kept = [(item.claim, item.ready.keep) for item in items]
    return _set(session, kept, attempted_at=at, leased_until=until, keeps="attempted_at")


def _tidy(session: Session, item: Begin) -> None:
    """What few of them need."""
    claim, ready = item.claim, item.ready
    late = [one for one in claim.ids if one not in ready.keep]
    if late:
        _set(session, [(claim, late)], state=DROPPED, error=STALE, **FREE)
        _set(session, [(claim, ready.keep)], lead=lead_of(claim, ready))


def _spend(session: Session, items: Sequence[Begin], now: datetime) -> list[Wait | None]:
    """Take each message from its workspace's and its channel's allowance, or say when it may go."""
    spent = allowances.read(session, {place for item in items for place in _places(item.claim)})
    taken: dict[Place, datetime] = {}
    waits = [_spend_one(spent, taken, item.claim, now) for item in items]
    allowances.write(session, taken)
    return waits


def _spend_one(
    spent: Mapping[Place, Spent], taken: dict[Place, datetime], claim: Claim, now: datetime
) -> Wait | None:
    workspace, channel = _places(claim)
    before = spent.get(workspace, Spent())
    used = taken.get(workspace, before.until)
    reserved = timedelta() if claim.priority <= URGENT else RESERVED * IN_WORKSPACE.every
    free_at = IN_WORKSPACE.free_at(used + reserved if used else None, now)
    if before.rests_until is not None:
        free_at = max(free_at, before.rests_until)
    if free_at > now:
        return Wait(free_at)
    taken[workspace] = IN_WORKSPACE.spend(used, now)
    taken[channel] = IN_CHANNEL.spend(spent.get(channel, Spent()).until, now)
    return None


def _places(claim: Claim) -> tuple[Place, Place]:
    return (claim.workspace_id, POST), (claim.workspace_id, claim.recipient)


@dataclass(frozen=True, slots=True)
class Posted:
    """Where the message of a claim is, and since when we know."""

    claim: Claim
    ids: tuple[str, ...]
    channel: str
    ts: str
    at: datetime
    new_dm_of: str | None = None
    """The person whose DM Slack opened for it: the next message goes there."""


def sent(session: Session, items: Sequence[Posted]) -> list[None]:
    at = max(item.at for item in items)
    ids = [(item.claim, item.ids) for item in items]
    there = _set(session, ids, state=SENT, sent_at=at, error=None, not_before=None, **FREE)
    # It may have been deleted or snoozed meanwhile: an address needs its delivery, not the lease.
    there |= _there(session, [(claim, set(some) - there) for claim, some in ids])
    insert_or_ignore(
        session, Address, [_address(item, one) for item in items for one in item.ids if one in there]
    )
    for item in items:
        if item.new_dm_of:
            _person(session, item.claim.workspace_id, item.new_dm_of, dm=item.channel)
    return [None] * len(items)


def _address(item: Posted, delivery_id: str) -> dict[str, Any]:
    return {
        "workspace_id": item.claim.workspace_id,
        "id": new_id(),
        "delivery_id": delivery_id,
        "channel": item.channel,
        "ts": item.ts,
        "posted_at": item.at,
    }


def found(session: Session, items: Sequence[Posted]) -> list[None]:
    """An earlier attempt had posted it. Its rows may have changed since, so it is rendered again."""
    _set(session, [(item.claim, item.ids) for item in items], refresh_at=max(item.at for item in items))
    return sent(session, items)


@dataclass(frozen=True, slots=True)
class Again:
    """Try again later. `untouched`: it is certain that nothing was posted. `failures`: so far.

    `fault`: the class of an error of ours, because of which others need not wait for it.
    """

    claim: Claim
    not_before: datetime | None
    untouched: bool
    failures: int
    fault: str | None = None


def put_back(session: Session, items: Sequence[Again]) -> list[None]:
    alike: dict[tuple[Any, ...], list[Kept]] = defaultdict(list)
    for item in items:
        key = (item.not_before, item.failures, item.fault, item.untouched)
        alike[key].append((item.claim, item.claim.ids))
    for (not_before, failures, fault, untouched), which in alike.items():
        values: dict[str, Any] = {"attempted_at": None} if untouched else {}
        values |= {"not_before": not_before, "attempts": failures, "error": fault}
        _set(session, which, state=QUEUED, **values, **FREE)
    return [None] * len(items)


@dataclass(frozen=True, slots=True)
class Moved:
    """It is due at another hour; nothing was posted."""

    claim: Claim
    due_at: datetime


def move(session: Session, items: Sequence[Moved]) -> list[None]:
    fresh: dict[str, Any] = {"attempted_at": None, "attempts": 0, "not_before": None, "error": None}
    for due_at in {item.due_at for item in items}:
        which = [(item.claim, item.claim.ids) for item in items if item.due_at == due_at]
        _set(session, which, state=QUEUED, due_at=due_at, **fresh, **FREE)
    return [None] * len(items)


@dataclass(frozen=True, slots=True)
class Ended:
    """Dropped or failed, for good."""

    claim: Claim
    state: str
    why: str


def finish(session: Session, items: Sequence[Ended]) -> list[None]:
    for state, why in {(item.state, item.why) for item in items}:
        which = [(item.claim, item.claim.ids) for item in items if (item.state, item.why) == (state, why)]
        _set(session, which, state=state, error=why[:80], **FREE)
    return [None] * len(items)


def stop(session: Session, workspaces: Sequence[str]) -> list[None]:
    """These workspaces' tokens are revoked: nothing is sent there any more."""
    session.execute(update(Workspace).where(Workspace.workspace_id.in_(workspaces)).values(state=STOPPED))
    return [None] * len(workspaces)


def forget_dm(session: Session, people: Sequence[tuple[str, str]]) -> list[None]:
    """The DMs that we knew are gone; others are opened the next time. By workspace and person."""
    for workspace_id, person_id in people:
        _person(session, workspace_id, person_id, dm=None)
    return [None] * len(people)


def _person(session: Session, workspace_id: str, person_id: str, **values: Any) -> None:
    mine = (Person.workspace_id == workspace_id, Person.id == person_id)
    session.execute(update(Person).where(*mine).values(**values))


Kept = tuple[Claim, Collection[str]]


def _set(session: Session, kept: Sequence[Kept], *, keeps: str = "", **values: Any) -> set[str]:
    """Change those that their claims still hold; the ids of these. `keeps` is set only where nothing is."""
    connection = session.connection()
    dialect = connection.dialect.name
    to = {f"to_{name}": value for name, value in values.items()}
    changed = connection.execute(
        _setting(dialect, tuple(values), keeps), {**to, **HELD.values(dialect, _rows(kept))}
    )
    return set(changed.scalars())


def _there(session: Session, kept: Sequence[Kept]) -> set[str]:
    """Those of them that there are, whoever holds them."""
    rows = _rows(kept)
    if not rows:
        return set()
    connection = session.connection()
    dialect = connection.dialect.name
    return set(connection.execute(_finding(dialect), HELD.values(dialect, rows)).scalars())


def _rows(kept: Sequence[Kept]) -> list[tuple[str | None, ...]]:
    return [row for claim, ids in kept for row in claim.rows(ids)]


@lru_cache
def _setting(dialect: str, names: tuple[str, ...], keeps: str) -> Update:
    held, columns = HELD.table(dialect), DELIVERIES.c
    values: dict[str, Any] = {name: bindparam(f"to_{name}", type_=columns[name].type) for name in names}
    if keeps:
        values[keeps] = func.coalesce(columns[keeps], values[keeps])
    mine = [columns[name] == held.c[name] for name in ("workspace_id", "id", "lease")]
    return update(DELIVERIES).where(*mine).values(values).returning(columns.id)


@lru_cache
def _finding(dialect: str) -> Select[Any]:
    held, columns = HELD.table(dialect), DELIVERIES.c
    mine = [columns[name] == held.c[name] for name in ("workspace_id", "id")]
    return select(columns.id).where(*mine)
