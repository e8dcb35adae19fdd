"""Every query on cadences, occurrences and updates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.delivery.models import QUEUED, Delivery
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.updates.models import OPEN, UPDATE, Cadence, Occurrence, Update
from bot.direction.words import CHAIN
from bot.roster.models import Person
from bot.storage.work import Work


def cadence(work: Work, team_id: str, discipline: str) -> Cadence | None:
    query = select(Cadence).where(
        Cadence.workspace_id == work.workspace_id,
        Cadence.team_id == team_id,
        Cadence.discipline == discipline,
    )
    return work.session.scalar(query)


def cadence_of(work: Work, lead: Lead) -> Cadence:
    """An open line's cadence: it was made when the seat first had a leader."""
    found = cadence(work, lead.team_id, lead.discipline)
    if found is None:
        raise LookupError(f"no cadence for lead {lead.id}")
    return found


def waiting(session: Session, now: datetime) -> list[str]:
    """The workspaces in which something is due at that moment."""
    # Not DISTINCT: for that, SQLite would read every row by another index, at each tick.
    query = select(Cadence.workspace_id).where(or_(Cadence.next_at <= now, Cadence.direction_at <= now))
    return sorted(set(session.scalars(query)))


@dataclass(frozen=True, slots=True)
class Due:
    """A seat that the sweep has to look at; nobody leads it where there is no lead."""

    seat: Cadence
    lead: Lead | None
    leader: Person | None


DUE = (
    select(Cadence, Lead, Person)
    .outerjoin(
        Lead,
        (Lead.workspace_id == Cadence.workspace_id)
        & (Lead.team_id == Cadence.team_id)
        & (Lead.discipline == Cadence.discipline)
        & Lead.ended_at.is_(None),
    )
    .outerjoin(Person, (Person.workspace_id == Lead.workspace_id) & (Person.id == Lead.leader_id))
    .with_for_update(skip_locked=True, of=Cadence)
)


def due_updates(work: Work, limit: int) -> list[Due]:
    """The first that have to be asked for an update; another replica's sweep passes them by."""
    return _due(work, Cadence.next_at, limit)


def due_directions(work: Work, limit: int) -> list[Due]:
    """The same for the direction."""
    return _due(work, Cadence.direction_at, limit)


def _due(work: Work, moment: InstrumentedAttribute[datetime | None], limit: int) -> list[Due]:
    query = DUE.where(Cadence.workspace_id == work.workspace_id, moment <= work.now)
    found = work.session.execute(query.order_by(moment, Cadence.id).limit(limit))
    return [Due(*row) for row in found]


def occurrence(work: Work, occurrence_id: str) -> Occurrence | None:
    return work.session.get(Occurrence, (work.workspace_id, occurrence_id))


def open_occurrences(work: Work, lead_ids: Iterable[str], what: str) -> Sequence[Occurrence]:
    """The newest first; there is one at most for each line but for a moment inside a sweep."""
    query = select(Occurrence).where(
        Occurrence.workspace_id == work.workspace_id,
        Occurrence.lead_id.in_(set(lead_ids)),
        Occurrence.what == what,
        Occurrence.state == OPEN,
    )
    return work.session.scalars(query.order_by(Occurrence.due_at.desc(), Occurrence.id)).all()


def find(work: Work, update_id: str) -> Update | None:
    return work.session.get(Update, (work.workspace_id, update_id))


def from_source(work: Work, source: str) -> Update | None:
    query = select(Update).where(Update.workspace_id == work.workspace_id, Update.source == source)
    return work.session.scalar(query)


def latest(work: Work, team_id: str, discipline: str) -> Update | None:
    """A seat's newest update that has gone out, whoever led it then."""
    found = newest(work, lines.seat_leads(work, team_id, discipline), 1)
    return found[0] if found else None


def posted_by_seat(work: Work) -> dict[tuple[str, str], datetime]:
    """When each seat's newest update went out, by team and discipline."""
    query = (
        select(Lead.team_id, Lead.discipline, func.max(Update.readable_from))
        .join(Update, (Update.workspace_id == Lead.workspace_id) & (Update.lead_id == Lead.id))
        .where(
            Lead.workspace_id == work.workspace_id,
            Update.change.is_not(None),
            Update.readable_from <= work.now,
        )
        .group_by(Lead.team_id, Lead.discipline)
    )
    return {(team, name): at for team, name, at in work.session.execute(query)}


def cadences(work: Work) -> dict[tuple[str, str], Cadence]:
    """All seats', by team and discipline."""
    query = select(Cadence).where(Cadence.workspace_id == work.workspace_id)
    return {(row.team_id, row.discipline): row for row in work.session.scalars(query)}


def asked_by_lead(work: Work) -> dict[str, datetime]:
    """When the update that each line is asked for now is due."""
    query = select(Occurrence.lead_id, func.max(Occurrence.due_at)).where(
        Occurrence.workspace_id == work.workspace_id,
        Occurrence.what == UPDATE,
        Occurrence.state == OPEN,
    )
    return dict(iter(work.session.execute(query.group_by(Occurrence.lead_id))))


def newest(work: Work, lead_ids: Sequence[str], limit: int) -> Sequence[Update]:
    query = select(Update).where(
        Update.workspace_id == work.workspace_id,
        Update.lead_id.in_(lead_ids),
        Update.change.is_not(None),
        Update.readable_from <= work.now,
    )
    return work.session.scalars(query.order_by(Update.readable_from.desc(), Update.id).limit(limit)).all()


def last_written(work: Work, lead_id: str) -> Update | None:
    """A line's newest update that was not deleted, also where it has not gone out yet."""
    query = select(Update).where(
        Update.workspace_id == work.workspace_id, Update.lead_id == lead_id, Update.change.is_not(None)
    )
    return work.session.scalar(query.order_by(Update.written_at.desc(), Update.id.desc()))


def hasten(work: Work, kinds: Sequence[str], subject: str) -> None:
    """Have what still waits in the outbox about this row go out now."""
    query = update(Delivery).where(
        Delivery.workspace_id == work.workspace_id,
        Delivery.chain == CHAIN,
        Delivery.kind.in_(kinds),
        Delivery.subject == subject,
        Delivery.state == QUEUED,
        Delivery.due_at > work.now,
    )
    work.session.execute(query.values(due_at=work.now))


def deliveries(work: Work, subject: str, recipient: str) -> Sequence[Delivery]:
    """What was or will be sent to one person about one row."""
    query = select(Delivery).where(
        Delivery.workspace_id == work.workspace_id,
        Delivery.chain == CHAIN,
        Delivery.subject == subject,
        Delivery.recipient == recipient,
    )
    return work.session.scalars(query).all()
