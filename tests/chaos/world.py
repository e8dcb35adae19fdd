"""One world: a database, a Slack, a company, and two replicas that die and are replaced."""

import asyncio
import contextlib
import random
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.app.tandem import CHAINS, Connection, Tandem
from bot.people.lines import repo as lines
from bot.people.schedules.rules import Terms
from bot.people.schedules.service import choose
from bot.playground import Playground, RateLimits
from bot.roster import people as roster
from bot.roster.files import RosterFiles, read_people, read_teams
from bot.roster.importing import import_roster
from bot.roster.lookups import look_up, wanted
from bot.slack.manifest import SCOPES
from bot.storage.engine import Database, open_database
from bot.storage.vault import KeyRing
from bot.storage.work import Work
from tests.chaos import steps, weather
from tests.chaos.company import LENGTH_MINUTES, START, Company, made_up
from tests.chaos.hours import Hours
from tests.chaos.nursery import Nursery
from tests.chaos.page import EPOCH, MICROSECOND, Page, SharedClock
from tests.chaos.people import People
from tests.chaos.replica import Assignment
from tests.chaos.steps import FIRST_CLAIM, OUTSIDE, Death

SEATS = 2
"""Replicas that live at the same time."""
STEPS_IN_TURN = 60
"""Every step from a replica's first claim up to this one is tried in turn, before chance decides."""
KILLED = -9
AFTERWARDS = timedelta(hours=3)
"""How long the world goes on, in fine weather, when the last replica has been killed."""
AT_LAST = timedelta(days=14)
"""After that a world ends in which something waits for ever, or nobody can be killed any more."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a world is like."""

    name: str
    database: str
    """Its address; it holds the schema and no rows."""
    limits: RateLimits
    kills: int
    seed: int
    managers: int
    reports: int
    days: int
    """For how long replicas die in it."""


@dataclass
class World:
    kind: Kind
    slack: Playground
    clock: SharedClock
    page: Page
    company: Company
    nursery: Nursery
    database: Database
    tandem: Tandem
    people: People
    hours: Hours
    key: str
    port: int
    deaths: Iterator[Death]
    log: Path
    killed_at: Counter[str] = field(default_factory=Counter)
    """How often a replica died at each step."""
    crashed: list[int] = field(default_factory=list)
    """What replicas ended with that nobody killed."""
    born: int = 0
    never_rested: bool = False
    """It had to be ended: replicas that find no end of work, messages that nobody sends."""

    @property
    def kills(self) -> int:
        return self.killed_at.total()

    async def run(self, say: Say) -> None:
        """From the first claim to the last kill, and on until everything is quiet."""
        async with self.hours.flowing():
            await self.nursery.rehearse(self._assignment(0, Death()))
        seats = [asyncio.create_task(self._occupy(number)) for number in range(SEATS)]
        try:
            await self._be_killed(say)
            await self._come_to_rest()
        except TimeoutError:
            self.never_rested = True
        finally:
            for seat in seats:
                seat.cancel()
            await asyncio.gather(*seats, return_exceptions=True)

    async def _be_killed(self, say: Say) -> None:
        told, last = 0, START + timedelta(days=self.kind.days) + AT_LAST
        while self.kills + len(self.crashed) < self.kind.kills:
            await self._go_on(last)
            if self.kills >= told + 100:
                told = self.kills
                say(f"  {self.kind.name}: {told} kills, {self.clock.now():%d %B %H:%M}")

    async def _come_to_rest(self) -> None:
        """Go on in fine weather until nothing waits any more, and the days are over that were to be seen.

        On a busy machine all may have died long before.
        """
        weather.clear(self.slack)
        end = max(self.clock.now() + AFTERWARDS, START + timedelta(days=self.kind.days + 2))
        while self.clock.now() < end or await self.hours.something_waits():
            await self._go_on(end + AT_LAST)

    async def _go_on(self, last: datetime) -> None:
        """One step of the world: everybody finishes, people act, or else time passes.

        Raises `TimeoutError` at the last moment.
        """
        if self.clock.now() > last:
            raise TimeoutError
        await self.hours.until_calm()
        if not await self.people.react() and not await self.slack.advance_retries():
            await self.hours.pass_on(self.slack.waiting_retries)

    async def _occupy(self, number: int) -> None:
        """One seat: as soon as a replica is dead, another takes its place."""
        while True:
            death = next(self.deaths, Death())
            self.page.seat(number).empty()
            pid = await self.nursery.start(self._assignment(number, death))
            end = self.nursery.end_of(pid)
            try:
                status = await self._see_through(number, pid, death, end)
            except asyncio.CancelledError:
                self.nursery.kill(pid)
                await end
                raise
            if status == KILLED:
                self.killed_at[self.page.seat(number).words or "from outside"] += 1
            else:
                self.crashed.append(status)

    async def _see_through(self, number: int, pid: int, death: Death, end: "asyncio.Future[int]") -> int:
        if death.since == OUTSIDE:
            seat = self.page.seat(number)
            while not seat.has_claimed and not end.done():  # noqa: ASYNC110  (another process claims)
                await asyncio.sleep(0.001)
            await asyncio.sleep(death.number / 1000)
            self.nursery.kill(pid)
        return await asyncio.shield(end)

    def _assignment(self, number: int, death: Death) -> Assignment:
        self.born += 1
        keys = self.slack.credentials
        return Assignment(
            page=self.page.path,
            seat=number,
            database=self.kind.database,
            key=self.key,
            address=self.slack.api_url,
            token=keys.bot_token,
            secret=keys.signing_secret,
            port=self.port,
            workspace=self.slack.workspace.team_id,
            bot_user=self.slack.workspace.bot_user,
            death=death,
            arrives=self.born % 10 == 1,
            log=self.log,
        )


