"""What a browser's controls hold, as `Person`'s verbs take it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground import Impossible
from bot.playground.reading.blocks import located_elements

Json = dict[str, Any]


def choice_of(blocks: Sequence[Json], block_id: str, action_id: str, choice: object, tz: str) -> object:
    """The same choice; a moment was picked in wall time of the person's zone, and nothing is None."""
    if choice == "":
        return None
    kind = _kind(blocks, block_id, action_id)
    if kind == "datetimepicker" and isinstance(choice, str):
        return _moment(choice, tz)
    return choice


def _kind(blocks: Sequence[Json], block_id: str, action_id: str) -> str:
    for block, element in located_elements(blocks):
        if block["block_id"] == block_id and element["action_id"] == action_id:
            return str(element["type"])
    raise Impossible("this control isn't there any more")


def _moment(text: str, tz: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz))
    except ValueError:
        raise Impossible("that isn't a date and a time") from None
