"""Texts, options and confirmations: the small parts of which elements and blocks are made."""

from typing import Any

from bot.playground.checks.shapes import (
    Check,
    Problems,
    Shape,
    at_least_one,
    boolean,
    by_type,
    listed,
    one_of,
    string,
)

OPTIONS = 100


def plain(most: int, least: int = 1) -> Check:
    """A plain text of so many characters; mrkdwn is refused."""
    shape = Shape({"text": string(most, least)}, {"emoji": boolean})
    return by_type({"plain_text": shape})


def text(most: int) -> Check:
    """A plain or a mrkdwn text of so many characters."""
    plain_text = Shape({"text": string(most)}, {"emoji": boolean})
    mrkdwn = Shape({"text": string(most)}, {"verbatim": boolean})
    return by_type({"plain_text": plain_text, "mrkdwn": mrkdwn})


OPTION = Shape({"text": plain(75), "value": string(150)}, {"description": plain(75)})
# Checkboxes and radio buttons may be written in mrkdwn; an overflow's entries may lead elsewhere.
STYLED_OPTION = Shape({"text": text(75), "value": string(150)}, {"description": text(75)})
OVERFLOW_OPTION = OPTION.with_optional(url=string(3000))
OPTION_GROUP = Shape({"label": plain(75), "options": listed(OPTION, OPTIONS)})
CONFIRM = Shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
FILTER = Shape(
    optional={
        "include": listed(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    rules=(at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)
DISPATCH = Shape(
    optional={"trigger_actions_on": listed(one_of("on_enter_pressed", "on_character_entered"), 2)}
)


def initial_is_offered(element: dict[str, Any], at: str, problems: Problems) -> None:
    """What is chosen at first has to be one of the options, word for word; option values differ."""
    offered = _options(element)
    initial = [element["initial_option"]] if "initial_option" in element else []
    chosen = initial or element.get("initial_options", [])
    for option in chosen if isinstance(chosen, list) else []:
        if option not in offered:
            problems.add("initial option must be one of the options", at)
    values = [option.get("value") for option in offered if isinstance(option, dict)]
    for value in sorted({str(value) for value in values if values.count(value) > 1}):
        problems.add(f"option values must be unique: {value}", f"{at}/options")


def _options(element: dict[str, Any]) -> list[Any]:
    groups = element.get("option_groups", [])
    grouped = [group.get("options", []) for group in groups if isinstance(group, dict)]
    return [option for options in [element.get("options", []), *grouped] for option in _as_list(options)]


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
