"""Small builders for Block Kit. Texts given as `mrkdwn` are trusted; typed text goes through `quote`.

Limits are Slack's: a section's text 3000, a button's 75, a modal's title 24, an option's text 75.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.slack.payloads import Block, View
from bot.slack.text import pieces, shorten

SECTION = 3000
BUTTON = 75
TITLE = 24


def plain_text(text: str, limit: int = BUTTON) -> dict[str, Any]:
    return {"type": "plain_text", "text": shorten(text, limit), "emoji": True}


def marked(mrkdwn: str) -> dict[str, Any]:
    """Markup as it stands: Slack adds no links and mentions of its own to what somebody typed."""
    return {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}


def section(mrkdwn: str, accessory: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": marked(mrkdwn)}
    return block | ({"accessory": accessory} if accessory else {})


def header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, 150)}


def context(*mrkdwn: str) -> Block:
    return {"type": "context", "elements": [marked(text) for text in mrkdwn]}


def divider() -> Block:
    return {"type": "divider"}


def quote(typed: str) -> list[Block]:
    """What a person typed, escaped, as a quotation; several blocks where it is long."""
    lines = [f"> {piece}" for line in typed.splitlines() for piece in pieces(line, SECTION - 2) or [""]]
    packed: list[str] = []
    for line in lines:
        if packed and len(packed[-1]) + 1 + len(line) <= SECTION:
            packed[-1] += f"\n{line}"
        else:
            packed.append(line)
    return [section(text) for text in packed]


def fit(blocks: Sequence[Block], limit: int, cut: str = "_There is more than fits here._") -> list[Block]:
    """At most `limit` blocks; where some had to go, the last one says so."""
    return list(blocks) if len(blocks) <= limit else [*blocks[: limit - 1], context(cut)]


def actions(*elements: Block, block_id: str | None = None) -> Block:
    block: Block = {"type": "actions", "elements": list(elements)}
    return block | ({"block_id": block_id} if block_id else {})


def button(action_id: str, label: str, value: str = "", *, style: str | None = None) -> Block:
    element: Block = {"type": "button", "action_id": action_id, "text": plain_text(label)}
    if value:
        element["value"] = value
    return element | ({"style": style} if style else {})


def option(label: str, value: str) -> dict[str, Any]:
    return {"text": plain_text(label), "value": value}


def overflow(action_id: str, options: Sequence[tuple[str, str]]) -> Block:
    """A menu of (label, value): five at most."""
    return {"type": "overflow", "action_id": action_id, "options": [option(*pair) for pair in options]}


def select(
    action_id: str,
    options: Iterable[tuple[str, str]],
    *,
    chosen: str | None = None,
    placeholder: str = "Choose",
) -> Block:
    """A menu of (label, value): a hundred at most."""
    made = [option(*pair) for pair in options]
    element: Block = {
        "type": "static_select",
        "action_id": action_id,
        "options": made,
        "placeholder": plain_text(placeholder, 150),
    }
    initial = next((one for one in made if one["value"] == chosen), None)
    return element | ({"initial_option": initial} if initial else {})


def text_input(action_id: str, *, multiline: bool = True, initial: str = "", placeholder: str = "") -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": SECTION,
    }
    if placeholder:
        element["placeholder"] = plain_text(placeholder, 150)
    return element | ({"initial_value": initial[:SECTION]} if initial else {})


def ask(block_id: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    """An input of a modal. Its value is found under its block id (see `Form`)."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, 2000),
        "element": element,
        "optional": optional,
    }
    return block | ({"hint": plain_text(hint, 2000)} if hint else {})


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    about: str = "",
    close: str = "Close",
) -> View:
    """A modal; `about` holds ids only, for it is not private (slack.md)."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, TITLE),
        "close": plain_text(close, TITLE),
        "blocks": list(blocks),
        "private_metadata": about,
    }
    return view | ({"submit": plain_text(submit, TITLE)} if submit else {})


def home(blocks: Sequence[Block]) -> View:
    return {"type": "home", "callback_id": "tandem.home", "blocks": fit(blocks, 100)}
