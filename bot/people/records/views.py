"""The record as a modal: plain data to blocks, page by page."""

from datetime import datetime

from bot.people.blocks import Entry, by_whom, page_buttons, pages, readers_line, titled
from bot.people.check_ins.reading import ReadAnswer, ReadPoint
from bot.people.check_ins.views import answer_blocks, in_order
from bot.people.one_on_ones.models import OneOnOne
from bot.people.one_on_ones.rules import STARTED, moved_words
from bot.people.one_on_ones.service import words
from bot.people.records.service import Record
from bot.people.words import full_day, local
from bot.slack.blocks import context, divider, modal, quote, section
from bot.slack.payloads import Block, View
from bot.slack.text import escape

RECORD = "people.record"


def record(found: Record, page: int, now: datetime) -> View:
    packed = pages(_entries(found, now))
    page = min(page, len(packed) - 1)
    blocks = [block for _ids, of_one in packed[page] for block in of_one]
    return modal(
        f"{RECORD}.shown",
        "Record",
        [
            section(titled(f"*{_title(found)}*")),
            *(blocks or [context("Nothing in it yet. It fills with your one-on-ones.")]),
            *page_buttons(RECORD, found.pair.line.id, page, len(packed)),
            readers_line(found.pair, found.viewer_id) if found.is_whole else context(_PART),
        ],
    )


_PART = "You see what you wrote yourself. The record stays with the person whom it is about."


def _title(found: Record) -> str:
    other = escape(found.pair.other(found.viewer_id).name)
    ended = found.pair.line.ended_at
    until = f", until {full_day(local(ended, _zone(found)).date())}" if ended else ""
    return f"One-on-ones with {other}{until}"


def _zone(found: Record) -> str:
    return found.pair.days_of(found.viewer_id).zone


def _entries(found: Record, now: datetime) -> list[Entry]:
    waiting = [point for point in found.points if point.done_at is None]
    done = sorted(
        (point for point in found.points if point.done_at), key=lambda point: point.raised_at, reverse=True
    )
    entries: list[Entry] = []
    if waiting:
        entries += [((), [section("*Open talking points*")]), *(_point(found, point) for point in waiting)]
    for one, answers in found.past:
        entries.append(((), [divider(), section(_meeting(found, one, now))]))
        entries += [_answer(answer, one) for answer in in_order(answers, one)]
    if done:
        entries += [
            ((), [divider(), section("*Done talking points*")]),
            *(_point(found, point) for point in done),
        ]
    return entries


def _answer(answer: ReadAnswer, one: OneOnOne) -> Entry:
    return (answer.id,), answer_blocks(answer, one)


def _point(found: Record, point: ReadPoint) -> Entry:
    raised = full_day(local(point.raised_at, _zone(found)).date())
    done = f", done {full_day(local(point.done_at, _zone(found)).date())}" if point.done_at else ""
    whose = by_whom(point.author_id, found.viewer_id, found.pair)
    said: list[Block] = [*quote(point.text), context(f"Raised by {whose} on {raised}{done}")]
    return (point.id,), said


def _meeting(found: Record, one: OneOnOne, now: datetime) -> str:
    """ "Thursday 5 March 2026: held"."""
    zone = _zone(found)
    outcome = words(one.outcome) if one.outcome else _no_outcome(one, now)
    moved = f" ({moved_words(one.moved_from, one.moved_because, zone)})" if one.moved_from else ""
    return f"*{full_day(local(one.starts_at, zone).date())}*: {outcome}{moved}"


def _no_outcome(one: OneOnOne, now: datetime) -> str:
    if one.starts_at > now:
        return "to come"
    return "under way" if one.stage == STARTED else "not recorded yet"
