"""The figures are true, are few, hold no names, and looking at them costs the database next to nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.orm import Session

from bot.app.metrics import CONTENT_TYPE, Metrics
from bot.app.standing import Glances
from bot.app.sweeps import Sweepable
from bot.app.tandem import Tandem, sources
from bot.app.web import NOT_OUTSIDE, listening, web_app
from bot.clock import ManualClock
from bot.delivery.models import QUEUED, UNKNOWN
from bot.playground.faults import rate_limited
from bot.storage.engine import Database
from bot.storage.work import writing
from bot.watch import Carried
from bot.workspaces.core import Core
from bot.workspaces.keys import Vaults
from bot.workspaces.models import STOPPED, Workspace
from tests.conftest import MONDAY_NOON, WORKSPACE
from tests.factories import delivery
from tests.journeys.conftest import Company, prompt

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Figures = dict[tuple[str, ...], float]


def read(shown: bytes) -> Figures:
    """Every sample by its name and the values of its labels."""
    families = text_string_to_metric_families(shown.decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


async def figures(tandem: Tandem) -> Figures:
    """As somebody who scrapes them over HTTP."""
    async with serving(tandem) as url, aiohttp.ClientSession() as session, session.get(url) as response:
        assert (response.status, response.headers["content-type"]) == (200, CONTENT_TYPE)
        return read(await response.read())


@asynccontextmanager
async def serving(tandem: Tandem) -> AsyncIterator[str]:
    async with listening(web_app(None, lambda: None, tandem.figures)) as url:
        yield f"{url}/metrics"


@ON_SQLITE
async def test_what_happened_is_counted(company: Company) -> None:
    ana, cleo = company.ana, company.cleo
    company.slack.faults.plan("chat.postMessage", rate_limited(2))
    await company.agree(ana, cleo, "2026-03-05")
    await company.until(4, 10)
    await cleo.replies(prompt(cleo, "people.answer"), "Only once.")
    await company.settle()
    await company.slack.redeliver(company.slack.deliveries[-1])
    seen = await figures(company.stage.tandem)
    assert seen["tandem_ack_seconds_count", "click", "done"] >= 1
    assert seen["tandem_ack_seconds_count", "submission", "done"] >= 1
    assert seen["tandem_ack_seconds_count", "event", "done"] >= 1
    assert seen["tandem_swept_rows_total", "people"] >= 1
    assert seen["tandem_slack_call_seconds_count", "chat.postMessage", "ok"] >= 5
    assert seen["tandem_slack_call_seconds_count", "chat.postMessage", "limited"] == 1
    assert seen["tandem_deliveries_total", "people", "sent"] >= 4
    assert seen["tandem_deliveries_total", "people", "again"] >= 1
    assert seen["tandem_workspaces", "active"] == 1
    assert seen["tandem_database_answers",] == 1


def test_a_retry_of_slacks_and_what_the_database_did_not_do_are_counted() -> None:
    metrics = Metrics()
    metrics.answered("event", "message", "not_stored", 0.2, retry=1)
    metrics.answered("event", "message", "done", 0.2, retry=0)
    metrics.unsure("NotStored")
    seen = read(metrics.text(None))
    assert seen["tandem_slack_retries_total", "event"] == 1
    assert seen["tandem_database_failures_total", "NotStored"] == 1
    assert seen["tandem_database_answers",] == 0
    assert ("tandem_outbox_messages", "due") not in seen


def test_two_tandems_in_one_process_count_for_themselves() -> None:
    one, other = Metrics(), Metrics()
    one.carried(Carried("d", "people", "note", "sent", 1, 0.1))
    assert read(one.text(None))["tandem_deliveries_total", "people", "sent"] == 1
    assert ("tandem_deliveries_total", "people", "sent") not in read(other.text(None))


async def test_how_things_stand_is_read_from_the_database(
    database: Database, vaults: Vaults, clock: ManualClock, workspace: str
) -> None:
    with writing(database) as session:
        session.add(Workspace(workspace_id="T0GONE", name="", state=STOPPED, created_at=clock.now()))
        states = {"one": QUEUED, "two": QUEUED, "lost": UNKNOWN}
        session.add_all(delivery(WORKSPACE, name, state, MONDAY_NOON) for name, state in states.items())
    core = Core(database, vaults, clock)
    inbox = Sweepable("inbox", lambda _session, _now: [workspace, "T0GONE"], lambda _work: 0)
    clock.move_to(clock.now().replace(hour=13))
    try:
        standing = await Glances(core, [*sources()[:2], inbox]).last()
    finally:
        core.close()
    assert standing is not None
    assert (standing.depth, standing.oldest, standing.unknown) == (2, 3600, 1)
    assert standing.overdue == {"people": 0, "direction": 0, "inbox": 1}
    assert standing.workspaces == {"active": 1, "stopped": 1}


@ON_SQLITE
async def test_looking_often_asks_the_database_seldom(
    database: Database, vaults: Vaults, clock: ManualClock, workspace: str
) -> None:
    core, asked = Core(database, vaults, clock), []

    def waiting(_session: Session, now: datetime) -> list[str]:
        asked.append(now)
        return []

    source = Sweepable("one", waiting, lambda _work: 0)
    try:
        glances = Glances(core, [source])
        assert await glances.last() is await glances.last() is not None
        assert len(asked) == 1
        curious = Glances(core, [source], fresh_seconds=0)
        await curious.last()
        await curious.last()
        assert len(asked) == 3
    finally:
        core.close()


@ON_SQLITE
async def test_whoever_comes_through_a_proxy_sees_no_figures(company: Company) -> None:
    async with serving(company.stage.tandem) as url, aiohttp.ClientSession() as session:
        for header in ("X-Forwarded-For", "Forwarded"):
            async with session.get(url, headers={header: "203.0.113.7"}) as response:
                assert (response.status, await response.text()) == (403, NOT_OUTSIDE)
