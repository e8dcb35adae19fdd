"""Every query on answers and talking points. Rows come out sealed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from bot.people.check_ins.models import Answer, Point
from bot.storage.work import Work


def answer(work: Work, answer_id: str) -> Answer | None:
    return work.session.get(Answer, (work.workspace_id, answer_id))


def point(work: Work, point_id: str) -> Point | None:
    return work.session.get(Point, (work.workspace_id, point_id))


def answers_from(work: Work, source: str) -> Sequence[Answer]:
    query = select(Answer).where(Answer.workspace_id == work.workspace_id, Answer.source == source)
    return work.session.scalars(query).all()


def point_from(work: Work, source: str) -> Point | None:
    query = select(Point).where(Point.workspace_id == work.workspace_id, Point.source == source)
    return work.session.scalar(query)


def answers_to(work: Work, one_on_one_id: str) -> Sequence[Answer]:
    """What was answered for one meeting, in the order in which it came."""
    query = select(Answer).where(
        Answer.workspace_id == work.workspace_id, Answer.one_on_one_id == one_on_one_id
    )
    return work.session.scalars(query.order_by(Answer.given_at, Answer.id)).all()


def answers_of(work: Work, line_ids: Iterable[str]) -> Sequence[Answer]:
    query = select(Answer).where(Answer.workspace_id == work.workspace_id, Answer.line_id.in_(set(line_ids)))
    return work.session.scalars(query.order_by(Answer.given_at, Answer.id)).all()


def unopened(work: Work, line_ids: Iterable[str], by: datetime, *, is_past: bool) -> Sequence[Answer]:
    """Answers that can be read and were not opened since they were last changed.

    For a moment in the past: those that nobody had opened by then, whatever became of them since.
    """
    earlier = Answer.first_opened_at.is_(None) | (Answer.first_opened_at >= by)
    query = select(Answer).where(
        Answer.workspace_id == work.workspace_id,
        Answer.line_id.in_(set(line_ids)),
        Answer.readable_from <= by,
        earlier if is_past else Answer.opened_at.is_(None),
    )
    return work.session.scalars(query).all()


def points_of(work: Work, line_ids: Iterable[str]) -> Sequence[Point]:
    """All points of these lines, in the order in which they were raised."""
    query = select(Point).where(Point.workspace_id == work.workspace_id, Point.line_id.in_(set(line_ids)))
    return work.session.scalars(query.order_by(Point.raised_at, Point.id)).all()


def open_points(work: Work, line_ids: Iterable[str], since: datetime | None = None) -> Sequence[Point]:
    """Points that are not done; with `since`, also those that were done after it."""
    waits = Point.done_at.is_(None)
    query = select(Point).where(
        Point.workspace_id == work.workspace_id,
        Point.line_id.in_(set(line_ids)),
        waits if since is None else waits | (Point.done_at >= since),
    )
    return work.session.scalars(query.order_by(Point.raised_at, Point.id)).all()
