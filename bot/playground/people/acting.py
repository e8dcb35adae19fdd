"""Clicks, choices and commands: what goes to the app, and what the client does with its answer."""

from bot.playground.api.responses import act
from bot.playground.app.payloads import message_state
from bot.playground.app.transport import answered
from bot.playground.errors import Impossible, SlackError
from bot.playground.offers import Shortcut, ShortcutKind
from bot.playground.people import finding, suggesting
from bot.playground.people.choosing import chosen
from bot.playground.people.choosing import option as option_of
from bot.playground.people.desk import Desk
from bot.playground.reading.elements import HOLDS_A_VALUE, reported
from bot.playground.reading.mrkdwn import typed
from bot.playground.record import Delivery, Json
from bot.playground.response_urls import Reply
from bot.playground.state.conversations import Conversation
from bot.playground.state.messages import Message
from bot.playground.state.users import User
from bot.playground.state.views import View

Found = tuple[Json, Json]


async def click(
    desk: Desk,
    user: User,
    target: Message | View,
    wanted: str,
    choice: object,
    *,
    block_id: str | None,
    value: str | None,
) -> Delivery:
    """Click a button or choose something on a message or a view."""
    block, element = finding.element(target.blocks, wanted, block_id=block_id, value=value)
    if element["type"] not in HOLDS_A_VALUE:
        picked = {"selected_option": option_of(element, choice)} if element["type"] == "overflow" else {}
        if not picked and choice is not None:
            raise Impossible(f"{wanted!r} is a button: it has no options")
        return await _act(desk, user, target, (block, element), picked)
    if choice is None:
        raise Impossible(f"{wanted!r} is a {element['type']}: say which option")
    held = chosen((block, element), choice, suggesting.chooser(desk, user, target, (block, element)))
    if isinstance(target, View):
        return await _enter_and_send(desk, user, target, (block, element), held)
    desk.slack.choose(user, target, (block["block_id"], element["action_id"]), held)
    return await _act(desk, user, target, (block, element), _without_type(reported(element, held)))


async def _enter_and_send(desk: Desk, user: User, view: View, found: Found, value: object) -> Delivery:
    if found[0]["type"] == "input" and not found[0].get("dispatch_action"):
        raise Impossible(f"{found[1]['action_id']} is sent with the form: use fills() and submits()")
    delivery = await enter(desk, user, view, found, value)
    if delivery is None:
        raise AssertionError("an element outside of inputs is always sent")
    return delivery


def _without_type(state: Json) -> Json:
    return {name: value for name, value in state.items() if name != "type"}


async def enter(desk: Desk, user: User, view: View, found: Found, value: object) -> Delivery | None:
    """Put a value into an element of a view; the app is told unless it waits for the submission."""
    block, element = found
    desk.slack.enter(view, (block["block_id"], element["action_id"]), value)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return None
    return await _act(desk, user, view, found, _without_type(reported(element, value)))


async def _act(desk: Desk, user: User, target: Message | View, found: Found, chosen_part: Json) -> Delivery:
    action = desk.payloads.action(*found, chosen_part)
    if isinstance(target, View):
        payload = desk.payloads.clicked_in_view(user, target, action)
    else:
        state = message_state(target, desk.slack.workspace.chosen_in(user.id, target))
        payload = desk.payloads.clicked_in_message(user, target, action, state)
    delivery = await desk.link.send("interactive", payload)
    if not delivery.acked:
        desk.notify(user, f"The app did not respond to {action['action_id']} ({delivery.reason})", delivery)
    return delivery


async def command(desk: Desk, user: User, name: str, words: str, where: Conversation) -> Delivery:
    """A slash command; a direct answer is shown, to the person alone unless it says otherwise."""
    if name not in desk.offers.commands:
        there = ", ".join(sorted(desk.offers.commands))
        raise Impossible(f"{name} is not a valid command; there is: {there}")
    handles = desk.slack.workspace.handles()
    known = {handle: mark.replace(">", f"|{handle}>") for handle, mark in handles.items()}
    payload = desk.payloads.command(user, name, typed(words.strip(), known), where.id)
    delivery = await desk.link.send("command", payload)
    if not delivery.acked:
        said = "operation_timeout" if delivery.reason == "http_timeout" else "dispatch_failed"
        desk.notify(user, f'{name} failed with the error "{said}"', delivery)
        return delivery
    _show_answer(desk, user, where, delivery)
    return delivery


async def shortcut(desk: Desk, user: User, wanted: str, message: Message | None) -> Delivery:
    """An entry of the client's shortcut menu or, with a message, of the menu of that message."""
    found = _offered(desk, wanted, "global" if message is None else "message")
    if message is None:
        payload = desk.payloads.shortcut(user, found.callback_id)
    else:
        payload = desk.payloads.message_shortcut(user, found.callback_id, message)
    delivery = await desk.link.send("interactive", payload)
    if not delivery.acked:
        desk.notify(user, f"The app did not respond to {found.name} ({delivery.reason})", delivery)
    return delivery


def _offered(desk: Desk, wanted: str, kind: ShortcutKind) -> Shortcut:
    offered = [one for one in desk.offers.shortcuts.values() if one.kind == kind]
    for one in offered:
        if wanted in (one.callback_id, one.name):
            return one
    there = ", ".join(f"{one.name} ({one.callback_id})" for one in offered) or "none"
    raise Impossible(f"{wanted!r} is not in this menu of shortcuts; there is: {there}")


def _show_answer(desk: Desk, user: User, where: Conversation, delivery: Delivery) -> None:
    answer = answered(delivery) or ({"text": delivery.body} if delivery.body.strip() else {})
    if not answer:
        return
    try:
        act(desk.slack, Reply(user.id, where.id, desk.slack.now()), answer)
    except SlackError as error:
        command_name = delivery.payload["command"]
        desk.notify(user, f'{command_name} failed with the error "{error.code}"', delivery)
