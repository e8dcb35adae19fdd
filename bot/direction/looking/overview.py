"""My teams at a glance, for `/direction` and for the App Home."""

from collections.abc import Iterator

from bot import cadence
from bot.direction.blocks import ask_button, look_button, packed, when
from bot.direction.directions.views import latest
from bot.direction.ids import AFFIRM, CADENCE, SEEN, STATE, WRITE
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.lines.names import leader_of, seat_of
from bot.direction.questions import repo as questions
from bot.direction.updates import repo as updates
from bot.direction.updates.models import UPDATE
from bot.direction.words import MARK
from bot.roster import people as roster
from bot.roster.models import Person
from bot.slack.blocks import actions, button, context, fit, modal, section
from bot.slack.payloads import Block, View
from bot.slack.text import escape, shorten
from bot.storage.work import Work

GLIMPSE = 200
"""Characters of a direction that are shown among others; the rest is a click away."""
NOBODY = (
    "You belong to no team that somebody leads yet, so there is nothing to read and nothing to answer. "
    "Whoever sets Tandem up assigns leaders and members with `/tandem setup`."
)


def overview(work: Work, me: Person) -> View:
    blocks = [*leading(work, me), *following(work, me)]
    return modal(SEEN, "Direction", fit(blocks or [section(NOBODY)], 99))


def cadences(work: Work, me: Person) -> View:
    """For whoever leads several seats: which one's cadence?"""
    held = lines.leads_held_by(work, me.id)
    if not held:
        return modal(SEEN, "Direction", [section("You lead no team, so there is no cadence to set.")])
    blocks = [
        section(
            f"*{escape(seat_of(work, lead))}*\n{_promise(work, lead)}",
            button(CADENCE, "Change", lead.id),
        )
        for lead in held
    ]
    return modal(SEEN, "Cadence of updates", fit(blocks, 99))


def leading(work: Work, me: Person) -> list[Block]:
    """What I owe my teams, and what is open for me as their leader."""
    held = lines.leads_held_by(work, me.id)
    if not held:
        return []
    waiting = questions.unanswered(work, me.id)
    blocks = [section(f"{MARK} *As team leader*")]
    for lead in held:
        asked = sum(one.lead_id == lead.id for one in waiting)
        blocks += _seat(work, lead, asked)
    return blocks


def _seat(work: Work, lead: Lead, asked: int) -> Iterator[Block]:
    stated = latest(work, lead)
    yield section(f"*{escape(seat_of(work, lead))}*\n{_glimpse(work, lead)}\n{_promise(work, lead)}")
    for text in _open_for_leader(work, lead, asked):
        yield context(text)
    affirm = [button(AFFIRM, "Still true", lead.id)] if stated else []
    yield actions(
        button(WRITE, "Post an update", lead.id),
        button(STATE, "Change the direction" if stated else "State the direction", lead.id),
        *affirm,
        look_button(lead.id, "Stances and questions"),
        button(CADENCE, "Cadence", lead.id),
    )


def _open_for_leader(work: Work, lead: Lead, asked: int) -> Iterator[str]:
    if updates.open_occurrences(work, [lead.id], UPDATE):
        yield "An update is due."
    if asked:
        yield f"{asked} {'question waits' if asked == 1 else 'questions wait'} for your answer."


def _promise(work: Work, lead: Lead) -> str:
    seat = updates.cadence_of(work, lead)
    following = f", next {when(seat.next_at)}" if seat.next_at else ""
    return f"Updates {cadence.describe(seat.rule)}{following}."


def following(work: Work, me: Person) -> list[Block]:
    """Who leads my teams, where to, and when they last said something."""
    memberships = lines.memberships_of(work, me.id)
    if not memberships:
        return []
    blocks = [section(f"{MARK} *Your teams and who leads them*")]
    for membership in memberships:
        leads = [lead for lead in lines.leads_of_team(work, membership.team_id) if lead.leader_id != me.id]
        for lead in leads:
            blocks += _followed(work, lead)
        if not lines.leads_of_team(work, membership.team_id):
            name = roster.team(work, membership.team_id).name
            blocks += packed([f"*{escape(name)}*: nobody leads this team yet."])
    return blocks if len(blocks) > 1 else []


def _followed(work: Work, lead: Lead) -> list[Block]:
    return [
        section(
            f"*{escape(seat_of(work, lead))}*, led by {escape(leader_of(work, lead))}\n"
            f"{_glimpse(work, lead)}\n{_last(work, lead)}"
        ),
        actions(look_button(lead.id), ask_button(f"ask:{lead.id}")),
    ]


def _glimpse(work: Work, lead: Lead) -> str:
    stated = latest(work, lead)
    return f"> {escape(shorten(stated[1].where_to, GLIMPSE))}" if stated else "_No direction is stated yet._"


def _last(work: Work, lead: Lead) -> str:
    row = updates.latest(work, lead.team_id, lead.discipline)
    return f"Last update: {when(row.readable_from)}." if row else "No update yet."
