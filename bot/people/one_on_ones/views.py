"""A one-on-one's messages and its form for moving: plain data to blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chain import Message
from bot.delivery.menu import prompt_menu
from bot.delivery.models import Delivery
from bot.people.blocks import as_manager, brief, bullets, by_whom, readers_line, titled
from bot.people.check_ins.reading import ReadPoint
from bot.people.check_ins.rules import PULSE, texts
from bot.people.lines.pairs import Pair
from bot.people.one_on_ones.models import OneOnOne
from bot.people.one_on_ones.rules import ENDED, HELD, NOT_HELD, SKIPPED, moved_words
from bot.people.one_on_ones.service import DATE, TIME, words
from bot.people.words import clock, count, day, local, when
from bot.slack.blocks import actions, ask, button, context, fit, modal, section
from bot.slack.payloads import Block, View
from bot.slack.text import escape

MESSAGE = 50
POINTS_SHOWN = 20
MENU = "people.menu"
MOVE, MOVE_FORM = "people.move", "people.move.form"
HELD_BUTTON, NOT_HELD_BUTTON, CORRECT = "people.held", "people.not_held", "people.outcome.correct"
POINT_DONE = "people.point.done"
ANSWER, ANSWERS_OPEN, RECORD = "people.answer", "people.answers.open", "people.record"
POINT_ADD = "people.point.add"


@dataclass(frozen=True, slots=True)
class Shown:
    """One meeting, as one of the two sees it now."""

    pair: Pair
    one: OneOnOne
    viewer_id: str
    now: datetime
    delivery: Delivery
    points: Sequence[ReadPoint] = ()
    answers: int = 0
    """How many the viewer can read by now."""

    @property
    def zone(self) -> str:
        return self.pair.days_of(self.viewer_id).zone

    @property
    def other(self) -> str:
        """The other's name, escaped."""
        return escape(self.pair.other(self.viewer_id).name)

    @property
    def when(self) -> str:
        return when(self.one.starts_at, self.zone, self.now)

    @property
    def moved(self) -> str:
        """ ", moved from Monday, a public holiday", or nothing."""
        if self.one.moved_from is None:
            return ""
        return f" ({moved_words(self.one.moved_from, self.one.moved_because, self.zone)})"


def check_in(shown: Shown) -> Message:
    """To the report: the open points and the questions."""
    title = titled(f"*Your one-on-one with {shown.other}*, {shown.when} your time{shown.moved}")
    text = f"A check-in for your one-on-one with {shown.other}, {shown.when}"
    if shown.one.outcome == SKIPPED:
        return Message(text, [section(title), context("This one-on-one is skipped. Nothing to do for you.")])
    skipped = shown.one.check_in_skipped_at is not None
    menu = prompt_menu(MENU, shown.delivery, skip=None if skipped else "Skip the check-in this time")
    blocks = [
        section(title, menu),
        context(f"{shown.other} asks as your people manager. Answer as much or as little as you like."),
        *_points(shown),
        *(
            [context("You skipped the check-in this time. You can still answer.")]
            if skipped
            else [_questions(shown)]
        ),
        actions(
            button(ANSWER, "Answer in a form", shown.one.id, style="primary"),
            button(POINT_ADD, "Add a talking point", shown.pair.line.id),
        ),
        context("Reply in this thread, or just type here; or use the form."),
        *_saved_so_far(shown),
        readers_line(shown.pair, shown.viewer_id),
    ]
    return Message(text, blocks)


def _questions(shown: Shown) -> Block:
    pulse = "\n".join(f"• {question}" for question in PULSE.values())
    rest = "\n".join(f"• {question}" for question in texts(shown.one.question).values())
    return section(f"*From 1 to 5*\n{pulse}\n*In your own words*\n{rest}")


def _saved_so_far(shown: Shown) -> list[Block]:
    return [context(f"Saved so far: {count(shown.answers, 'answer')}.")] if shown.answers else []


def _points(shown: Shown) -> list[Block]:
    if not shown.points:
        return []
    return [section(f"*Open talking points*\n{bullets(shown.points, shown.viewer_id, shown.pair)}")]


def prepare(meetings: Sequence[Shown]) -> Message:
    """To the manager, for one or several meetings: who, when, what is on the agenda."""
    names = meetings[0].other if len(meetings) == 1 else count(len(meetings), "report")
    title = as_manager("your coming one-on-one" if len(meetings) == 1 else "your coming one-on-ones")
    each = [block for shown in meetings for block in _prepare_one(shown)]
    foot = "Reply in this thread with a talking point. Read by: you and the report whom it is about."
    return Message(
        f"Your coming one-on-one with {names}", [*fit([section(title), *each], MESSAGE - 1), context(foot)]
    )


def _prepare_one(shown: Shown) -> list[Block]:
    start, zone = shown.one.starts_at, shown.pair.report_days.zone
    is_same = when(start, zone, shown.now) == shown.when
    times = shown.when if is_same else f"{shown.when} your time, {clock(start, zone)} theirs"
    title = f"*{shown.other}*, {times}{shown.moved}"
    if shown.one.outcome == SKIPPED:
        return [section(f"{title}\nSkipped.")]
    listed = bullets(shown.points, shown.viewer_id, shown.pair) or "No talking points yet."
    menu = prompt_menu(MENU, shown.delivery, skip="Skip this one-on-one")
    return [
        section(f"{title}\n{listed}", menu),
        actions(
            button(ANSWERS_OPEN, _answers_label(shown), shown.one.id),
            button(RECORD, "Open the record", shown.pair.line.id),
        ),
    ]


def _answers_label(shown: Shown) -> str:
    return f"Open the answers ({shown.answers})" if shown.answers else "Open the answers (none yet)"


