"""Everything that this workspace holds, in memory, and how to find it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.playground.errors import SlackError
from bot.playground.scopes import ALL, Scopes
from bot.playground.state.conversations import Conversation
from bot.playground.state.files import File
from bot.playground.state.ids import Ids
from bot.playground.state.messages import Message
from bot.playground.state.users import User
from bot.playground.state.views import Key, View


@dataclass
class Credentials:
    """What the app is given when it is installed. None of it opens anything outside this process."""

    bot_token: str = "xoxb-playground-000000000000-playgroundbot"
    app_token: str = "xapp-1-A07K2000003-playground"
    signing_secret: str = "playground-signing-secret"
    verification_token: str = "playground-verification"
    client_id: str = "000000000000.000000000000"
    client_secret: str = "playground-client-secret"


@dataclass
class Workspace:
    """One workspace with the app installed."""

    ids: Ids
    created: int
    name: str = "Playground"
    domain: str = "playground"
    team_id: str = ""
    bot_user: str = ""
    bot_id: str = ""
    app_id: str = ""
    app_name: str = "Tandem"
    scopes: Scopes = field(default_factory=lambda: Scopes(ALL))
    credentials: Credentials = field(default_factory=Credentials)
    users: dict[str, User] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    dms: dict[str, Conversation] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    modals: dict[str, list[View]] = field(default_factory=dict)
    chosen: dict[tuple[str, str, str], dict[Key, Any]] = field(default_factory=dict)
    is_installed: bool = True
    grants: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Create the team, the app and its bot."""
        self.team_id, self.bot_user = self.ids.new("T"), self.ids.new("U")
        self.app_id, self.bot_id = self.ids.new("A"), self.ids.new("B")
        handle, name = self.app_name.lower(), self.app_name
        bot = User(self.bot_user, self.team_id, handle, name, "", is_bot=True, bot_id=self.bot_id)
        self.users[bot.id] = bot

    def of_user(self, user_id: str) -> str:
        """For readers: the full name, or the id if there is nobody with it."""
        user = self.users.get(user_id)
        return user.real_name if user else user_id

    def handles(self) -> dict[str, str]:
        """What the client makes of `@name`, for everybody who can be mentioned."""
        return {user.name: f"<@{user.id}>" for user in self.users.values() if not user.deleted}

    def of_channel(self, channel_id: str) -> str:
        """For readers: the channel's name."""
        conversation = self.conversations.get(channel_id)
        return conversation.name if conversation else channel_id

    def user(self, user_id: str) -> User:
        """That user, or Slack's `user_not_found`."""
        found = self.users.get(user_id)
        if found is None:
            raise SlackError("user_not_found")
        return found

    def shown_user(self, user: User, now: datetime) -> dict[str, Any]:
        """The user object; without `users:read.email` there is no address in it."""
        shown = user.as_slack_shows(now)
        if "users:read.email" not in self.scopes:
            shown["profile"].pop("email", None)
        return shown

    def conversation(self, channel_id: str) -> Conversation:
        """That conversation, if the bot may know of it; a private channel without the bot is unknown."""
        found = self.conversations.get(channel_id)
        if found is None or (found.is_private and self.bot_user not in found.members):
            raise SlackError("channel_not_found")
        return found

    def dm(self, user_id: str) -> Conversation:
        """A person's direct message with the app, created when first asked for."""
        if user_id in self.dms:
            return self.dms[user_id]
        members = [user_id, self.bot_user]
        made = Conversation(self.ids.new("D"), "directmessage", self.created, user_id, members, user=user_id)
        self.conversations[made.id] = self.dms[user_id] = made
        return made

    def stack(self, user_id: str) -> list[View]:
        """The modals that the person has open, the topmost last."""
        return self.modals.setdefault(user_id, [])

    def chosen_in(self, user_id: str, message: Message) -> dict[Key, Any]:
        """What that person chose in the elements of a message, by block id and action id."""
        return self.chosen.get((user_id, message.channel, message.ts), {})

    def can_see(self, user_id: str, message: Message) -> bool:
        """Whether that person can read the message in Slack."""
        if message.ephemeral_to is not None:
            return message.ephemeral_to == user_id
        return self.can_read(user_id, self.conversations[message.channel])

    def can_read(self, user_id: str, where: Conversation) -> bool:
        """Whether that person can read what is said in a conversation."""
        user = self.users.get(user_id)
        if user is None or user.deleted:
            return False
        open_to_all = not where.is_private and not where.is_dm and not user.is_restricted
        return user_id in where.members or open_to_all