def deaths(rng: random.Random, kills: int, days: int) -> Iterator[Death]:
    """Where each replica is to die: first at every step in turn, then wherever chance has it.

    They are spread evenly over the world's time, so that all that happens in it has its share.
    """
    in_turn = max(kills // 2, min(kills, STEPS_IN_TURN))
    for number in range(kills):
        hour = (START + timedelta(days=days) * number / kills - EPOCH) // MICROSECOND
        if number < in_turn:
            yield Death(FIRST_CLAIM, 1 + number % STEPS_IN_TURN, hour)
        else:
            since, most = rng.choice([(FIRST_CLAIM, 200), (steps.START, 150), (OUTSIDE, 80)])
            yield Death(since, rng.randrange(1, most), hour)


@contextlib.asynccontextmanager
async def made(kind: Kind, folder: Path, nursery: Nursery) -> AsyncIterator[World]:
    """A world at its first moment: the roster is imported and the times are agreed, nothing is sent yet."""
    rng = random.Random(f"{kind.name} {kind.seed}")
    page = Page(folder / "page")
    clock = SharedClock(page)
    clock.put_forward(START)
    company = made_up(rng, kind.managers, kind.reports)
    database, key = open_database(kind.database), KeyRing.new_key()
    async with Playground(clock.now, scopes=SCOPES, limits=kind.limits) as slack:
        company.fill(slack)
        connection = Connection(slack.api_url, slack.credentials.bot_token)
        tandem = Tandem(database, KeyRing([key]), clock, connection)
        hours = Hours(page, clock, database, SEATS)
        with socket.create_server(("127.0.0.1", 0), reuse_port=True) as reserved:
            port = int(reserved.getsockname()[1])
        try:
            async with hours.flowing():
                await _begin(tandem, company, slack)
            slack.connect(f"http://127.0.0.1:{port}/slack/events")
            weather.stormy(rng, slack, 30 * kind.kills + 200)
            yield World(
                kind=kind,
                slack=slack,
                clock=clock,
                page=page,
                company=company,
                nursery=nursery,
                database=database,
                tandem=tandem,
                people=People(slack, f"{kind.name} {kind.seed}"),
                hours=hours,
                key=key,
                port=port,
                deaths=deaths(rng, kind.kills, kind.days),
                log=folder / "replicas.log",
            )
        finally:
            await tandem.close()
            database.dispose()


async def _begin(tandem: Tandem, company: Company, slack: Playground) -> None:
    """What an operator does on the first day, and what managers agree with their reports."""
    await tandem.arrive()
    workspace = slack.workspace.team_id
    files = (company.people_file(), company.teams_file())
    rows = RosterFiles(read_people("people.csv", files[0]), read_teams("teams.csv", files[1]))
    unknown = await tandem.core.look(lambda session: wanted(session, workspace, rows))
    found = await look_up(tandem.slack_of(workspace), unknown, tandem.clock)
    await tandem.core.work(workspace, lambda work: import_roster(work, rows, found, CHAINS))
    await tandem.core.work(workspace, lambda work: _agree(work, company, slack))


def _agree(work: Work, company: Company, slack: Playground) -> None:
    for meeting in company.meetings:
        manager, report = (
            roster.by_slack_id(work, slack.person(email).id) for email in (meeting.manager, meeting.report)
        )
        line = lines.open_line_of(work, report.id)
        assert line is not None
        terms = Terms("FREQ=WEEKLY", meeting.wall, meeting.zone, meeting.first, LENGTH_MINUTES)
        choose(work, manager, line.id, terms)
