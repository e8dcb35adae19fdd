"""Telling people who looks after whom: plain data to blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cadence import describe
from bot.chain import Message
from bot.people.blocks import as_manager, titled
from bot.people.lines.pairs import Pair
from bot.people.names import HAT
from bot.people.one_on_ones.models import OneOnOne
from bot.people.schedules.models import Schedule
from bot.people.schedules.rules import ACTIVE
from bot.people.words import count, when
from bot.slack.blocks import actions, button, context, fit, section
from bot.slack.payloads import Block
from bot.slack.text import escape

MESSAGE = 50
NAME_MANAGER = "people.name_manager"
SCHEDULE, RECORD = "people.schedule", "people.record"


@dataclass(frozen=True, slots=True)
class Change:
    """A line that began or ended, as one of those concerned sees it."""

    pair: Pair
    viewer_id: str
    now: datetime
    by: str
    """Who did it, escaped: "you", a name, or "the roster file"."""
    other_manager: str = ""
    """Who looked after the report before, or does from now on; escaped."""
    schedule: Schedule | None = None
    coming: OneOnOne | None = None

    @property
    def report(self) -> str:
        return escape(self.pair.report.name)

    @property
    def manager(self) -> str:
        return escape(self.pair.manager.name)


def began_for_report(change: Change) -> Message:
    was = f" (was {change.other_manager})" if change.other_manager else ""
    blocks = [
        section(titled(f"*Your people manager is now {change.manager}*{was}.")),
        context(f"Assigned by {change.by}."),
        *_goes_on(change),
    ]
    if change.other_manager:
        kept = f"What you and {change.other_manager} wrote stays yours: {change.manager} sees none of it."
        blocks.append(context(kept))
    return Message(f"Your people manager is now {change.manager}", blocks)


def began_for_manager(changes: Sequence[Change]) -> Message:
    if len(changes) == 1:
        text = f"You are now {changes[0].report}'s people manager"
    else:
        text = f"You are now the people manager of {count(len(changes), 'report')}"
    each = [block for change in changes for block in _new_report(change)]
    return Message(
        text,
        fit(
            [
                section(as_manager("you have new reports" if len(changes) > 1 else "you have a new report")),
                *each,
            ],
            MESSAGE,
        ),
    )


def _new_report(change: Change) -> list[Block]:
    was = f", until now with {change.other_manager}" if change.other_manager else ""
    said = f"*{change.report}*{was}. Assigned by {change.by}."
    if change.schedule is None or change.schedule.state != ACTIVE:
        return [section(said)]
    return [section(f"{said}\n{_rhythm(change)}", button(SCHEDULE, "Choose times", change.pair.line.id))]


def _goes_on(change: Change) -> list[Block]:
    if change.schedule is None or change.schedule.state != ACTIVE:
        return []
    return [section(_rhythm(change))]


def _rhythm(change: Change) -> str:
    assert change.schedule is not None
    zone = change.pair.days_of(change.viewer_id).zone
    following = f", next {when(change.coming.starts_at, zone, change.now)} your time" if change.coming else ""
    return f"Your one-on-ones go on: {describe(change.schedule.rule)}{following}."


def ended_for_report(change: Change) -> Message:
    gone = "has left" if not change.pair.manager.active else f"is no longer your {HAT}"
    return Message(
        f"{change.manager} {gone}",
        [
            section(
                titled(f"*{change.manager} {gone}.* Until there is somebody new, your one-on-ones rest.")
            ),
            context(f"{_done_by(change)} What you wrote stays yours."),
            actions(
                button(NAME_MANAGER, "Name my people manager"),
                button(RECORD, "Open the record", change.pair.line.id),
            ),
        ],
    )


def _done_by(change: Change) -> str:
    return "The people team knows." if not change.pair.manager.active else f"Changed by {change.by}."


def ended_for_manager(changes: Sequence[Change]) -> Message:
    lines = [f"• {_no_longer(change)}" for change in changes[:MESSAGE]]
    what = f"{changes[0].report}" if len(changes) == 1 else count(len(changes), "report")
    who, noun = ("somebody is", "report") if len(changes) == 1 else ("some people are", "reports")
    return Message(
        f"You are no longer the people manager of {what}",
        [
            section(as_manager(f"{who} no longer your {noun}\n" + "\n".join(lines)[:2800])),
            context("The record stays with them; of yours you keep what you wrote yourself."),
        ],
    )


def _no_longer(change: Change) -> str:
    if not change.pair.report.active:
        return f"{change.report} has left."
    now_with = f", now with {change.other_manager}" if change.other_manager else ""
    return f"{change.report}{now_with}. Changed by {change.by}."
