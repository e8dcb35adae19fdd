"""Questions and answers as messages, their forms and their confirmations."""

from collections.abc import Sequence

from bot.chain import Message
from bot.delivery.menu import prompt_menu
from bot.delivery.models import Delivery
from bot.direction import policy
from bot.direction.blocks import ask_button, edit_button, line, look_button, message, not_for_them
from bot.direction.ids import ANSWER, ANSWERED, ASKED, CHANGED, DELETE, MENU
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.lines.names import leader_of, seat_of
from bot.direction.questions import repo, service
from bot.direction.questions.models import Answer, Question
from bot.direction.questions.service import ANSWER_FIELD, GONE, QUESTION_FIELD
from bot.direction.updates import repo as updates
from bot.direction.words import heading
from bot.errors import Refusal
from bot.roster import people as roster
from bot.roster.models import Person
from bot.slack.blocks import SECTION, actions, ask, button, context, fit, modal, quote, section, text_input
from bot.slack.payloads import Block, View
from bot.slack.text import escape
from bot.storage.work import Work

LEADER, MEMBER = "Team leader", "Direction"
QUOTED = 6
"""Blocks of a question that are repeated above its answer."""


def question(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """A member's question, for the leader it was asked of."""
    delivery = deliveries[0]
    row = repo.question(work, delivery.subject)
    if row is None:
        return None
    me = roster.person(work, delivery.recipient)
    lead = lines.lead(work, row.lead_id)
    name = escape(seat_of(work, lead))
    if lead.ended_at is not None:
        return line(LEADER, name, "You no longer lead this team.") if delivery.sent_at else None
    text = service.text_of(work, me, row)
    if text is None:
        return line(LEADER, name, GONE) if delivery.sent_at else None
    asker = roster.person(work, row.asker_id)
    topic = "on your update" if row.update_id else "on the direction"
    head = section(f"{heading(LEADER, name)}\n{escape(asker.name)} has a question {topic}:")
    return message("A question on your direction.", [head, *quote(text)], _question_foot(work, row, delivery))


def _question_foot(work: Work, row: Question, delivery: Delivery) -> list[Block]:
    lead = lines.lead(work, row.lead_id)
    if service.is_answered(work, row):
        return [context("You have answered."), actions(look_button(lead.id, "Questions and answers"))]
    asker = roster.person(work, row.asker_id)
    readers = escape(policy.readers(work, policy.ANSWER, lead, asker=asker))
    return [
        actions(
            button(ANSWER, "Answer", row.id, style="primary"),
            look_button(lead.id, "Questions and answers"),
            prompt_menu(MENU, delivery, move=None, skip=None),
        ),
        context(f"A reply in this thread answers it. Read by: {readers}."),
    ]


def answer(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """The leader's answer, for whoever asked."""
    delivery = deliveries[0]
    row = repo.answer(work, delivery.subject)
    asked = repo.question(work, row.question_id) if row else None
    if row is None or asked is None:
        return None
    me = roster.person(work, delivery.recipient)
    lead = lines.lead(work, row.lead_id)
    name = escape(seat_of(work, lead))
    if not service.may_read(work, me, row):
        return None
    text, mine = service.text_of(work, me, row), service.text_of(work, me, asked)
    if text is None:
        return line(MEMBER, name, "This answer was taken back.") if delivery.sent_at else None
    head = section(f"{heading(MEMBER, name)}\n{escape(leader_of(work, lead))} answers your question:")
    body = [head, *fit(quote(mine or ""), QUOTED), section("*The answer*"), *quote(text)]
    return message("An answer to your question.", body, _answer_foot(asked, lead))


def _answer_foot(asked: Question, lead: Lead) -> list[Block]:
    if lead.ended_at is not None:
        return []
    return [
        actions(ask_button(about_of(asked), "Ask something else"), look_button(lead.id)),
        context("A reply in this thread is another question. The same people read it."),
    ]


def about_of(asked: Question) -> str:
    return f"about:{asked.update_id}" if asked.update_id else f"ask:{asked.lead_id}"


def saved(work: Work, row: Question | Answer, delivery: Delivery) -> Message:
    lead = lines.lead(work, row.lead_id)
    hat = MEMBER if isinstance(row, Question) else LEADER
    name = escape(seat_of(work, lead))
    if row.source.startswith("gone:"):
        return line(hat, name, "Taken back: this is not stored here any more.")
    if row.text is None:
        return line(hat, name, "Deleted. Nobody can read it here any more.")
    what = (
        f"Saved as a question to {escape(leader_of(work, lead))}."
        if isinstance(row, Question)
        else "Saved as your answer."
    )
    changed = " Changed." if row.edited_at else ""
    buttons = [edit_button(row.id, "Change"), button(DELETE, "Delete", row.id)]
    return Message(
        "What you wrote is saved.",
        [
            section(f"{heading(hat, name)}\n{what}{changed}"),
            actions(*buttons, *not_for_them(row.source, delivery.thread)),
            context(
                f"Read by: {escape(service.readers(work, row))}. "
                "Editing or deleting your message does the same here."
            ),
        ],
    )


def ask_form(work: Work, me: Person, about: str) -> View:
    """`about` is `about:` with an update's id, or `ask:` with a line's."""
    lead = lead_asked(work, about)
    if lead.ended_at is not None or not policy.allows(work, me, lead, policy.QUESTION, policy.WRITE):
        raise Refusal(
            "Questions are for members of the team, to whoever leads it now. "
            "Type /direction to see your teams."
        )
    readers = escape(policy.readers(work, policy.QUESTION, lead))
    return modal(
        ASKED,
        "Ask a question",
        [
            section(heading(MEMBER, f"a question to {escape(leader_of(work, lead))}")),
            ask(QUESTION_FIELD, "Your question", text_input(QUESTION_FIELD)),
            context(f"Read by: {readers}."),
        ],
        submit="Ask",
        about=about,
    )


def lead_asked(work: Work, about: str) -> Lead:
    """The line of which something is asked. Raises `Refusal` where the update is gone."""
    what, _, row_id = about.partition(":")
    if what == "ask":
        return lines.lead(work, row_id)
    update = updates.find(work, row_id)
    if update is None or update.change is None:
        raise Refusal("This update was taken back by its author. Type /direction to see where things stand.")
    policy.public(work, update)
    return lines.lead(work, update.lead_id)


def answer_form(work: Work, me: Person, question_id: str) -> View:
    row = repo.question(work, question_id)
    if row is None:
        raise Refusal(GONE)
    lead = lines.lead(work, row.lead_id)
    policy.permit(work, me, lead, policy.ANSWER, policy.WRITE)
    text = service.text_of(work, me, row)
    if text is None:
        raise Refusal(GONE)
    asker = roster.person(work, row.asker_id)
    readers = escape(policy.readers(work, policy.ANSWER, lead, asker=asker))
    return modal(
        ANSWERED,
        "Answer a question",
        [
            section(f"{heading(LEADER, escape(seat_of(work, lead)))}\n{escape(asker.name)} asks:"),
            *fit(quote(text), 40),
            ask(ANSWER_FIELD, "Your answer", text_input(ANSWER_FIELD)),
            context(f"Read by: {readers}."),
        ],
        submit="Answer",
        about=row.id,
    )


def change_form(work: Work, me: Person, row: Question | Answer) -> View:
    text = service.own_text(work, me, row)
    if len(text) > SECTION:
        raise Refusal("This is longer than a form can hold. Edit your message in this conversation instead.")
    label = "Your question" if isinstance(row, Question) else "Your answer"
    return modal(
        CHANGED,
        "Change what you wrote",
        [
            ask(QUESTION_FIELD, label, text_input(QUESTION_FIELD, initial=text)),
            context(f"Read by: {escape(service.readers(work, row))}."),
        ],
        submit="Save",
        about=row.id,
    )
