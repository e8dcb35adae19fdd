"""Every query on stances."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.direction.lines.models import Lead
from bot.direction.stances.models import Stance
from bot.direction.updates.models import Update
from bot.roster.models import Person, Team
from bot.storage.upsert import insert_or_update
from bot.storage.work import Work


class Locked(NamedTuple):
    """An update that nobody else counts at the moment, and whose it is."""

    update: Update
    lead: Lead
    leader: str
    """Their name, and the team's."""
    team: str


# Built once, and in one question what a click on a stance has to know: so that a click is answered fast.
LOCKED = (
    select(Update, Lead, Person.name, Team.name)
    .join(Lead, (Lead.workspace_id == Update.workspace_id) & (Lead.id == Update.lead_id))
    .join(Person, (Person.workspace_id == Lead.workspace_id) & (Person.id == Lead.leader_id))
    .join(Team, (Team.workspace_id == Lead.workspace_id) & (Team.id == Lead.team_id))
    .where(Update.workspace_id == bindparam("workspace_id"), Update.id == bindparam("update_id"))
    .with_for_update(of=Update)
)
ON = (
    select(Stance)
    .where(Stance.workspace_id == bindparam("workspace_id"), Stance.update_id == bindparam("update_id"))
    .order_by(Stance.chosen_at, Stance.id)
)


def locked(work: Work, update_id: str) -> Locked | None:
    """The update, so that one counts its stances at a time."""
    found = work.session.execute(LOCKED, _about(work, update_id)).first()
    return None if found is None else Locked(*found)


def on(work: Work, update_id: str) -> Sequence[Stance]:
    return work.session.scalars(ON, _about(work, update_id)).all()


def store(work: Work, row: Stance) -> None:
    """A new one at once, which is much faster than through the session; one that was read by the session."""
    if row in work.session:
        work.session.flush()
        return
    values = {column.key: getattr(row, column.key) for column in Stance.__table__.columns}
    insert_or_update(work.session, Stance, [values])


def _about(work: Work, update_id: str) -> dict[str, str]:
    return {"workspace_id": work.workspace_id, "update_id": update_id}


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
