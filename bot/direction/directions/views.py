"""The direction as a message, the quarterly prompt for it, its form and its confirmation."""

from collections.abc import Sequence

from bot.chain import Message
from bot.delivery.menu import prompt_menu
from bot.delivery.models import Delivery
from bot.direction import policy
from bot.direction.blocks import (
    ask_button,
    edit_button,
    line,
    look_button,
    message,
    not_for_them,
    said,
    when,
)
from bot.direction.directions import repo, service
from bot.direction.directions.models import Direction
from bot.direction.directions.service import WHERE_FIELD, Stated
from bot.direction.ids import AFFIRM, DELETE, MENU, STATE, STATED
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.lines.names import leader_of, seat_of
from bot.direction.updates import repo as occurrences
from bot.direction.updates.models import LAPSED, OPEN, POSTED, SKIPPED
from bot.direction.words import heading
from bot.errors import Refusal
from bot.roster.models import Person
from bot.slack.blocks import SECTION, actions, ask, button, context, modal, quote, section, text_input
from bot.slack.payloads import Block, View
from bot.slack.text import escape
from bot.storage.work import Work

WHY = "direction.state.why"
LEADER, MEMBER = "Team leader", "Direction"
DONE = {
    POSTED: "The direction is stated. Thank you.",
    SKIPPED: "Skipped this time. You can state it whenever you are ready, with /direction.",
    LAPSED: "This prompt has made way for a newer one.",
}


def direction_due(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """Asks a leader, once a quarter, where the team is going."""
    delivery = deliveries[0]
    asked = occurrences.occurrence(work, delivery.subject)
    if asked is None:
        return None
    lead = lines.lead(work, asked.lead_id)
    name = escape(seat_of(work, lead))
    if asked.state != OPEN:
        return line(LEADER, name, DONE[asked.state]) if delivery.sent_at else None
    stated = latest(work, lead)
    question = (
        "Is this still where the team is going, and why?"
        if stated
        else "Where is the team going, and why? Nothing is stated yet."
    )
    return message(
        "Where is your team going?",
        [section(f"{heading(LEADER, name)}\n{question}"), *(body_of(stated[1]) if stated else [])],
        [
            actions(*_buttons(lead, has_one=stated is not None), prompt_menu(MENU, delivery, move=None)),
            context(
                f"A reply in this thread states it{' anew' if stated else ''}. Read by: everyone here. "
                "It goes to the team's channel and its members."
            ),
        ],
    )


def _buttons(lead: Lead, *, has_one: bool) -> list[Block]:
    if not has_one:
        return [button(STATE, "State it", lead.id, style="primary")]
    return [button(AFFIRM, "Still true", lead.id, style="primary"), button(STATE, "Change it", lead.id)]


def latest(work: Work, lead: Lead) -> tuple[Direction, Stated] | None:
    """The seat's newest direction, which everyone may read, whoever stated it."""
    row = repo.latest(work, lead.team_id, lead.discipline)
    words = service.words_of(work, row, policy.public(work, row)) if row else None
    return (row, words) if row and words else None


def body_of(words: Stated) -> list[Block]:
    return [*quote(words.where_to), *said("Why", words.why)]


def direction(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """Where the team is going, for its channel and its members."""
    delivery = deliveries[0]
    row = repo.find(work, delivery.subject)
    if row is None:
        return None
    lead = lines.lead(work, row.lead_id)
    about = f"where {escape(seat_of(work, lead))} is going, says {escape(leader_of(work, lead))}"
    words = service.words_of(work, row, policy.public(work, row))
    if words is None:
        return line(MEMBER, about, "Its author has deleted this.") if delivery.sent_at else None
    foot: list[Block] = [context(f"Edited {when(row.edited_at)}.")] if row.edited_at else []
    if lead.ended_at is None:
        foot += [
            actions(ask_button(f"ask:{lead.id}"), look_button(lead.id)),
            context(
                f"Questions are read by {escape(leader_of(work, lead))} and the members of the team. "
                "Everyone here can read the direction."
            ),
        ]
    return message("Where your team is going.", [section(heading(MEMBER, about)), *body_of(words)], foot)


def saved(work: Work, row: Direction, delivery: Delivery) -> Message:
    lead = lines.lead(work, row.lead_id)
    name = escape(seat_of(work, lead))
    if row.source.startswith("gone:"):
        return line(LEADER, name, "Taken back: this is not stored as the direction any more.")
    if row.where_to is None:
        return line(LEADER, name, "Deleted. Where it had gone out, the messages now say so.")
    waits = row.readable_from > work.now
    state = f"It goes out {when(row.readable_from)}." if waits else "It is out."
    also = "" if row.source.startswith("view:") else " Editing your message does the same here."
    buttons = [edit_button(row.id), button(DELETE, "Delete", row.id)]
    return Message(
        "The direction is saved.",
        [
            section(f"{heading(LEADER, name)}\nSaved as the direction. {state}"),
            actions(*buttons, *not_for_them(row.source, delivery.thread)),
            context(f"Read by: {escape(service.readers(work, row))}.{also}"),
        ],
    )


def state_form(work: Work, me: Person, lead_id: str) -> View:
    """For a new direction; what stands now is there to start from."""
    lead = lines.lead(work, lead_id)
    policy.permit(work, me, lead, policy.DIRECTION, policy.WRITE)
    stated = latest(work, lead)
    fits = stated is not None and _fits(stated[1])
    words = stated[1] if stated and fits else Stated("")
    foot = "Read by: everyone here. It goes to the team's channel and its members."
    return modal(
        STATED,
        "Direction",
        [section(heading(LEADER, escape(seat_of(work, lead)))), *_inputs(words), context(foot)],
        submit="State it",
        about=f"lead:{lead.id}",
    )


def edit_form(work: Work, me: Person, direction_id: str) -> View:
    row = repo.find(work, direction_id)
    if row is None:
        raise LookupError(f"no direction {direction_id}")
    words = service.own_words(work, me, row)
    if not _fits(words):
        raise Refusal("This is longer than a form can hold. Edit your message in this conversation instead.")
    name = escape(seat_of(work, lines.lead(work, row.lead_id)))
    foot = "Read by: everyone here. Where it has gone out, the messages change too and say so."
    return modal(
        STATED,
        "Edit the direction",
        [section(heading(LEADER, name)), *_inputs(words), context(foot)],
        submit="Save",
        about=f"edit:{row.id}",
    )


def _fits(words: Stated) -> bool:
    return max(len(words.where_to), len(words.why)) <= SECTION


def _inputs(words: Stated) -> list[Block]:
    return [
        ask(WHERE_FIELD, "Where we are going", text_input(WHERE_FIELD, initial=words.where_to)),
        ask(WHY, "Why", text_input(WHY, initial=words.why)),
    ]
