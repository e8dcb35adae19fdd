"""Which of this chain's prompts are open for a person, and what a message of ours asks."""

from collections.abc import Callable, Iterator, Sequence

from bot.chain import OpenPrompt
from bot.delivery import outbox
from bot.delivery.models import Delivery
from bot.direction import policy, replies
from bot.direction.directions import repo as directions
from bot.direction.directions.models import Direction
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.lines.names import leader_of, seat_of
from bot.direction.questions import repo as questions
from bot.direction.questions.models import Answer, Question
from bot.direction.questions.views import about_of
from bot.direction.stances import repo as stances
from bot.direction.updates import repo as updates
from bot.direction.updates import rules
from bot.direction.updates.models import DIRECTION, UPDATE, Update
from bot.direction.words import CHAIN
from bot.errors import Refusal
from bot.roster import people as roster
from bot.roster.models import Person
from bot.slack.text import shorten
from bot.storage.work import Work

LABEL = 75


def open_prompts(work: Work, me: Person) -> list[OpenPrompt]:
    """Those that wait for text first, then those to which text may be meant all the same."""
    return [
        *_updates_due(work, me),
        *[_answer(work, row) for row in questions.unanswered(work, me.id)],
        *[_about(work, row) for row in _received(work, me)],
        *_directions_due(work, me),
        *_to_leaders(work, me),
    ]


def prompts_at(work: Work, me: Person, deliveries: Sequence[Delivery]) -> list[OpenPrompt]:
    """One at most: a reply in a thread is certain."""
    mine = [one for one in deliveries if one.recipient == me.id and one.kind in AT]
    found = (AT[one.kind](work, one.subject) for one in mine)
    prompt = next((prompt for prompt in found if prompt is not None), None)
    return [prompt] if prompt else []


def _updates_due(work: Work, me: Person) -> Iterator[OpenPrompt]:
    for lead in lines.leads_held_by(work, me.id):
        if updates.open_occurrences(work, [lead.id], UPDATE):
            yield _update(work, lead)


def _directions_due(work: Work, me: Person) -> Iterator[OpenPrompt]:
    for lead in lines.leads_held_by(work, me.id):
        if updates.open_occurrences(work, [lead.id], DIRECTION):
            yield _direction(work, lead, asks_text=False)


def _to_leaders(work: Work, me: Person) -> Iterator[OpenPrompt]:
    for membership in lines.memberships_of(work, me.id):
        for lead in lines.leads_of_team(work, membership.team_id):
            if lead.leader_id != me.id:
                yield _ask(work, lead, asks_text=False)


def _received(work: Work, me: Person) -> list[Update]:
    """Updates that reached me of late, on which I neither chose nor asked."""
    since = work.now - rules.RECEIVED
    sent = outbox.sent_of(work, CHAIN, ["update"], me.id)
    ids = [one.subject for one in sent if one.sent_at is not None and one.sent_at > since]
    done = stances.chosen_on(work, ids, me.id) | questions.asked_about(work, ids, me.id)
    rows = [updates.find(work, one) for one in ids if one not in done]
    return [row for row in rows if row is not None and row.change is not None and _is_held(work, row)]


def _is_held(work: Work, row: Update) -> bool:
    return lines.lead(work, row.lead_id).ended_at is None


def _update(work: Work, lead: Lead) -> OpenPrompt:
    readers = policy.readers(work, policy.UPDATE, lead)
    return _prompt(f"update:{lead.id}", f"The update for {seat_of(work, lead)}", readers)


def _direction(work: Work, lead: Lead, *, asks_text: bool = True) -> OpenPrompt:
    readers = policy.readers(work, policy.DIRECTION, lead)
    label = f"The direction of {seat_of(work, lead)}"
    return _prompt(f"direction:{lead.id}", label, readers, asks_text=asks_text)


def _answer(work: Work, row: Question) -> OpenPrompt:
    asker = roster.person(work, row.asker_id)
    readers = policy.readers(work, policy.ANSWER, lines.lead(work, row.lead_id), asker=asker)
    return _prompt(f"answer:{row.id}", f"An answer to {asker.name}'s question", readers)


def _about(work: Work, row: Update) -> OpenPrompt:
    lead = lines.lead(work, row.lead_id)
    readers = policy.readers(work, policy.QUESTION, lead)
    return _prompt(f"about:{row.id}", f"A question on {seat_of(work, lead)}'s update", readers)


def _ask(work: Work, lead: Lead, *, asks_text: bool = True) -> OpenPrompt:
    label = f"A question to {seat_of(work, lead)}'s leader, {leader_of(work, lead)}"
    readers = policy.readers(work, policy.QUESTION, lead)
    return _prompt(f"ask:{lead.id}", label, readers, asks_text=asks_text)


def _prompt(prompt_id: str, label: str, readers: str, *, asks_text: bool = True) -> OpenPrompt:
    return OpenPrompt(CHAIN, prompt_id, shorten(label, LABEL), readers, asks_text)


def _at_occurrence(work: Work, subject: str) -> OpenPrompt | None:
    asked = updates.occurrence(work, subject)
    lead = lines.lead(work, asked.lead_id) if asked else None
    if asked is None or lead is None or lead.ended_at is not None:
        return None
    return _update(work, lead) if asked.what == UPDATE else _direction(work, lead)


def _at_update(work: Work, subject: str) -> OpenPrompt | None:
    row = updates.find(work, subject)
    return _about(work, row) if row is not None and _is_held(work, row) else None


def _at_direction(work: Work, subject: str) -> OpenPrompt | None:
    row = directions.find(work, subject)
    return _ask_held(work, row.lead_id) if row is not None else None


def _at_question(work: Work, subject: str) -> OpenPrompt | None:
    row = questions.question(work, subject)
    return _answer(work, row) if row and lines.lead(work, row.lead_id).ended_at is None else None


def _at_answer(work: Work, subject: str) -> OpenPrompt | None:
    row = questions.answer(work, subject)
    asked = questions.question(work, row.question_id) if row else None
    return _again(work, asked) if asked else None


def _again(work: Work, asked: Question) -> OpenPrompt | None:
    """Another question where the first one was asked."""
    what, _, row_id = about_of(asked).partition(":")
    return _at_update(work, row_id) if what == "about" else _ask_held(work, row_id)


def _ask_held(work: Work, lead_id: str) -> OpenPrompt | None:
    lead = lines.lead(work, lead_id)
    return _ask(work, lead) if lead.ended_at is None else None


def _at_saved(work: Work, subject: str) -> OpenPrompt | None:
    """A reply under a confirmation is more of the same."""
    try:
        _, row = replies.kept(work, subject)
    except Refusal:
        return None
    if isinstance(row, Question):
        return _again(work, row)
    if isinstance(row, Answer):
        return _at_question(work, row.question_id)
    lead = lines.lead(work, row.lead_id)
    if lead.ended_at is not None:
        return None
    return _direction(work, lead) if isinstance(row, Direction) else _update(work, lead)


AT: dict[str, Callable[[Work, str], OpenPrompt | None]] = {
    "update_due": _at_occurrence,
    "direction_due": _at_occurrence,
    "update": _at_update,
    "direction": _at_direction,
    "question": _at_question,
    "answer": _at_answer,
    "saved": _at_saved,
}
