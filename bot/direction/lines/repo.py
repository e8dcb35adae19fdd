"""Every query on the direction chain's lines."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, bindparam, select

from bot.direction.lines.models import Lead, LineChange, Membership
from bot.errors import Refusal
from bot.roster.models import Person
from bot.storage.work import Work

# Built once: every click on a stance asks this.
BELONGS_SINCE = select(Membership.began_at).where(
    Membership.workspace_id == bindparam("workspace_id"),
    Membership.team_id == bindparam("team_id"),
    Membership.person_id == bindparam("person_id"),
    Membership.ended_at.is_(None),
)


class UnknownLine(Refusal, LookupError):  # noqa: N818  (it is an answer, not a fault)
    """There is no such line: an id that was clicked on is none of ours."""

    def __init__(self) -> None:
        super().__init__("I do not know who leads this any more. Type /direction to see where things stand.")


def lead(work: Work, lead_id: str) -> Lead:
    """Raises `UnknownLine` where no such line exists."""
    found = work.session.get(Lead, (work.workspace_id, lead_id))
    if found is None:
        raise UnknownLine
    return found


def leads_of_team(work: Work, team_id: str) -> Sequence[Lead]:
    """The open lines of a team, by discipline."""
    return work.session.scalars(_open_leads(work).where(Lead.team_id == team_id)).all()


def leads_of_teams(work: Work, team_ids: Iterable[str]) -> Sequence[Lead]:
    return work.session.scalars(_open_leads(work).where(Lead.team_id.in_(set(team_ids)))).all()


def leads_held_by(work: Work, person_id: str) -> Sequence[Lead]:
    return work.session.scalars(_open_leads(work).where(Lead.leader_id == person_id)).all()


def open_leads(work: Work) -> Sequence[Lead]:
    return work.session.scalars(_open_leads(work)).all()


def seat_leads(work: Work, team_id: str, discipline: str) -> Sequence[str]:
    """The ids of all lines of a seat that there ever were."""
    query = select(Lead.id).where(
        Lead.workspace_id == work.workspace_id, Lead.team_id == team_id, Lead.discipline == discipline
    )
    return work.session.scalars(query).all()


def memberships_of_team(work: Work, team_id: str) -> Sequence[Membership]:
    return work.session.scalars(_open_memberships(work).where(Membership.team_id == team_id)).all()


def memberships_of_teams(work: Work, team_ids: Iterable[str]) -> Sequence[Membership]:
    query = _open_memberships(work).where(Membership.team_id.in_(set(team_ids)))
    return work.session.scalars(query).all()


def memberships_of(work: Work, person_id: str) -> Sequence[Membership]:
    return work.session.scalars(_open_memberships(work).where(Membership.person_id == person_id)).all()


def was_member(work: Work, lead: Lead, person_id: str) -> bool:
    """Whether somebody belongs to the team, and did so before the line ended: nobody joins it afterwards."""
    key = {"workspace_id": work.workspace_id, "team_id": lead.team_id, "person_id": person_id}
    since = work.session.scalar(BELONGS_SINCE, key)
    return since is not None and (lead.ended_at is None or since < lead.ended_at)


def active_members(work: Work, team_id: str) -> Sequence[Person]:
    """By name."""
    query = (
        select(Person)
        .join(
            Membership,
            (Membership.workspace_id == Person.workspace_id) & (Membership.person_id == Person.id),
        )
        .where(
            Membership.workspace_id == work.workspace_id,
            Membership.team_id == team_id,
            Membership.ended_at.is_(None),
            Person.active,
        )
    )
    return work.session.scalars(query.order_by(Person.name, Person.id)).all()


def held(work: Work) -> frozenset[str]:
    """The persons who belong to a team that somebody leads."""
    # Joined here: right after an import PostgreSQL knows no sizes, and would compare each with each.
    leads = select(Lead.team_id).where(Lead.workspace_id == work.workspace_id, Lead.ended_at.is_(None))
    led = frozenset(work.session.scalars(leads))
    members = select(Membership.team_id, Membership.person_id).where(
        Membership.workspace_id == work.workspace_id, Membership.ended_at.is_(None)
    )
    return frozenset(person for team, person in work.session.execute(members) if team in led)


def changes(work: Work, ids: Iterable[str]) -> Sequence[LineChange]:
    query = select(LineChange).where(
        LineChange.workspace_id == work.workspace_id, LineChange.id.in_(list(ids))
    )
    return work.session.scalars(query.order_by(LineChange.at, LineChange.id)).all()


def _open_leads(work: Work) -> Select[Lead]:
    query = select(Lead).where(Lead.workspace_id == work.workspace_id, Lead.ended_at.is_(None))
    return query.order_by(Lead.team_id, Lead.discipline)


def _open_memberships(work: Work) -> Select[Membership]:
    query = select(Membership).where(
        Membership.workspace_id == work.workspace_id, Membership.ended_at.is_(None)
    )
    return query.order_by(Membership.team_id, Membership.person_id)
