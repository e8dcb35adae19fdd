"""What was typed in the DM: stored as what it answers, changed, deleted and taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.chain import OpenPrompt, Said
from bot.delivery import outbox
from bot.direction import policy
from bot.direction.directions import service as directions
from bot.direction.directions.models import Direction
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.questions import repo as asked
from bot.direction.questions import service as questions
from bot.direction.questions.models import Answer, Question
from bot.direction.updates import rules
from bot.direction.updates import service as updates
from bot.direction.updates.models import Update
from bot.direction.words import CHAIN
from bot.errors import Refusal
from bot.roster.models import Person
from bot.storage.work import Work

Row = Update | Direction | Question | Answer
SAVED = "saved"
GONE = "What this would answer is not there any more. Type /direction to see what is open."


@dataclass(frozen=True, slots=True)
class Keeper:
    """How the rows of one kind are found, changed and taken out: every kind that text can become."""

    find: Callable[[Work, str], Any]
    from_source: Callable[[Work, str], Any]
    change_text: Callable[[Work, Person, Any, str], None]
    delete: Callable[[Work, Person, Any], None]
    withdraw: Callable[[Work, Person, Any], str]
    readers: Callable[[Work, Any], str]


def _asking(find: Callable[[Work, str], Any], from_source: Callable[[Work, str], Any]) -> Keeper:
    return Keeper(
        find,
        from_source,
        questions.change_text,
        questions.delete,
        questions.withdraw,
        questions.readers,
    )


def _of(service: Any) -> Keeper:
    return Keeper(
        service.find,
        service.from_source,
        service.change_text,
        service.delete,
        service.withdraw,
        service.readers,
    )


KEEPERS = (
    _of(updates),
    _of(directions),
    _asking(asked.question, asked.question_from),
    _asking(asked.answer, asked.answer_from),
)


def accept(work: Work, prompt: OpenPrompt | str, said: Said) -> None:
    """Store what was said as an answer to a prompt, and confirm it. Raises `Refusal`."""
    what, _, row_id = (prompt if isinstance(prompt, str) else prompt.id).partition(":")
    store = STORES.get(what)
    if store is None:
        raise Refusal(GONE)
    confirm(work, said.person, store(work, row_id, said), thread=said.thread)


def confirm(work: Work, me: Person, row: Row, *, thread: str | None = None) -> None:
    """Say what it became and who reads it, at once; in the thread in which it was said."""
    outbox.answer(work, CHAIN, SAVED, row.id, me.id, thread=thread)


def _update(work: Work, lead_id: str, said: Said) -> Row:
    readable_from = max(said.readable_from, work.now + rules.WITHDRAWABLE)
    words = updates.Written(said.text)
    lead = _lead(work, lead_id)
    return updates.write(work, said.person, lead, words, source=said.source, readable_from=readable_from)


def _direction(work: Work, lead_id: str, said: Said) -> Row:
    readable_from = max(said.readable_from, work.now + rules.WITHDRAWABLE)
    words = directions.Stated(said.text)
    lead = _lead(work, lead_id)
    return directions.state(work, said.person, lead, words, source=said.source, readable_from=readable_from)


def _question_about(work: Work, update_id: str, said: Said) -> Row:
    update = updates.find(work, update_id)
    if update is None or update.change is None:
        raise Refusal(GONE)
    policy.public(work, update)
    return _ask(work, _lead(work, update.lead_id), said, update_id)


def _question_to(work: Work, lead_id: str, said: Said) -> Row:
    return _ask(work, _lead(work, lead_id), said, None)


def _ask(work: Work, lead: Lead, said: Said, update_id: str | None) -> Row:
    return questions.ask(
        work,
        said.person,
        lead,
        said.text,
        update_id=update_id,
        source=said.source,
        readable_from=said.readable_from,
    )


def _answer(work: Work, question_id: str, said: Said) -> Row:
    question = asked.question(work, question_id)
    if question is None:
        raise Refusal(GONE)
    return questions.answer(
        work, said.person, question, said.text, source=said.source, readable_from=said.readable_from
    )


STORES: dict[str, Callable[[Work, str, Said], Row]] = {
    "update": _update,
    "direction": _direction,
    "about": _question_about,
    "ask": _question_to,
    "answer": _answer,
}


def _lead(work: Work, lead_id: str) -> Lead:
    try:
        return lines.lead(work, lead_id)
    except LookupError:
        raise Refusal(GONE) from None


def edited(work: Work, me: Person, source: str, text: str) -> bool:
    found = _from(work, source)
    if found is None:
        return False
    keeper, row = found
    keeper.change_text(work, me, row, text)
    return True


def deleted(work: Work, me: Person, source: str) -> bool:
    found = _from(work, source)
    if found is None:
        return False
    keeper, row = found
    keeper.delete(work, me, row)
    return True


def withdraw(work: Work, me: Person, source: str) -> str | None:
    found = _from(work, source)
    if found is None:
        return None
    keeper, row = found
    return keeper.withdraw(work, me, row)


def readers(work: Work, source: str) -> str | None:
    found = _from(work, source)
    return found[0].readers(work, found[1]) if found else None


def delete(work: Work, me: Person, row_id: str) -> None:
    """By a click on the confirmation. Raises `Refusal` where it is not there any more."""
    keeper, row = kept(work, row_id)
    keeper.delete(work, me, row)


def kept(work: Work, row_id: str) -> tuple[Keeper, Row]:
    """What was stored under this id, of whichever kind. Raises `Refusal`."""
    for keeper in KEEPERS:
        row = keeper.find(work, row_id)
        if row is not None:
            return keeper, row
    raise Refusal("This is not stored any more.")


def from_source(work: Work, source: str) -> Row | None:
    """What was stored from a message, of whichever kind."""
    found = _from(work, source)
    return found[1] if found else None


def _from(work: Work, source: str) -> tuple[Keeper, Row] | None:
    for keeper in KEEPERS:
        row = keeper.from_source(work, source)
        if row is not None:
            return keeper, row
    return None
