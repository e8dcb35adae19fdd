"""Sending a form from the page: filled in input by input, so that each refusal stands at its own."""

from collections.abc import Iterable
from typing import Any

from bot.playground import Impossible, Person, Playground, View
from bot.playground.page import reads
from bot.playground.people.forms import complaints
from bot.playground.reading.elements import initial
from bot.playground.reading.rich_text import in_words

Json = dict[str, Any]


async def submits(slack: Playground, person: Person, view: View, entries: Iterable[Json]) -> dict[str, str]:
    """Fill in and submit; what client or app complain about, by block, stays with the view."""
    refused = await _fill(person, view, entries) or complaints(view)
    if refused:
        slack.slack.show_errors(view, refused)
        return refused
    await person.submits()
    return view.errors if view in person.modals else {}


async def _fill(person: Person, view: View, entries: Iterable[Json]) -> dict[str, str]:
    refused = {}
    for entry in entries:
        block, action = str(entry.get("block")), str(entry.get("action"))
        try:
            element = reads.element(view.blocks, block, action)
            if _is_as_it_was(view, block, element, entry.get("choice")):
                continue
            await person.fills({(block, action): entry.get("choice")})
        except Impossible as error:
            refused[block] = str(error)
    return refused


def _is_as_it_was(view: View, block: str, element: Json, choice: object) -> bool:
    """Rich text goes through the page as plain words: where these are the same, its styles stay."""
    if element["type"] != "rich_text_input":
        return False
    held = view.entries.get((block, element["action_id"]), initial(element))
    return bool(held) and in_words(held, view.names) == choice
