"""The way in: is this message, modal, Home tab or metadata one that Slack would take?

Each function returns the list of problems in Slack's words; an empty list means yes.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.playground.checks.blocks import Surface, check_blocks
from bot.playground.checks.second_opinion import sdk_problems
from bot.playground.checks.shapes import Check, Problems, Shape, anything, boolean, string
from bot.playground.checks.texts import plain

VIEW_BYTES = 250_000
METADATA_BYTES = 8_000
MESSAGE_TEXT = 4_000  # Slack advises this for chat.postMessage and enforces it for chat.update

_COMMON: dict[str, Check] = {
    "blocks": anything,  # checked below, with the surface's own limits
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_MODAL = Shape(
    {"title": plain(24), "blocks": anything},
    {
        **_COMMON,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = Shape({"blocks": anything}, _COMMON)


def message_problems(blocks: object) -> list[str]:
    """What is wrong with a message's blocks."""
    return _with_blocks(blocks, "message", "/blocks", Problems())


def modal_problems(view: object) -> list[str]:
    """What is wrong with a modal."""
    return _view_problems(view, "modal", _MODAL)


def home_problems(view: object) -> list[str]:
    """What is wrong with a Home tab."""
    return _view_problems(view, "home", _HOME)


def _view_problems(view: object, surface: Surface, shape: Shape) -> list[str]:
    problems = Problems()
    if not isinstance(view, dict) or view.get("type") != surface:
        problems.add(f"must be a view of type {surface}", "/view/type")
        return problems.found
    shape(view, "/view", problems)
    _needs_submit(view, problems)
    return _with_blocks(view.get("blocks"), surface, "/view/blocks", problems)


def _needs_submit(view: dict[str, Any], problems: Problems) -> None:
    blocks = view.get("blocks") if isinstance(view.get("blocks"), list) else []
    has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks or [])
    if view["type"] == "modal" and has_input and not view.get("submit"):
        problems.add("missing required field: submit (the view has input blocks)", "/view")


def _with_blocks(blocks: object, surface: Surface, at: str, problems: Problems) -> list[str]:
    check_blocks(blocks, surface, at, problems)
    return problems.found or sdk_problems(blocks)


def is_too_large(view: Mapping[str, Any]) -> bool:
    """Whether a view is over 250 kB as JSON."""
    return len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()) > VIEW_BYTES


def metadata_error(metadata: object) -> str | None:
    """Slack's code for what is wrong with a message's metadata."""
    if not isinstance(metadata, dict):
        return "invalid_metadata_format"
    if metadata == {}:
        return None  # takes the metadata away, in chat.update
    if not _metadata_has_shape(metadata):
        return "invalid_metadata_schema"
    return "metadata_too_large" if len(json.dumps(metadata).encode()) > METADATA_BYTES else None


def _metadata_has_shape(metadata: dict[str, Any]) -> bool:
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    named = isinstance(kind, str) and re.fullmatch(r"[a-zA-Z][\w.-]{0,254}", kind) is not None
    known = set(metadata) <= {"event_type", "event_payload", "entities"}
    return named and known and isinstance(payload, dict) and all(map(_fits_payload, payload.values()))


def _fits_payload(value: object) -> bool:
    """A scalar, an object of scalars, or a list of such objects: no deeper."""
    if isinstance(value, list):
        return all(map(_is_flat, value))
    return _is_scalar(value) or _is_flat(value)


def _is_flat(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_scalar, value.values()))


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | bool | int | float)
