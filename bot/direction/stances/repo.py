"""Every query on stances."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Table, bindparam, select, update

from bot.direction.lines.models import Lead, Membership
from bot.direction.stances.models import Stance
from bot.direction.updates.models import Update
from bot.roster.models import Person, Team
from bot.storage.upsert import insert_or_update
from bot.storage.vault import Plain
from bot.storage.work import Work


@dataclass(slots=True)
class Locked:
    """An update that nobody else counts at the moment, whose it is, and who asks for it."""

    __record__: ClassVar[str] = Update.__record__

    id: str
    is_gone: bool
    """Its author deleted it."""
    readable_from: datetime
    counted: int
    """How many batches of stances were released."""
    lead_id: str
    leader_id: str
    ended_at: datetime | None
    """When the line ended."""
    leader: str
    """Their name, and the team's."""
    team: str
    since: datetime | None
    """Since when whoever asks belongs to the team; None where they do not."""

    @property
    def scope(self) -> str:
        return self.lead_id


@dataclass(slots=True)
class Taken(Plain):
    """A stance as plain columns: counting reads all that there are on an update."""

    __tablename__ = Stance.__tablename__
    __record__: ClassVar[str] = Stance.__record__

    lead_id: str
    update_id: str
    person_id: str
    choice: bytes
    signed: bool
    named: bool
    shown: bytes | None
    shown_signed: bool
    history: list[list[int | None]]
    chosen_at: datetime

    @property
    def scope(self) -> str:
        return self.lead_id


# Built once: building a statement costs more than running it. All that a click on a stance has to know
# comes with one question.
UPDATES, LEADS, PERSONS, TEAMS, MEMBERSHIPS, STANCES = (
    model.__table__ for model in (Update, Lead, Person, Team, Membership, Stance)
)
assert isinstance(UPDATES, Table)
COLUMNS = tuple(field.name for field in fields(Taken) if field.name != "session")
_update, _lead, _membership = UPDATES.c, LEADS.c, MEMBERSHIPS.c
_mine = (
    select(_membership.began_at)
    .where(
        _membership.workspace_id == _lead.workspace_id,
        _membership.team_id == _lead.team_id,
        _membership.person_id == bindparam("person_id"),
        _membership.ended_at.is_(None),
    )
    .correlate(LEADS)
    .scalar_subquery()
)


def _name_in(table: FromClause, row_id: ColumnElement[str]) -> ScalarSelect[str]:
    """By the primary key, also where PostgreSQL knows no sizes yet: of a joined table it would read more."""
    found = select(table.c.name).where(table.c.workspace_id == _lead.workspace_id, table.c.id == row_id)
    return found.correlate(LEADS).scalar_subquery()


LOCKED = (
    select(
        _update.id,
        _update.change.is_(None),
        _update.readable_from,
        _update.counted,
        _lead.id,
        _lead.leader_id,
        _lead.ended_at,
        _name_in(PERSONS, _lead.leader_id),
        _name_in(TEAMS, _lead.team_id),
        _mine,
    )
    .join(LEADS, (_lead.workspace_id == _update.workspace_id) & (_lead.id == _update.lead_id))
    .where(_update.workspace_id == bindparam("workspace"), _update.id == bindparam("about"))
    .with_for_update(of=UPDATES)
)
ON = (
    select(*(STANCES.c[name] for name in COLUMNS))
    .where(STANCES.c.workspace_id == bindparam("workspace"), STANCES.c.update_id == bindparam("about"))
    .order_by(STANCES.c.chosen_at, STANCES.c.id)
)
COUNTED = (
    update(UPDATES)
    .where(_update.workspace_id == bindparam("workspace"), _update.id == bindparam("about"))
    .values(counted=bindparam("batches"))
)


def locked(work: Work, update_id: str, person_id: str) -> Locked | None:
    """The update, so that one counts its stances at a time, as this person meets it."""
    found = work.ask(LOCKED, about=update_id, person_id=person_id).first()
    return None if found is None else Locked(*found)


def on(work: Work, update_id: str) -> list[Taken]:
    return [Taken(work.session, *row) for row in work.ask(ON, about=update_id)]


def store(work: Work, rows: Sequence[Taken]) -> None:
    """New ones, and changed ones."""
    values = [{name: getattr(row, name) for name in COLUMNS} for row in rows]
    insert_or_update(work.session, Stance, values)


def count(work: Work, update_id: str, batches: int) -> None:
    """So many batches were released by now."""
    work.ask(COUNTED, about=update_id, batches=batches)


def of(work: Work, update_id: str, person_id: str) -> Stance | None:
    query = select(Stance).where(
        Stance.workspace_id == work.workspace_id,
        Stance.update_id == update_id,
        Stance.person_id == person_id,
    )
    return work.session.scalar(query)


def chosen_on(work: Work, update_ids: Sequence[str], person_id: str) -> frozenset[str]:
    """Those of the updates on which this person has chosen."""
    query = select(Stance.update_id).where(
        Stance.workspace_id == work.workspace_id,
        Stance.update_id.in_(update_ids),
        Stance.person_id == person_id,
    )
    return frozenset(work.session.scalars(query))
