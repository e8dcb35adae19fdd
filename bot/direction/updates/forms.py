"""The modals of updates: writing one, agreeing on the cadence, moving the prompt."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot import cadence
from bot.direction import policy
from bot.direction.ids import AGREED, MOVED, UPDATE
from bot.direction.lines import repo as lines
from bot.direction.lines.names import seat_of
from bot.direction.updates import repo, service
from bot.direction.updates.service import CHANGE_FIELD, WHEN_FIELD
from bot.direction.words import heading
from bot.errors import Refusal
from bot.roster.models import Person
from bot.slack.blocks import SECTION, ask, context, modal, section, select, text_input
from bot.slack.payloads import Block, View
from bot.slack.text import escape
from bot.storage.work import Work

AHEAD, MEASURES = "direction.update.ahead", "direction.update.measures"
RULE, FIRST, WALL = "direction.cadence.rule", "direction.cadence.first", "direction.cadence.wall"
AT = "direction.move.time"
TOO_LONG = "This is longer than a form can hold. Edit your message in this conversation instead."


def update_form(work: Work, me: Person, lead_id: str) -> View:
    """For a new update."""
    lead = lines.lead(work, lead_id)
    policy.permit(work, me, lead, policy.UPDATE, policy.WRITE)
    name = escape(seat_of(work, lead))
    foot = "Read by: everyone here. It goes out to the team's channel and its members at once."
    return modal(
        UPDATE,
        "An update",
        [section(heading("Team leader", name)), *_inputs(service.Written("")), context(foot)],
        submit="Post",
        about=f"lead:{lead.id}",
    )


def edit_form(work: Work, me: Person, update_id: str) -> View:
    """For changing mine."""
    row = repo.find(work, update_id)
    if row is None:
        raise LookupError(f"no update {update_id}")
    words = service.own_words(work, me, row)
    if max(len(words.change), len(words.ahead), len(words.measures)) > SECTION:
        raise Refusal(TOO_LONG)
    name = escape(seat_of(work, lines.lead(work, row.lead_id)))
    foot = "Read by: everyone here. Where it has gone out, the messages change too and say so."
    return modal(
        UPDATE,
        "Edit the update",
        [section(heading("Team leader", name)), *_inputs(words), context(foot)],
        submit="Save",
        about=f"edit:{row.id}",
    )


def _inputs(words: service.Written) -> list[Block]:
    return [
        ask(CHANGE_FIELD, "What changed, and why", text_input(CHANGE_FIELD, initial=words.change)),
        ask(AHEAD, "What is next", text_input(AHEAD, initial=words.ahead), optional=True),
        ask(
            MEASURES,
            "How the measures stand",
            text_input(MEASURES, initial=words.measures),
            optional=True,
        ),
    ]


def cadence_form(work: Work, me: Person, lead_id: str) -> View:
    """How often a seat is asked, and when."""
    lead = lines.lead(work, lead_id)
    policy.permit(work, me, lead, policy.UPDATE, policy.WRITE)
    seat = repo.cadence_of(work, lead)
    upcoming = (seat.next_at or work.now).astimezone(ZoneInfo(me.time_zone))
    picker: Block = {"type": "datepicker", "action_id": FIRST, "initial_date": upcoming.date().isoformat()}
    clock: Block = {"type": "timepicker", "action_id": WALL, "initial_time": f"{seat.wall:%H:%M}"}
    kinds = [(label.capitalize(), kind) for kind, label in cadence.RULES.items()]
    return modal(
        AGREED,
        "Cadence of updates",
        [
            section(heading("Team leader", escape(seat_of(work, lead)))),
            context(f"Now: {escape(cadence.describe(seat.rule))}, at {seat.wall:%H:%M}."),
            ask(RULE, "How often", select(RULE, kinds, chosen=kind_of(seat.rule))),
            ask(FIRST, "The next one", picker, hint="It also decides on the weekday."),
            ask(WALL, "At (your time)", clock),
            context("Everyone can see how often the team is promised an update."),
        ],
        submit="Save",
        about=lead.id,
    )


def kind_of(rule: str) -> str | None:
    """Which of the offered kinds a rule is; None where it is none of them."""
    days = cadence.period_days(rule)
    return next(
        (
            kind
            for kind, one in {"week": 7, "two_weeks": 14, "four_weeks": 28, "month": 31}.items()
            if one == days
        ),
        None,
    )


def move_form(work: Work, me: Person, occurrence_id: str) -> View:
    asked = service.asked_of(work, me, occurrence_id)
    lead = lines.lead(work, asked.lead_id)
    local: datetime = work.now.astimezone(ZoneInfo(me.time_zone))
    tomorrow = (local + cadence.DAY).date()
    picker: Block = {"type": "datepicker", "action_id": WHEN_FIELD, "initial_date": tomorrow.isoformat()}
    clock: Block = {"type": "timepicker", "action_id": AT, "initial_time": f"{cadence.PROMPT_AT:%H:%M}"}
    return modal(
        MOVED,
        "Move this update",
        [
            section(heading("Team leader", escape(seat_of(work, lead)))),
            ask(WHEN_FIELD, "Ask me again on", picker),
            ask(AT, "At (your time)", clock),
            context("Only this one moves; the cadence stays."),
        ],
        submit="Move",
        about=asked.id,
    )
