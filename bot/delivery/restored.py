"""After a backup was put back: what it says is waiting may have been sent since it was made.

Slack has no key that makes posting twice harmless, but each message bears its delivery's id. So what is
due counts as attempted, and the sender looks it up before it posts it, as it does after a crash.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.delivery.merging import HEAD, Head, companions
from bot.delivery.models import QUEUED, SENDING, Delivery


def look_up_first(session: Session, now: datetime) -> int:
    """Have everything that is due looked up before it is sent; how many messages that are."""
    waits = (
        Delivery.state.in_((QUEUED, SENDING)),
        Delivery.due_at <= now,
        Delivery.attempted_at.is_(None),
    )
    in_order = (Delivery.priority, Delivery.due_at, Delivery.id)
    heads = [Head(*row) for row in session.execute(select(*HEAD).where(*waits).order_by(*in_order))]
    done: set[tuple[str, str]] = set()
    leads: set[tuple[str, str]] = set()
    for head in heads:
        if (head.workspace_id, head.id) in done:
            continue
        lead, group = _as_one_message(session, head)
        _attempted(session, head, lead, group)
        done |= {(head.workspace_id, one) for one in group}
        leads.add((head.workspace_id, lead))
    return len(leads)


def _as_one_message(session: Session, head: Head) -> tuple[str, Sequence[str]]:
    """The id that its message bears, if it was sent, and whatever went out with it."""
    if head.state == SENDING:  # its claim had written down already what it bears
        return head.lead or head.id, [head.id]
    return head.id, [head.id, *(one.id for one in companions(session, [head]).get(head.id, ()))]


def _attempted(session: Session, head: Head, lead: str, group: Sequence[str]) -> None:
    """It can't have been sent before it was due: the history is searched from there on."""
    mine = (Delivery.workspace_id == head.workspace_id, Delivery.id.in_(group))
    values = {"attempted_at": head.due_at, "lead": lead}
    session.execute(
        update(Delivery).where(*mine).values(**values).execution_options(synchronize_session=False)
    )
