"""Forms and confirmations of what is written for one-on-ones: plain data to blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chain import Message
from bot.people.blocks import (
    Entry,
    as_manager,
    asking,
    bullets,
    later_readers_words,
    page_buttons,
    pages,
    readers_line,
    readers_words,
    titled,
)
from bot.people.check_ins.forms import field
from bot.people.check_ins.opening import Opened
from bot.people.check_ins.reading import ReadAnswer, ReadPoint
from bot.people.check_ins.rules import PULSE, REPLY, SCALE, asked, texts
from bot.people.check_ins.service import TEXT
from bot.people.lines.pairs import Pair
from bot.people.one_on_ones.models import OneOnOne
from bot.people.words import clock, count, when
from bot.slack.blocks import SECTION, actions, ask, button, context, modal, quote, section, select, text_input
from bot.slack.payloads import Block, View
from bot.slack.text import escape

ANSWER, ANSWER_FORM = "people.answer", "people.answer.form"
ANSWERS = "people.answers"
POINT_ADD, POINT_FORM = "people.point.add", "people.point.form"
CHANGE, CHANGE_FORM, DELETE = "people.reply.change", "people.reply.form", "people.reply.delete"
FORM_DELETE = "people.form.delete"
NOT_FOR_THEM = "tandem.not_for_them"
"""The inbox's: what was typed unthreaded may have been meant for somebody else."""


def answer_form(pair: Pair, one: OneOnOne, values: Mapping[str, str], now: datetime) -> View:
    """The check-in's questions, filled in with what was answered so far."""
    zone = pair.report_days.zone
    pulse = [
        ask(
            field(key),
            question,
            select(field(key), _scale(), chosen=values.get(key), placeholder="From 1 to 5"),
            optional=True,
        )
        for key, question in PULSE.items()
    ]
    words = [
        ask(field(key), question, text_input(field(key), initial=values.get(key, "")), optional=True)
        for key, question in texts(one.question).items()
    ]
    title = f"*Your one-on-one with {escape(pair.manager.name)}*, {when(one.starts_at, zone, now)} your time"
    return modal(
        ANSWER_FORM,
        "Check-in",
        [section(titled(title)), *pulse, *words, readers_line(pair, pair.report.id)],
        submit="Save",
        about=one.id,
    )


def _scale() -> list[tuple[str, str]]:
    return [(label, value) for value, label in SCALE.items()]


def form_saved(pair: Pair, number: int) -> View:
    """After the form."""
    said = f"Saved: {count(number, 'answer')}." if number else "Your answers are deleted."
    return modal(ANSWER_FORM, "Check-in", [section(titled(said)), readers_line(pair, pair.report.id)])


def point_form(pair: Pair, viewer_id: str, points: Sequence[ReadPoint]) -> View:
    """One talking point, with those that are open already."""
    other = escape(pair.other(viewer_id).name)
    title = f"our next one-on-one with {other}"
    shown = bullets(points, viewer_id, pair)
    return modal(
        POINT_FORM,
        "A talking point",
        [
            section(as_manager(f"y{title}") if viewer_id == pair.manager.id else titled(f"*Y{title}*")),
            ask(TEXT, "What shall we talk about?", text_input(TEXT)),
            readers_line(pair, viewer_id),
            *([section(f"*Open so far*\n{shown}")] if shown else []),
        ],
        submit="Save",
        about=pair.line.id,
    )


def change_form(written_id: str, text: str, readers: Block) -> View:
    """New words for something that was written."""
    if len(text) > SECTION:
        said = "This is longer than a form can hold. Edit your message in Slack instead: I follow."
        return modal("tandem.notice", "Change it", [section(said)])
    return modal(
        CHANGE_FORM,
        "Change it",
        [ask(TEXT, "Your words", text_input(TEXT, initial=text)), readers],
        submit="Save",
        about=written_id,
    )


@dataclass(frozen=True, slots=True)
class Saved:
    """Something stored, as its author sees it. No text: what was written is not repeated."""

    pair: Pair
    written_id: str
    author_id: str
    source: str
    now: datetime
    readable_from: datetime
    edited_at: datetime | None
    is_threaded: bool
    one: OneOnOne | None
    """The meeting that it answers; None for a talking point."""
    is_late: bool = False

    @property
    def zone(self) -> str:
        return self.pair.days_of(self.author_id).zone


