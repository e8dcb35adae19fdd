"""Answering in a form: one answer a question, filled in as much and as often as one likes."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import Refusal
from bot.people import policy, post
from bot.people.check_ins import reading, repo, rules
from bot.people.check_ins.models import Answer
from bot.people.check_ins.service import answers_changed, clean, meeting, rewrite
from bot.people.lines.models import Line
from bot.people.lines.pairs import Pair, pair
from bot.people.names import SAVED_FORM
from bot.people.one_on_ones.models import OneOnOne
from bot.roster.models import Person
from bot.storage.base import ordered_id
from bot.storage.work import Work


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's form for one meeting."""

    me: Person
    line: Line
    one: OneOnOne
    rows: Mapping[str, Answer]
    """What it holds, by question."""

    @property
    def questions(self) -> tuple[str, ...]:
        return (*rules.PULSE, *rules.texts(self.one.question))


def field(question: str) -> str:
    """The block id of a question's input."""
    return f"people.answer.{question}"


def store(
    work: Work, me: Person, one_on_one_id: str, values: Mapping[str, str], source: str
) -> tuple[Pair, int]:
    """Store what is filled in, take back what is empty. How many answers the form holds now."""
    sheet = _sheet(work, me, one_on_one_id)
    policy.permit(me.id, sheet.line, "answer")
    if not sheet.rows and not any(values.values()):
        first = field(next(iter(rules.texts(sheet.one.question))))
        raise Refusal("Nothing is filled in yet. Answer as much or as little as you like.", field=first)
    for question in sheet.questions:
        _put(work, sheet, question, values.get(question, ""), source)
    work.session.flush()
    answers_changed(work, sheet.one)
    post.confirm(work, SAVED_FORM, sheet.one.id, me.id)
    post.refresh(work, sheet.one.id, SAVED_FORM)
    return pair(work, sheet.line), len(_rows(work, me, sheet.one))


def _put(work: Work, sheet: Sheet, question: str, text: str, source: str) -> None:
    known = sheet.rows.get(question)
    if known is None and text:
        work.session.add(_answer(work, sheet, question, text, source))
    elif known is not None and not text:
        work.session.delete(known)
    elif known is not None:
        rewrite(work, sheet.me, sheet.line, known, text)


def _answer(work: Work, sheet: Sheet, question: str, text: str, source: str) -> Answer:
    row = Answer(
        workspace_id=work.workspace_id,
        id=ordered_id(work.now),
        line_id=sheet.line.id,
        one_on_one_id=sheet.one.id,
        author_id=sheet.me.id,
        question=question,
        source=source,
        given_at=work.now,
        readable_from=work.now,
    )
    row.text = work.vault.seal(row, "text", clean(text))
    return row


def values(work: Work, me: Person, one_on_one_id: str) -> tuple[Pair, OneOnOne, dict[str, str]]:
    """What I have answered in the form so far. Raises `Refusal`."""
    sheet = _sheet(work, me, one_on_one_id)
    policy.permit(me.id, sheet.line, "answer")
    read = reading.answers(work, me.id, sheet.line, sheet.rows.values())
    return pair(work, sheet.line), sheet.one, {answer.question: answer.text for answer in read}


def delete(work: Work, me: Person, one_on_one_id: str) -> None:
    """All that I answered in the form is deleted; replies stay. Deleting twice changes nothing."""
    sheet = _sheet(work, me, one_on_one_id)
    if not sheet.rows:
        policy.permit(me.id, sheet.line, "read")
        return
    for row in sheet.rows.values():
        policy.permit_written(me.id, sheet.line, row, work.now, "delete")
        work.session.delete(row)
    work.session.flush()
    post.refresh(work, sheet.one.id, SAVED_FORM)
    answers_changed(work, sheet.one)


def count(work: Work, author_id: str, one: OneOnOne) -> int:
    """How many answers somebody's form holds."""
    return sum(
        row.author_id == author_id and row.question != rules.REPLY for row in repo.answers_to(work, one.id)
    )


def _sheet(work: Work, me: Person, one_on_one_id: str) -> Sheet:
    line, one = meeting(work, one_on_one_id)
    return Sheet(me, line, one, _rows(work, me, one))


def _rows(work: Work, me: Person, one: OneOnOne) -> dict[str, Answer]:
    """The report's own, by question; what they wrote in replies is not part of the form."""
    rows = repo.answers_to(work, one.id)
    return {row.question: row for row in rows if row.author_id == me.id and row.question != rules.REPLY}
