"""Interactive elements as native controls, and what the page's script may count on.

Every control that holds a value, and every button, carries

- `data-block`, `data-action`, `data-kind`: the block's id, the action's id, Slack's name of the element;
- `data-travels`: `form` where a choice waits for the form to be submitted, else `at-once`;
- `data-confirm-title`, `-text`, `-yes`, `-no`, `-style` where the app wants to be sure first;
- `data-dispatch`: for typed text that travels at once, when: `on_enter_pressed`, `on_character_entered`;
- `data-focus` where the app wants the cursor to be when the view opens;
- `id` and `name`, unique on the page (see `Around.place`), and what assistive technology needs to know.

What is what: a button is `<button data-value>` (or a link that also tells the app); an overflow menu is a
`<details>` with buttons that have `data-choice`; a menu with one choice is a `<select>`, whose first option
is empty; checkboxes and radio buttons are a `<fieldset>`; a menu with several choices is a
`<details class="picker" data-most>` with a filter (`data-filter`), checkboxes (`data-words` is what the
filter looks at) and the chosen ones in its summary (`data-chips`). Where the app suggests what to choose,
what is typed there goes to the app from `data-look-up` characters on, and what comes back is drawn as its
boxes, or as radio buttons where one can be chosen. Rich text is typed as plain words. A group carries the
attributes of the element, the boxes in it carry `name` and `value`. A `datetime-local` is in the viewer's
zone (`times.from_wall`).
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from bot.playground.page.show import choices, times, words
from bot.playground.page.show.links import is_safe
from bot.playground.page.show.seats import Seat
from bot.playground.page.show.templates import macros
from bot.playground.people.suggesting import ASKS_FROM
from bot.playground.reading.blocks import text_of
from bot.playground.reading.elements import options_of
from bot.playground.reading.rich_text import in_words

Json = dict[str, Any]
Attributes = dict[str, str | int | None]

_html = macros("elements.html")
# What a control is called where the app gave it neither a label nor a placeholder.
_CALLED = {
    "datepicker": "Date",
    "timepicker": "Time",
    "datetimepicker": "Date and time",
    "users_select": "Choose a person",
    "multi_users_select": "Choose people",
    "channels_select": "Choose a channel",
    "multi_channels_select": "Choose channels",
    "conversations_select": "Choose a conversation",
    "multi_conversations_select": "Choose conversations",
}
_TYPES = {
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
    "plain_text_input": "text",
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "number",
}


def draw(element: Json, seat: Seat) -> Markup:
    """The element; where this page can't draw it, a box that says so."""
    drawer = _DRAWERS.get(element["type"])
    return drawer(element, seat) if drawer else undrawn(element["type"], "element")


def undrawn(kind: str, what: str) -> Markup:
    """An honest placeholder."""
    return _html("undrawn", kind, what)


def is_one_control(element: Json) -> bool:
    """Whether a label can point at it; groups are called by their label instead."""
    return element["type"] in _TYPES or _DRAWERS.get(element["type"]) in (_menu, _rich)


def _button(element: Json, seat: Seat) -> Markup:
    said: Attributes = {"data-value": element.get("value"), "aria-label": element.get("accessibility_label")}
    url = str(element.get("url", ""))
    look = str(element.get("style", ""))
    attributes = _common(element, seat) | said
    return _html("button", attributes, _spelled(element["text"], seat), look, url if is_safe(url) else "")


def _overflow(element: Json, seat: Seat) -> Markup:
    offered = [
        (option["value"], choices.line(option["text"], seat.around), _safe(option.get("url")))
        for option in options_of(element)
    ]
    return _html("overflow", _common(element, seat), offered)


def _menu(element: Json, seat: Seat) -> Markup:
    offered = choices.groups(element, seat.held(element), seat.around)
    return _html("menu", _control(element, seat), offered, _placeholder(element, seat))


def _boxes(element: Json, seat: Seat) -> Markup:
    offered = choices.groups(element, seat.held(element), seat.around)
    kind = "checkbox" if element["type"] == "checkboxes" else "radio"
    return _html("boxes", _group(element, seat), offered, kind, seat.place(element))


def _picker(element: Json, seat: Seat) -> Markup:
    offered = choices.groups(element, seat.held(element), seat.around)
    attributes = _group(element, seat) | {"data-most": element.get("max_selected_items")}
    called = attributes.pop("aria-labelledby", None), attributes.pop("aria-label", None)
    return _html("picker", attributes, called, offered, _placeholder(element, seat), seat.place(element))


def _asking(element: Json, seat: Seat) -> Markup:
    """A picker of what the app suggests: what is chosen stays in it, whatever is looked up next."""
    found = seat.suggested(seat.block, element)
    held = seat.held(element)
    chosen = [one for one in (held if isinstance(held, list) else [held]) if one]
    options = [*chosen, *(one for one in found or () if one["value"] not in {it["value"] for it in chosen})]
    offered = choices.groups({"type": element["type"], "options": options}, held, seat.around)
    many = element["type"].startswith("multi")
    attributes = _group(element, seat) | {"data-most": element.get("max_selected_items")}
    called = attributes.pop("aria-labelledby", None), attributes.pop("aria-label", None)
    asks = {"least": element.get("min_query_length", ASKS_FROM), "is_empty": found == []}
    kind = "checkbox" if many else "radio"
    words = _placeholder(element, seat)
    return _html("picker", attributes, called, offered, words, seat.place(element), kind, asks)


