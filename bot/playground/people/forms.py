"""What Slack's client does with modals: submitting, and what the app answers to that; closing."""

from bot.playground.api.views import checked, new_view, replace
from bot.playground.app.transport import answered
from bot.playground.errors import Impossible, SlackError
from bot.playground.people.choosing import complaint
from bot.playground.people.desk import Desk
from bot.playground.reading.elements import initial
from bot.playground.record import Delivery, Json
from bot.playground.state.users import User
from bot.playground.state.views import View

TROUBLE = "We had some trouble connecting. Try again?"


def check_inputs(view: View) -> None:
    """Refuse a submission that the client would refuse, with what it says at each input."""
    if not view.definition.get("submit"):
        raise Impossible("this modal has nothing to submit")
    said = complaints(view)
    labels = {block["block_id"]: block["label"]["text"] for block in view.blocks if block["block_id"] in said}
    if said:
        raise Impossible("; ".join(f"{labels[block_id]}: {text}" for block_id, text in said.items()))


def complaints(view: View) -> dict[str, str]:
    """What the client itself says below inputs when the form is submitted like this, by block id."""
    said = {block["block_id"]: _complaint(view, block) for block in view.blocks if block["type"] == "input"}
    return {block_id: text for block_id, text in said.items() if text}


def _complaint(view: View, block: Json) -> str | None:
    element = block["element"]
    value = view.entries.get((block["block_id"], element["action_id"]), initial(element))
    if block.get("optional") and value in (None, "", []):
        return None
    return complaint(element, value)


async def submit(desk: Desk, user: User, view: View) -> Delivery:
    """Send the view's values to the app, and do what it answers."""
    desk.slack.show_errors(view, {})
    delivery = await desk.link.send("interactive", desk.payloads.submitted(user, view))
    try:
        if not delivery.acked:
            raise SlackError(delivery.reason)
        _obey(desk, user, view, delivery)
    except SlackError as error:
        desk.notify(user, f"{TROUBLE} ({', '.join([error.code, *error.messages])})", delivery)
    return delivery


def _obey(desk: Desk, user: User, view: View, delivery: Delivery) -> None:
    answer, slack = answered(delivery), desk.slack
    if delivery.body.strip() and not answer:
        raise SlackError("the answer is not a JSON object")
    match answer.get("response_action"):
        case None if not answer:
            _close_if_open(desk, user, view)
        case "errors":
            slack.show_errors(view, _errors(view, answer.get("errors")))
        case "update":
            replace(slack, view, checked(slack, answer.get("view"), "modal"))
        case "push":
            slack.push_modal(new_view(slack, user.id, checked(slack, answer.get("view"), "modal")))
        case "clear":
            slack.close_all(user.id)
        case other:
            raise SlackError("unknown response_action", [str(other)])


def _close_if_open(desk: Desk, user: User, view: View) -> None:
    # The listener may have opened another modal, or the person closed this one meanwhile.
    if view in desk.slack.workspace.stack(user.id):
        desk.slack.close_modal(view)


def _errors(view: View, errors: object) -> dict[str, str]:
    """Errors belong to input blocks of the view; anything else is trouble, as in Slack."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("errors must name input blocks of this view", [str(errors)])
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise SlackError("errors must be texts", [str(errors)])
    return dict(errors)


async def close(desk: Desk, user: User, view: View) -> list[Delivery]:
    """Close the topmost modal, or all of them where it says `clear_on_close`."""
    stack = desk.slack.workspace.stack(user.id)
    everything = bool(view.definition.get("clear_on_close"))
    gone = list(reversed(stack)) if everything else [view]
    told = [one for one in gone if one.definition.get("notify_on_close")]
    payloads = [desk.payloads.closed(user, one, cleared=everything) for one in told]
    for one in gone:
        desk.slack.close_modal(one)
    return [await desk.link.send("interactive", payload) for payload in payloads]
