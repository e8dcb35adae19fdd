"""What comes in from Slack, as plain data: one class for each kind of payload."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

View = dict[str, Any]
Block = dict[str, Any]
Ack = dict[str, Any] | None
"""What a handler answers: None, or the body that Slack shows (a text, errors, a view)."""


@dataclass(frozen=True, slots=True)
class Form:
    """The inputs of a view or message, by block id, as plain values."""

    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, state: Mapping[str, Any] | None) -> "Form":
        """From Slack's `state.values`: block id -> action id -> element."""
        blocks = (state or {}).get("values") or {}
        return cls({block: _value(element) for block, by_id in blocks.items() for element in by_id.values()})

    def text(self, block: str) -> str:
        """What was typed, stripped; empty where nothing was."""
        return str(self.values.get(block) or "").strip()

    def choice(self, block: str) -> str | None:
        value = self.values.get(block)
        return None if value is None else str(value)

    def choices(self, block: str) -> list[str]:
        value = self.values.get(block)
        return [str(item) for item in value] if isinstance(value, list) else []


def _value(element: Mapping[str, Any]) -> Any:
    """The one value of an input element, whatever its type calls it."""
    for key in (
        "value",
        "selected_date",
        "selected_time",
        "selected_date_time",
        "selected_user",
        "selected_conversation",
        "selected_channel",
    ):
        if key in element:
            return element[key]
    if "selected_option" in element:
        option = element["selected_option"]
        return option["value"] if option else None
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"] or []]
    several = ("selected_users", "selected_conversations", "selected_channels")
    return next((element[key] for key in several if key in element), None)


@dataclass(frozen=True, slots=True)
class Click:
    """A button, a menu or a picker was used: in a message, a modal or the Home."""

    workspace_id: str
    user: str
    action_id: str
    value: str
    """The button's value, or that of the chosen option; empty where there is none."""
    trigger_id: str
    response_url: str = ""
    channel: str = ""
    message_ts: str = ""
    view: Mapping[str, Any] | None = None
    form: Form = field(default_factory=Form)

    @property
    def on_home(self) -> bool:
        return self.view is not None and self.view.get("type") == "home"


@dataclass(frozen=True, slots=True)
class Submission:
    """A modal was submitted. `about` is what we put into its private metadata: ids only."""

    workspace_id: str
    user: str
    callback_id: str
    about: str
    form: Form
    view_id: str
    """The same however often the submission is delivered: it makes storing twice impossible."""
    trigger_id: str = ""

    @property
    def source(self) -> str:
        return f"view:{self.view_id}"


@dataclass(frozen=True, slots=True)
class Command:
    workspace_id: str
    user: str
    name: str
    text: str
    trigger_id: str
    response_url: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the Events API: the inner event as Slack shaped it."""

    workspace_id: str
    type: str
    body: Mapping[str, Any]
    event_id: str = ""

    @property
    def user(self) -> str:
        """Whom it is about, by Slack id; of an edited or deleted message, its author. Empty where unsaid."""
        previous, message = self.body.get("previous_message") or {}, self.body.get("message") or {}
        found = self.body.get("user") or previous.get("user") or message.get("user") or ""
        return str(found["id"] if isinstance(found, Mapping) else found)


Payload = Click | Submission | Command | Event