def _rich(element: Json, seat: Seat) -> Markup:
    """Plain words: that is what a textarea can hold."""
    words = {"placeholder": _spelled(element["placeholder"], seat) if "placeholder" in element else None}
    return _html(
        "long_text", _control(element, seat) | words, in_words(seat.held(element), seat.around.names)
    )


def _when(element: Json, seat: Seat) -> Markup:
    held = seat.held(element)
    shown = times.as_wall(held, seat.around.zone) if element["type"] == "datetimepicker" else held
    return _input(element, seat, shown, {})


def _typed(element: Json, seat: Seat) -> Markup:
    limits: Attributes = {
        "placeholder": _spelled(element["placeholder"], seat) if "placeholder" in element else None,
        "minlength": element.get("min_length"),
        "maxlength": element.get("max_length"),
    }
    if element.get("multiline"):
        return _html("long_text", _control(element, seat) | limits, seat.held(element) or "")
    return _input(element, seat, seat.held(element), limits)


def _number(element: Json, seat: Seat) -> Markup:
    limits: Attributes = {
        "placeholder": _spelled(element["placeholder"], seat) if "placeholder" in element else None,
        "min": element.get("min_value"),
        "max": element.get("max_value"),
        "step": "any" if element.get("is_decimal_allowed") else 1,
    }
    return _input(element, seat, seat.held(element), limits)


def _input(element: Json, seat: Seat, held: object, more: Attributes) -> Markup:
    value = None if held in (None, "") else str(held)
    attributes: Attributes = {"type": _TYPES[element["type"]], "value": value}
    return _html("one_line", attributes | _control(element, seat) | more)


def _common(element: Json, seat: Seat) -> Attributes:
    """What every element says of itself."""
    said: Attributes = {
        "data-block": seat.block_id,
        "data-action": str(element["action_id"]),
        "data-kind": str(element["type"]),
        "data-travels": "form" if seat.goes_with_form else "at-once",
        "data-focus": "" if element.get("focus_on_load") else None,
        "data-dispatch": _dispatch(element, seat),
    }
    return said | _confirm(element.get("confirm"), seat)


def _control(element: Json, seat: Seat) -> Attributes:
    """Of a single control."""
    place = seat.place(element)
    required = "true" if seat.is_input and not seat.block.get("optional") else None
    described = _common(element, seat) | {"id": place, "name": place, "aria-required": required}
    return described | _described(element, seat)


def _group(element: Json, seat: Seat) -> Attributes:
    """Of a group of boxes."""
    return _common(element, seat) | {"id": seat.place(element)} | _described(element, seat)


def _described(element: Json, seat: Seat) -> Attributes:
    """How it is called, what explains it and what is wrong with it."""
    notes = [seat.part("hint")] if "hint" in seat.block else []
    notes += [seat.part("error")] if seat.error else []
    said: Attributes = {
        "aria-describedby": " ".join(notes) or None,
        "aria-invalid": "true" if seat.error else None,
    }
    if seat.is_input:
        # A single control is what its label points at.
        return said if is_one_control(element) else said | {"aria-labelledby": seat.part("label")}
    if seat.block["type"] == "section" and "text" in seat.block:
        return said | {"aria-labelledby": seat.part("text")}
    return said | {"aria-label": _placeholder(element, seat)}


def _dispatch(element: Json, seat: Seat) -> str | None:
    if not seat.block.get("dispatch_action") or not element["type"].endswith("_input"):
        return None
    config = element.get("dispatch_action_config", {})
    return " ".join(config.get("trigger_actions_on", ["on_enter_pressed"]))


def _confirm(confirm: Json | None, seat: Seat) -> Attributes:
    if confirm is None:
        return {}
    parts = {"title": "title", "text": "text", "yes": "confirm", "no": "deny"}
    said: Attributes = {f"data-confirm-{ours}": _spelled(confirm[name], seat) for ours, name in parts.items()}
    return said | {"data-confirm-style": confirm.get("style")}


def _placeholder(element: Json, seat: Seat) -> str:
    if "placeholder" in element:
        return _spelled(element["placeholder"], seat)
    return _CALLED.get(element["type"], "Choose")


def _spelled(text: Json, seat: Seat) -> str:
    """A text object without any style."""
    return words.emoji(text_of(text, seat.around.names))


def _safe(url: object) -> str:
    return str(url) if isinstance(url, str) and is_safe(url) else ""


# People can't use files and workflows in this local Slack (see `people.choosing`), so these are not drawn as
# if they could.
_DRAWERS: dict[str, Callable[[Json, Seat], Markup]] = {
    "button": _button,
    "overflow": _overflow,
    "static_select": _menu,
    "users_select": _menu,
    "channels_select": _menu,
    "conversations_select": _menu,
    "multi_static_select": _picker,
    "multi_users_select": _picker,
    "multi_channels_select": _picker,
    "multi_conversations_select": _picker,
    "external_select": _asking,
    "multi_external_select": _asking,
    "checkboxes": _boxes,
    "radio_buttons": _boxes,
    "datepicker": _when,
    "timepicker": _when,
    "datetimepicker": _when,
    "plain_text_input": _typed,
    "email_text_input": _typed,
    "url_text_input": _typed,
    "number_input": _number,
    "rich_text_input": _rich,
}
