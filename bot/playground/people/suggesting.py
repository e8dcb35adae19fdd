"""Menus whose options the app suggests while somebody types: `block_suggestion`."""

from collections.abc import Collection

from bot.playground.api.normal import normal_options
from bot.playground.app.transport import answered
from bot.playground.checks.shapes import Problems, listed
from bot.playground.checks.texts import OPTION, OPTION_GROUP, OPTIONS
from bot.playground.errors import Impossible, SlackError
from bot.playground.people.choosing import Chooser, Found
from bot.playground.people.desk import Desk
from bot.playground.reading.elements import HOLDS_A_VALUE, initial, options_of
from bot.playground.record import Delivery, Json
from bot.playground.state.messages import Message
from bot.playground.state.users import User
from bot.playground.state.views import View

ASKS_FROM = 3  # characters, where the app says nothing else


def chooser(desk: Desk, user: User, target: Message | View, found: Found) -> Chooser:
    """Somebody before an element, with what it holds and what was suggested to them there."""
    key = (found[0]["block_id"], found[1]["action_id"])
    workspace = desk.slack.workspace
    entries = target.entries if isinstance(target, View) else workspace.chosen_in(user.id, target)
    held = entries.get(key, initial(found[1])) if found[1]["type"] in HOLDS_A_VALUE else None
    return Chooser(user, workspace, held, desk.suggested.get(_place(user, target, found), ()))


def suggested(desk: Desk, user: User, target: Message | View, found: Found) -> list[Json] | None:
    """What the app suggested there last; None where nobody has looked anything up yet."""
    return desk.suggested.get(_place(user, target, found))


def _place(user: User, target: Message | View, found: Found) -> tuple[str, ...]:
    surface = (target.id,) if isinstance(target, View) else (target.channel, target.ts)
    return (user.id, *surface, found[0]["block_id"], found[1]["action_id"])


async def look_up(
    desk: Desk, user: User, target: Message | View, found: Found, query: str, *, keep: Collection[str] = ()
) -> list[Json]:
    """Type into such a menu: what the app suggests, which is what can be chosen until the next time.

    What was ticked of earlier suggestions, named by its values, can still be chosen.
    """
    element = found[1]
    if "external" not in element["type"]:
        raise Impossible(f"{element['action_id']} is a {element['type']}: the app suggests nothing for it")
    least = element.get("min_query_length", ASKS_FROM)
    if len(query) < least:
        raise Impossible(f"{element['action_id']} asks the app from {least} characters on")
    payload = desk.payloads.suggestion(user, target, found, query)
    delivery = await desk.link.send("interactive", payload)
    kept = [one for one in suggested(desk, user, target, found) or [] if one["value"] in keep]
    taken = _taken(desk, user, element, delivery)
    desk.suggested[_place(user, target, found)] = [*(one for one in kept if one not in taken), *taken]
    return taken


def _taken(desk: Desk, user: User, element: Json, delivery: Delivery) -> list[Json]:
    try:
        if not delivery.acked:
            raise SlackError(delivery.reason)
        return _options(answered(delivery))
    except SlackError as error:
        said = ", ".join([error.code, *error.messages])
        desk.notify(user, f"The options of {element['action_id']} could not be loaded ({said})", delivery)
        return []


def _options(answer: Json) -> list[Json]:
    problems = Problems()
    if "option_groups" in answer:
        listed(OPTION_GROUP, OPTIONS, least=0)(answer["option_groups"], "/option_groups", problems)
    else:
        listed(OPTION, OPTIONS, least=0)(answer.get("options"), "/options", problems)
    if problems.found:
        raise SlackError("invalid_options", problems.found)
    return options_of(normal_options(answer))
