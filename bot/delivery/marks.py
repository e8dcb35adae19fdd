"""Writing down what became of a claim. Each mark holds only while the claim's lease does.

The address of a message that was posted is the exception: it is the truth whoever holds the lease.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from bot.delivery.claims import LEASE, Claim
from bot.delivery.models import DROPPED, QUEUED, SENT, Address, Delivery
from bot.delivery.preparing import STALE, Ready
from bot.roster.models import Person
from bot.storage.base import new_id
from bot.storage.upsert import insert_or_ignore
from bot.workspaces.models import STOPPED, Workspace

FREE: dict[str, Any] = {"lease": None, "leased_until": None}


def lead_of(claim: Claim, ready: Ready) -> str:
    """The id that the message bears. It stays the same once a message may be out under it."""
    return claim.lead if claim.attempted_at or claim.lead in ready.keep else ready.keep[0]


def begin(session: Session, claim: Claim, ready: Ready, channel: str, now: datetime) -> bool:
    """Say, before posting, that it may be posted from now on. False where the claim is lost.

    What has become stale is dropped here, and the DM's channel is kept.
    """
    late = [one for one in claim.ids if one not in ready.keep]
    if late:
        _set(session, claim, late, state=DROPPED, error=STALE, **FREE)
    if ready.place.person_id and not ready.place.channel:
        _keep_dm(session, claim.workspace_id, ready.place.person_id, channel)
    kept = _set(
        session,
        claim,
        ready.keep,
        attempted_at=func.coalesce(Delivery.attempted_at, now),
        lead=lead_of(claim, ready),
        leased_until=now + LEASE,
    )
    return kept == len(ready.keep)


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message is, and since when we know."""

    channel: str
    ts: str
    at: datetime


def sent(session: Session, claim: Claim, ids: Sequence[str], posted: Posted) -> None:
    _set(session, claim, ids, state=SENT, sent_at=posted.at, error=None, not_before=None, **FREE)
    # It may have been deleted or snoozed meanwhile: an address needs its delivery, not the lease.
    known = session.scalars(
        select(Delivery.id).where(Delivery.workspace_id == claim.workspace_id, Delivery.id.in_(ids))
    )
    insert_or_ignore(session, Address, [_address(claim.workspace_id, one, posted) for one in known])


def _address(workspace_id: str, delivery_id: str, posted: Posted) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "id": new_id(),
        "delivery_id": delivery_id,
        "channel": posted.channel,
        "ts": posted.ts,
        "posted_at": posted.at,
    }


def found(session: Session, claim: Claim, posted: Posted) -> None:
    """An earlier attempt had posted it. Its rows may have changed since, so it is rendered again."""
    _set(session, claim, claim.ids, refresh_at=posted.at)
    sent(session, claim, claim.ids, posted)


def put_back(
    session: Session, claim: Claim, not_before: datetime | None, *, untouched: bool, failures: int
) -> None:
    """Try again later. `untouched`: it is certain that nothing was posted. `failures`: so far."""
    values: dict[str, Any] = {"attempted_at": None} if untouched else {}
    values |= {"state": QUEUED, "not_before": not_before, "attempts": failures}
    _set(session, claim, claim.ids, **values, **FREE)


def move(session: Session, claim: Claim, due_at: datetime) -> None:
    """It is due at another hour; nothing was posted."""
    fresh = {"attempted_at": None, "attempts": 0, "not_before": None}
    _set(session, claim, claim.ids, state=QUEUED, due_at=due_at, **fresh, **FREE)


def finish(session: Session, claim: Claim, state: str, why: str) -> None:
    """Dropped, failed, or unknown for good."""
    _set(session, claim, claim.ids, state=state, error=why[:80], **FREE)


def stop(session: Session, workspace_id: str) -> None:
    """The workspace's token is revoked: nothing is sent there any more."""
    session.execute(update(Workspace).where(Workspace.workspace_id == workspace_id).values(state=STOPPED))


def forget_dm(session: Session, workspace_id: str, person_id: str) -> None:
    """The DM that we knew is gone; another one is opened the next time."""
    _person(session, workspace_id, person_id, dm=None)


def _keep_dm(session: Session, workspace_id: str, person_id: str, channel: str) -> None:
    _person(session, workspace_id, person_id, dm=channel)


def _person(session: Session, workspace_id: str, person_id: str, **values: Any) -> None:
    mine = (Person.workspace_id == workspace_id, Person.id == person_id)
    session.execute(update(Person).where(*mine).values(**values))


def _set(session: Session, claim: Claim, ids: Sequence[str], **values: Any) -> int:
    result = session.execute(
        update(Delivery)
        .where(
            Delivery.workspace_id == claim.workspace_id,
            Delivery.id.in_(ids),
            Delivery.lease == claim.lease,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount
