"""Every query on lines and claims."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from bot.people.lines.models import Line
from bot.storage.work import Work


def line(work: Work, line_id: str) -> Line:
    """Raises `LookupError` where there is none."""
    found = work.session.get(Line, (work.workspace_id, line_id))
    if found is None:
        raise LookupError(f"no line {line_id}")
    return found


def lines(work: Work, ids: Iterable[str]) -> Sequence[Line]:
    query = select(Line).where(Line.workspace_id == work.workspace_id, Line.id.in_(set(ids)))
    return work.session.scalars(query).all()


def open_lines(work: Work) -> Sequence[Line]:
    query = select(Line).where(Line.workspace_id == work.workspace_id, Line.ended_at.is_(None))
    return work.session.scalars(query.order_by(Line.began_at, Line.id)).all()


def open_at(work: Work, moment: datetime) -> Sequence[Line]:
    """The lines that were open at a moment."""
    query = select(Line).where(
        Line.workspace_id == work.workspace_id,
        Line.began_at <= moment,
        Line.ended_at.is_(None) | (Line.ended_at > moment),
    )
    return work.session.scalars(query.order_by(Line.began_at, Line.id)).all()


def open_line_of(work: Work, report_id: str) -> Line | None:
    query = select(Line).where(
        Line.workspace_id == work.workspace_id, Line.report_id == report_id, Line.ended_at.is_(None)
    )
    return work.session.scalar(query)


def held_by(work: Work, manager_id: str) -> Sequence[Line]:
    """The open lines of a manager."""
    query = select(Line).where(
        Line.workspace_id == work.workspace_id, Line.manager_id == manager_id, Line.ended_at.is_(None)
    )
    return work.session.scalars(query.order_by(Line.began_at, Line.id)).all()


def past_lines_of(work: Work, report_id: str) -> Sequence[Line]:
    """The ended lines of a report, the latest first."""
    query = select(Line).where(
        Line.workspace_id == work.workspace_id, Line.report_id == report_id, Line.ended_at.is_not(None)
    )
    return work.session.scalars(query.order_by(Line.ended_at.desc(), Line.id)).all()


def before(work: Work, following: Line) -> Line | None:
    """The line that this one took over from, at the same moment."""
    query = select(Line).where(
        Line.workspace_id == work.workspace_id,
        Line.report_id == following.report_id,
        Line.ended_at == following.began_at,
        Line.id != following.id,
    )
    return work.session.scalar(query.order_by(Line.began_at.desc()))


def after(work: Work, ended: Line) -> Line | None:
    """The line that took over from this one, at the same moment."""
    query = select(Line).where(
        Line.workspace_id == work.workspace_id,
        Line.report_id == ended.report_id,
        Line.began_at == ended.ended_at,
        Line.id != ended.id,
    )
    return work.session.scalar(query.order_by(Line.began_at.desc()))
