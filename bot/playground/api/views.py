"""views.*: modals and Home tabs."""

from typing import Any

from bot.playground.api.arguments import Arguments
from bot.playground.api.normal import normal_blocks
from bot.playground.api.registry import method
from bot.playground.checks.surfaces import home_problems, is_too_large, modal_problems
from bot.playground.errors import SlackError
from bot.playground.slack import Slack
from bot.playground.state.views import View

Json = dict[str, Any]


def checked(slack: Slack, view: object, kind: str) -> Json:
    """A view that Slack would take, with ids filled in."""
    problems = modal_problems(view) if kind == "modal" else home_problems(view)
    if problems or not isinstance(view, dict):
        raise SlackError("invalid_arguments", problems)
    if is_too_large(view):
        raise SlackError("view_too_large")
    return view | {"blocks": normal_blocks(view["blocks"], slack.workspace.ids)}


def new_view(slack: Slack, user: str, definition: Json) -> View:
    """A view of that person's, not yet shown. No two views share an `external_id`."""
    _external_id_is_free(slack, definition, None)
    workspace = slack.workspace
    return View(workspace.ids.new("V"), user, definition, slack.new_hash(), workspace)


def _external_id_is_free(slack: Slack, definition: Json, own: View | None) -> None:
    wanted = definition.get("external_id")
    for view in slack.workspace.views.values():
        if wanted and view is not own and view.definition.get("external_id") == wanted:
            raise SlackError("duplicate_external_id")


@method("views.open", tier=4, required="trigger_id view")
def open_(slack: Slack, args: Arguments) -> Json:
    """Show a modal to the person who just did something."""
    definition = checked(slack, args.parsed("view"), "modal")
    user, _ = slack.triggers.exchange(args.text("trigger_id"))
    view = new_view(slack, user, definition)
    slack.open_modal(view)
    return {"view": slack.shown(view)}


@method("views.push", tier=4, required="trigger_id view")
def push(slack: Slack, args: Arguments) -> Json:
    """Put a modal on top of the one in which the person just did something."""
    definition = checked(slack, args.parsed("view"), "modal")
    user, root = slack.triggers.exchange(args.text("trigger_id"))
    stack = slack.workspace.stack(user)
    if root is None or not stack or stack[0].id != root:
        raise SlackError("not_found")
    view = new_view(slack, user, definition)
    slack.push_modal(view)
    return {"view": slack.shown(view)}


@method("views.update", tier=4, required="view", optional="view_id external_id hash")
def update(slack: Slack, args: Arguments) -> Json:
    """Change a view that is open, if its state is still the one with that hash."""
    view = _existing(slack, args)
    _hash_is_current(view, args)
    replace(slack, view, checked(slack, args.parsed("view"), str(view.definition["type"])))
    return {"view": slack.shown(view)}


def replace(slack: Slack, view: View, definition: Json) -> None:
    """Give a view its new definition."""
    _external_id_is_free(slack, definition, view)
    slack.change_view(view, definition)


def _existing(slack: Slack, args: Arguments) -> View:
    if ("view_id" in args) == ("external_id" in args):
        raise SlackError("invalid_arguments", ["[ERROR] one of view_id and external_id is needed"])
    wanted = args.text("external_id")
    for view in slack.workspace.views.values():
        if view.id == args.text("view_id") or (wanted and view.definition.get("external_id") == wanted):
            return view
    raise SlackError("not_found")


def _hash_is_current(view: View, args: Arguments) -> None:
    if "hash" in args and args.text("hash") != view.hash:
        raise SlackError("hash_conflict")


@method("views.publish", tier=4, required="user_id view", optional="hash")
def publish(slack: Slack, args: Arguments) -> Json:
    """Set what one person sees on the app's Home tab."""
    user = slack.workspace.user(args.text("user_id"))
    definition = checked(slack, args.parsed("view"), "home")
    if user.is_bot or user.deleted:
        raise SlackError("not_enabled" if user.is_bot else "user_disabled")
    home = slack.workspace.homes.get(user.id)
    if home is None:
        home = new_view(slack, user.id, definition)
        slack.show_home(home)
    else:
        _hash_is_current(home, args)
        replace(slack, home, definition)
    return {"view": slack.shown(home)}
