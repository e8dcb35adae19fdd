"""Everybody's prompts fall due at once, and people click meanwhile."""

import asyncio
import contextlib
import gc
import resource
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import event, func, select, update

from bot.app.door import Door
from bot.app.tandem import Connection, Tandem
from bot.app.web import listening, web_app
from bot.clock import ManualClock
from bot.delivery import outbox
from bot.delivery.models import SENT, Delivery
from bot.playground import Playground
from bot.playground.state.users import User
from bot.roster.models import Person
from bot.slack.client import Slack
from bot.slack.manifest import SCOPES
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from bot.storage.work import reading, writing
from tests.load.crowd import Crowd, analyse, persons_of, settle

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLICKS, CLICK_EVERY = 400, 0.1
"""So many people type an answer, one after the other; real seconds between two of them."""


@dataclass(frozen=True, slots=True)
class Storm:
    """In each workspace so many pairs and teams, all of them due."""

    workspaces: int
    pairs: int
    teams: int
    is_met: bool = True

    def smaller(self, part: int) -> "Storm":
        if self.workspaces > 1:
            return replace(self, workspaces=self.workspaces // part)
        return replace(self, pairs=self.pairs // part, teams=self.teams // part)

    def crowd(self, workspace_id: str) -> Crowd:
        due = (self.pairs, self.pairs, self.teams, self.teams)
        return Crowd(workspace_id, MONDAY, *due, is_met=self.is_met)


class Hosted(Tandem):
    """Tandem for several workspaces, each with its own token: the settings know one only, so far."""

    def __init__(
        self, database: Database, ring: KeyRing, clock: ManualClock, slacks: dict[str, Playground]
    ) -> None:
        first = next(iter(slacks.values()))
        super().__init__(database, ring, clock, Connection(first.api_url, first.credentials.bot_token))
        self._each = {
            name: Slack(one.credentials.bot_token, self._session, one.api_url) for name, one in slacks.items()
        }

    def slack_of(self, workspace_id: str) -> Slack:
        return self._each[workspace_id]


@dataclass
class Figures:
    """What was seen: in company time, but for acks and holds, which took real seconds."""

    acks: list[float] = field(default_factory=list)
    refused: int = 0
    holds: list[float] = field(default_factory=list)
    """Of SQLite's writer; the local Slack's part of this process holds up what it does."""
    worked: list[float] = field(default_factory=list)
    """How much of each it had the CPU for itself."""
    swept: float = 0.0
    took: float = 0.0


@contextlib.asynccontextmanager
async def companies(storm: Storm, clock: ManualClock) -> AsyncIterator[dict[str, Playground]]:
    """A local Slack for each workspace, with everybody in it."""
    async with contextlib.AsyncExitStack() as stack:
        slacks = {}
        for number in range(storm.workspaces):
            slack = Playground(clock.now, clock.sleep, scopes=SCOPES, ack_seconds=10)
            slack.workspace.team_id = f"TLOAD{number}"
            await stack.enter_async_context(slack)
            for person in persons_of(storm.crowd(slack.workspace.team_id)):
                email, name = person["email"], person["name"]
                slack.workspace.users[person["slack_id"]] = User(
                    person["slack_id"], slack.workspace.team_id, person["id"], name, email
                )
            slacks[slack.workspace.team_id] = slack
        yield slacks


def know_dms(database: Database, slacks: dict[str, Playground]) -> None:
    """Everybody's DM is the one that their Slack has for them."""
    for workspace_id, slack in slacks.items():
        with writing(database) as session:
            people = session.execute(
                select(Person.id, Person.slack_id).where(Person.workspace_id == workspace_id)
            )
            dms = [
                {"workspace_id": workspace_id, "id": one, "dm": slack.workspace.dm(user).id}
                for one, user in people
            ]
            session.execute(update(Person), dms)


def watch_holds(database: Database, figures: Figures) -> None:
    """How long each transaction of SQLite's one writer was open."""
    began: list[tuple[float, float]] = []

    @event.listens_for(database.writer, "begin")
    def begin(connection: object) -> None:
        began[:] = [(time.perf_counter(), time.thread_time())]

    def end(connection: object) -> None:
        for clock, cpu in began:
            figures.holds.append(time.perf_counter() - clock)
            figures.worked.append(time.thread_time() - cpu)
        began.clear()

    event.listen(database.writer, "commit", end)
    event.listen(database.writer, "rollback", end)


async def measured(database: Database, storm: Storm) -> Sequence[str]:
    clock, ring, figures = ManualClock(MONDAY), KeyRing([KeyRing.new_key()]), Figures()
    async with companies(storm, clock) as slacks:
        settle(database, ring, [storm.crowd(name) for name in slacks])
        if storm.is_met:
            know_dms(database, slacks)
        analyse(database)
        if database.is_sqlite:
            watch_holds(database, figures)
        tandem = Hosted(database, ring, clock, slacks)
        first = next(iter(slacks.values()))
        door = Door(tandem.bolt, first.credentials.signing_secret)
        async with listening(web_app(door, lambda: None)) as address:
            first.connect(f"{address}/slack/events")
            before = resident()
            gc.freeze()  # as `tandem run` does; here it is mostly the local Slack's people
            await blow(tandem, first, figures)
        lines = [
            *said(database, storm, slacks, figures),
            f"memory: {before} MB before, {resident()} MB after",
        ]
        await tandem.close()
    return lines


async def blow(tandem: Tandem, slack: Playground, figures: Figures) -> None:
    """Sweep and send until nothing is left, while people type."""
    people = asyncio.create_task(typing(slack, figures))
    began = time.perf_counter()
    await tandem.sweep()
    figures.swept = time.perf_counter() - began
    await tandem.settle()
    await people
    await tandem.settle()
    figures.took = time.perf_counter() - began


async def typing(slack: Playground, figures: Figures) -> None:
    """One after the other types in the DM, a signed request each: most of it answers the check-in."""
    workspace = slack.workspace
    users = [user for user in workspace.users.values() if user.id.startswith("UR")]
    for user in users[:CLICKS]:
        text = {
            "type": "message", "channel": workspace.dm(user.id).id, "channel_type": "im", "user": user.id,
            "text": "All well here", "ts": slack.slack.timestamps.next(), "team": workspace.team_id,
        }  # fmt: skip
        began = time.perf_counter()
        delivery = await slack._link.send("event", slack._link.envelope(text))
        figures.acks.append(time.perf_counter() - began)
        figures.refused += not delivery.acked
        await asyncio.sleep(CLICK_EVERY)


def said(database: Database, storm: Storm, slacks: dict[str, Playground], figures: Figures) -> list[str]:
    prompts = ("checkin", "prepare", "update_due")
    lasts: dict[str, datetime] = {}
    asked: Counter[tuple[str, str]] = Counter()
    for name, slack in slacks.items():
        for call in slack.calls_of("chat.postMessage"):
            if call.ok:
                lead = call.args["metadata"]["event_payload"]["delivery"]
                asked[name, lead] += 1
                lasts[name] = call.at
    with reading(database) as session:
        query = select(Delivery.kind, Delivery.state, func.count(), func.max(Delivery.sent_at))
        states = session.execute(query.group_by(Delivery.kind, Delivery.state)).all()
        urgent = [
            (row.sent_at - row.due_at).total_seconds()
            for row in session.scalars(select(Delivery).where(Delivery.priority == outbox.URGENT))
            if row.sent_at is not None
        ]
    last = max(row[3] for row in states if row[0] in prompts and row[3] is not None)
    wanted = storm.workspaces * (2 * storm.pairs + storm.teams)
    came = sum(row[2] for row in states if row[0] in prompts and row[1] == SENT)
    refused = Counter(str(call.error) for slack in slacks.values() for call in slack.calls if not call.ok)
    ends = sorted((moment - MONDAY).total_seconds() for moment in lasts.values())
    return [
        f"prompts {wanted}, reached {came}, messages {sum(asked.values())}, "
        f"doubled {sum(count - 1 for count in asked.values())}, lost {wanted - came}",
        f"last prompt after {minutes(last - MONDAY)} of company time; the sweep took {figures.swept:.1f} s, "
        f"all of it {figures.took:.0f} s",
        f"last message of a workspace after {ends[0]:.0f} to {ends[-1]:.0f} s"
        if len(ends) > 1
        else f"{sum(asked.values()) / max(ends[-1], 1) * 60:.0f} messages a minute",
        f"urgent ones {len(urgent)}, late {spread(urgent)} s of company time",
        f"acks {len(figures.acks)}, unacknowledged {figures.refused}, {spread(figures.acks)} s",
        f"the writer's holds {spread(figures.holds)} s",
        f"their own CPU {spread(figures.worked)} s",
        f"refused by Slack: {dict(refused) or 'nothing'}",
    ]


def minutes(span: timedelta) -> str:
    return f"{span.total_seconds() / 60:.1f} min"


def spread(seconds: Sequence[float]) -> str:
    if not seconds:
        return "-"
    ordered = sorted(seconds)
    p99 = ordered[int(len(ordered) * 0.99)]
    return f"p50 {statistics.median(ordered):.3f}, p99 {p99:.3f}, most {ordered[-1]:.3f}"


def resident() -> int:
    """The most that this process ever held, in MB: the local Slack's part included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
