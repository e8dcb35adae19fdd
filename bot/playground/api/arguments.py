"""A call's arguments, however they came: query, form or JSON body."""

import json
import re
from typing import Any

from bot.playground.errors import SlackError

Json = dict[str, Any]
_TS = re.compile(r"\d{1,12}\.\d{6}")


class Arguments:
    """Reads arguments as what a method wants them to be; what doesn't fit is `invalid_arguments`."""

    def __init__(self, given: Json) -> None:
        self.given = {name: value for name, value in given.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        """Whether it was given at all."""
        return name in self.given

    def text(self, name: str, default: str = "") -> str:
        """A text; numbers are taken as their digits, as in a form."""
        value = self.given.get(name, default)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise SlackError("invalid_arguments", [f"[ERROR] must be a string [json-pointer:/{name}]"])
        return str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """True or false, as JSON has it or as a form spells it."""
        if name not in self.given:
            return default
        value = str(self.given[name]).lower()
        if value not in ("true", "false", "1", "0"):
            raise SlackError("invalid_arguments", [f"[ERROR] must be a boolean [json-pointer:/{name}]"])
        return value in ("true", "1")

    def whole(self, name: str, default: int, most: int) -> int:
        """A whole number from 1 to `most`."""
        text = self.text(name, str(default))
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise SlackError("invalid_limit")
        return int(text)

    def parsed(self, name: str, error: str = "invalid_arguments") -> Any:
        """A JSON value, as it is or as a text that holds it; `error` where it isn't JSON."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error, [f"[ERROR] must be valid JSON [json-pointer:/{name}]"]) from None

    def ts(self, name: str) -> str | None:
        """The time of a message, if given: seconds, a point, six digits."""
        value = self.text(name)
        if value and not _TS.fullmatch(value):
            raise SlackError("invalid_arguments", [f"[ERROR] invalid timestamp [json-pointer:/{name}]"])
        return value or None
