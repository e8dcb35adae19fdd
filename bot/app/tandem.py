"""The composition root: joins both chains to Slack, the database, the clock and each other.

This is the one place that knows everybody. Nothing here decides anything.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp
from slack_bolt.async_app import AsyncApp

from bot.app.bolt import bolt_app
from bot.app.dispatch import Dispatcher
from bot.app.joints import concerns, team_now
from bot.app.logs import Journal
from bot.app.metrics import Metrics
from bot.app.standing import Glances
from bot.app.sweeps import Sweepable, sweep
from bot.chain import Chain, Renderer
from bot.clock import Clock
from bot.delivery.sender import Sender
from bot.desk import Background, Desk, Handler, Routes
from bot.direction.chain import DIRECTION
from bot.direction.lines.service import leave as leave_direction
from bot.direction.updates.seats import follow_zone
from bot.inbox import Inbox
from bot.ledger import Ledger
from bot.people.chain import PEOPLE
from bot.people.lines.service import leave as leave_people
from bot.roster.sync import RosterSync
from bot.setup import Setup
from bot.setup.arrivals.service import Hooks
from bot.slack.client import Slack, base_url
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from bot.watch import on_way
from bot.workspaces.core import Core
from bot.workspaces.install import ensure_workspace
from bot.workspaces.keys import Vaults
from bot.workspaces.models import Workspace

CHAINS: tuple[Chain, ...] = (PEOPLE, DIRECTION)
HOOKS = Hooks(on_leave=(leave_people, leave_direction), on_move=(follow_zone,))


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach Slack: where, and with which bot token."""

    address: str
    token: str


class Tandem:
    """Everything joined, on one event loop. `async with` starts and stops it."""

    def __init__(self, database: Database, ring: KeyRing, clock: Clock, connection: Connection) -> None:
        self.clock = clock
        self.ring = ring
        self.metrics = Metrics()
        self.watch = Journal(self.metrics)
        self.core = Core(database, Vaults(ring), clock, watch=self.watch)
        self.background = Background()
        self.bots: dict[str, str] = {}
        """Tandem's bot user in each workspace."""
        self._session = aiohttp.ClientSession()
        self._slack = Slack(connection.token, self._session, connection.address, watch=self.watch)
        self.inbox = Inbox(CHAINS)
        self.setup = Setup(CHAINS, team_now=team_now, hooks=HOOKS)
        self.ledger = Ledger(
            CHAINS,
            setup=self.setup.view,
            may_set_up=self.setup.may_assign,
            words=self.setup.words,
            concerns=concerns,
        )
        self.desk = Desk(self.core, self.slack_of, self._session, self.ledger.home, self.background)
        self.sender = Sender(
            self.core,
            self.slack_of,
            self._renderers(),
            clock,
            welcome=self.setup.welcome_parcel,
            unknowns={(chain.name, kind): ask for chain in CHAINS for kind, ask in chain.doubts.items()},
            watch=self.watch,
        )
        self.sources = sources(self.inbox)
        self._glances = Glances(self.core, self.sources)
        self.bolt = self._bolt(connection)

    def slack_of(self, _workspace_id: str) -> Slack:
        """One workspace runs at first, with one token."""
        return self._slack

    def _bolt(self, connection: Connection) -> AsyncApp:
        app = bolt_app(
            lambda _team: connection.token, lambda team: self.bots.get(team, ""), base_url(connection.address)
        )
        Dispatcher(self.desk, self._routes()).listen(app)
        return app

    def _routes(self) -> Routes:
        parts = [chain.routes for chain in CHAINS]
        return joined([*parts, self.inbox.routes, self.ledger.routes, self.setup.routes])

    def _renderers(self) -> Mapping[tuple[str, str], Renderer]:
        own = {**self.inbox.renderers, **self.setup.renderers}
        chains = {(chain.name, kind): render for chain in CHAINS for kind, render in chain.renderers.items()}
        return {**chains, **{("tandem", kind): render for kind, render in own.items()}}

    async def figures(self) -> bytes:
        """What `/metrics` shows."""
        return self.metrics.text(await self._glances.last())

    async def sweep(self) -> int:
        """Everything that is due moves on; how many rows it took."""
        return await sweep(self.core, self.sources)

    async def arrive(self, installer: str | None = None) -> None:
        """Learn whose token this is, follow Slack's users, and invite whoever installed Tandem."""
        with on_way():
            await self._arrive(installer)

    async def _arrive(self, installer: str | None) -> None:
        workspace_id = await ensure_workspace(self.core, self._slack, self.ring)
        self.bots[workspace_id] = await self.core.look(
            lambda session: session.get_one(Workspace, workspace_id).bot_user
        )
        sync = RosterSync(
            self.core,
            self._slack,
            workspace_id,
            installer=installer,
            invite=self.setup.invite,
            left=self.setup.left,
        )
        await sync.keep()

    async def settle(self) -> None:
        """Do everything that is due at this moment, and everything that follows from it."""
        while True:
            await self.background.settle()
            if not await self.sweep() + await self.sender.drain():
                return

    async def close(self) -> None:
        await self.background.settle()
        await self._session.close()
        await asyncio.to_thread(self.core.close)


def sources(inbox: Inbox | None = None) -> list[Sweepable]:
    """Whatever has something due from time to time."""
    box = inbox or Inbox(CHAINS)
    chains = [Sweepable(chain.name, chain.waiting, chain.due) for chain in CHAINS]
    return [*chains, Sweepable("inbox", box.waiting, box.due)]


def joined(parts: Sequence[Routes]) -> Routes:
    """One table of all routes. Raises `ValueError` where an id is registered twice."""
    routes: dict[str, Handler] = {}
    for part in parts:
        twice = routes.keys() & part.keys()
        if twice:
            raise ValueError(f"registered twice: {sorted(twice)}")
        routes.update(part)
    return routes
