"""What a person can choose or type in an element, and what Slack makes of it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground.checks.rich_text import RICH_TEXT
from bot.playground.checks.shapes import Problems
from bot.playground.errors import Impossible
from bot.playground.reading.elements import HOLDS_A_VALUE, options_of
from bot.playground.reading.mrkdwn import typed, unescape
from bot.playground.reading.rich_text import as_rich_text
from bot.playground.state.conversations import Conversation
from bot.playground.state.users import User
from bot.playground.state.workspace import Workspace

Json = dict[str, Any]
Found = tuple[Json, Json]
NOTHING: tuple[object, ...] = (None, "", [])
_TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")


@dataclass(frozen=True)
class Chooser:
    """Who chooses, what the element holds so far, and what the app suggested where it does that."""

    user: User
    workspace: Workspace
    held: Any = None
    suggested: Sequence[Json] = ()


def chosen(found: Found, choice: object, chooser: Chooser) -> Any:
    """The value that the element holds after this choice; refuses what the client wouldn't take."""
    block, element = found
    kind = HOLDS_A_VALUE.get(element["type"])
    if kind is None:
        raise Impossible(f"{element['action_id']} is a {element['type']}: it holds no value")
    if choice is None or choice == "":
        _can_be_cleared(block, element, chooser.held)
        return kind.empty
    return _many(element, choice, chooser) if kind.many else _one(element, choice, chooser)


def _can_be_cleared(block: Json, element: Json, held: object) -> None:
    """What was typed can be deleted, and boxes unticked; one choice of several stays where it has to."""
    optional = block["type"] == "input" and block.get("optional")
    free = element["type"] in _TYPED or HOLDS_A_VALUE[element["type"]].many
    if not (optional or free or held in NOTHING):
        name = element["action_id"]
        raise Impossible(f"{name} is not optional: another choice can be made, but not taken back")


def _many(element: Json, choice: object, chooser: Chooser) -> list[Any]:
    choices = (
        list(choice) if isinstance(choice, Iterable) and not isinstance(choice, str | dict) else [choice]
    )
    values = [_one(element, one, chooser) for one in choices]
    once = [value for place, value in enumerate(values) if value not in values[:place]]
    most = element.get("max_selected_items")
    if most is not None and len(once) > most:
        raise Impossible(f"{element['action_id']} takes {most} at most")
    return once


def _one(element: Json, choice: object, chooser: Chooser) -> Any:
    return _CHOOSERS[str(element["type"]).removeprefix("multi_")](element, choice, chooser)


def option(element: Json, choice: object, _: Chooser | None = None) -> Json:
    """The option with that value or that visible text."""
    return _among(options_of(element), choice)


def _among(offered: Sequence[Json], choice: object) -> Json:
    for one in offered:
        if choice in (one["value"], unescape(one["text"]["text"])) or choice == one:
            return {name: one[name] for name in ("text", "value", "description", "url") if name in one}
    labels = [f"{one['text']['text']} ({one['value']})" for one in offered]
    raise Impossible(f"{choice!r} is not offered; there is: {', '.join(labels)}")


def _suggestion(_: Json, choice: object, chooser: Chooser) -> Json:
    """What the app suggested last, and what is chosen already."""
    held = chooser.held if isinstance(chooser.held, list) else [chooser.held]
    offered = [*chooser.suggested, *filter(None, held)]
    if not offered:
        raise Impossible(f"{choice!r} is not offered: nothing was looked up yet, see looks_up()")
    return _among(offered, choice)


def _user(_: Json, choice: object, chooser: Chooser) -> str:
    wanted = str(getattr(choice, "id", choice))
    for user in chooser.workspace.users.values():
        if wanted in (user.id, user.email, user.name, user.real_name) and not user.deleted:
            return user.id
    raise Impossible(f"there is nobody called {wanted!r} to choose")


def _channel(_: Json, choice: object, chooser: Chooser) -> str:
    return _conversation({"filter": {"include": ["public"]}}, choice, chooser)


