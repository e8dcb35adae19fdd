"""Response urls: the right to answer an interaction five times within 30 minutes of company time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.playground.errors import SlackError
from bot.playground.state.ids import Ids
from bot.playground.state.messages import Message
from bot.playground.state.times import Now

USES = 5
LIFETIME = timedelta(minutes=30)


@dataclass
class Reply:
    """What an interaction's response url may still do: for whom, where, and about which message."""

    user: str
    channel: str
    made: datetime
    original: Message | None = None
    uses: int = 0


class ResponseUrls:
    """Hands out paths below the server's address, and takes their uses."""

    def __init__(self, ids: Ids, now: Now) -> None:
        self._ids = ids
        self._now = now
        self._known: dict[str, Reply] = {}

    def new(self, kind: str, user: str, channel: str, original: Message | None = None) -> str:
        """A path of Slack's form, `actions/T.../123/abc`; `kind` is `actions`, `app` or `commands`."""
        path = f"{kind}/{self._ids.new('T')}/{len(self._known) + 1}/{self._ids.short()}"
        self._known[path] = Reply(user, channel, self._now(), original)
        return path

    def use(self, path: str) -> Reply:
        """One use of it; after five, or after half an hour, Slack knows the url no more."""
        reply = self._known.get(path)
        if reply is None:
            raise SlackError("no_service")
        if self._now() - reply.made > LIFETIME:
            raise SlackError("expired_url")
        if reply.uses >= USES:
            raise SlackError("used_url")
        reply.uses += 1
        return reply
