"""Blocks: what each may hold, and on which surface it may stand."""

from collections.abc import Mapping
from typing import Any, Literal

from bot.playground.checks.elements import ELEMENTS, IMAGE, IN_ACTIONS, IN_INPUT, IN_SECTION
from bot.playground.checks.pictures import CARD, CHART, TABLE
from bot.playground.checks.rich_text import RICH_TEXT
from bot.playground.checks.shapes import (
    Check,
    Problems,
    Shape,
    at_least_one,
    boolean,
    by_type,
    listed,
    one_of,
    string,
)
from bot.playground.checks.texts import plain, text

Surface = Literal["message", "modal", "home"]
_MODALS_ONLY: frozenset[Surface] = frozenset({"modal"})
# Elements that don't stand on every surface.
_ELEMENTS_ON: dict[str, frozenset[Surface]] = {
    "datetimepicker": frozenset({"modal", "message"}),
    "rich_text_input": frozenset({"modal", "home"}),
    "email_text_input": _MODALS_ONLY,
    "url_text_input": _MODALS_ONLY,
    "number_input": _MODALS_ONLY,
}
_ID: dict[str, Check] = {"block_id": string(255)}


def _dispatch_fits(block: dict[str, Any], at: str, problems: Problems) -> None:
    element = block.get("element")
    config = element.get("dispatch_action_config") if isinstance(element, dict) else None
    if config is not None and not block.get("dispatch_action"):
        problems.add("dispatch_action_config needs dispatch_action on the block", at)


_ELEMENTS: Mapping[str, Check] = {**ELEMENTS, "image": IMAGE}
_SECTION = Shape(
    optional={
        **_ID,
        "text": text(3000),
        "fields": listed(text(2000), 10),
        "accessory": by_type(_ELEMENTS, IN_SECTION),
        "expand": boolean,
    },
    rules=(at_least_one("text", "fields"),),
)
_INPUT = Shape(
    {"label": plain(2000), "element": by_type(ELEMENTS, IN_INPUT)},
    {**_ID, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    (_dispatch_fits,),
)
_CONTEXT_ELEMENT = by_type(
    {
        "image": IMAGE,
        "plain_text": Shape({"text": string(3000)}, {"emoji": boolean}),
        "mrkdwn": Shape({"text": string(3000)}, {"verbatim": boolean}),
    }
)
_ALERT_LEVEL = one_of("default", "info", "warning", "error", "success")

BLOCKS: dict[str, Check] = {
    "section": _SECTION,
    "header": Shape({"text": plain(150)}, _ID),
    "divider": Shape(optional=_ID),
    "context": Shape({"elements": listed(_CONTEXT_ELEMENT, 10)}, _ID),
    "actions": Shape({"elements": listed(by_type(ELEMENTS, IN_ACTIONS), 25)}, _ID),
    "input": _INPUT,
    "image": IMAGE.with_optional(**_ID, title=plain(2000)),
    "rich_text": RICH_TEXT,
    "markdown": Shape({"text": string(12_000)}, _ID),
    "table": TABLE,
    "data_visualization": CHART,
    "alert": Shape({"text": text(3000)}, {**_ID, "level": _ALERT_LEVEL}),
    "card": CARD,
}
_EVERYWHERE = frozenset({"section", "header", "divider", "context", "actions", "input", "image", "rich_text"})
ALLOWED: dict[Surface, frozenset[str]] = {
    "message": _EVERYWHERE | {"markdown", "table", "data_visualization", "card"},
    "modal": _EVERYWHERE | {"alert"},
    "home": _EVERYWHERE,
}
MOST: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}


def check_blocks(blocks: object, surface: Surface, at: str, problems: Problems) -> None:
    """Each block by itself, then what has to be unique or counted among them."""
    listed(by_type(BLOCKS, ALLOWED[surface]), MOST[surface], least=0)(blocks, at, problems)
    whole = [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    _unique([block.get("block_id") for block in whole], "block_id", at, problems)
    for index, block in enumerate(whole):
        _unique([one.get("action_id") for one in elements(block)], "action_id", f"{at}/{index}", problems)
        _on_surface(block, surface, f"{at}/{index}", problems)
    _one_focus(whole, at, problems)
    _counted(whole, at, problems)


def elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The elements of one block, as far as they are objects."""
    listed_ones = [*_as_list(block.get("elements")), *_as_list(block.get("actions"))]
    found = [*listed_ones, block.get("accessory"), block.get("element")]
    return [element for element in found if isinstance(element, dict)]


def _on_surface(block: dict[str, Any], surface: Surface, at: str, problems: Problems) -> None:
    for element in elements(block):
        kind = element.get("type")
        if isinstance(kind, str) and surface not in _ELEMENTS_ON.get(kind, {surface}):
            problems.add(f"unsupported type: {kind} (not on this surface: {surface})", at)


def _unique(ids: list[Any], what: str, at: str, problems: Problems) -> None:
    given = [each for each in ids if isinstance(each, str)]
    for each in sorted({one for one in given if given.count(one) > 1}):
        problems.add(f"{what} must be unique: {each}", at)


def _one_focus(blocks: list[dict[str, Any]], at: str, problems: Problems) -> None:
    focused = [one for block in blocks for one in elements(block) if one.get("focus_on_load") is True]
    if len(focused) > 1:
        problems.add("only one element may have focus_on_load", at)


def _counted(blocks: list[dict[str, Any]], at: str, problems: Problems) -> None:
    kinds = [block.get("type") for block in blocks]
    if kinds.count("table") > 1:
        problems.add("only one table allowed", at)
    if kinds.count("data_visualization") > 2:
        problems.add("no more than 2 data visualizations allowed", at)
    markdown = [str(block.get("text", "")) for block in blocks if block.get("type") == "markdown"]
    if sum(map(len, markdown)) > 12_000:
        problems.add("markdown blocks together must be less than 12001 characters", at)


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
