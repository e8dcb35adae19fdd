"""Asking and answering. Both stay with the asker, the line's leader and the team's members."""

from datetime import datetime

from bot.delivery import outbox
from bot.delivery.outbox import Parcel
from bot.direction import policy
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.questions import repo
from bot.direction.questions.models import Answer, Question
from bot.direction.words import CHAIN
from bot.errors import Refusal
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.base import new_id
from bot.storage.work import Work
from bot.walls import Grant

QUESTION_KIND, ANSWER_KIND, SAVED = "question", "answer", "saved"
QUESTION_FIELD, ANSWER_FIELD = "direction.ask.text", "direction.answer.text"
GONE = "This question was taken back by whoever asked it."


def ask(
    work: Work,
    me: Person,
    lead: Lead,
    text: str,
    *,
    update_id: str | None,
    source: str,
    readable_from: datetime,
) -> Question:
    """Store a question for the holder of a line. The same source stores it once."""
    before = repo.question_from(work, source)
    if before is not None:
        _mine(work, me, before)
        return before
    _need_held(lead)
    policy.permit(work, me, lead, policy.QUESTION, policy.WRITE)
    _need(text, QUESTION_FIELD)
    row = Question(
        workspace_id=work.workspace_id,
        id=new_id(),
        lead_id=lead.id,
        update_id=update_id,
        asker_id=me.id,
        source=source,
        asked_at=work.now,
        readable_from=readable_from,
    )
    row.text = work.vault.seal(row, "text", text.strip())
    work.session.add(row)
    work.session.flush()
    _send(work, QUESTION_KIND, row.id, lead.leader_id, readable_from)
    return row


def answer(
    work: Work, me: Person, question: Question, text: str, *, source: str, readable_from: datetime
) -> Answer:
    """Store an answer; its asker is told. The same source stores it once."""
    before = repo.answer_from(work, source)
    if before is not None:
        _mine(work, me, before)
        return before
    lead = lines.lead(work, question.lead_id)
    policy.permit(work, me, lead, policy.ANSWER, policy.WRITE)
    policy.permit_read(work, me, lead, question, question.asker_id)
    if question.text is None:
        raise Refusal(GONE)
    _need(text, ANSWER_FIELD)
    row = Answer(
        workspace_id=work.workspace_id,
        id=new_id(),
        lead_id=lead.id,
        question_id=question.id,
        author_id=me.id,
        source=source,
        answered_at=work.now,
        readable_from=readable_from,
    )
    row.text = work.vault.seal(row, "text", text.strip())
    work.session.add(row)
    work.session.flush()
    outbox.drop(work, CHAIN, question.id, QUESTION_KIND)
    _send(work, ANSWER_KIND, row.id, question.asker_id, readable_from)
    return row


def text_of(work: Work, viewer: Person, row: Question | Answer) -> str | None:
    """What it says, for a viewer who may read it; None where it was deleted. Raises `NotAllowed`."""
    grant = policy.permit_read(work, viewer, lines.lead(work, row.lead_id), row, _author(row))
    return None if row.text is None else work.vault.open(row, "text", grant)


def may_read(work: Work, viewer: Person, row: Question | Answer) -> bool:
    return policy.may_read(work, viewer, lines.lead(work, row.lead_id), row, _author(row))


def own_text(work: Work, me: Person, row: Question | Answer) -> str:
    grant = _mine(work, me, row)
    if row.text is None:
        raise Refusal("You have deleted this, so there is nothing left to change.")
    return work.vault.open(row, "text", grant)


def change_text(work: Work, me: Person, row: Question | Answer, text: str) -> None:
    if own_text(work, me, row) == text.strip():
        return
    _need(text, QUESTION_FIELD)
    row.text = work.vault.seal(row, "text", text.strip())
    row.edited_at = work.now if row.readable_from <= work.now else None
    _refresh(work, row)


def delete(work: Work, me: Person, row: Question | Answer) -> None:
    _mine(work, me, row)
    if row.text is None:
        return
    row.text = None
    outbox.drop(work, CHAIN, row.id, QUESTION_KIND, ANSWER_KIND)
    _refresh(work, row)


def withdraw(work: Work, me: Person, row: Question | Answer) -> str:
    """Not for them: my text, taken out; its source is free to be stored elsewhere."""
    text = own_text(work, me, row)
    delete(work, me, row)
    row.source = f"gone:{row.id}"
    work.session.flush()
    return text


def readers(work: Work, row: Question | Answer) -> str:
    lead = lines.lead(work, row.lead_id)
    if isinstance(row, Question):
        return policy.readers(work, policy.QUESTION, lead)
    question = repo.question(work, row.question_id)
    asker = roster.person(work, question.asker_id) if question else None
    return policy.readers(work, policy.ANSWER, lead, asker=asker)


def is_answered(work: Work, question: Question) -> bool:
    return bool(repo.answers_to(work, [question.id]))


def _author(row: Question | Answer) -> str:
    return row.asker_id if isinstance(row, Question) else row.author_id


def _mine(work: Work, me: Person, row: Question | Answer) -> Grant:
    lead = lines.lead(work, row.lead_id)
    return policy.permit(work, me, lead, row.__record__, policy.CHANGE, author=_author(row))


def _need_held(lead: Lead) -> None:
    if lead.ended_at is not None:
        raise Refusal(
            "Whom you are asking no longer leads this team, so nobody would read it. "
            "Type /direction to see who leads it now."
        )


def _need(text: str, field: str) -> None:
    if not text.strip():
        raise Refusal("This is empty. Please write a sentence, and send it again.", field=field)


def _send(work: Work, kind: str, row_id: str, recipient: str, at: datetime) -> None:
    outbox.enqueue(work, Parcel(CHAIN, kind, row_id, row_id, recipient, due_at=at))


def _refresh(work: Work, row: Question | Answer) -> None:
    work.session.flush()
    outbox.refresh(work, CHAIN, row.id)
    if isinstance(row, Answer):
        outbox.refresh(work, CHAIN, row.question_id, QUESTION_KIND)
