"""Every query on stances."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Select, Table, select

from bot.direction.lines.models import Lead, Membership
from bot.direction.stances.models import Stance
from bot.direction.updates.models import Update
from bot.roster.models import Person, Team
from bot.storage.given import Given
from bot.storage.upsert import insert_or_update, update_all
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


def _name_in(table: FromClause, row_id: ColumnElement[str]) -> ScalarSelect[str]:
    """By the primary key, also where PostgreSQL knows no sizes yet: of a joined table it would read more."""
    found = select(table.c.name).where(table.c.workspace_id == _lead.workspace_id, table.c.id == row_id)
    return found.correlate(LEADS).scalar_subquery()


# The workspace comes with each of them: for SQLite "in this workspace" would be what to look for first.
ASKED = Given("workspace_id", "update_id", "person_id")
THESE = Given("workspace_id", "update_id")


@lru_cache
def _locked(dialect: str) -> Select[*tuple[Any, ...]]:
    """All that a click on a stance has to know comes with one question, for all who ask at the same time."""
    asked = ASKED.table(dialect)
    mine = (
        select(_membership.began_at)
        .where(
            _membership.workspace_id == _lead.workspace_id,
            _membership.team_id == _lead.team_id,
            _membership.person_id == asked.c.person_id,
            _membership.ended_at.is_(None),
        )
        .correlate(LEADS, asked)
        .scalar_subquery()
    )
    found = select(
        asked.c.person_id,
        _update.id,
        _update.change.is_(None),
        _update.readable_from,
        _update.counted,
        _lead.id,
        _lead.leader_id,
        _lead.ended_at,
        _name_in(PERSONS, _lead.leader_id),
        _name_in(TEAMS, _lead.team_id),
        mine,
    )
    return (
        found.select_from(asked)
        .join(UPDATES, (_update.workspace_id == asked.c.workspace_id) & (_update.id == asked.c.update_id))
        .join(LEADS, (_lead.workspace_id == _update.workspace_id) & (_lead.id == _update.lead_id))
        .order_by(_update.id)  # whoever locks several does it in this order
        .with_for_update(of=UPDATES)
    )


@lru_cache
def _on(dialect: str) -> Select[*tuple[Any, ...]]:
    these = THESE.table(dialect)
    same = (STANCES.c.workspace_id == these.c.workspace_id) & (STANCES.c.update_id == these.c.update_id)
    return (
        select(*(STANCES.c[name] for name in COLUMNS))
        .join(these, same)
        .order_by(STANCES.c.chosen_at, STANCES.c.id)
    )


def locked(work: Work, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Locked]:
    """The updates, so that one counts their stances at a time, as each person meets theirs.

    By the ids of the update and of the person.
    """
    dialect = work.session.connection().dialect.name
    given = ASKED.values(dialect, [(work.workspace_id, *each) for each in asked])
    rows = work.ask(_locked(dialect), **given)
    return {(row[1], row[0]): Locked(*row[1:]) for row in rows}


def on(work: Work, update_ids: Iterable[str]) -> dict[str, list[Taken]]:
    """All stances on each of these updates, by its id."""
    dialect = work.session.connection().dialect.name
    found: dict[str, list[Taken]] = defaultdict(list)
    given = THESE.values(dialect, [(work.workspace_id, one) for one in update_ids])
    for row in work.ask(_on(dialect), **given):
        stance = Taken(work.session, *row)
        found[stance.update_id].append(stance)
    return found


def store(work: Work, rows: Sequence[Taken]) -> None:
    """New ones, and changed ones."""
    values = [{name: getattr(row, name) for name in COLUMNS} for row in rows]
    insert_or_update(work.session, Stance, values)


def count(work: Work, batches: Mapping[str, int]) -> None:
    """So many batches were released by now on each of these updates, by its id."""
    rows = [{"workspace_id": work.workspace_id, "id": one, "counted": many} for one, many in batches.items()]
    update_all(work.session, Update, rows)


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
