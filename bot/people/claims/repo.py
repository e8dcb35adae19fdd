"""Every query on claims."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from bot.people.claims.models import Claim
from bot.storage.work import Work


def claim(work: Work, claim_id: str) -> Claim | None:
    return work.session.get(Claim, (work.workspace_id, claim_id))


def claim_from(work: Work, source: str) -> Claim | None:
    query = select(Claim).where(Claim.workspace_id == work.workspace_id, Claim.source == source)
    return work.session.scalar(query)


def claims_asked(work: Work, person_ids: Iterable[str]) -> Sequence[Claim]:
    """The undecided claims that somebody of these made, or is named in."""
    ids = set(person_ids)
    query = select(Claim).where(
        Claim.workspace_id == work.workspace_id,
        Claim.state == "asked",
        Claim.report_id.in_(ids) | Claim.manager_id.in_(ids),
    )
    return work.session.scalars(query).all()
