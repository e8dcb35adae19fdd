"""Interactive elements: what they show, which value they start with, and how Slack reports that value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.playground.reading.mrkdwn import unescape
from bot.playground.reading.names import Names
from bot.playground.reading.rich_text import rich_text_lines

Json = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of element that holds a value: where the value starts, where it is reported, what none is."""

    initial: str
    reported: str
    many: bool = False

    @property
    def empty(self) -> object:
        """What Slack reports while nothing was entered."""
        return [] if self.many else None


HOLDS_A_VALUE = {
    "plain_text_input": Kind("initial_value", "value"),
    "email_text_input": Kind("initial_value", "value"),
    "url_text_input": Kind("initial_value", "value"),
    "number_input": Kind("initial_value", "value"),
    "rich_text_input": Kind("initial_value", "rich_text_value"),
    "datepicker": Kind("initial_date", "selected_date"),
    "timepicker": Kind("initial_time", "selected_time"),
    "datetimepicker": Kind("initial_date_time", "selected_date_time"),
    "static_select": Kind("initial_option", "selected_option"),
    "external_select": Kind("initial_option", "selected_option"),
    "radio_buttons": Kind("initial_option", "selected_option"),
    "users_select": Kind("initial_user", "selected_user"),
    "channels_select": Kind("initial_channel", "selected_channel"),
    "conversations_select": Kind("initial_conversation", "selected_conversation"),
    "checkboxes": Kind("initial_options", "selected_options", many=True),
    "multi_static_select": Kind("initial_options", "selected_options", many=True),
    "multi_external_select": Kind("initial_options", "selected_options", many=True),
    "multi_users_select": Kind("initial_users", "selected_users", many=True),
    "multi_channels_select": Kind("initial_channels", "selected_channels", many=True),
    "multi_conversations_select": Kind("initial_conversations", "selected_conversations", many=True),
}


def initial(element: Json) -> Any:
    """The value that an element starts with."""
    kind = HOLDS_A_VALUE[element["type"]]
    return element.get(kind.initial, kind.empty)


def reported(element: Json, value: object) -> Json:
    """The element's part of `state.values`."""
    kind = HOLDS_A_VALUE[element["type"]]
    return {"type": element["type"], kind.reported: kind.empty if value in ("", None) else value}


def options_of(element: Json) -> list[Json]:
    """All options that the element offers, grouped or not."""
    groups = [{"options": element.get("options", [])}, *element.get("option_groups", [])]
    return [option for group in groups for option in group["options"]]


def shown(element: Json, names: Names, value: object = None) -> str:
    """The element as a reader sees it; a value that was entered wins over the initial one."""
    kind = element["type"]
    if kind not in HOLDS_A_VALUE:
        return _shown_without_value(element)
    held = initial(element) if value is None else value
    if kind in ("checkboxes", "radio_buttons"):
        return " ".join(_choice(option, held, kind) for option in options_of(element))
    if kind == "rich_text_input" and isinstance(held, dict):
        return "\n".join(rich_text_lines(held, names))
    text = _spoken(held, _name_reader(kind, names))
    if text:
        return f"[{text}]" if "select" in kind or "picker" in kind else text
    placeholder = element.get("placeholder", {}).get("text", "")
    return f"[{placeholder or '...'}]" if "select" in kind or "picker" in kind else "____"


def _shown_without_value(element: Json) -> str:
    match element["type"]:
        case "button" | "workflow_button":
            label = f"[{unescape(element['text']['text'])}]"
            return f"{label} ({element['url']})" if element.get("url") else label
        case "overflow":
            return " ".join(f"[{unescape(option['text']['text'])}]" for option in options_of(element))
        case "image":
            return f"(picture: {element['alt_text']})"
        case other:
            return f"({other})"


def _choice(option: Json, held: object, kind: str) -> str:
    values = [one["value"] for one in (held if isinstance(held, list) else [held]) if isinstance(one, dict)]
    mark = "x" if option["value"] in values else " "
    left, right = "[]" if kind == "checkboxes" else "()"
    return f"{left}{mark}{right} {unescape(option['text']['text'])}"


def _name_reader(kind: str, names: Names) -> Callable[[str], str]:
    """How the ids that such an element holds are read."""
    if "users" in kind:
        return names.of_user
    return names.of_channel if "channels" in kind or "conversations" in kind else str


def _spoken(held: object, read: Callable[[str], str]) -> str:
    if isinstance(held, list):
        return ", ".join(_spoken(one, read) for one in held)
    if isinstance(held, dict):
        return unescape(held["text"]["text"])
    return read(str(held)) if held not in (None, "") else ""
