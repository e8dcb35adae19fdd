"""Every query on directions."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from bot.direction.directions.models import Direction
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.storage.among import among
from bot.storage.work import Work


def find(work: Work, direction_id: str) -> Direction | None:
    return work.session.get(Direction, (work.workspace_id, direction_id))


def from_source(work: Work, source: str) -> Direction | None:
    query = select(Direction).where(Direction.workspace_id == work.workspace_id, Direction.source == source)
    return work.session.scalar(query)


def latest(work: Work, team_id: str, discipline: str) -> Direction | None:
    """A seat's newest direction that anybody can read by now, whoever led it then."""
    found = newest(work, lines.seat_leads(work, team_id, discipline), 1)
    return found[0] if found else None


def said_by_seat(work: Work) -> dict[tuple[str, str], datetime]:
    """When each seat's direction was last stated or affirmed, by team and discipline."""
    query = (
        select(Lead.team_id, Lead.discipline, func.max(Direction.stated_at), func.max(Direction.affirmed_at))
        .join(Direction, (Direction.workspace_id == Lead.workspace_id) & (Direction.lead_id == Lead.id))
        .where(
            Lead.workspace_id == work.workspace_id,
            Direction.where_to.is_not(None),
            Direction.readable_from <= work.now,
        )
        .group_by(Lead.team_id, Lead.discipline)
    )
    found = work.session.execute(query)
    return {(team, name): max(stated, affirmed or stated) for team, name, stated, affirmed in found}


def said_by_lead(work: Work, lead_ids: Collection[str]) -> dict[str, datetime]:
    """When the newest direction of each line was last stated or affirmed."""
    if not lead_ids:
        return {}
    query = select(Direction.lead_id, Direction.stated_at, Direction.affirmed_at).where(
        Direction.workspace_id == work.workspace_id,
        among(work.session, Direction.lead_id, lead_ids),
        Direction.where_to.is_not(None),
        Direction.readable_from <= work.now,
    )
    found = work.session.execute(query.order_by(Direction.stated_at, Direction.id.desc()))
    return {lead_id: max(stated, affirmed or stated) for lead_id, stated, affirmed in found}


def newest(work: Work, lead_ids: Sequence[str], limit: int) -> Sequence[Direction]:
    query = select(Direction).where(
        Direction.workspace_id == work.workspace_id,
        Direction.lead_id.in_(lead_ids),
        Direction.where_to.is_not(None),
        Direction.readable_from <= work.now,
    )
    return work.session.scalars(query.order_by(Direction.stated_at.desc(), Direction.id).limit(limit)).all()