def agenda(shown: Shown) -> Message:
    """To both, when it begins: the talking points, to be ticked off by either."""
    is_manager = shown.viewer_id == shown.pair.manager.id
    words_ = f"your one-on-one with {shown.other} begins{shown.moved}"
    title = as_manager(words_) if is_manager else titled(f"*{words_[0].upper()}{words_[1:]}*")
    if shown.one.outcome == SKIPPED:
        return Message("A one-on-one was skipped", [section(title), context("It is skipped.")])
    points = [_point(shown, point) for point in shown.points[:POINTS_SHOWN]]
    more = len(shown.points) - len(points)
    opened = [button(ANSWERS_OPEN, _answers_label(shown), shown.one.id)] if is_manager else []
    blocks = [
        section(title),
        *(points or [context("No talking points this time.")]),
        *([context(f"And {more} more in the record.")] if more > 0 else []),
        actions(
            *opened,
            button(POINT_ADD, "Add a talking point", shown.pair.line.id),
            button(RECORD, "Open the record", shown.pair.line.id),
        ),
        readers_line(shown.pair, shown.viewer_id),
    ]
    return Message(f"Your one-on-one with {shown.other} begins", blocks)


def _point(shown: Shown, point: ReadPoint) -> Block:
    whose = by_whom(point.author_id, shown.viewer_id, shown.pair)
    said = f"{brief(point.text, 600)} _({whose})_"
    if point.done_at is None:
        return section(f"• {said}", button(POINT_DONE, "Done", f"done:{point.id}"))
    return section(f"• _Done:_ {said}", button(POINT_DONE, "Not done", f"open:{point.id}"))


def wrapup(shown: Shown) -> Message:
    """To the manager, afterwards: was it held?"""
    held_on = day(local(shown.one.starts_at, shown.zone).date())
    title = as_manager(f"your one-on-one with {shown.other} on {held_on}{shown.moved}")
    if shown.one.outcome is None:
        asked = [
            section(f"{title}\nDid you meet?", prompt_menu(MENU, shown.delivery, move=None, skip=None)),
            actions(
                button(HELD_BUTTON, "Held", shown.one.id, style="primary"),
                button(NOT_HELD_BUTTON, "Not held", shown.one.id),
                button(RECORD, "Open the record", shown.pair.line.id),
            ),
        ]
        return Message(f"Did your one-on-one with {shown.other} take place?", [*asked, _seen_by_all()])
    other = NOT_HELD if shown.one.outcome == HELD else HELD
    return Message(
        f"Your one-on-one with {shown.other}: recorded",
        [
            section(f"{title}\nRecorded as *{words(shown.one.outcome)}*."),
            actions(
                button(CORRECT, f"Change to {words(other)}", f"{other}:{shown.one.id}"),
                button(RECORD, "Open the record", shown.pair.line.id),
            ),
            _seen_by_all(),
        ],
    )


def _seen_by_all() -> Block:
    return context(
        "Everybody can see whether one-on-ones are kept (duty P1); what is said in them, only you two."
    )


def closed(shown: Shown) -> Message:
    """A message that was sent before its line ended."""
    said = f"{shown.other} and you are no longer people manager and report."
    if shown.one.stage == ENDED and shown.one.outcome != SKIPPED:
        rest = f"The record of this one-on-one stays with {escape(shown.pair.report.name)}."
        mine = shown.viewer_id == shown.pair.report.id
        record = [actions(button(RECORD, "Open the record", shown.pair.line.id))] if mine else []
        return Message("A one-on-one of before", [section(titled(f"{said} {rest}")), *record])
    rest = "This one-on-one does not take place."
    return Message("A one-on-one that does not take place", [section(titled(f"{said} {rest}"))])


def moved(shown: Shown, was: datetime, by_id: str) -> Message:
    """To both, when one of them moved it."""
    mine = f"You moved your one-on-one with {shown.other}"
    what = mine if by_id == shown.viewer_id else f"{shown.other} moved your one-on-one"
    said = f"{what}: now *{shown.when}* your time (was {when(was, shown.zone, shown.now)})."
    return Message(
        f"Your one-on-one with {shown.other} was moved", [section(titled(said)), _move_again(shown)]
    )


def _move_again(shown: Shown) -> Block:
    return actions(button(MOVE, "Choose another time", shown.one.id))


def skipped(shown: Shown, coming: OneOnOne | None) -> Message:
    """To the report, when the manager skipped it."""
    said = f"{shown.other} skips your one-on-one of {shown.when} as your people manager."
    following = f" The next one: {when(coming.starts_at, shown.zone, shown.now)} your time." if coming else ""
    return Message(f"{shown.other} skips a one-on-one", [section(titled(said + following))])


def move_form(pair: Pair, one: OneOnOne, viewer_id: str, now: datetime) -> View:
    """Another date and time, in the viewer's own zone."""
    zone = pair.days_of(viewer_id).zone
    there = local(one.starts_at, zone)
    date = {"type": "datepicker", "action_id": DATE, "initial_date": there.date().isoformat()}
    time = {"type": "timepicker", "action_id": TIME, "initial_time": f"{there:%H:%M}"}
    other = escape(pair.other(viewer_id).name)
    return modal(
        MOVE_FORM,
        "Move this one-on-one",
        [
            section(titled(f"*Your one-on-one with {other}*, {when(one.starts_at, zone, now)} your time")),
            ask(DATE, "Date", date),
            ask(TIME, f"Time ({zone})", time),
            context(f"{other} is told the new time. The ones after it stay as they are."),
        ],
        submit="Move",
        about=one.id,
    )