def saved(what: Saved) -> Message:
    """To the author: what it was stored as, and who can read it."""
    other = escape(what.pair.other(what.author_id).name)
    changed = f" Changed at {clock(what.edited_at, what.zone)}." if what.edited_at else ""
    buttons = [
        button(CHANGE, "Change", what.written_id),
        asking(
            button(DELETE, "Delete", what.written_id),
            "Delete it?",
            "It is taken out of the record, for both of you.",
            "Delete",
        ),
    ]
    if not what.is_threaded and not what.source.startswith("view:"):
        buttons.append(button(NOT_FOR_THEM, "Not for them", what.source))
    return Message(
        f"Saved for your one-on-one with {other}",
        [
            section(titled(f"{_stored_as(what, other)}{changed}")),
            context(f"Read by: {_readers(what)}."),
            actions(*buttons),
        ],
    )


def _readers(what: Saved) -> str:
    if what.readable_from <= what.now:
        return readers_words(what.pair, what.author_id)
    return later_readers_words(what.pair, what.author_id, clock(what.readable_from, what.zone))


def _stored_as(what: Saved, other: str) -> str:
    if what.one is None:
        return f"Saved as a talking point for your next one-on-one with {other}."
    late = ", after it began" if what.is_late else ""
    day = when(what.one.starts_at, what.zone, what.now)
    return f"Saved as an answer for your one-on-one with {other}, {day}{late}."


def taken_out() -> Message:
    """What a confirmation says once there is nothing left to read."""
    return Message("Taken out", [section(titled("Taken out. Nobody can read it any more."))])


def saved_form(pair: Pair, one: OneOnOne, number: int, now: datetime) -> Message:
    """To the report, for all that the form stored."""
    if not number:
        return taken_out()
    other, zone = escape(pair.manager.name), pair.report_days.zone
    said = f"Saved: {count(number, 'answer')} for your one-on-one with {other}"
    return Message(
        f"Saved for your one-on-one with {other}",
        [
            section(titled(f"{said}, {when(one.starts_at, zone, now)}.")),
            readers_line(pair, pair.report.id),
            actions(
                button(ANSWER, "Change", one.id),
                asking(
                    button(FORM_DELETE, "Delete", one.id),
                    "Delete these answers?",
                    "What you filled in is deleted. Replies in your own words stay.",
                    "Delete",
                ),
            ),
        ],
    )


def answers(opened: Opened, now: datetime) -> tuple[View, list[str]]:
    """A page of the answers to one check-in, and the ids of just those that it shows."""
    pair, one = opened.pair, opened.one
    packed = pages([((answer.id,), answer_blocks(answer, one)) for answer in in_order(opened.found, one)])
    page = min(opened.page, len(packed) - 1)
    zone = pair.days_of(opened.viewer_id).zone
    name = escape(pair.report.name)
    shown: Sequence[Entry] = packed[page]
    blocks = [block for _ids, of_one in shown for block in of_one]
    empty = [context("No answers yet. That is fine: to answer is a choice.")]
    view = modal(
        f"{ANSWERS}.shown",
        "Answers",
        [
            section(as_manager(f"{name}, for {when(one.starts_at, zone, now)} your time")),
            *(blocks or empty),
            *page_buttons(ANSWERS, one.id, page, len(packed)),
            context(f"Read by: {name} and you."),
        ],
    )
    return view, [answer_id for ids, _of_one in shown for answer_id in ids]


def in_order(found: Sequence[ReadAnswer], one: OneOnOne) -> list[ReadAnswer]:
    """As the form asks; then replies, in the order in which they came."""
    order = [*PULSE, *texts(one.question), REPLY]
    rank = {key: place for place, key in enumerate(order)}
    return sorted(
        found, key=lambda answer: (rank.get(answer.question, len(order)), answer.given_at, answer.id)
    )


def answer_blocks(answer: ReadAnswer, one: OneOnOne) -> list[Block]:
    """A question, what was answered, and whether that came late."""
    marks = [words for words, applies in _marks(answer, one) if applies]
    said = f" _({', '.join(marks)})_" if marks else ""
    if answer.question in PULSE:
        value = SCALE.get(answer.text, answer.text)
        return [section(f"*{asked(answer.question)}*{said}\n{escape(value)[: SECTION // 2]}")]
    return [section(f"*{asked(answer.question)}*{said}"), *quote(answer.text)]


def _marks(answer: ReadAnswer, one: OneOnOne) -> list[tuple[str, bool]]:
    changed = answer.edited_at is not None
    late = (answer.edited_at or answer.given_at) >= one.starts_at
    return [("new", answer.is_new and not changed), ("changed", changed), ("after it began", late)]
