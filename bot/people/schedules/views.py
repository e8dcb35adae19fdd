"""Agreeing on times: the form, the proposal, and what the two are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cadence import RULES, Recurrence, describe, kind_of, next_occurrence
from bot.chain import Message
from bot.people.blocks import as_manager, titled
from bot.people.lines.pairs import Pair
from bot.people.one_on_ones.models import OneOnOne
from bot.people.schedules.models import Schedule
from bot.people.schedules.rules import ACTIVE, EVERY, FIRST, LENGTH, LENGTHS, PROPOSED, TIME, Terms
from bot.people.words import local, when
from bot.slack.blocks import actions, ask, button, context, modal, section, select
from bot.slack.payloads import Block, View
from bot.slack.text import escape

SCHEDULE, SCHEDULE_FORM = "people.schedule", "people.schedule.form"
ACCEPT_ALL = "people.proposal.accept"
MOVE = "people.move"
ALL = "all"
ROWS = 40
"""Proposals that one message lists; the button accepts those that follow, too."""


def form(pair: Pair, terms: Terms, now: datetime) -> View:
    """When the two meet, in the manager's zone. It begins with what stands."""
    coming = next_occurrence(terms.recurrence, now)
    there = local(coming, pair.manager_days.zone) if coming else None
    first = there.date() if there else terms.anchor
    wall = f"{there:%H:%M}" if there else f"{terms.wall:%H:%M}"
    lengths = [(f"{minutes} minutes", str(minutes)) for minutes in LENGTHS]
    every = [(label.capitalize(), kind) for kind, label in RULES.items()]
    day = {"type": "datepicker", "action_id": FIRST, "initial_date": first.isoformat()}
    time = {"type": "timepicker", "action_id": TIME, "initial_time": wall}
    return modal(
        SCHEDULE_FORM,
        "One-on-ones",
        [
            section(as_manager(f"your one-on-ones with {escape(pair.report.name)}")),
            ask(EVERY, "How often", select(EVERY, every, chosen=kind_of(terms.rule))),
            ask(
                FIRST, "The first one", day, hint="It sets the weekday; monthly also which one of the month."
            ),
            ask(TIME, f"Time ({pair.manager_days.zone})", time),
            ask(LENGTH, "How long", select(LENGTH, lengths, chosen=str(terms.length_minutes))),
            context(f"{escape(pair.report.name)} is told. What was before stays in the record."),
        ],
        submit="Agree",
        about=pair.line.id,
    )


def in_words(recurrence: Recurrence, minutes: int, zone: str, now: datetime) -> str:
    """ "every two weeks, 30 minutes, first Thursday 10:00": local to a zone."""
    first = next_occurrence(recurrence, now)
    said = f", first {when(first, zone, now)}" if first else ""
    return f"{describe(recurrence.rule)}, {minutes} minutes{said}"


def proposal(rows: Sequence[tuple[Pair, Schedule]], now: datetime) -> Message:
    """To the manager, one for all proposals: accept them, or choose for each."""
    waits = any(row.state == PROPOSED for _pair, row in rows)
    shown = [_proposed(pair, row, now) for pair, row in rows[:ROWS]]
    more = len(rows) - len(shown)
    foot = "Nobody is prompted before you accept." if waits else "All of it is agreed."
    blocks = [
        section(as_manager("times for your one-on-ones, if they suit you")),
        *shown,
        *([context(f"And {more} more, found with /1on1.")] if more > 0 else []),
        *([actions(button(ACCEPT_ALL, "Accept all", ALL, style="primary"))] if waits else []),
        context(f"{foot} Times are yours: {rows[0][0].manager_days.zone}."),
    ]
    return Message("Proposed times for your one-on-ones", blocks)


def _proposed(pair: Pair, row: Schedule, now: datetime) -> Block:
    said = in_words(row.recurrence, row.length_minutes, pair.manager_days.zone, now)
    agreed = " Agreed." if row.state == ACTIVE else ""
    return section(
        f"*{escape(pair.report.name)}*: {said}.{agreed}", button(SCHEDULE, "Choose times", pair.line.id)
    )


@dataclass(frozen=True, slots=True)
class Agreed:
    pair: Pair
    schedule: Schedule
    viewer_id: str
    now: datetime
    coming: OneOnOne | None

    @property
    def rhythm(self) -> str:
        zone = self.pair.days_of(self.viewer_id).zone
        following = f", next {when(self.coming.starts_at, zone, self.now)} your time" if self.coming else ""
        return f"{describe(self.schedule.rule)}, {self.schedule.length_minutes} minutes{following}"


def agreed(found: Agreed) -> Message:
    """To both, after times were chosen or accepted."""
    return _to_report(found) if found.viewer_id == found.pair.report.id else _to_manager(found)


def _to_report(found: Agreed) -> Message:
    name = escape(found.pair.manager.name)
    said = titled(f"*Your one-on-ones with {name}, your people manager*: {found.rhythm}.")
    moves = [actions(button(MOVE, "Move the next one", found.coming.id))] if found.coming else []
    told = context(
        "A working day before each of them I ask you a few questions. Only the two of you read the answers."
    )
    return Message(f"Times for your one-on-ones with {name}", [section(said), *moves, told])


def _to_manager(found: Agreed) -> Message:
    name = escape(found.pair.report.name)
    said = as_manager(f"your one-on-ones with {name}: {found.rhythm}.")
    return Message(
        f"Agreed: one-on-ones with {name}",
        [
            section(said, button(SCHEDULE, "Choose times", found.pair.line.id)),
            context(f"{name} is told. A working day before each of them I prompt you both."),
        ],
    )
