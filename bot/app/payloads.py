"""Bolt's bodies as our plain payloads."""

from collections.abc import Mapping
from typing import Any

from bot.slack.payloads import Click, Command, Event, Form, Submission

Body = Mapping[str, Any]


def workspace_of(body: Body) -> str:
    """Slack's team id, wherever this kind of payload keeps it."""
    team = body.get("team") or {}
    return str(body.get("team_id") or team.get("id") or (body.get("user") or {}).get("team_id") or "")


def says_nothing(body: Body) -> bool:
    """A click on nothing: Slack allows for it, and Bolt stumbles over it."""
    return body.get("type") == "block_actions" and not body.get("actions")


def click(body: Body) -> Click:
    action = body["actions"][0]
    view, container = body.get("view"), body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    return Click(
        workspace_id=workspace_of(body),
        user=str(body["user"]["id"]),
        action_id=str(action["action_id"]),
        value=_chosen(action),
        trigger_id=str(body.get("trigger_id") or ""),
        response_url=str(body.get("response_url") or ""),
        channel=str(channel),
        message_ts=str(container.get("message_ts") or (body.get("message") or {}).get("ts") or ""),
        view=view,
        form=Form.of(view.get("state") if view else body.get("state")),
    )


def _chosen(action: Body) -> str:
    """The value of whatever element was used."""
    option = action.get("selected_option")
    if option:
        return str(option["value"])
    keys = (
        "value",
        "selected_user",
        "selected_date",
        "selected_time",
        "selected_channel",
        "selected_conversation",
    )
    return next((str(action[key]) for key in keys if action.get(key)), "")


def submission(body: Body) -> Submission:
    view = body["view"]
    return Submission(
        workspace_id=workspace_of(body),
        user=str(body["user"]["id"]),
        callback_id=str(view["callback_id"]),
        about=str(view.get("private_metadata") or ""),
        form=Form.of(view.get("state")),
        view_id=str(view["id"]),
        trigger_id=str(body.get("trigger_id") or ""),
    )


def command(body: Body) -> Command:
    return Command(
        workspace_id=workspace_of(body),
        user=str(body["user_id"]),
        name=str(body["command"]),
        text=str(body.get("text") or "").strip(),
        trigger_id=str(body.get("trigger_id") or ""),
        response_url=str(body.get("response_url") or ""),
        channel=str(body.get("channel_id") or ""),
    )


def event(body: Body) -> Event:
    inner = body["event"]
    return Event(
        workspace_id=workspace_of(body),
        type=str(inner["type"]),
        body=inner,
        event_id=str(body.get("event_id") or ""),
    )
