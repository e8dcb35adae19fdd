"""Tandem and the local Slack on one stage: real HTTP, real signatures, a real database, one clock.

The demo plays on it, and so do the tests' journeys. Tandem cannot tell it from Slack.
"""

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from math import ceil
from typing import TypeVar

from sqlalchemy import bindparam, func, select, union_all

from bot.app.door import Door
from bot.app.tandem import CHAINS, Connection, Tandem
from bot.app.web import listening, web_app
from bot.clock import ManualClock
from bot.playground import Command, Playground
from bot.roster.files import RosterFiles, read_people, read_teams
from bot.roster.importing import Report, import_roster
from bot.roster.lookups import look_up, wanted
from bot.slack.manifest import COMMANDS, SCOPES
from bot.storage.base import Base, UtcDateTime
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from bot.storage.work import Work

T = TypeVar("T")
HOP = timedelta(minutes=30)
"""Time goes on by so much, or by several of it where nothing is due in the first ones. Every prompt is due
at a full or half hour somewhere."""
MOMENTS = [
    column
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, UtcDateTime)
]
"""Everything that could be due is a moment in a row."""
NEXT = select(
    func.min(
        union_all(
            *[select(func.min(column).label("at")).where(column > bindparam("now")) for column in MOMENTS]
        )
        .subquery()
        .c.at
    )
)
"""The next moment that is stored anywhere. Made once, for it is asked all the time."""


class Stage:
    """What a scene needs: people who act, a clock that moves, and Tandem that keeps up."""

    def __init__(self, playground: Playground, tandem: Tandem, clock: ManualClock) -> None:
        self.slack = playground
        self.tandem = tandem
        self.clock = clock
        self.after_hop: Callable[[], None] = lambda: None

    async def import_roster(self, people: bytes, teams: bytes) -> Report:
        """As `tandem roster import` does it: Slack is asked first, then one transaction."""
        rows = RosterFiles(read_people("people.csv", people), read_teams("teams.csv", teams))
        workspace = self.slack.workspace.team_id
        core = self.tandem.core
        unknown = await core.look(lambda session: wanted(session, workspace, rows))
        found = await look_up(self.tandem.slack_of(workspace), unknown, self.clock)
        report = await core.work(workspace, lambda work: import_roster(work, rows, found, CHAINS))
        await self.settle()
        return report

    async def settle(self) -> None:
        """Until nobody has anything left to do at this moment."""
        seen = -1
        while seen != len(self.slack.calls):
            seen = len(self.slack.calls)
            await self.tandem.settle()
            await self.slack.settle()

    async def move_to(self, moment: datetime) -> None:
        """Let time pass, doing on the way whatever falls due."""
        while self.clock.now() < moment:
            await self.hop(moment)

    async def next_due(self) -> datetime | None:
        """When something could be due next; None where everything is past."""
        now = self.clock.now()
        return await self.tandem.core.look(lambda session: session.scalar(NEXT, {"now": now}))

    async def read(self, question: Callable[[Work], T]) -> T:
        """Ask the company's rows."""
        return await self.tandem.core.quiet_read(self.slack.workspace.team_id, question)

    async def hop(self, end: datetime) -> None:
        """Go on to where something is due, or to the end, and do it."""
        now = self.clock.now()
        coming = await self.next_due()
        hops = max(1, ceil(((coming or end) - now) / HOP))
        self.clock.move_to(min(now + hops * HOP, end))
        await self.settle()
        self.after_hop()


def new_slack(clock: ManualClock) -> Playground:
    """A local Slack that has what Tandem's manifest asks for."""
    commands = [Command(*words) for words in COMMANDS]
    return Playground(now=clock.now, sleep=clock.sleep, scopes=SCOPES, commands=commands)


@contextlib.asynccontextmanager
async def staged(
    database: Database, ring: KeyRing, clock: ManualClock, prepare: Callable[[Playground], None]
) -> AsyncIterator[Stage]:
    """`prepare` fills the workspace before Tandem comes into it."""
    slack = new_slack(clock)
    prepare(slack)
    async with on_stage(slack, database, ring, clock) as stage:
        yield stage


@contextlib.asynccontextmanager
async def on_stage(
    slack: Playground, database: Database, ring: KeyRing, clock: ManualClock
) -> AsyncIterator[Stage]:
    """Tandem comes into a workspace; it may have been there before, with this database."""
    async with slack:
        keys = slack.credentials
        tandem = Tandem(database, ring, clock, Connection(slack.api_url, keys.bot_token))
        door = Door(tandem.bolt, keys.signing_secret)
        async with listening(web_app(door, lambda: None, tandem.figures)) as address:
            slack.connect(f"{address}/slack/events")
            await tandem.arrive()
            stage = Stage(slack, tandem, clock)
            await stage.settle()
            try:
                yield stage
            finally:
                await tandem.close()
