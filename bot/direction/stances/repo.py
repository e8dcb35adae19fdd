"""Every query on stances."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.direction.stances.models import Stance
from bot.direction.updates.models import Update
from bot.storage.work import Work


def locked(work: Work, update_id: str) -> Update | None:
    """The update, so that one counts its stances at a time."""
    query = select(Update).where(Update.workspace_id == work.workspace_id, Update.id == update_id)
    return work.session.scalar(query.with_for_update())


def on(work: Work, update_id: str) -> Sequence[Stance]:
    query = select(Stance).where(Stance.workspace_id == work.workspace_id, Stance.update_id == update_id)
    return work.session.scalars(query.order_by(Stance.chosen_at, Stance.id)).all()


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
