"""Rich text blocks: what Slack makes of the messages that people type, and what the app may send."""

from typing import Any

from bot.playground.reading.mrkdwn import ANGLED, unescape
from bot.playground.reading.names import Names

Json = dict[str, Any]


def rich_text_lines(block: Json, names: Names) -> list[str]:
    """The block as a reader sees it."""
    return [line for part in block["elements"] for line in _part(part, names)]


def in_words(block: Json | str | None, names: Names) -> str:
    """The same as one text; nothing is no text."""
    return "\n".join(rich_text_lines(block, names)) if isinstance(block, dict) else block or ""


def _part(part: Json, names: Names) -> list[str]:
    if part["type"] == "rich_text_list":
        return [f"- {line}" for item in part["elements"] for line in _part(item, names)]
    return "".join(_word(word, names) for word in part["elements"]).rstrip("\n").split("\n")


def _word(word: Json, names: Names) -> str:
    match word["type"]:
        case "user":
            return f"@{names.of_user(word['user_id'])}"
        case "channel":
            return f"#{names.of_channel(word['channel_id'])}"
        case "broadcast":
            return f"@{word['range']}"
        case "link":
            return f"{word['text']} ({word['url']})" if word.get("text") else str(word["url"])
        case "emoji":
            return f":{word['name']}:"
        case _:
            return str(word.get("text") or word.get("fallback", ""))


def as_rich_text(text: str, block_id: str) -> Json:
    """The block that Slack's client adds to a typed message; `text` is in escaped form."""
    words: list[Json] = []
    end = 0
    for found in ANGLED.finditer(text):
        words += _words(text[end : found.start()])
        words.append(_marked(found[1]))
        end = found.end()
    words += _words(text[end:])
    section = {"type": "rich_text_section", "elements": words}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def _words(text: str) -> list[Json]:
    return [{"type": "text", "text": unescape(text)}] if text else []


def _marked(inside: str) -> Json:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    return {"type": "link", "url": target} | ({"text": label} if label else {})
