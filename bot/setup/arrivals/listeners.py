"""The routes of Slack's events about people."""

from collections.abc import Mapping, Sequence

from bot.chain import Chain
from bot.desk import Desk, Routes
from bot.setup.arrivals import service
from bot.setup.arrivals.service import Hooks
from bot.slack.payloads import Event


class Listeners:
    def __init__(self, chains: Sequence[Chain], hooks: Hooks) -> None:
        self._chains = chains
        self._hooks = hooks
        self.routes: Routes = {"user_change": self.changed, "team_join": self.changed}

    async def changed(self, desk: Desk, event: Event) -> None:
        user = event.body.get("user")
        if isinstance(user, Mapping) and user.get("id"):
            await desk.core.write(
                event.workspace_id,
                lambda work: service.follow_user(self._chains, self._hooks, work, user),
            )
