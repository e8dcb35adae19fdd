"""Between what people type and what Slack marks up.

Stored text is plain: what the person saw when they typed. It is escaped on its way into mrkdwn,
so that nobody can forge a mention, a link or `<!channel>`.
"""

import re
from collections.abc import Callable
from html import unescape

MARKUP = re.compile(r"<([^<>]*)>")
SCHEMES = ("", "http://", "https://", "mailto:", "tel:")
ELLIPSIS = "…"


def escape(text: str) -> str:
    """Plain text, made safe inside mrkdwn (Slack: escape these three and nothing else)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(marked: str, name_of: Callable[[str], str] = lambda user: user) -> str:
    """The plain text of a message event. `name_of` tells a person's name by Slack id."""
    return unescape(MARKUP.sub(lambda found: _spelled(found.group(1), name_of), marked)).strip()


def _spelled(inside: str, name_of: Callable[[str], str]) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return "@" + (label or name_of(target[1:]))
    if target.startswith("#"):
        return "#" + (label or target[1:])
    if target.startswith("!"):
        return "@" + (label.lstrip("@") or target[1:].split("^")[0])
    if label and target.removesuffix("/") in {scheme + label for scheme in SCHEMES}:
        return label  # Slack made a link of what was typed
    return target if label in {"", target} else f"{label} ({target})"


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, on one line, with an ellipsis where something was cut."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + ELLIPSIS


def pieces(text: str, limit: int) -> list[str]:
    """Escaped text cut into pieces of at most `limit` characters, never inside an escape."""
    found, piece = [], ""
    for character in text:
        safe = escape(character)
        if len(piece) + len(safe) > limit:
            found.append(piece)
            piece = ""
        piece += safe
    return [*found, piece] if piece else found
