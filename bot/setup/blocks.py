"""Builders that the forms of day one share."""

from collections.abc import Iterable, Sequence

from bot.setup.ids import DONE
from bot.slack.blocks import SECTION, context, fit, modal, section
from bot.slack.payloads import Block, View
from bot.slack.text import escape

MOST_INITIAL = 100
"""Users that a picker may begin with."""


def people_picker(action_id: str, initial: Sequence[str] = (), *, most: int = MOST_INITIAL) -> Block:
    picker: Block = {"type": "multi_users_select", "action_id": action_id, "max_selected_items": most}
    return picker | ({"initial_users": list(initial)} if initial else {})


def lines(texts: Iterable[str]) -> list[Block]:
    """Plain lines as bullets, packed into as few sections as fit."""
    packed: list[str] = []
    for text in texts:
        line = f"• {escape(text)}"[:SECTION]
        if packed and len(packed[-1]) + 1 + len(line) <= SECTION:
            packed[-1] += f"\n{line}"
        else:
            packed.append(line)
    return [section(text) for text in packed]


def done(changes: Sequence[str], after: str) -> View:
    """What a form changed, in its place, and what follows of a change: `after` is mrkdwn."""
    if not changes:
        return modal(DONE, "Done", [section("Nothing had to change: it was like that already.")])
    return modal(DONE, "Done", fit([*lines(changes), context(after)], 100))
