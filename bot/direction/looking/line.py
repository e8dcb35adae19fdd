"""One line as far as its viewer may read it: direction, updates, stances, questions and answers."""

from collections.abc import Iterator, Sequence

from bot.direction import policy
from bot.direction.blocks import ask_button, packed, stance_buttons, when
from bot.direction.directions.views import body_of as direction_body
from bot.direction.directions.views import latest
from bot.direction.ids import ANSWER, SEEN, WRITE
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.lines.names import leader_of, seat_of
from bot.direction.questions import repo as questions
from bot.direction.questions import service as asking
from bot.direction.questions.models import Answer, Question
from bot.direction.stances import service as stances
from bot.direction.stances.rules import CHOICES
from bot.direction.stances.views import leader_lines, member_lines, sign_button, who_sees
from bot.direction.updates import repo as updates
from bot.direction.updates import service as writing
from bot.direction.updates.models import Update
from bot.direction.updates.views import body_of as update_body
from bot.direction.words import heading
from bot.roster import people as roster
from bot.roster.models import Person
from bot.slack.blocks import actions, button, context, divider, fit, modal, quote, section
from bot.slack.payloads import Block, View
from bot.slack.text import escape
from bot.storage.work import Work

UPDATES, QUESTIONS = 3, 10
LONG = 8
"""Blocks that one text takes among others; the message in which it came holds all of it."""


def look(work: Work, me: Person, lead_id: str) -> View:
    lead = lines.lead(work, lead_id)
    name = escape(seat_of(work, lead))
    past = " (until it changed hands)" if lead.ended_at else ""
    blocks = [
        section(f"{heading('Direction', name)}\nLed by {escape(leader_of(work, lead))}{past}."),
        *_direction(work, lead),
        *_updates(work, me, lead),
        *_questions(work, me, lead),
    ]
    return modal(SEEN, "Direction", [*fit(blocks, 97), *_foot(work, me, lead)])


def _direction(work: Work, lead: Lead) -> list[Block]:
    stated = latest(work, lead)
    if stated is None:
        return [section("_No direction is stated yet._")]
    row, words = stated
    affirmed = f", affirmed {when(row.affirmed_at)}" if row.affirmed_at else ""
    title = section("*Where the team is going*")
    said = context(f"Stated {when(row.stated_at)}{affirmed}.")
    return [title, *fit(direction_body(words), LONG), said]


def _updates(work: Work, me: Person, lead: Lead) -> Iterator[Block]:
    """The seat's: what earlier leaders told everyone stays readable. Their stances do not."""
    seat = lines.seat_leads(work, lead.team_id, lead.discipline)
    for row in updates.newest(work, seat, UPDATES):
        words = writing.words_of(work, row, policy.public(work, row))
        if words is not None:
            edited = ", edited" if row.edited_at else ""
            yield divider()
            yield section(f"*Update* of {when(row.readable_from)}{edited}")
            yield from fit(update_body(words), LONG)
            yield from _stances(work, me, row)


def _stances(work: Work, me: Person, row: Update) -> Iterator[Block]:
    lead = lines.lead(work, row.lead_id)
    if policy.allows(work, me, lead, policy.STANCE, policy.NAMED):
        yield from packed(["*Stances*", *leader_lines(stances.for_leader(work, me, row))])
    elif policy.allows(work, me, lead, policy.STANCE, policy.COUNTS):
        yield from packed(["*Stances*", *member_lines(stances.for_member(work, me, row))])
    if (
        lead.ended_at is None
        and policy.allows(work, me, lead, policy.STANCE, policy.WRITE)
        and (row.author_id != me.id)
    ):
        mine = stances.mine(work, me, row)
        yield actions(*stance_buttons(row.id), *([sign_button(mine)] if mine else []))
        if mine:
            yield context(f"Yours: *{CHOICES[mine.choice]}*. {who_sees(mine)}")


def _questions(work: Work, me: Person, lead: Lead) -> Iterator[Block]:
    """Those of this line that its viewer may read, with their answers."""
    found = [row for row in questions.of_line(work, lead.id, QUESTIONS) if asking.may_read(work, me, row)]
    if not found:
        return
    answers = questions.answers_to(work, [row.id for row in found])
    names = roster.persons(work, [row.asker_id for row in found])
    yield divider()
    yield section("*Questions and answers*")
    for row in found:
        yield section(f"{escape(names[row.asker_id].name)}, {when(row.asked_at)}:")
        yield from fit(quote(asking.text_of(work, me, row) or ""), LONG)
        yield from _answers(work, me, row, [one for one in answers if one.question_id == row.id])


def _answers(work: Work, me: Person, row: Question, answers: Sequence[Answer]) -> Iterator[Block]:
    readable = [one for one in answers if asking.may_read(work, me, one)]
    lead = lines.lead(work, row.lead_id)
    for one in readable:
        yield context(f"{escape(roster.person(work, one.author_id).name)} answered:")
        yield from fit(quote(asking.text_of(work, me, one) or ""), LONG)
    if not readable and policy.allows(work, me, lead, policy.ANSWER, policy.WRITE):
        yield actions(button(ANSWER, "Answer", row.id))


def _foot(work: Work, me: Person, lead: Lead) -> list[Block]:
    if lead.ended_at is not None:
        return []
    if lead.leader_id == me.id:
        return [actions(button(WRITE, "Post an update", lead.id))]
    if policy.allows(work, me, lead, policy.QUESTION, policy.WRITE):
        return [actions(ask_button(f"ask:{lead.id}"))]
    return [context("Stances and questions are between the team and its leader.")]