def _conversation(element: Json, choice: object, chooser: Chooser) -> str:
    wanted = str(getattr(choice, "id", choice)).removeprefix("#")
    rules = element.get("filter", {})
    for where in chooser.workspace.conversations.values():
        if wanted in (where.id, where.name) and _is_offered(where, rules, chooser):
            return where.id
    raise Impossible(f"there is no channel called {wanted!r} to choose")


def _is_offered(where: Conversation, rules: Json, chooser: Chooser) -> bool:
    """What the person can look into, of the kinds that the app wants; the app's own messages are a bot's."""
    kind = "im" if where.is_dm else "private" if where.is_private else "public"
    wanted = kind in rules.get("include", (kind,)) and not (where.is_dm and rules.get("exclude_bot_users"))
    return wanted and not where.is_archived and chooser.workspace.can_read(chooser.user.id, where)


def _date(_: Json, choice: object, __: Chooser) -> str:
    text = choice.isoformat() if isinstance(choice, date) else str(choice)
    try:
        return date.fromisoformat(text[:10] if isinstance(choice, datetime) else text).isoformat()
    except ValueError:
        raise Impossible(f"{choice!r} is not a date such as 2026-01-31") from None


def _time(_: Json, choice: object, __: Chooser) -> str:
    text = f"{choice:%H:%M}" if isinstance(choice, time) else str(choice)
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise Impossible(f"{choice!r} is not a time such as 09:30")
    return text


def _moment(_: Json, choice: object, chooser: Chooser) -> int:
    """A moment; without a zone it is one of the person's own zone, as in their client."""
    if isinstance(choice, int):
        return choice
    try:
        moment = choice if isinstance(choice, datetime) else datetime.fromisoformat(str(choice))
    except ValueError:
        raise Impossible("a moment is a datetime, 2026-01-31T09:30, or seconds since 1970") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(chooser.user.tz))
    return int(moment.astimezone(UTC).timestamp())


def _text(element: Json, choice: object, _: Chooser) -> str:
    text, most = str(choice), element.get("max_length", 3000)
    if len(text) > most:
        raise Impossible(f"{element['action_id']} takes {most} characters at most, not {len(text)}")
    if "\n" in text and not element.get("multiline"):
        raise Impossible(f"{element['action_id']} has one line only")
    return text


def _rich_text(element: Json, choice: object, chooser: Chooser) -> Json:
    """What the client makes of typed text; or rich text as it is, where it is of Slack's shape."""
    if not isinstance(choice, dict):
        block = as_rich_text(typed(str(choice), chooser.workspace.handles()), "")
        return {name: part for name, part in block.items() if name != "block_id"}
    problems = Problems()
    RICH_TEXT({"type": "rich_text"} | choice, "", problems)
    if problems.found or choice.get("type") != "rich_text":
        raise Impossible(f"{element['action_id']} takes text or a block of rich text")
    return choice


def _number(element: Json, choice: object, _: Chooser) -> str:
    text = str(choice)
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, text):
        raise Impossible(f"{choice!r} is not a number that {element['action_id']} takes")
    if not float(element.get("min_value", text)) <= float(text) <= float(element.get("max_value", text)):
        raise Impossible(f"{text} is outside what {element['action_id']} takes")
    return text


def _plain(_: Json, choice: object, __: Chooser) -> str:
    return str(choice)


_CHOOSERS: dict[str, Callable[[Json, object, Chooser], Any]] = {
    "static_select": option,
    "external_select": _suggestion,
    "radio_buttons": option,
    "checkboxes": option,
    "users_select": _user,
    "channels_select": _channel,
    "conversations_select": _conversation,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _moment,
    "plain_text_input": _text,
    "rich_text_input": _rich_text,
    "number_input": _number,
    "email_text_input": _plain,
    "url_text_input": _plain,
}


def complaint(element: Json, value: object) -> str | None:
    """What the client says below a required input when the form is submitted like this."""
    if value in NOTHING:
        return "Please complete this required field."
    kind, text = element["type"], str(value)
    if kind == "plain_text_input" and len(text) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.fullmatch(r"https?://\S+", text):
        return "Please enter a valid URL."
    return None
