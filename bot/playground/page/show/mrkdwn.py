"""Slack's text format as markup. What is no mark is escaped, so that nobody's words become a tag."""

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from bot.playground.page.show import words
from bot.playground.page.show.around import Around
from bot.playground.page.show.links import link
from bot.playground.reading.mrkdwn import ANGLED, STYLED, URL, spell, unescape

_FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_QUOTED = re.compile(r"(?:&gt;|>) ?")
_QUOTED_TO_THE_END = re.compile(r"^(?:&gt;|>){3} ?", re.MULTILINE)
_BULLET = re.compile(r"\s*[•◦▪●○◑-] ")
_MARKS = rf"(?<![\w`])`(?P<code>[^`\n]+)`(?![\w`])|(?P<mark>{ANGLED.pattern})"
_VERBATIM = re.compile(_MARKS)
_WITH_ADDRESSES = re.compile(rf"{_MARKS}|(?P<address>{URL.pattern})")
_KEPT = re.compile("\0(\\d+)\0")
_STYLES = {
    "*": Markup("<strong>{}</strong>"),
    "_": Markup("<em>{}</em>"),
    "~": Markup("<s>{}</s>"),
}
_BROADCASTS = ("here", "channel", "everyone")


def draw(text: str, around: Around, *, verbatim: bool = False) -> Markup:
    """A text of any length: a paragraph for each line, quotations, and code that stands by itself.

    `verbatim` is the app's word that bare addresses are no links.
    """
    return Markup("").join(_parts(text, around, verbatim))


def draw_within_line(text: str, around: Around, *, verbatim: bool = False) -> Markup:
    """A text that stays within a line: a label, say."""
    kept: list[Markup] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(_atom(found, around))
        return f"\0{len(kept) - 1}\0"

    pattern = _VERBATIM if verbatim else _WITH_ADDRESSES
    return _styled(pattern.sub(keep, text.replace("\0", "\ufffd")), kept)


def _parts(text: str, around: Around, verbatim: bool) -> Iterator[Markup]:
    end = 0
    for found in _FENCE.finditer(text):
        yield from _lines(text[end : found.start()].removesuffix("\n"), around, verbatim)
        yield Markup("<pre><code>{}</code></pre>").format(_as_code(found[1], around))
        end = found.end() + text.startswith("\n", found.end())
    yield from _lines(text[end:], around, verbatim)


def _lines(text: str, around: Around, verbatim: bool) -> Iterator[Markup]:
    if not text:
        return
    opening = _QUOTED_TO_THE_END.search(text)
    if opening:
        yield from _lines(text[: opening.start()].removesuffix("\n"), around, verbatim)
        yield _quotation(text[opening.end() :].split("\n"), around, verbatim)
        return
    for quoted, lines in groupby(text.split("\n"), key=lambda line: _QUOTED.match(line) is not None):
        if quoted:
            yield _quotation([_QUOTED.sub("", line, count=1) for line in lines], around, verbatim)
        else:
            yield from (_line(line, around, verbatim) for line in lines)


def _quotation(lines: list[str], around: Around, verbatim: bool) -> Markup:
    drawn = Markup("").join(_line(line, around, verbatim) for line in lines)
    return Markup("<blockquote>{}</blockquote>").format(drawn)


def _line(line: str, around: Around, verbatim: bool) -> Markup:
    drawn = draw_within_line(line, around, verbatim=verbatim)
    paragraph = Markup('<p class="bulleted">{}</p>') if _BULLET.match(line) else Markup("<p>{}</p>")
    return paragraph.format(drawn)


def _styled(text: str, kept: list[Markup]) -> Markup:
    """Marks of style, one within another; `kept` are the parts that none of them reaches into."""
    parts, end = [], 0
    for found in STYLED.finditer(text):
        parts.append(_unstyled(text[end : found.start()], kept))
        parts.append(_STYLES[found[1]].format(_styled(found[2], kept)))
        end = found.end()
    parts.append(_unstyled(text[end:], kept))
    return Markup("").join(parts)


def _unstyled(text: str, kept: list[Markup]) -> Markup:
    parts = _KEPT.split(text)
    drawn = [
        kept[int(part)] if index % 2 else words.emoji(unescape(part)) for index, part in enumerate(parts)
    ]
    return Markup("").join(drawn)


def _atom(found: re.Match[str], around: Around) -> Markup:
    if found["code"]:
        return Markup("<code>{}</code>").format(_as_code(found["code"], around))
    if found["mark"]:
        return _mark(found["mark"][1:-1], around)
    return link(unescape(found[0]))


def _as_code(text: str, around: Around) -> str:
    """Code shows its mentions and links as words."""
    return unescape(ANGLED.sub(lambda found: spell(found[1], around.names), text))


def _mark(inside: str, around: Around) -> Markup:
    target, _, label = inside.partition("|")
    match target[:1]:
        case "@":
            return words.user(target[1:], around)
        case "#":
            return words.channel(target[1:], around)
        case "":
            return Markup("{}").format(words.emoji(unescape(label)))
        case "!":
            return _command(target[1:], unescape(label), around)
        case _:
            return link(unescape(target), words.emoji(unescape(label)))


def _command(command: str, label: str, around: Around) -> Markup:
    name, *rest = command.split("^")
    if name == "date":
        seconds, form, url = (*rest, "", "", "")[:3]
        return words.date(seconds, unescape(form), label, around, unescape(url))
    if name in _BROADCASTS:
        return words.group(name, everybody=True)
    return words.group(label.removeprefix("@") or name)
