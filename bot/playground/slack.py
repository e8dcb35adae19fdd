"""The core that the Web API and the people act on: state, clock, limits, and what the app must be told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground import events
from bot.playground.changes import Changes
from bot.playground.errors import SlackError
from bot.playground.rates import Rates
from bot.playground.response_urls import ResponseUrls
from bot.playground.state.conversations import Conversation
from bot.playground.state.messages import Message
from bot.playground.state.times import Now, Timestamps
from bot.playground.state.users import User
from bot.playground.state.views import Key, View, as_slack_shows
from bot.playground.state.workspace import Workspace
from bot.playground.triggers import Triggers

Json = dict[str, Any]


@dataclass
class Slack:
    """What both sides share. `announce` sends an event to the app, in the background.

    Whatever somebody could see changes here and nowhere else, so that `changes` misses nothing.
    """

    workspace: Workspace
    now: Now
    timestamps: Timestamps
    rates: Rates
    triggers: Triggers
    response_urls: ResponseUrls
    changes: Changes = field(default_factory=Changes)
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
        """Put a message where everyone there can read it, and tell the app; it hears of no ephemeral ones."""
        where.add(message)
        self.changes.happened()
        if message.ephemeral_to is None:
            self.tell(events.posted(where, message))

    def edit(self, where: Conversation, message: Message, change: Json) -> None:
        """Change fields of a message, and tell the app what it was before."""
        previous = message.as_slack_shows()
        message.earlier.append(message.text)
        for name, value in change.items():
            setattr(message, name, value)
        self.changes.happened()
        if message.ephemeral_to is None:
            ts = self.timestamps.next()
            self.tell(events.changed(where, message.as_slack_shows(), previous, ts))

    def delete(self, where: Conversation, message: Message) -> None:
        """Take a message away; above a thread, a tombstone stays and Slack calls that a change."""
        previous, replies = message.as_slack_shows(), where.replies(message.ts)
        where.remove(message)
        message.deleted = True
        self.changes.happened()
        if message.ephemeral_to is None:
            self._tell_of_deleted(where, message, previous, replies)

    def _tell_of_deleted(
        self, where: Conversation, message: Message, previous: Json, replies: list[Message]
    ) -> None:
        ts = self.timestamps.next()
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
        self._on_top(view)

    def push_modal(self, view: View) -> None:
        """Put a modal on top of the ones that are open: three at most."""
        stack = self.workspace.stack(view.user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= 3:
            raise SlackError("push_limit_reached")
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        self._on_top(view)

    def _on_top(self, view: View) -> None:
        self.workspace.views[view.id] = view
        self.workspace.stack(view.user).append(view)
        self.changes.happened()

    def close_modal(self, view: View) -> None:
        """Take one modal away."""
        self.workspace.stack(view.user).remove(view)
        self.workspace.views.pop(view.id, None)
        self.changes.happened()

    def close_all(self, user: str) -> None:
        """Take all of a person's modals away."""
        for view in list(self.workspace.stack(user)):
            self.close_modal(view)

    def show_home(self, view: View) -> None:
        """Publish a person's Home tab for the first time."""
        self.workspace.homes[view.user] = self.workspace.views[view.id] = view
        self.changes.happened()

    def change_view(self, view: View, definition: Json) -> None:
        """Give a view its new definition."""
        view.replace(definition, self.new_hash())
        self.changes.happened()

    def enter(self, view: View, key: Key, value: object) -> None:
        """Somebody entered something; what was wrong with that input before is no longer said."""
        view.entries[key] = value
        view.errors.pop(key[0], None)
        self.changes.happened()

    def choose(self, user: User, message: Message, key: Key, value: object) -> None:
        """Somebody chose something in an element of a message."""
        chosen = self.workspace.chosen.setdefault((user.id, message.channel, message.ts), {})
        chosen[key] = value
        self.changes.happened()

    def read(self, user: User, where: Conversation, thread: str, ts: str) -> None:
        """Somebody has read a conversation, or a thread of it, up to there."""
        before = where.unread.count_in(user.id, thread)
        where.unread.reads(user.id, thread, ts)
        if where.unread.count_in(user.id, thread) != before:
            self.changes.happened()

    def show_errors(self, view: View, errors: dict[str, str]) -> None:
        """Say below its inputs what is wrong with them; none takes all of that away."""
        view.errors = errors
        self.changes.happened()

    def add_user(self, user: User) -> None:
        """Somebody is here."""
        self.workspace.users[user.id] = user
        self.changes.happened()

    def change_user(self, user: User, fields: Json) -> None:
        """Somebody's account is another one now."""
        for name, value in fields.items():
            setattr(user, name, value)
        user.updated = int(self.now().timestamp())
        self.changes.happened()

    def add_channel(self, channel: Conversation) -> None:
        """There is a new channel."""
        self.workspace.conversations[channel.id] = channel
        self.changes.happened()
