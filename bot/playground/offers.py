"""What the app adds to Slack's own menus: slash commands and shortcuts, within the limits of a manifest."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

ShortcutKind = Literal["global", "message"]
MOST_COMMANDS = 50
MOST_SHORTCUTS = 10


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command, with what the client shows while somebody types it."""

    name: str
    description: str = ""
    hint: str = ""
    """What may follow: "[help | who]"."""

    def __post_init__(self) -> None:
        """Refuse what no manifest may hold."""
        if not re.fullmatch(r"/[^\s/A-Z]{1,31}", self.name):
            raise ValueError(f"{self.name!r} is no slash command: a slash, then up to 31 small letters")
        _at_most(2000, "the description", self.name, self.description)
        _at_most(1000, "the hint", self.name, self.hint)


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry of the client's shortcut menu (`global`), or of the menu of each message (`message`)."""

    name: str
    callback_id: str
    kind: ShortcutKind = "global"
    description: str = ""

    def __post_init__(self) -> None:
        """Refuse what no manifest may hold."""
        if not self.name or not self.callback_id:
            raise ValueError("a shortcut needs a name and a callback id")
        _at_most(24, "the name", self.name, self.name)
        _at_most(255, "the callback id", self.name, self.callback_id)
        _at_most(150, "the description", self.name, self.description)


def _at_most(most: int, what: str, of: str, text: str) -> None:
    if len(text) > most:
        raise ValueError(f"{what} of {of!r} has {len(text)} characters; {most} are allowed")


class Offers:
    """All that one app adds; plain names are commands without a description."""

    def __init__(self, commands: Iterable[str | Command] = (), shortcuts: Iterable[Shortcut] = ()) -> None:
        every = [Command(one) if isinstance(one, str) else one for one in commands]
        self.commands = {one.name: one for one in every}
        shown = list(shortcuts)
        self.shortcuts = {one.callback_id: one for one in shown}
        if len(self.commands) < len(every) or len(self.shortcuts) < len(shown):
            raise ValueError("every command has a name of its own, every shortcut a callback id of its own")
        if len(every) > MOST_COMMANDS or len(shown) > MOST_SHORTCUTS:
            raise ValueError(f"an app has {MOST_COMMANDS} commands and {MOST_SHORTCUTS} shortcuts at most")
