"""The small marks that stand within a line: mentions, channels, dates, emoji."""

import re

from markupsafe import Markup

from bot.playground.page.show import times
from bot.playground.page.show.around import Around
from bot.playground.page.show.links import is_safe

_NAME = re.compile(r":([a-z0-9_+'-]+):")
# A few that apps write often; any other stays a name between colons.
_EMOJI = {
    "handshake": "🤝",
    "compass": "🧭",
    "wave": "👋",
    "+1": "👍",
    "thumbsup": "👍",
    "-1": "👎",
    "thumbsdown": "👎",
    "tada": "🎉",
    "heart": "❤️",
    "eyes": "👀",
    "pray": "🙏",
    "fire": "🔥",
    "rocket": "🚀",
    "bell": "🔔",
    "calendar": "📆",
    "lock": "🔒",
    "warning": "⚠️",
    "white_check_mark": "✅",
    "x": "❌",
    "smile": "😄",
    "slightly_smiling_face": "🙂",
}
_MENTION = Markup('<span class="{kind}">{words}</span>')
_DATE = Markup('<time datetime="{iso}" title="{full}">{words}</time>')
_DATE_LINK = Markup('<a href="{url}" target="_blank" rel="noopener noreferrer">{date}</a>')


def user(user_id: str, around: Around) -> Markup:
    """A person who is mentioned; whoever looks sees at once where it is they."""
    kind = "mention is-viewer" if user_id == around.viewer.id else "mention"
    return _MENTION.format(kind=kind, words=f"@{around.names.of_user(user_id)}")


def channel(channel_id: str, around: Around) -> Markup:
    """A channel that is mentioned."""
    return _MENTION.format(kind="mention", words=f"#{around.names.of_channel(channel_id)}")


def group(name: str, *, everybody: bool = False) -> Markup:
    """`@here`, `@channel`, `@everyone`, or a group of people."""
    return _MENTION.format(kind="mention is-viewer" if everybody else "mention", words=f"@{name}")


def emoji(text: str) -> str:
    """The text with the emoji that have a character here."""
    return _NAME.sub(lambda found: _EMOJI.get(found[1], found[0]), text)


def date(seconds: object, form: str, fallback: str, around: Around, url: str = "") -> Markup:
    """A moment in the viewer's zone; the fallback where it is none."""
    then = times.moment(seconds, around.zone)
    if then is None or not form:
        return Markup("{}").format(fallback)
    words = times.spoken(form, then, around.now)
    shown = _DATE.format(iso=then.isoformat(), full=times.full(then), words=words)
    return _DATE_LINK.format(url=url, date=shown) if is_safe(url) else shown
