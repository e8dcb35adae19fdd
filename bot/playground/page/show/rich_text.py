"""Rich text blocks: sections, lists, quotations and code, made of words with styles."""

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from bot.playground.page.show import words
from bot.playground.page.show.around import Around
from bot.playground.page.show.links import link

Json = dict[str, Any]
_DEEPEST = 8
_STYLES = {
    "code": Markup("<code>{}</code>"),
    "strike": Markup("<s>{}</s>"),
    "italic": Markup("<em>{}</em>"),
    "bold": Markup("<strong>{}</strong>"),
    "underline": Markup("<u>{}</u>"),
    "highlight": Markup("<mark>{}</mark>"),
    "client_highlight": Markup("<mark>{}</mark>"),
}
_FRAMES = {
    "rich_text_section": Markup("<p>{}</p>"),
    "rich_text_preformatted": Markup("<pre><code>{}</code></pre>"),
    "rich_text_quote": Markup("<blockquote>{}</blockquote>"),
}
_COLOUR = re.compile("#[0-9a-fA-F]{3,8}")
_SWATCH = Markup(
    '<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">'
    '<rect width="10" height="10" fill="{value}"></rect></svg>{value}'
)


def draw(block: Json, around: Around) -> Markup:
    """The parts of the block, one below the other."""
    return Markup("").join(_part(part, around) for part in block["elements"])


def _part(part: Json, around: Around) -> Markup:
    if part["type"] == "rich_text_list":
        return _list(part, around)
    frame = _FRAMES.get(part["type"])
    if frame is None:
        return Markup('<p class="undrawn">({})</p>').format(part["type"])
    return frame.format(_words(part, around))


def _words(part: Json, around: Around) -> Markup:
    return Markup("").join(_word(word, around) for word in part["elements"])


def _list(part: Json, around: Around) -> Markup:
    """As Slack does it, every list stands by itself: how deep it is says its indent."""
    items = Markup("").join(Markup("<li>{}</li>").format(_words(item, around)) for item in part["elements"])
    look = f"indent-{min(int(part.get('indent', 0)), _DEEPEST)}"
    if part.get("border"):
        look += " bordered"
    if part["style"] == "ordered":
        first = int(part.get("offset", 0)) + 1
        return Markup('<ol class="{}" start="{}">{}</ol>').format(look, first, items)
    return Markup('<ul class="{}">{}</ul>').format(look, items)


def _word(word: Json, around: Around) -> Markup:
    draw_it = _WORDS.get(word["type"], _other)
    drawn = draw_it(word, around)
    style = word.get("style")
    for name, frame in _STYLES.items():
        if isinstance(style, dict) and style.get(name):
            drawn = frame.format(drawn)
    return drawn


def _text(word: Json, _: Around) -> Markup:
    return Markup("{}").format(words.emoji(word["text"]))


def _link(word: Json, _: Around) -> Markup:
    return link(str(word["url"]), str(word.get("text", "")))


def _user(word: Json, around: Around) -> Markup:
    return words.user(word["user_id"], around)


def _channel(word: Json, around: Around) -> Markup:
    return words.channel(word["channel_id"], around)


def _usergroup(word: Json, _: Around) -> Markup:
    return words.group(word["usergroup_id"])


def _broadcast(word: Json, _: Around) -> Markup:
    return words.group(word["range"], everybody=True)


def _emoji(word: Json, _: Around) -> Markup:
    return Markup("{}").format(_character(word.get("unicode", "")) or words.emoji(f":{word['name']}:"))


def _character(code_points: str) -> str:
    """Slack writes an emoji as `1f469-200d-1f4bb`."""
    try:
        found = "".join(chr(int(point, 16)) for point in code_points.split("-") if point)
        return found.encode().decode()  # half a surrogate pair is no character
    except (ValueError, OverflowError):
        return ""


def _date(word: Json, around: Around) -> Markup:
    fallback, url = str(word.get("fallback", "")), str(word.get("url", ""))
    return words.date(word["timestamp"], word["format"], fallback, around, url)


def _colour(word: Json, _: Around) -> Markup:
    value = str(word["value"])
    return _SWATCH.format(value=value) if _COLOUR.fullmatch(value) else Markup("{}").format(value)


def _other(word: Json, _: Around) -> Markup:
    return Markup("{}").format(str(word.get("text") or word.get("fallback") or f"({word['type']})"))


_WORDS: dict[str, Callable[[Json, Around], Markup]] = {
    "text": _text,
    "link": _link,
    "user": _user,
    "channel": _channel,
    "usergroup": _usergroup,
    "broadcast": _broadcast,
    "emoji": _emoji,
    "date": _date,
    "color": _colour,
}
