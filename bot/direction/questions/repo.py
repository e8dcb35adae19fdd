"""Every query on questions and answers. What is not readable yet is left out."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.direction.lines.models import Lead
from bot.direction.questions.models import Answer, Question
from bot.storage.work import Work


def question(work: Work, question_id: str) -> Question | None:
    return work.session.get(Question, (work.workspace_id, question_id))


def answer(work: Work, answer_id: str) -> Answer | None:
    return work.session.get(Answer, (work.workspace_id, answer_id))


def question_from(work: Work, source: str) -> Question | None:
    query = select(Question).where(Question.workspace_id == work.workspace_id, Question.source == source)
    return work.session.scalar(query)


def answer_from(work: Work, source: str) -> Answer | None:
    query = select(Answer).where(Answer.workspace_id == work.workspace_id, Answer.source == source)
    return work.session.scalar(query)


def of_line(work: Work, lead_id: str, limit: int) -> Sequence[Question]:
    """The newest first."""
    query = select(Question).where(
        Question.workspace_id == work.workspace_id,
        Question.lead_id == lead_id,
        Question.text.is_not(None),
        Question.readable_from <= work.now,
    )
    return work.session.scalars(query.order_by(Question.asked_at.desc(), Question.id).limit(limit)).all()


def all_of_line(work: Work, lead_id: str) -> Sequence[Question]:
    query = select(Question).where(Question.workspace_id == work.workspace_id, Question.lead_id == lead_id)
    return work.session.scalars(query.order_by(Question.asked_at, Question.id)).all()


def answers_to(work: Work, question_ids: Sequence[str]) -> Sequence[Answer]:
    """The oldest first; also those that nobody but their author reads yet."""
    query = select(Answer).where(
        Answer.workspace_id == work.workspace_id,
        Answer.question_id.in_(question_ids),
        Answer.text.is_not(None),
    )
    return work.session.scalars(query.order_by(Answer.answered_at, Answer.id)).all()


def unanswered(work: Work, leader_id: str) -> Sequence[Question]:
    """What waits for this leader on their open lines, the oldest first."""
    answered = select(Answer.question_id).where(
        Answer.workspace_id == work.workspace_id, Answer.text.is_not(None)
    )
    query = (
        select(Question)
        .join(Lead, (Lead.workspace_id == Question.workspace_id) & (Lead.id == Question.lead_id))
        .where(
            Question.workspace_id == work.workspace_id,
            Lead.leader_id == leader_id,
            Lead.ended_at.is_(None),
            Question.text.is_not(None),
            Question.readable_from <= work.now,
            Question.id.not_in(answered),
        )
    )
    return work.session.scalars(query.order_by(Question.asked_at, Question.id)).all()


def asked_about(work: Work, update_ids: Sequence[str], asker_id: str) -> frozenset[str]:
    """Those of the updates on which this person has asked something."""
    query = select(Question.update_id).where(
        Question.workspace_id == work.workspace_id,
        Question.update_id.in_(update_ids),
        Question.asker_id == asker_id,
        Question.text.is_not(None),
    )
    return frozenset(found for found in work.session.scalars(query) if found)
