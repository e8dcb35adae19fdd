"""Blocks as a reader sees them, in plain lines: `[Label]` is a button, `Label: ____` an empty input."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.playground.reading.elements import shown
from bot.playground.reading.mrkdwn import plain, unescape
from bot.playground.reading.names import Names
from bot.playground.reading.rich_text import rich_text_lines

Json = dict[str, Any]
Entries = Mapping[tuple[str, str], Any]
DIVIDER = "---"


def message_lines(text: str, blocks: Sequence[Json], names: Names) -> list[str]:
    """A message: its blocks, or its text where it has none."""
    return block_lines(blocks, names) if blocks else plain(text, names).split("\n")


def block_lines(blocks: Sequence[Json], names: Names, entries: Entries | None = None) -> list[str]:
    """Blocks one below the other. `entries` are what a person entered, by block id and action id."""
    return [line for block in blocks for line in _block(block, names, entries or {})]


def _block(block: Json, names: Names, entries: Entries) -> list[str]:
    reader = _READERS.get(block["type"])
    return reader(block, names, entries) if reader else [f"({block['type']})"]


def text_of(text: Json | str | None, names: Names) -> str:
    """A text object as it is shown; plain text shows no mentions or links."""
    if not isinstance(text, dict):
        return str(text or "")
    return plain(text["text"], names) if text["type"] == "mrkdwn" else unescape(str(text["text"]))


def _section(block: Json, names: Names, entries: Entries) -> list[str]:
    lines = text_of(block.get("text"), names).split("\n") if "text" in block else []
    for one in block.get("fields", []):
        lines += text_of(one, names).split("\n")
    if "accessory" in block:
        lines.append(_element(block, block["accessory"], names, entries))
    return lines


def _element(block: Json, element: Json, names: Names, entries: Entries) -> str:
    key = (str(block.get("block_id", "")), str(element.get("action_id", "")))
    return shown(element, names, entries.get(key))


def _header(block: Json, names: Names, _: Entries) -> list[str]:
    return [text_of(block["text"], names)]


def _divider(*_: object) -> list[str]:
    return [DIVIDER]


def _context(block: Json, names: Names, _: Entries) -> list[str]:
    parts = [
        f"(picture: {one['alt_text']})" if one["type"] == "image" else text_of(one, names)
        for one in block["elements"]
    ]
    return " ".join(parts).split("\n")


def _actions(block: Json, names: Names, entries: Entries) -> list[str]:
    return [" ".join(_element(block, element, names, entries) for element in block["elements"])]


def _input(block: Json, names: Names, entries: Entries) -> list[str]:
    optional = " (optional)" if block.get("optional") else ""
    label = f"{text_of(block['label'], names)}{optional}"
    lines = [f"{label}: {_element(block, block['element'], names, entries)}"]
    return lines + ([text_of(block["hint"], names)] if "hint" in block else [])


def _image(block: Json, names: Names, _: Entries) -> list[str]:
    title = [text_of(block["title"], names)] if "title" in block else []
    return [*title, f"(picture: {block['alt_text']})"]


def _markdown(block: Json, *_: object) -> list[str]:
    return str(block["text"]).split("\n")


def _rich_text(block: Json, names: Names, _: Entries) -> list[str]:
    return rich_text_lines(block, names)


def _table(block: Json, names: Names, _: Entries) -> list[str]:
    return [" | ".join(_cell(cell, names) for cell in row) for row in block["rows"]]


def _cell(cell: Json, names: Names) -> str:
    if cell["type"] == "rich_text":
        return " ".join(rich_text_lines(cell, names))
    return str(cell.get("text", cell.get("value", "")))


def _chart(block: Json, *_: object) -> list[str]:
    chart = block["chart"]
    series = [{"name": "", "data": chart["segments"]}] if "segments" in chart else chart["series"]
    return [f"({chart['type']} chart: {block['title']})", *(_series(one) for one in series)]


def _series(series: Json) -> str:
    points = ", ".join(f"{point['label']} {point['value']}" for point in series["data"])
    return f"{series['name']}: {points}" if series["name"] else points


def _alert(block: Json, names: Names, _: Entries) -> list[str]:
    return [f"! {text_of(block['text'], names)}"]


def _card(block: Json, names: Names, entries: Entries) -> list[str]:
    lines = [text_of(block[part], names) for part in ("title", "subtitle", "body") if part in block]
    if block.get("actions"):
        lines.append(" ".join(_element(block, element, names, entries) for element in block["actions"]))
    return lines


_READERS: dict[str, Callable[[Json, Names, Entries], list[str]]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "table": _table,
    "data_visualization": _chart,
    "alert": _alert,
    "card": _card,
}


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of one block, in the order in which they are shown."""
    found = [block[part] for part in ("accessory", "element") if isinstance(block.get(part), dict)]
    listed = [*block.get("elements", []), *block.get("actions", [])]
    return [element for element in [*found, *listed] if "action_id" in element]


def located_elements(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Each interactive element with the block that holds it."""
    for block in blocks:
        for element in elements_of(block):
            yield block, element


def button_labels(blocks: Sequence[Json], names: Names) -> list[str]:
    """What all buttons are called, in order: as whoever hears them does, if that is more than the label."""
    buttons = [element for _, element in located_elements(blocks) if element["type"] == "button"]
    return [button.get("accessibility_label") or text_of(button["text"], names) for button in buttons]


def mrkdwn_texts(part: object) -> list[str]:
    """Every text in mrkdwn, and every mention in rich text, however deep inside blocks."""
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            return [str(part["text"])]
        if part.get("type") in ("user", "broadcast") and "text" not in part:
            return [f"<@{part['user_id']}>" if "user_id" in part else f"<!{part.get('range')}>"]
        return [text for inner in part.values() for text in mrkdwn_texts(inner)]
    if isinstance(part, list):
        return [text for inner in part for text in mrkdwn_texts(inner)]
    return []
