"""What is due next between leaders and teams: that, when and for whom, never what it says."""

from collections.abc import Callable, Iterator

from bot.chain import Coming
from bot.delivery import outbox
from bot.direction.directions import repo as directions
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.lines.names import leader_of, seat_of
from bot.direction.questions import repo as questions
from bot.direction.replies import Row
from bot.direction.updates import repo as updates
from bot.direction.updates.models import Occurrence
from bot.direction.words import CHAIN
from bot.storage.work import Work

UPDATE_PROMPT = "Prompt to {leader}, for an update on {seat}"
DIRECTION_PROMPT = "Prompt to {leader}, for the direction of {seat}"


def coming(work: Work) -> list[Coming]:
    found = [one for lead in lines.open_leads(work) for one in _asked(work, lead)]
    return list(dict.fromkeys([*found, *_in_the_outbox(work)]))


def _asked(work: Work, lead: Lead) -> Iterator[Coming]:
    seat = updates.cadence_of(work, lead)
    for at, words in ((seat.next_at, UPDATE_PROMPT), (seat.direction_at, DIRECTION_PROMPT)):
        if at is not None and at > work.now:
            yield Coming(at, _said(work, words, lead))


def _in_the_outbox(work: Work) -> Iterator[Coming]:
    """What waits for its moment, once for all who get it.

    Until a text can be read, only its author knows that there is one.
    """
    for delivery in outbox.to_come(work, CHAIN):
        words, find = WORDS.get(delivery.kind, ("", _nothing))
        row = find(work, delivery.subject)
        if row is not None and (isinstance(row, Occurrence) or row.readable_from <= work.now):
            yield Coming(delivery.due_at, _said(work, words, lines.lead(work, row.lead_id)))


def _said(work: Work, words: str, lead: Lead) -> str:
    return words.format(leader=leader_of(work, lead), seat=seat_of(work, lead))


def _nothing(_work: Work, _subject: str) -> None:
    return None


WORDS: dict[str, tuple[str, Callable[[Work, str], Occurrence | Row | None]]] = {
    "update_due": (UPDATE_PROMPT, updates.occurrence),
    "direction_due": (DIRECTION_PROMPT, updates.occurrence),
    "update": ("{leader}'s update for {seat} goes out", updates.find),
    "direction": ("{leader}'s direction for {seat} goes out", directions.find),
    "question": ("A question reaches {leader}", questions.question),
    "answer": ("An answer of {leader}'s reaches who asked", questions.answer),
}
"""By a delivery's kind."""
