"""When nobody can tell whether a message was posted: it is marked, and whoever sent it may ask a person.

What is asked, and of whom, is the chain's affair. Its answer comes back as one of the two functions
at the end.
"""

from collections.abc import Callable, Mapping

from bot.delivery import marks
from bot.delivery.claims import Claim
from bot.delivery.models import DROPPED, QUEUED, SENT, UNKNOWN, Delivery
from bot.storage.base import ordered_id
from bot.storage.upsert import insert_or_ignore
from bot.storage.work import Work

Ask = Callable[[Work, Delivery], None]
Unknowns = Mapping[tuple[str, str], Ask]
"""By (chain, kind): enqueues the question what to do about a delivery of unknown end."""


def mark_unknown(work: Work, claim: Claim, code: str, unknowns: Unknowns) -> None:
    """The look-up was refused for good. `code` is Slack's word for why."""
    marks.finish(work.session, [marks.Ended(claim, UNKNOWN, code)])
    for delivery_id in claim.ids:
        row = work.session.get(Delivery, (work.workspace_id, delivery_id), populate_existing=True)
        ask = unknowns.get((claim.chain, claim.kind))
        if row is not None and row.state == UNKNOWN and ask is not None:
            ask(work, row)


def is_open(delivery: Delivery) -> bool:
    """Whether it is still unknown, and nobody has said what to do."""
    return delivery.state == UNKNOWN


def post_again(work: Work, delivery: Delivery) -> bool:
    """Post it once more, under an id of its own; False where something was decided before."""
    if not is_open(delivery):
        return False
    copied = [
        "chain",
        "kind",
        "subject",
        "recipient",
        "to_channel",
        "not_after",
        "priority",
        "asked_for",
        "bound",
        "merges",
        "thread",
    ]
    fresh = {name: getattr(delivery, name) for name in copied}
    fresh |= {"workspace_id": work.workspace_id, "id": ordered_id(work.now), "state": QUEUED, "attempts": 0}
    fresh |= {"occurrence": delivery.id, "instead_of": delivery.id, "due_at": work.now, "way": delivery.way}
    insert_or_ignore(work.session, Delivery, [fresh])
    _settle(work, delivery, DROPPED, "posted again")
    return True


def is_there(work: Work, delivery: Delivery) -> bool:
    """Somebody saw it; False where something was decided before. Where it stands nobody knows."""
    if not is_open(delivery):
        return False
    delivery.sent_at = delivery.attempted_at
    _settle(work, delivery, SENT, None)
    return True


def _settle(work: Work, delivery: Delivery, state: str, why: str | None) -> None:
    delivery.state, delivery.error = state, why
    work.session.flush()
