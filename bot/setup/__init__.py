"""Day one in Slack, and all that follows people as they join, change, pause and leave."""

from collections.abc import Mapping, Sequence
from functools import partial

from bot.chain import Chain, Renderer
from bot.desk import Routes
from bot.roster.models import Person
from bot.setup import policy
from bot.setup.appointing import listeners as appointing
from bot.setup.appointing import service as appointments
from bot.setup.appointing.views import appointment, self_assigned
from bot.setup.arrivals import listeners as arrivals
from bot.setup.arrivals import service, views
from bot.setup.arrivals.service import Hooks
from bot.setup.assigning import listeners as assigning
from bot.setup.assigning.service import TeamNow
from bot.setup.assigning.views import hub
from bot.setup.pausing import listeners as pausing
from bot.slack.payloads import View
from bot.storage.work import Work


class Setup:
    """What the composition root joins.

    `team_now` tells a team's leaders and members, which the direction chain knows; `hooks` are what the
    chains do when somebody left, or lives in another time zone now.
    """

    def __init__(self, chains: Sequence[Chain], *, team_now: TeamNow, hooks: Hooks) -> None:
        self._chains, self._hooks = chains, hooks
        assign = assigning.Listeners(chains, team_now)
        follow = arrivals.Listeners(chains, hooks)
        self.routes: Routes = {**assign.routes, **appointing.ROUTES, **follow.routes, **pausing.ROUTES}
        self.words: Routes = {"setup": assign.hub, **pausing.WORDS}
        """What `/tandem` can do of this, by word; each handler takes the command."""
        self.renderers: Mapping[str, Renderer] = {
            service.WELCOME: partial(views.welcome, chains),
            service.INVITE: views.invite,
            service.NEWCOMER: partial(views.newcomer, chains),
            appointments.KIND: appointment,
            appointments.SELF: self_assigned,
        }
        self.welcome_parcel = service.welcome_parcel
        self.invite = service.invite
        self.may_assign = policy.may_assign

    def view(self, work: Work, me: Person) -> View:
        """The setup's first page. Raises `Refusal` for whoever may not set Tandem up."""
        return hub(self._chains, work, me)

    def left(self, work: Work, person: Person) -> None:
        """Somebody is not here any more: each chain ends their lines, and the people team hears of it."""
        service.left(self._chains, self._hooks.on_leave, work, person)


__all__ = ["Setup"]
