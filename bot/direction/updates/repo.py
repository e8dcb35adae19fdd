"""Every query on cadences, occurrences and updates."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from bot.cadence import Recurrence
from bot.delivery.models import QUEUED, Delivery
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.updates.models import (
    DIRECTION,
    LAPSED,
    OPEN,
    PROMPTS,
    UPDATE,
    Cadence,
    Occurrence,
    Update,
)
from bot.direction.words import CHAIN
from bot.roster.models import Person
from bot.storage.among import among
from bot.storage.hints import unsought
from bot.storage.upsert import Rows, insert_all, update_all
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


class Holder(NamedTuple):
    """Who leads, and the line on which they do."""

    lead_id: str
    leader_id: str
    time_zone: str


class Due(NamedTuple):
    """A seat that the sweep has to look at; nobody leads it where there is no holder.

    Plain values: objects of the ORM, three for each seat, cost more than all that is decided.
    """

    id: str
    due_at: datetime
    recurrence: Recurrence
    is_asked: bool
    """Whether an older question on this line is still open."""
    holder: Holder | None


def _due(what: str, moment: InstrumentedAttribute[datetime | None]) -> Select[Any]:
    """The first seats of which that moment has come; another replica's sweep passes them by.

    They are chosen before anything is joined to them, and in no order but that of the index: where
    thousands are due at one moment, each batch would join and sort them all.
    """
    chosen = (
        select(Cadence)
        .where(unsought(Cadence.workspace_id) == bindparam("workspace_id"), moment <= bindparam("now"))
        .order_by(moment)
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(skip_locked=True)
    )
    taken = aliased(Cadence, chosen.subquery("taken"))
    due_at = getattr(taken, moment.key)
    is_asked = exists().where(
        Occurrence.workspace_id == Lead.workspace_id,
        Occurrence.lead_id == Lead.id,
        Occurrence.what == what,
        Occurrence.state == OPEN,
    )
    return (
        select(taken.id, due_at, taken.rule, taken.wall, taken.zone, taken.anchor, is_asked)
        .add_columns(Lead.id, Lead.leader_id, Person.time_zone)
        .outerjoin(
            Lead,
            (Lead.workspace_id == taken.workspace_id)
            & (Lead.team_id == taken.team_id)
            & (Lead.discipline == taken.discipline)
            & Lead.ended_at.is_(None),
        )
        .outerjoin(Person, (Person.workspace_id == Lead.workspace_id) & (Person.id == Lead.leader_id))
        .order_by(due_at, taken.id)
    )


# Built once: a sweep asks these for each batch.
DUE_UPDATES = _due(UPDATE, Cadence.next_at)
DUE_DIRECTIONS = _due(DIRECTION, Cadence.direction_at)


def due_updates(work: Work, limit: int) -> list[Due]:
    """The first that have to be asked for an update, held until the end of the transaction."""
    return _taken(work, DUE_UPDATES, limit)


def due_directions(work: Work, limit: int) -> list[Due]:
    """The same for the direction."""
    return _taken(work, DUE_DIRECTIONS, limit)


def _taken(work: Work, query: Select[Any], limit: int) -> list[Due]:
    given = {"workspace_id": work.workspace_id, "now": work.now, "limit": limit}
    return [_seat(*row) for row in work.session.execute(query, given)]


def _seat(seat_id: str, due_at: datetime, *others: Any) -> Due:
    recurrence, is_asked, holder = Recurrence(*others[:4]), others[4], others[5:]
    return Due(seat_id, due_at, recurrence, is_asked, Holder(*holder) if holder[0] else None)


def move(work: Work, seats: Rows) -> None:
    """These are looked at again at other moments."""
    update_all(work.session, Cadence, seats)


def rest(work: Work, ids: Collection[str]) -> None:
    """Nobody leads these."""
    if ids:
        mine = (Cadence.workspace_id == work.workspace_id, among(work.session, Cadence.id, ids))
        values = {"next_at": None, "direction_at": None}
        work.session.execute(
            update(Cadence).where(*mine).values(values).execution_options(synchronize_session=False)
        )


def ask(work: Work, occurrences: Rows) -> None:
    insert_all(work.session, Occurrence, occurrences)


def lapse(work: Work, lead_ids: Collection[str], what: str) -> Sequence[str]:
    """What is open on these lines lapses; the ids of that."""
    if not lead_ids:
        return []
    lapsed = (
        update(Occurrence)
        .where(*_open(work, lead_ids, what))
        .values(state=LAPSED)
        .returning(Occurrence.id)
        .execution_options(synchronize_session=False)
    )
    return work.session.scalars(lapsed).all()


def occurrence(work: Work, occurrence_id: str) -> Occurrence | None:
    return work.session.get(Occurrence, (work.workspace_id, occurrence_id))


def open_occurrences(work: Work, lead_ids: Collection[str], what: str) -> Sequence[Occurrence]:
    """The newest first; there is one at most for each line but for a moment inside a sweep."""
    query = select(Occurrence).where(*_open(work, lead_ids, what))
    return work.session.scalars(query.order_by(Occurrence.due_at.desc(), Occurrence.id)).all()


def _open(work: Work, lead_ids: Collection[str], what: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Occurrence.workspace_id == work.workspace_id,
        among(work.session, Occurrence.lead_id, lead_ids),
        Occurrence.what == what,
        Occurrence.state == OPEN,
    )


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


def prompts(work: Work, occurrence_id: str, recipient: str) -> Sequence[Delivery]:
    """Those that one person was or will be sent for one time that they are asked."""
    query = select(Delivery).where(
        Delivery.workspace_id == work.workspace_id,
        Delivery.chain == CHAIN,
        Delivery.kind.in_(PROMPTS.values()),
        Delivery.subject == occurrence_id,
        Delivery.recipient == recipient,
    )
    return work.session.scalars(query).all()
