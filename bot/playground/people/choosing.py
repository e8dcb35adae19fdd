"""What a person can choose or type in an element, and what Slack makes of it."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from bot.playground.errors import Impossible
from bot.playground.reading.elements import HOLDS_A_VALUE, options_of
from bot.playground.reading.mrkdwn import unescape
from bot.playground.state.workspace import Workspace

Json = dict[str, Any]


def chosen(element: Json, choice: object, workspace: Workspace) -> Any:
    """The value that the element holds after this choice; refuses what the client wouldn't take."""
    if choice is None:
        return HOLDS_A_VALUE[element["type"]].empty
    if HOLDS_A_VALUE[element["type"]].many:
        return _many(element, choice, workspace)
    return _one(element, choice, workspace)


def _many(element: Json, choice: object, workspace: Workspace) -> list[Any]:
    choices = list(choice) if isinstance(choice, Iterable) and not isinstance(choice, str) else [choice]
    most = element.get("max_selected_items")
    if most is not None and len(choices) > most:
        raise Impossible(f"{element['action_id']} takes {most} at most")
    return [_one(element, one, workspace) for one in choices]


def _one(element: Json, choice: object, workspace: Workspace) -> Any:
    kind = str(element["type"]).removeprefix("multi_")
    chooser = _CHOOSERS.get(kind)
    if chooser is None:
        raise Impossible(f"a person can't use {kind} in this playground")
    return chooser(element, choice, workspace)


def option(element: Json, choice: object, _: Workspace | None = None) -> Json:
    """The option with that value or that visible text."""
    offered = options_of(element)
    for one in offered:
        if choice in (one["value"], unescape(one["text"]["text"])) or choice == one:
            return {name: one[name] for name in ("text", "value", "description", "url") if name in one}
    labels = [f"{one['text']['text']} ({one['value']})" for one in offered]
    raise Impossible(f"{choice!r} is not offered; there is: {', '.join(labels)}")


def _user(_: Json, choice: object, workspace: Workspace) -> str:
    wanted = str(getattr(choice, "id", choice))
    for user in workspace.users.values():
        if wanted in (user.id, user.email, user.name, user.real_name) and not user.deleted:
            return user.id
    raise Impossible(f"there is nobody called {wanted!r} to choose")


def _conversation(_: Json, choice: object, workspace: Workspace) -> str:
    wanted = str(getattr(choice, "id", choice)).removeprefix("#")
    for where in workspace.conversations.values():
        if wanted in (where.id, where.name) and not where.is_dm:
            return where.id
    raise Impossible(f"there is no channel called {wanted!r} to choose")


def _date(_: Json, choice: object, __: Workspace) -> str:
    text = choice.isoformat() if isinstance(choice, date) else str(choice)
    try:
        return date.fromisoformat(text[:10] if isinstance(choice, datetime) else text).isoformat()
    except ValueError:
        raise Impossible(f"{choice!r} is not a date such as 2026-01-31") from None


def _time(_: Json, choice: object, __: Workspace) -> str:
    text = f"{choice:%H:%M}" if isinstance(choice, time) else str(choice)
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise Impossible(f"{choice!r} is not a time such as 09:30")
    return text


def _moment(_: Json, choice: object, __: Workspace) -> int:
    if isinstance(choice, datetime) and choice.tzinfo is not None:
        return int(choice.timestamp())
    if isinstance(choice, int):
        return choice
    raise Impossible("a moment is a datetime with a zone, or seconds since 1970")


def _text(element: Json, choice: object, _: Workspace) -> str:
    text, most = str(choice), element.get("max_length", 3000)
    if len(text) > most:
        raise Impossible(f"{element['action_id']} takes {most} characters at most, not {len(text)}")
    if "\n" in text and not element.get("multiline"):
        raise Impossible(f"{element['action_id']} has one line only")
    return text


def _number(element: Json, choice: object, _: Workspace) -> str:
    text = str(choice)
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, text):
        raise Impossible(f"{choice!r} is not a number that {element['action_id']} takes")
    if not float(element.get("min_value", text)) <= float(text) <= float(element.get("max_value", text)):
        raise Impossible(f"{text} is outside what {element['action_id']} takes")
    return text


def _plain(_: Json, choice: object, __: Workspace) -> str:
    return str(choice)


_CHOOSERS: dict[str, Callable[[Json, object, Workspace], Any]] = {
    "static_select": option,
    "radio_buttons": option,
    "checkboxes": option,
    "users_select": _user,
    "channels_select": _conversation,
    "conversations_select": _conversation,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _moment,
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _plain,
    "url_text_input": _plain,
}


def complaint(element: Json, value: object) -> str | None:
    """What the client says below a required input when the form is submitted like this."""
    if value in (None, "", []):
        return "Please complete this required field."
    kind, text = element["type"], str(value)
    if kind == "plain_text_input" and len(text) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.fullmatch(r"https?://\S+", text):
        return "Please enter a valid URL."
    return None
