"""My people manager, my next one-on-one, my reports: plain data to blocks."""

from collections.abc import Sequence

from bot.cadence import describe
from bot.people.blocks import Entry, page_buttons, pages
from bot.people.overview.service import Overview, Side
from bot.people.schedules.rules import PROPOSED
from bot.people.words import count, when
from bot.slack.blocks import actions, button, context, modal, section
from bot.slack.payloads import Block, View
from bot.slack.text import escape

OVERVIEW = "people.overview"
SHOWN_AT_HOME = 10
PAST_SHOWN = 5
NAME_MANAGER, SCHEDULE, POINT_ADD = "people.name_manager", "people.schedule", "people.point.add"
RECORD, MOVE, ACCEPT_ALL, ANSWER = "people.record", "people.move", "people.proposal.accept", "people.answer"


def modal_view(found: Overview, page: int) -> View:
    """What `/1on1` opens."""
    packed = pages([((), _mine(found)), *_reports(found, found.reports), ((), _past(found))])
    page = min(page, len(packed) - 1)
    blocks = [block for _ids, of_one in packed[page] for block in of_one]
    return modal(OVERVIEW, "One-on-ones", [*blocks, *page_buttons(OVERVIEW, "", page, len(packed))])


def home(found: Overview) -> list[Block]:
    """The people chain's part of the App Home."""
    shown = [block for _ids, of_one in _reports(found, found.reports[:SHOWN_AT_HOME]) for block in of_one]
    more = len(found.reports) - SHOWN_AT_HOME
    rest = [actions(button(f"{OVERVIEW}.open", f"See all {len(found.reports)} reports"))] if more > 0 else []
    return [*_mine(found), *_open(found), *shown, *rest]


def _mine(found: Overview) -> list[Block]:
    """My people manager, and when we meet."""
    if found.own is None:
        return _nobody(found)
    pair = found.own.pair
    buttons = [
        button(POINT_ADD, "Add a talking point", pair.line.id),
        button(RECORD, "Open the record", pair.line.id),
    ]
    if found.own.coming is not None:
        buttons.append(button(MOVE, "Move it", found.own.coming.id))
    said = f"*My people manager:* {escape(pair.manager.name)}\n{_next(found.own, found)}"
    return [section(said), actions(*buttons)]


def _nobody(found: Overview) -> list[Block]:
    if found.asked is not None:
        said = f"You named {escape(found.asked)}, who is asked to confirm."
    else:
        said = "Nobody yet. A people manager looks after you: one-on-ones, and help when you need it."
    return [
        section(f"*My people manager*\n{said}"),
        actions(button(NAME_MANAGER, "Name somebody else" if found.asked else "Name my manager")),
    ]


def _next(side: Side, found: Overview) -> str:
    """When the two meet next, in the viewer's zone."""
    if side.coming is not None:
        zone = side.pair.days_of(found.me.id).zone
        rhythm = f", {describe(side.schedule.rule)}" if side.schedule else ""
        return f"Next one-on-one: *{when(side.coming.starts_at, zone, found.now)}* your time{rhythm}"
    if side.schedule is not None and side.schedule.state == PROPOSED:
        return "Times are proposed, and not accepted yet."
    return "No times agreed yet."


def _open(found: Overview) -> list[Block]:
    """What waits for words of mine; links only, as for every digest."""
    if not found.open:
        return []
    listed = "\n".join(f"• {escape(prompt.label)}" for prompt in found.open[:10])
    return [section(f"*Open for you*\n{listed}"), *_answer_buttons(found)]


def _answer_buttons(found: Overview) -> list[Block]:
    own = next(
        (prompt.id.partition(":")[2] for prompt in found.open if prompt.id.startswith("checkin:")), None
    )
    return [actions(button(ANSWER, "Answer in a form", own))] if own else []


def _reports(found: Overview, sides: Sequence[Side]) -> list[Entry]:
    if not sides:
        return []
    entries: list[Entry] = [((), [section(f"*My reports:* {len(found.reports)}"), *_accept(found)])]
    return [*entries, *(((), _report(side, found)) for side in sides)]


def _accept(found: Overview) -> list[Block]:
    waits = sum(_is_proposed(side) for side in found.reports)
    if not waits:
        return []
    said = f"Times for {count(waits, 'report')} are proposed. Nobody is prompted before you accept."
    return [context(said), actions(button(ACCEPT_ALL, "Accept all", "all", style="primary"))]


def _is_proposed(side: Side) -> bool:
    return side.schedule is not None and side.schedule.state == PROPOSED


def _report(side: Side, found: Overview) -> list[Block]:
    line_id = side.pair.line.id
    unopened = f"\n{count(side.unopened, 'unopened answer')}" if side.unopened else ""
    buttons = [
        button(SCHEDULE, "Choose times", line_id),
        button(POINT_ADD, "Add a talking point", line_id),
        button(RECORD, "Open the record", line_id),
    ]
    said = f"*{escape(side.pair.report.name)}*\n{_next(side, found)}{unopened}"
    return [section(said), actions(*buttons)]


def _past(found: Overview) -> list[Block]:
    """Records that stay mine, with managers whom I had before."""
    if not found.past:
        return []
    rows = [
        section(f"With {escape(pair.manager.name)}", button(RECORD, "Open the record", pair.line.id))
        for pair in found.past[:PAST_SHOWN]
    ]
    return [context("Earlier records. They are yours; whoever comes after sees none of them."), *rows]
