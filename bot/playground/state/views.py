"""Modals and Home tabs: the view itself, and what the person entered into it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.playground.reading import blocks as reading
from bot.playground.reading import mrkdwn
from bot.playground.reading.elements import HOLDS_A_VALUE, initial, reported
from bot.playground.reading.names import Names

Json = dict[str, Any]
Key = tuple[str, str]
# What the app may say about a view, and what Slack fills in where it doesn't.
_OPTIONAL = {"private_metadata": "", "callback_id": "", "external_id": ""}
_FLAGS = {"clear_on_close": False, "notify_on_close": False, "submit_disabled": False}


@dataclass(eq=False)
class View:
    """A view that a person has open (modal) or that was published to them (home)."""

    id: str
    user: str
    definition: Json
    hash: str
    names: Names = field(repr=False)
    root_id: str = ""
    previous_id: str | None = None
    entries: dict[Key, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_modal(self) -> bool:
        """Whether it is a modal rather than a Home tab."""
        return bool(self.definition["type"] == "modal")

    @property
    def blocks(self) -> list[Json]:
        """The blocks, each with its id."""
        return list(self.definition["blocks"])

    @property
    def callback_id(self) -> str:
        """The app's own name for the view."""
        return str(self.definition.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """What the app tied to the view, unseen by the person."""
        return str(self.definition.get("private_metadata", ""))

    @property
    def title(self) -> str:
        """The modal's title."""
        return reading.text_of(self.definition.get("title"), self.names)

    @property
    def lines(self) -> list[str]:
        """What the person sees, line by line, with their entries and the errors below them."""
        body = [line for block in self.blocks for line in self._block_lines(block)]
        ends = [self.definition[part] for part in ("submit", "close") if self.definition.get(part)]
        buttons = [" ".join(f"[{reading.text_of(end, self.names)}]" for end in ends)] if ends else []
        return [self.title, *body, *buttons] if self.is_modal else body

    def _block_lines(self, block: Json) -> list[str]:
        lines = reading.block_lines([block], self.names, self.entries)
        error = self.errors.get(block["block_id"])
        return [*lines, f"! {error}"] if error else lines

    @property
    def reads(self) -> str:
        """What the person sees, as one text."""
        return "\n".join(self.lines)

    @property
    def mentions(self) -> list[str]:
        """Whom its texts mention (a view notifies nobody, but a forged mention would show)."""
        return [found for part in reading.mrkdwn_texts(self.blocks) for found in mrkdwn.mentions(part)]

    @property
    def links(self) -> list[mrkdwn.Link]:
        """Links that the person could click."""
        return [found for part in reading.mrkdwn_texts(self.blocks) for found in mrkdwn.links(part)]

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, in order; a modal's submit and close are not among them."""
        return reading.button_labels(self.blocks, self.names)

    def values(self) -> dict[str, dict[str, Json]]:
        """`state.values`: every element that holds a value, whether something was entered or not."""
        values: dict[str, dict[str, Json]] = {}
        for block, element in held_elements(self.blocks):
            key = (block["block_id"], element["action_id"])
            value = self.entries.get(key, initial(element))
            values.setdefault(key[0], {})[key[1]] = reported(element, value)
        return values

    def replace(self, definition: Json, new_hash: str) -> None:
        """Take a new definition; entries stay where block id, action id and kind are the same."""
        kept = {key: kind for key, kind in kinds(self.blocks).items() if key in self.entries}
        still = kinds(definition["blocks"])
        self.entries = {key: self.entries[key] for key, kind in kept.items() if still.get(key) == kind}
        self.definition, self.hash, self.errors = definition, new_hash, {}


def held_elements(blocks: Sequence[Json]) -> list[tuple[Json, Json]]:
    """Every element that holds a value, with its block."""
    return [pair for pair in reading.located_elements(blocks) if pair[1]["type"] in HOLDS_A_VALUE]


def kinds(blocks: Sequence[Json]) -> dict[Key, str]:
    """The type of each element that holds a value, by block id and action id."""
    return {(block["block_id"], one["action_id"]): one["type"] for block, one in held_elements(blocks)}


def as_slack_shows(view: View, team: str, app: str, bot: str) -> Json:
    """The view object of API answers and interaction payloads."""
    given = view.definition
    shown: Json = {"id": view.id, "team_id": team, "type": given["type"], "blocks": view.blocks}
    shown |= _OPTIONAL | {name: given[name] for name in _OPTIONAL if name in given}
    shown |= _FLAGS | {name: given[name] for name in _FLAGS if name in given}
    shown |= {name: given.get(name) for name in ("title", "submit", "close")} if view.is_modal else {}
    return shown | {
        "state": {"values": view.values()},
        "hash": view.hash,
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id or view.id,
        "app_id": app,
        "app_installed_team_id": team,
        "bot_id": bot,
    }
