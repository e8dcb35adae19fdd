"""Finding an element on what a person looks at; refuses, with what there is, where it isn't there."""

from collections.abc import Sequence
from typing import Any

from bot.playground.errors import Impossible
from bot.playground.reading.blocks import located_elements
from bot.playground.reading.mrkdwn import unescape

Json = dict[str, Any]


def element(
    blocks: Sequence[Json], wanted: str, *, block_id: str | None = None, value: str | None = None
) -> tuple[Json, Json]:
    """The one element with that action id or, failing that, that label; with the block that holds it."""
    everything = list(located_elements(blocks))
    found = [pair for pair in everything if pair[1]["action_id"] == wanted]
    found = found or [pair for pair in everything if _label(pair[1]) == wanted]
    if block_id is not None:
        found = [pair for pair in found if pair[0]["block_id"] == block_id]
    if value is not None:
        found = [pair for pair in found if pair[1].get("value") == value]
    if len(found) != 1:
        raise Impossible(_refusal(wanted, found, everything))
    return found[0]


def _label(one: Json) -> str | None:
    if one["type"] != "button":
        return None
    return str(one.get("accessibility_label") or unescape(one["text"]["text"]))


def _refusal(wanted: object, found: list[tuple[Json, Json]], everything: list[tuple[Json, Json]]) -> str:
    if found:
        return f"{wanted!r} is there {len(found)} times: say which with block_id or value; {_names(found)}"
    return f"there is no {wanted!r} here; there is: {_names(everything) or 'nothing to click'}"


def _names(pairs: list[tuple[Json, Json]]) -> str:
    return ", ".join(
        f"{one['action_id']} ({_label(one) or one['type']}, {block['block_id']}, value {one.get('value')!r})"
        for block, one in pairs
    )


def input_element(blocks: Sequence[Json], wanted: object) -> tuple[Json, Json]:
    """The element that `wanted` names: its block id and action id, one of them, or the label above it."""
    everything = list(located_elements(blocks))
    names = (_pair, _action, _block, _heading)
    for name in names:
        found = [pair for pair in everything if name(*pair) == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            raise Impossible(_refusal(wanted, found, everything))
    raise Impossible(_refusal(wanted, [], everything))


def _pair(block: Json, one: Json) -> tuple[str, str]:
    return block["block_id"], one["action_id"]


def _action(_: Json, one: Json) -> str:
    return str(one["action_id"])


def _block(block: Json, _: Json) -> str:
    return str(block["block_id"])


def _heading(block: Json, _: Json) -> str | None:
    return unescape(block["label"]["text"]) if "label" in block else None
