"""What Slack sends when a person acts: block actions, submissions, closed views, commands."""

from typing import Any

from bot.playground.reading.elements import initial, reported
from bot.playground.slack import Slack
from bot.playground.state.messages import Message
from bot.playground.state.users import User
from bot.playground.state.views import View, held_elements

Json = dict[str, Any]
Found = tuple[Json, Json]


class Payloads:
    """Builds payloads in Slack's shapes; each brings a fresh trigger where Slack gives one."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._workspace = slack.workspace

    def _outer(self, kind: str, user: User) -> Json:
        team = {"id": self._workspace.team_id, "domain": self._workspace.domain}
        who = {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}
        return {
            "type": kind,
            "team": team,
            "user": who,
            "api_app_id": self._workspace.app_id,
            "token": self._workspace.credentials.verification_token,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def clicked_in_message(self, user: User, message: Message, action: Json, state: Json) -> Json:
        """`block_actions` of a message. Ephemeral messages are not part of the payload."""
        url = self._slack.response_urls.new("actions", user.id, message.channel, message)
        return (
            self._outer("block_actions", user)
            | self._on_message(message)
            | {
                "trigger_id": self._slack.triggers.new(user.id),
                "state": {"values": state},
                "response_url": f"{self._slack.base_url}/{url}",
                "actions": [action],
            }
        )

    def _on_message(self, message: Message) -> Json:
        where = self._workspace.conversations[message.channel]
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": message.ephemeral_to is not None,
        } | ({"thread_ts": message.thread_ts} if message.thread_ts else {})
        shown = {} if message.ephemeral_to else {"message": message.as_slack_shows()}
        return shown | {"container": container, "channel": {"id": where.id, "name": where.name}}

    def suggestion(self, user: User, target: Message | View, found: Found, query: str) -> Json:
        """`block_suggestion`: what may be chosen in this menu, for somebody who typed this so far?"""
        block, element = found
        if isinstance(target, View):
            place = {"container": {"type": "view", "view_id": target.id}, "view": self._slack.shown(target)}
        else:
            place = self._on_message(target)
        asked = {"block_id": block["block_id"], "action_id": element["action_id"], "value": query}
        return self._outer("block_suggestion", user) | place | asked

    def clicked_in_view(self, user: User, view: View, action: Json) -> Json:
        """`block_actions` of a modal or a Home tab: no channel, no response url."""
        shown = self._slack.shown(view)
        root = (view.root_id or view.id) if view.is_modal else None
        return self._outer("block_actions", user) | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._slack.triggers.new(user.id, root),
            "view": shown,
            "state": shown["state"],
            "actions": [action],
        }

    def submitted(self, user: User, view: View) -> Json:
        """`view_submission`."""
        return self._outer("view_submission", user) | {
            "trigger_id": self._slack.triggers.new(user.id, view.root_id or view.id),
            "view": self._slack.shown(view),
            "response_urls": [],
        }

    def closed(self, user: User, view: View, *, cleared: bool) -> Json:
        """`view_closed`; `cleared` where all of the person's modals went away at once."""
        return self._outer("view_closed", user) | {"view": self._slack.shown(view), "is_cleared": cleared}

    def command(self, user: User, command: str, text: str, channel: str) -> Json:
        """The form of a slash command."""
        where = self._workspace.conversations[channel]
        url = self._slack.response_urls.new("commands", user.id, channel)
        return {
            "token": self._workspace.credentials.verification_token,
            "team_id": self._workspace.team_id,
            "team_domain": self._workspace.domain,
            "channel_id": channel,
            "channel_name": where.name,
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": self._workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": f"{self._slack.base_url}/{url}",
            "trigger_id": self._slack.triggers.new(user.id),
        }

    def shortcut(self, user: User, callback_id: str) -> Json:
        """`shortcut`: from the client's menu, so without a place to answer in."""
        return self._chosen_in_a_menu("shortcut", user, callback_id)

    def message_shortcut(self, user: User, callback_id: str, message: Message) -> Json:
        """`message_action`: with the message, also where the app couldn't read it otherwise."""
        where = self._workspace.conversations[message.channel]
        url = self._slack.response_urls.new("app", user.id, where.id)
        return self._chosen_in_a_menu("message_action", user, callback_id) | {
            "channel": {"id": where.id, "name": where.name},
            "message_ts": message.ts,
            "message": message.as_slack_shows(),
            "response_url": f"{self._slack.base_url}/{url}",
        }

    def _chosen_in_a_menu(self, kind: str, user: User, callback_id: str) -> Json:
        outer = {name: part for name, part in self._outer(kind, user).items() if name != "api_app_id"}
        return outer | {
            "callback_id": callback_id,
            "action_ts": self._slack.timestamps.next(),
            "trigger_id": self._slack.triggers.new(user.id),
        }

    def action(self, block: Json, element: Json, chosen: Json) -> Json:
        """One entry of `actions`: which element, and what was chosen there."""
        common = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
        kept = ("text", "value", "style", "url", "placeholder") if element["type"] == "button" else ()
        own = {name: element[name] for name in (*kept, "placeholder", "confirm") if name in element}
        initial_ones = {name: value for name, value in element.items() if name.startswith("initial_")}
        return common | own | initial_ones | chosen | {"action_ts": self._slack.timestamps.next()}


def message_state(message: Message, entries: dict[tuple[str, str], Any]) -> Json:
    """`state.values` of a message: its elements that hold a value."""
    values: dict[str, Json] = {}
    for block, element in held_elements(message.blocks):
        key = (block["block_id"], element["action_id"])
        values.setdefault(key[0], {})[key[1]] = reported(element, entries.get(key, initial(element)))
    return values
