"""How the people chain puts its messages into the outbox."""

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.delivery import outbox
from bot.delivery.outbox import Parcel
from bot.people.names import NAME
from bot.storage.work import Work


def news(work: Work, kind: str, subject: str, recipient: str, *, merges: bool = False) -> Parcel:
    """Something that somebody should know, at the next fitting hour. Its row makes it due."""
    return Parcel(
        chain=NAME,
        kind=kind,
        subject=subject,
        occurrence=subject,
        recipient=recipient,
        due_at=work.now,
        merges=merges,
    )


def of_meeting(
    kind: str,
    subject: str,
    recipient: str,
    *,
    due_at: datetime,
    not_after: datetime | None = None,
    is_bound: bool = True,
    merges: bool = False,
) -> Parcel:
    """A message that belongs to an agreed meeting."""
    return Parcel(
        chain=NAME,
        kind=kind,
        subject=subject,
        occurrence=subject,
        recipient=recipient,
        due_at=due_at,
        not_after=not_after,
        bound=is_bound,
        merges=merges,
    )


def enqueue(work: Work, parcels: Iterable[Parcel]) -> None:
    """All of them at once, in this order."""
    outbox.enqueue_all(work, parcels)


def notice(work: Work, kind: str, subject: str, recipient: str, *, merges: bool = False) -> None:
    enqueue(work, [news(work, kind, subject, recipient, merges=merges)])


def confirm(work: Work, kind: str, subject: str, recipient: str, thread: str | None = None) -> None:
    """What must follow at once on something the recipient did."""
    outbox.answer(work, NAME, kind, subject, recipient, thread=thread)


def refresh(work: Work, subject: str, *kinds: str, at: datetime | None = None) -> None:
    """Have what was sent rendered anew, at once or at a moment at which it will look different."""
    outbox.refresh(work, NAME, subject, *kinds, at=at)


def recall(work: Work, subject: str, *kinds: str) -> None:
    outbox.recall(work, NAME, subject, *kinds)


def replan(work: Work, subject: str, *kinds: str, not_after: datetime, otherwise: datetime) -> None:
    """What was put off keeps its moment, unless that would be too late now."""
    outbox.replan(work, NAME, subject, *kinds, not_after=not_after, otherwise=otherwise)


def drop(work: Work, subject: str, *kinds: str) -> None:
    """Its reason is gone: what waits is taken back, what was sent is rendered anew."""
    drop_all(work, [subject], *kinds)


def drop_all(work: Work, subjects: Collection[str], *kinds: str) -> None:
    outbox.drop_all(work, NAME, subjects, *kinds)
