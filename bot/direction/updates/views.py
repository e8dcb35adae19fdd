"""The prompt for an update, the update itself, and the confirmation of one."""

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
    stance_buttons,
    when,
)
from bot.direction.ids import DELETE, MENU, POST_NOW, WRITE
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.lines.names import leader_of, seat_of
from bot.direction.updates import repo, service
from bot.direction.updates.models import LAPSED, OPEN, POSTED, SKIPPED, Update
from bot.direction.words import heading
from bot.roster import people as roster
from bot.slack.blocks import actions, button, context, quote, section
from bot.slack.payloads import Block
from bot.slack.text import escape
from bot.storage.work import Work

LEADER, MEMBER = "Team leader", "Direction"
DONE = {
    POSTED: "The update is written. Thank you.",
    SKIPPED: "Skipped this time. You can still post an update whenever there is something to say.",
    LAPSED: "This prompt has made way for a newer one.",
}
DELETED = "Its author has deleted this update."


def update_due(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """Asks the leader of a seat for an update; afterwards it says what became of it."""
    delivery = deliveries[0]
    asked = repo.occurrence(work, delivery.subject)
    if asked is None:
        return None
    lead = lines.lead(work, asked.lead_id)
    name = escape(seat_of(work, lead))
    if asked.state != OPEN:
        return line(LEADER, name, DONE[asked.state]) if delivery.sent_at else None
    return Message(
        "Time for an update to your team.",
        [
            section(f"{heading(LEADER, name)}\nWhat has changed since your last update, and why?"),
            section(
                "A reply in this thread is enough, or just type it here. It goes out two minutes later, "
                "so that you can still take it back."
            ),
            actions(
                button(WRITE, "Write it in a form", lead.id, style="primary"), prompt_menu(MENU, delivery)
            ),
            context(f"Read by: everyone here. It goes to {_audience(work, lead)}."),
        ],
    )


def update(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """An update, in the team's channel or in a member's DM."""
    delivery = deliveries[0]
    row = repo.find(work, delivery.subject)
    if row is None:
        return None
    lead = lines.lead(work, row.lead_id)
    about = f"an update for {escape(seat_of(work, lead))} from {escape(leader_of(work, lead))}"
    words = service.words_of(work, row, policy.public(work, row))
    if words is None:
        return line(MEMBER, about, DELETED) if delivery.sent_at else None
    body = [section(heading(MEMBER, about)), *body_of(words)]
    return message("A direction update for your team.", body, _foot(work, row, lead, delivery))


def body_of(words: service.Written) -> list[Block]:
    return [
        *quote(words.change),
        *said("What is next", words.ahead),
        *said("How the measures stand", words.measures),
    ]


def _foot(work: Work, row: Update, lead: Lead, delivery: Delivery) -> list[Block]:
    edited = [context(f"Edited {when(row.edited_at)}.")] if row.edited_at else []
    if lead.ended_at is not None:
        return edited
    buttons = [*stance_buttons(row.id), ask_button(f"about:{row.id}"), look_button(lead.id)]
    if delivery.to_channel:
        return [*edited, actions(*buttons), context(f"For members of the team. {_privacy(work, lead)}")]
    menu = prompt_menu(MENU, delivery, move=None, skip=None)
    reply = "A reply in this thread is a question."
    return [*edited, actions(*buttons, menu), context(f"{reply} {_privacy(work, lead)}")]


def _privacy(work: Work, lead: Lead) -> str:
    leader, team = escape(leader_of(work, lead)), escape(roster.team(work, lead.team_id).name)
    return (
        f"Choosing is up to you. {leader} sees who chose what only where you sign it, and unsigned ones "
        f"counted from four up; members see counts. Questions are read by {leader} and the members of {team}."
    )


def saved(work: Work, row: Update, delivery: Delivery) -> Message:
    """What became of an answer to the prompt, who reads it, and the ways back."""
    lead = lines.lead(work, row.lead_id)
    name = escape(seat_of(work, lead))
    if row.source.startswith("gone:"):
        return line(LEADER, name, "Taken back: this is not stored as an update any more.")
    if row.change is None:
        return line(LEADER, name, "Deleted. Where it had gone out, the messages now say so.")
    waits = row.readable_from > work.now
    state = f"It goes out {when(row.readable_from)}." if waits else "It is out."
    buttons = [button(POST_NOW, "Post now", row.id)] if waits else []
    buttons += [edit_button(row.id), button(DELETE, "Delete", row.id)]
    buttons += not_for_them(row.source, delivery.thread)
    buttons += [] if waits else [look_button(lead.id, "Stances and questions")]
    return Message(
        "Your update is saved.",
        [
            section(f"{heading(LEADER, name)}\nSaved as your update. {state}"),
            actions(*buttons),
            context(
                f"Read by: {escape(service.readers(work, row))}. It goes to {_audience(work, lead)}. "
                "Editing or deleting your message does the same here."
            ),
        ],
    )


def _audience(work: Work, lead: Lead) -> str:
    team = roster.team(work, lead.team_id)
    others = [one for one in lines.active_members(work, team.id) if one.id != lead.leader_id]
    members = "1 member" if len(others) == 1 else f"{len(others)} members"
    channel = f"<#{team.channel}> and " if team.channel else ""
    return f"{channel}the {members} of {escape(team.name)}"
