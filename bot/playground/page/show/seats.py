"""Where an element stands: in which block of which surface, and what was entered there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.playground.page.show.around import Around
from bot.playground.reading.elements import initial

Json = dict[str, Any]
Entries = Mapping[tuple[str, str], Any]
Suggested = Callable[[Json, Json], Sequence[Json] | None]
"""What the app suggested for an element of a block; None where nothing was looked up yet."""


def nothing(_block: Json, _element: Json) -> None:
    """Nobody looked anything up."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A block's. Ids in the markup are made of the block's and the action's: they outlive changes."""

    surface: str
    block: Json
    around: Around
    entries: Entries
    error: str = ""
    suggested: Suggested = nothing

    @property
    def block_id(self) -> str:
        """As the app or the local Slack named it."""
        return str(self.block["block_id"])

    @property
    def is_input(self) -> bool:
        """Whether this is a form's question, with a label."""
        return bool(self.block["type"] == "input")

    @property
    def goes_with_form(self) -> bool:
        """Whether the app hears of a choice only when the form is submitted."""
        return self.is_input and not self.block.get("dispatch_action")

    def part(self, what: str) -> str:
        """The id of a part of the block: `label`, `hint`, `error`, `text`."""
        return f"{self.surface}/{_quoted(self.block_id)}:{what}"

    def place(self, element: Json) -> str:
        """The id of an element, and its name."""
        ids = (self.block_id, str(element["action_id"]))
        return "/".join([self.surface, *map(_quoted, ids)])

    def held(self, element: Json) -> Any:
        """What the element holds: what was entered, or what it started with."""
        return self.entries.get((self.block_id, str(element["action_id"])), initial(element))


def _quoted(given: str) -> str:
    """An id of the app's without white space or separators."""
    return quote(given, safe="", errors="replace")
