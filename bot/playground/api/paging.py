"""Pages with cursors, as all of Slack's lists have them."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.playground.api.arguments import Arguments
from bot.playground.errors import SlackError

T = TypeVar("T")


def page(items: Sequence[T], args: Arguments, *, default: int, most: int) -> tuple[list[T], str]:
    """One page and the cursor of the next, which is empty on the last one.

    Slack gives fewer than a limit that is too high asks for, rather than refusing it.
    """
    limit = min(args.whole("limit", default, 10**6), most)
    start = _start(args.text("cursor"))
    end = start + limit
    return list(items[start:end]), _cursor(end) if end < len(items) else ""


def _cursor(start: int) -> str:
    return base64.b64encode(f"from:{start}".encode()).decode()


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, start = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if word != "from" or not start.isdecimal():
        raise SlackError("invalid_cursor")
    return int(start)
