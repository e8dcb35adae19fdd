"""The core that the Web API and the people act on: state, clock, limits, and what the app must be told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground import events
from bot.playground.errors import SlackError
from bot.playground.rates import Rates
from bot.playground.response_urls import ResponseUrls
from bot.playground.state.conversations import Conversation
from bot.playground.state.messages import Message
from bot.playground.state.times import Now, Timestamps
from bot.playground.state.views import View, as_slack_shows
from bot.playground.state.workspace import Workspace
from bot.playground.triggers import Triggers

Json = dict[str, Any]


@dataclass
class Slack:
    """What both sides share. `announce` sends an event to the app, in the background."""

    workspace: Workspace
    now: Now
    timestamps: Timestamps
    rates: Rates
    triggers: Triggers
    response_urls: ResponseUrls
    base_url: str = ""
    announce: Callable[[Json], None] = field(default=lambda _event: None)
    socket_url: Callable[[], str] = field(default=lambda: "")

    def bot_marks(self) -> Json:
        """What tells the app's messages from people's."""
        workspace = self.workspace
        profile = {
            "id": workspace.bot_id,
            "app_id": workspace.app_id,
            "user_id": workspace.bot_user,
            "name": workspace.users[workspace.bot_user].real_name,
            "deleted": False,
            "updated": workspace.created,
            "team_id": workspace.team_id,
        }
        marks = {"bot_id": workspace.bot_id, "app_id": workspace.app_id, "team": workspace.team_id}
        return marks | {"bot_profile": profile}

    def shown(self, view: View) -> Json:
        """The view object, as Slack sends it."""
        workspace = self.workspace
        return as_slack_shows(view, workspace.team_id, workspace.app_id, workspace.bot_id)

    def new_hash(self) -> str:
        """A hash for the state that a view is in now."""
        seconds = self.timestamps.next().partition(".")[0]
        return f"{seconds}.{self.workspace.ids.short()}"

    def post(self, where: Conversation, message: Message) -> None:
        """Put a message where everyone there can read it, and tell the app."""
        where.messages.append(message)
        self.tell(events.posted(where, message))

    def edit(self, where: Conversation, message: Message, change: Json) -> None:
        """Change fields of a message, and tell the app what it was before."""
        previous = message.as_slack_shows()
        message.earlier.append(message.text)
        for name, value in change.items():
            setattr(message, name, value)
        self.tell(events.changed(where, message.as_slack_shows(), previous, self.timestamps.next()))

    def delete(self, where: Conversation, message: Message) -> None:
        """Take a message away; above a thread, a tombstone stays and Slack calls that a change."""
        ts, previous, replies = self.timestamps.next(), message.as_slack_shows(), where.replies(message.ts)
        where.messages.remove(message)
        message.deleted = True
        if replies:
            stone = events.tombstone(message, len(replies))
            self.tell(events.changed(where, stone, previous, ts))
        else:
            self.tell(events.deleted(where, previous, ts))

    def tell(self, event: Json) -> None:
        """Send the app an event, if it is one that it gets."""
        if events.is_subscribed(event, self.workspace.scopes):
            self.announce(event)

    def open_modal(self, view: View) -> None:
        """Show a modal to its person. One that is already open makes room, as in the client."""
        self.close_all(view.user)
        self.workspace.views[view.id] = view
        self.workspace.stack(view.user).append(view)

    def push_modal(self, view: View) -> None:
        """Put a modal on top of the ones that are open: three at most."""
        stack = self.workspace.stack(view.user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= 3:
            raise SlackError("push_limit_reached")
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        self.workspace.views[view.id] = view
        stack.append(view)

    def close_modal(self, view: View) -> None:
        """Take one modal away."""
        self.workspace.stack(view.user).remove(view)
        self.workspace.views.pop(view.id, None)

    def close_all(self, user: str) -> None:
        """Take all of a person's modals away."""
        for view in list(self.workspace.stack(user)):
            self.close_modal(view)
