"""Slack's text format, in both directions.

What a person types is escaped by the client (`typed`), so nobody can type a mention or a link that isn't one.
What the app sends is not: `mentions` and `links` find what it would really do, so that tests see forgeries.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.playground.reading.names import Names

ANGLED = re.compile(r"<([^<>\n]+)>")
_ENTITY = re.compile(r"(&(?:amp|lt|gt);)")
_ENTITY_OR_MARK = re.compile(r"(<[^<>\n]+>|&(?:amp|lt|gt);)")
URL = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?)\]'\"]")
_EMAIL = re.compile(r"(?<![\w.@/])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_AT_NAME = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9._-]*[a-z0-9]|[a-z0-9])")
STYLED = re.compile(
    r"(?<![\w*_~])([*_~])(?=\S)((?:(?!\1)[^\n]|(?<=[^\W_])\1(?=[^\W_]))+)(?<=\S)\1(?![\w*_~])"
)
"""Within one stands its own mark between letters at most: so little is looked through whatever somebody
types, and styles stand in one another no deeper than there are styles."""


@dataclass(frozen=True)
class Link:
    """Where it leads, and what it says it is."""

    url: str
    label: str


def escape(text: str) -> str:
    """The three characters that Slack reserves, made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The reverse of `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def stored(text: str, *, is_plain: bool = False) -> str:
    """How Slack keeps what the app sends: entities stay (marks too, in mrkdwn), the rest is escaped."""
    parts = re.split(_ENTITY if is_plain else _ENTITY_OR_MARK, text)
    return "".join(part if index % 2 else escape(part) for index, part in enumerate(parts))


def typed(text: str, handles: Mapping[str, str]) -> str:
    """What an event says after somebody typed this: escaped, links and known `@handle`s marked up."""
    marks: list[str] = []

    def keep(mark: str) -> str:
        marks.append(mark)
        return f"\x00{len(marks) - 1}\x00"

    text = escape(text.replace("\x00", "\ufffd"))
    text = URL.sub(lambda found: keep(f"<{found[0]}>"), text)
    text = _EMAIL.sub(lambda found: keep(f"<mailto:{found[0]}|{found[0]}>"), text)
    text = _AT_NAME.sub(lambda found: keep(handles[found[1]]) if found[1] in handles else found[0], text)
    return re.sub(r"\x00(\d+)\x00", lambda found: marks[int(found[1])], text)


def mentions(text: str) -> list[str]:
    """Whom the text would notify: `U...` of people, `!channel`, `!here`, `!everyone`, `!subteam^S...`."""
    inside = [found.partition("|")[0] for found in ANGLED.findall(text)]
    people = {part: part[1:] for part in inside if part.startswith("@")}
    groups = ("!channel", "!here", "!everyone", "!subteam")
    return [people.get(part, part) for part in inside if part in people or part.startswith(groups)]


def links(text: str) -> list[Link]:
    """Every link that the text would show, with the label that hides its address (or the address)."""
    parts = [found.partition("|") for found in ANGLED.findall(text)]
    return [Link(url, unescape(label or url)) for url, _, label in parts if url[:1] not in "@#!"]


def plain(text: str, names: Names) -> str:
    """The text as a reader sees it: marks of style gone, mentions and links spelled out."""
    spelled = ANGLED.sub(lambda found: spell(found[1], names), text)
    for _ in range(2):  # bold within italic, at most
        spelled = STYLED.sub(r"\2", spelled)
    return unescape(spelled)


def spell(inside: str, names: Names) -> str:
    """What is shown for the part between angle brackets."""
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return f"@{names.of_user(target[1:])}"
    if target.startswith("#"):
        return f"#{names.of_channel(target[1:])}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    return f"{label} ({target})" if label and target != f"mailto:{label}" else target.removeprefix("mailto:")
