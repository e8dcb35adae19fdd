"""Interactive elements: buttons, menus, pickers and inputs, and where each may stand."""

from typing import Any

from bot.playground.checks.rich_text import RICH_TEXT
from bot.playground.checks.shapes import (
    Check,
    Problems,
    Shape,
    boolean,
    by_type,
    exactly_one,
    listed,
    matching,
    one_of,
    string,
    whole,
)
from bot.playground.checks.texts import (
    CONFIRM,
    DISPATCH,
    FILTER,
    OPTION,
    OPTION_GROUP,
    OPTIONS,
    OVERFLOW_OPTION,
    STYLED_OPTION,
    initial_is_offered,
    plain,
)

ACTION_ID = string(255)
DATE = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date such as 2026-01-31")
TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time such as 09:30")
USER = matching(r"[UW][A-Z0-9]+", "a user id")
CHANNEL = matching(r"[CG][A-Z0-9]+", "a channel id")
CONVERSATION = matching(r"[CDGUW][A-Z0-9]+", "a conversation id")
_COMMON: dict[str, Check] = {"action_id": ACTION_ID}
_FOCUS: dict[str, Check] = {**_COMMON, "focus_on_load": boolean}
_PICK: dict[str, Check] = {**_FOCUS, "confirm": CONFIRM, "placeholder": plain(150)}
_MANY: dict[str, Check] = {**_PICK, "max_selected_items": whole(1, 100)}
_TYPED: dict[str, Check] = {**_FOCUS, "placeholder": plain(150), "dispatch_action_config": DISPATCH}
_LISTS: dict[str, Check] = {"options": listed(OPTION, OPTIONS), "option_groups": listed(OPTION_GROUP, 100)}
_EXTERNAL: dict[str, Check] = {"min_query_length": whole(0, 255)}


def _static(**initial: Check) -> Shape:
    # A list with several choices has the limit on how many, the other has not.
    base = _MANY if "initial_options" in initial else _PICK
    optional: dict[str, Check] = {**base, **_LISTS, **initial}
    return Shape(optional=optional, rules=(exactly_one("options", "option_groups"), initial_is_offered))


def _choices(initial: str, check: Check) -> Shape:
    optional: dict[str, Check] = {**_FOCUS, "confirm": CONFIRM, initial: check}
    return Shape({"options": listed(STYLED_OPTION, 10)}, optional, (initial_is_offered,))


def _bounds(element: dict[str, Any], at: str, problems: Problems) -> None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        problems.add("min_length must not be greater than max_length", at)


def _no_workflow(element: dict[str, Any], at: str, problems: Problems) -> None:
    problems.add(f"unsupported type: {element['type']} (this playground has no workflows or files)", at)


_BUTTON: dict[str, Check] = {
    **_COMMON,
    "url": string(3000),
    "value": string(2000),
    "style": one_of("primary", "danger"),
    "confirm": CONFIRM,
    "accessibility_label": string(75),
}
_LENGTHS: dict[str, Check] = {"min_length": whole(0, 3000), "max_length": whole(1, 3000)}
_MANY_CONVERSATIONS: dict[str, Check] = {
    "initial_conversations": listed(CONVERSATION, 100),
    "default_to_current_conversation": boolean,
    "filter": FILTER,
}
_ONE_CONVERSATION: dict[str, Check] = {
    "initial_conversation": CONVERSATION,
    "default_to_current_conversation": boolean,
    "filter": FILTER,
    "response_url_enabled": boolean,
}
_NUMBER = matching(r"-?\d{1,200}(\.\d{1,50})?", "a number as text")
_NUMBERS: dict[str, Check] = {"initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER}

ELEMENTS: dict[str, Check] = {
    "button": Shape({"text": plain(75)}, _BUTTON),
    "overflow": Shape({"options": listed(OVERFLOW_OPTION, 5)}, {**_COMMON, "confirm": CONFIRM}),
    "static_select": _static(initial_option=OPTION),
    "multi_static_select": _static(initial_options=listed(OPTION, OPTIONS)),
    "external_select": Shape(optional={**_PICK, **_EXTERNAL, "initial_option": OPTION}),
    "multi_external_select": Shape(
        optional={**_MANY, **_EXTERNAL, "initial_options": listed(OPTION, OPTIONS)}
    ),
    "users_select": Shape(optional={**_PICK, "initial_user": USER}),
    "multi_users_select": Shape(optional={**_MANY, "initial_users": listed(USER, 100)}),
    "conversations_select": Shape(optional={**_PICK, **_ONE_CONVERSATION}),
    "multi_conversations_select": Shape(optional={**_MANY, **_MANY_CONVERSATIONS}),
    "channels_select": Shape(optional={**_PICK, "initial_channel": CHANNEL, "response_url_enabled": boolean}),
    "multi_channels_select": Shape(optional={**_MANY, "initial_channels": listed(CHANNEL, 100)}),
    "datepicker": Shape(optional={**_PICK, "initial_date": DATE}),
    "timepicker": Shape(optional={**_PICK, "initial_time": TIME, "timezone": string(100)}),
    "datetimepicker": Shape(
        optional={**_FOCUS, "confirm": CONFIRM, "initial_date_time": whole(1_000_000_000, 9_999_999_999)}
    ),
    "checkboxes": _choices("initial_options", listed(STYLED_OPTION, 10)),
    "radio_buttons": _choices("initial_option", STYLED_OPTION),
    "plain_text_input": Shape(
        optional={**_TYPED, **_LENGTHS, "initial_value": string(3000, 0), "multiline": boolean},
        rules=(_bounds,),
    ),
    "email_text_input": Shape(optional={**_TYPED, "initial_value": string(255)}),
    "url_text_input": Shape(optional={**_TYPED, "initial_value": string(3000)}),
    "number_input": Shape({"is_decimal_allowed": boolean}, {**_TYPED, **_NUMBERS}),
    "rich_text_input": Shape(optional={**_TYPED, "initial_value": by_type({"rich_text": RICH_TEXT})}),
    "workflow_button": _no_workflow,
    "file_input": _no_workflow,
}
_SLACK_FILE = Shape(optional={"id": string(255), "url": string(3000)}, rules=(exactly_one("id", "url"),))
IMAGE = Shape(
    {"alt_text": string(2000)},
    {"image_url": string(3000), "slack_file": _SLACK_FILE},
    (exactly_one("image_url", "slack_file"),),
)

_SELECTS = frozenset(name for name in ELEMENTS if name.endswith("_select"))
_PICKERS = frozenset({"datepicker", "timepicker", "checkboxes", "radio_buttons"})
IN_ACTIONS = _SELECTS | _PICKERS | {"button", "overflow", "datetimepicker", "workflow_button"}
IN_SECTION = _SELECTS | _PICKERS | {"button", "overflow", "image", "workflow_button"}
_TYPING = frozenset(
    {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
)
IN_INPUT = _SELECTS | _PICKERS | _TYPING | {"datetimepicker", "file_input"}
