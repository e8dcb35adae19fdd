"""Clicks and submissions about questions and answers."""

from bot.desk import Desk, Routes
from bot.direction import ids, replies
from bot.direction.questions import repo, service, views
from bot.direction.questions.models import Answer, Question
from bot.direction.questions.service import ANSWER_FIELD, GONE, QUESTION_FIELD
from bot.errors import Refusal
from bot.roster.models import Person
from bot.slack.payloads import Ack, Click, Submission
from bot.storage.work import Work


async def ask(desk: Desk, click: Click) -> Ack:
    await desk.show(click, "Ask a question", lambda work, me: views.ask_form(work, me, click.value))
    return None


async def asked(desk: Desk, submission: Submission) -> Ack:
    await desk.write(submission, lambda work, me: store_question(work, me, submission))
    return None


def store_question(work: Work, me: Person, submission: Submission) -> None:
    lead = views.lead_asked(work, submission.about)
    what, _, row_id = submission.about.partition(":")
    row = service.ask(
        work,
        me,
        lead,
        submission.form.text(QUESTION_FIELD),
        update_id=row_id if what == "about" else None,
        source=submission.source,
        readable_from=work.now,
    )
    replies.confirm(work, me, row)


async def answer(desk: Desk, click: Click) -> Ack:
    await desk.show(click, "Answer a question", lambda work, me: views.answer_form(work, me, click.value))
    return None


async def answered(desk: Desk, submission: Submission) -> Ack:
    await desk.write(submission, lambda work, me: store_answer(work, me, submission))
    return None


def store_answer(work: Work, me: Person, submission: Submission) -> None:
    question = repo.question(work, submission.about)
    if question is None:
        raise Refusal(GONE)
    text = submission.form.text(ANSWER_FIELD)
    row = service.answer(work, me, question, text, source=submission.source, readable_from=work.now)
    replies.confirm(work, me, row)


async def changed(desk: Desk, submission: Submission) -> Ack:
    await desk.write(submission, lambda work, me: store_change(work, me, submission))
    return None


def store_change(work: Work, me: Person, submission: Submission) -> None:
    _, row = replies.kept(work, submission.about)
    if isinstance(row, Question | Answer):
        service.change_text(work, me, row, submission.form.text(QUESTION_FIELD))


ROUTES: Routes = {
    ids.ASK: ask,
    ids.ASKED: asked,
    ids.ANSWER: answer,
    ids.ANSWERED: answered,
    ids.CHANGED: changed,
}
