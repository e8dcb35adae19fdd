"""What Slack adds to blocks before it keeps them: ids where none were given, and defaults of texts."""

from typing import Any

from bot.playground.reading.mrkdwn import stored
from bot.playground.state.ids import Ids

Json = dict[str, Any]
_NEEDS_ACTION_ID = ("button", "overflow", "datepicker", "timepicker", "datetimepicker", "checkboxes")


def normal_blocks(blocks: list[Json], ids: Ids) -> list[Json]:
    """The blocks as Slack gives them back."""
    return [_with_id(_block(block, ids), ids) for block in blocks]


def normal_options(answer: Json) -> Json:
    """What the app suggests for a menu, with the defaults of its texts."""
    return {name: _block(answer[name], Ids()) for name in ("options", "option_groups") if name in answer}


def escaped_blocks(blocks: list[Json]) -> list[Json]:
    """The texts of a message's blocks, plain ones too, come back with `&`, `<` and `>` escaped."""
    return [_escaped(block) for block in blocks]


def _escaped(value: Any) -> Any:
    if isinstance(value, list):
        return [_escaped(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    part = {name: _escaped(inner) for name, inner in value.items()}
    if part.get("type") not in ("plain_text", "mrkdwn"):
        return part
    return part | {"text": stored(part["text"], is_plain=part["type"] == "plain_text")}


def _with_id(block: Json, ids: Ids) -> Json:
    return block | {"block_id": block.get("block_id") or ids.short()}


def _block(value: Any, ids: Ids) -> Any:
    if isinstance(value, list):
        return [_block(inner, ids) for inner in value]
    if not isinstance(value, dict):
        return value
    part = {name: _block(inner, ids) for name, inner in value.items()}
    return part | _defaults(part, ids)


def _defaults(part: Json, ids: Ids) -> Json:
    kind = str(part.get("type"))
    if kind == "plain_text":
        return {"emoji": part.get("emoji", True)}
    if kind == "mrkdwn":
        return {"verbatim": part.get("verbatim", False)}
    if kind in _NEEDS_ACTION_ID or kind.endswith(("_select", "_input", "radio_buttons")):
        return {"action_id": part.get("action_id") or ids.short()}
    return {}
