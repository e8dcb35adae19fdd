"""What menus, pickers and lists of boxes offer, and what is chosen among it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot.playground.page.show import mrkdwn, words
from bot.playground.page.show.around import Around
from bot.playground.reading.blocks import text_of
from bot.playground.state.conversations import Conversation

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of them. `words` is the label without any style, for menus and for filters."""

    value: str
    label: Markup
    words: str
    description: Markup
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under a heading; without one where the app made no groups."""

    heading: str
    choices: list[Choice]


def groups(element: Json, held: Any, around: Around) -> list[Group]:
    """All that the element offers."""
    chosen = _values(held)
    kind = str(element["type"]).removeprefix("multi_")
    if kind == "users_select":
        offered = [(user.id, user.real_name) for user in around.people if not user.deleted]
        return [Group("", list(_named(offered, chosen, around.names.of_user)))]
    if kind in ("channels_select", "conversations_select"):
        named = [(where.id, f"# {where.name}") for where in around.channels if _is_offered(where, element)]
        return [Group("", list(_named(named, chosen, around.names.of_channel)))]
    listed = [Group("", _options(element.get("options", []), chosen, around))]
    for group in element.get("option_groups", []):
        heading = text_of(group["label"], around.names)
        listed.append(Group(heading, _options(group["options"], chosen, around)))
    return [group for group in listed if group.choices]


def line(text: Json, around: Around) -> Markup:
    """A short text object within a line."""
    if text["type"] == "mrkdwn":
        return mrkdwn.draw_within_line(text["text"], around, verbatim=bool(text.get("verbatim")))
    return Markup("{}").format(words.emoji(text_of(text, around.names)))


def _values(held: Any) -> list[str]:
    """As values and ids, whatever the element holds."""
    listed = held if isinstance(held, list) else [held]
    return [
        str(one["value"]) if isinstance(one, dict) else str(one) for one in listed if one not in (None, "")
    ]


def _options(options: Iterable[Json], chosen: list[str], around: Around) -> list[Choice]:
    return [_option(option, chosen, around) for option in options]


def _option(option: Json, chosen: list[str], around: Around) -> Choice:
    description = line(option["description"], around) if "description" in option else Markup("")
    value, label = str(option["value"]), line(option["text"], around)
    spelled = words.emoji(text_of(option["text"], around.names))
    return Choice(value, label, spelled, description, value in chosen)


def _named(offered: list[tuple[str, str]], chosen: list[str], name: Any) -> Iterator[Choice]:
    """People or channels; whoever is chosen is there even if the picker no longer offers them."""
    known = {each for each, _ in offered}
    missing = [(each, name(each)) for each in chosen if each not in known]
    for value, spelled in [*offered, *missing]:
        yield Choice(value, Markup("{}").format(spelled), spelled, Markup(""), value in chosen)


def _is_offered(where: Conversation, element: Json) -> bool:
    """Pickers of channels offer public ones; pickers of conversations what their filter says."""
    if where.is_dm or where.is_archived:
        return False
    if "channels" in element["type"]:
        return not where.is_private
    include = element.get("filter", {}).get("include") or ["private", "public"]
    return ("private" if where.is_private else "public") in include
