"""Blocks that every message and modal of the people chain shares. Typed text comes out escaped."""

import json
from collections.abc import Iterable, Sequence

from bot.people.check_ins.reading import ReadPoint, reader_names
from bot.people.lines.pairs import Pair
from bot.people.names import HAT, MARK
from bot.people.words import joined
from bot.slack.blocks import SECTION, button, context
from bot.slack.payloads import Block
from bot.slack.text import ELLIPSIS, escape, pieces

BULLET = 250
PAGE_BLOCKS = 80
PAGE_BYTES = 160_000
"""As JSON in ASCII; a view may have 250 kB (slack.md)."""
Entry = tuple[Sequence[str], Sequence[Block]]
"""Ids of what is shown, and its blocks: never torn between two pages."""


def titled(words: str) -> str:
    """The first line of a message: the mark of the chain, and what it is about."""
    return f"{MARK} {words}"


def as_manager(words: str) -> str:
    """The first line of a message to somebody who wears the hat."""
    return titled(f"*As {HAT}*: {words}")


def readers_line(pair: Pair, author_id: str) -> Block:
    """Who will see what is about to be written, said to its author."""
    return context(f"Read by: {readers_words(pair, author_id)}.")


def readers_words(pair: Pair, author_id: str) -> str:
    """ "you and Ana Torres, your people manager", escaped."""
    names = [escape(name) for name in reader_names(pair, author_id)]
    said = joined(["you", *names])
    if not names:
        return "you alone"
    return f"{said}, your {HAT}" if author_id == pair.report.id else said


def later_readers_words(pair: Pair, author_id: str, clock: str) -> str:
    """ "you; from 10:02 on also Ana Torres, your people manager", escaped; `clock` is local to the author."""
    names = joined([escape(name) for name in reader_names(pair, author_id)])
    hat = f", your {HAT}" if author_id == pair.report.id else ""
    return f"you; from {clock} on also {names}{hat}" if names else "you alone"


def brief(typed: str, limit: int = BULLET) -> str:
    """What a person typed on one line, escaped, at most `limit` characters."""
    found = pieces(" ".join(typed.split()), limit - 1)
    return found[0] + (ELLIPSIS if len(found) > 1 else "") if found else ""


def by_whom(author_id: str, viewer_id: str, pair: Pair) -> str:
    """The author, for this viewer: "you" or a name, escaped."""
    if author_id == viewer_id:
        return "you"
    return next((escape(one.name) for one in pair.both if one.id == author_id), "somebody")


def bullets(points: Sequence[ReadPoint], viewer_id: str, pair: Pair, limit: int = SECTION - 200) -> str:
    """Talking points as a list that fits into one section; the rest is counted."""
    lines: list[str] = []
    for shown, point in enumerate(points):
        line = f"• {brief(point.text)} _({by_whom(point.author_id, viewer_id, pair)})_"
        if sum(map(len, lines)) + len(lines) + len(line) > limit:
            return "\n".join([*lines, f"_and {len(points) - shown} more in the record_"])
        lines.append(line)
    return "\n".join(lines)


def pages(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Entries packed into pages that a modal can hold; one page at least."""
    found: list[list[Entry]] = [[]]
    blocks = size = 0
    for entry in entries:
        weight = len(json.dumps(entry[1]))
        if found[-1] and (blocks + len(entry[1]) > PAGE_BLOCKS or size + weight > PAGE_BYTES):
            found.append([])
            blocks = size = 0
        found[-1].append(entry)
        blocks, size = blocks + len(entry[1]), size + weight
    return found


def page_buttons(action_id: str, what: str, page: int, count: int) -> list[Block]:
    """Buttons to the pages before and after; none where there is only one page."""
    if count < 2:
        return []
    near = [("Newer", page - 1, "newer"), ("Older", page + 1, "older")]
    buttons = [
        button(f"{action_id}.{way}", label, f"{what}:{to}") for label, to, way in near if 0 <= to < count
    ]
    return [context(f"Page {page + 1} of {count}"), {"type": "actions", "elements": buttons}]


def asking(element: Block, title: str, text: str, yes: str) -> Block:
    """A button that asks back before it does something."""
    said = {"title": title, "confirm": yes, "deny": "Keep it"}
    dialog = {key: {"type": "plain_text", "text": value} for key, value in said.items()}
    return element | {"confirm": {**dialog, "text": {"type": "plain_text", "text": text}}}
