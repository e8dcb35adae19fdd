"""A workspace's first start, and every later one."""

import asyncio

import pytest
from sqlalchemy import select

from bot.clock import ManualClock
from bot.errors import Stop
from bot.playground import Playground, rate_limited, refused, server_error
from bot.slack.client import Slack
from bot.storage.engine import Database, open_database
from bot.storage.vault import KeyRing
from bot.storage.work import reading
from bot.workspaces.core import Core
from bot.workspaces.install import ensure_workspace
from bot.workspaces.keys import Vaults
from bot.workspaces.models import DataKey, Workspace


def keys_of(database: Database) -> list[str]:
    with reading(database) as session:
        return list(session.scalars(select(DataKey.workspace_id)))


async def test_the_first_start_makes_the_workspace_and_its_key(
    core: Core, slack: Slack, ring: KeyRing, company: Playground
) -> None:
    team = await ensure_workspace(core, slack, ring)
    assert team == company.workspace.team_id
    assert keys_of(core.database) == [team]
    with reading(core.database) as session:
        stored = session.execute(select(Workspace.bot_user, Workspace.state)).one()
    assert stored == (company.workspace.bot_user, "active")


async def test_later_starts_keep_the_key(core: Core, slack: Slack, ring: KeyRing) -> None:
    team = await ensure_workspace(core, slack, ring)
    assert await ensure_workspace(core, slack, ring) == team
    assert keys_of(core.database) == [team]


async def test_two_replicas_that_start_together_make_one_key(
    core: Core, slack: Slack, ring: KeyRing, database_url: str, clock: ManualClock
) -> None:
    other = open_database(database_url)
    second = Core(other, Vaults(ring), clock)
    await asyncio.gather(ensure_workspace(core, slack, ring), ensure_workspace(second, slack, ring))
    second.close()
    other.dispose()
    assert len(keys_of(core.database)) == 1


async def test_a_slack_in_trouble_is_asked_again(
    core: Core, slack: Slack, ring: KeyRing, company: Playground, clock: ManualClock
) -> None:
    before = clock.now()
    company.faults.plan("auth.test", server_error(503), rate_limited(40))
    await ensure_workspace(core, slack, ring)
    assert (clock.now() - before).total_seconds() == 2 + 40


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "not_allowed_token_type"])
async def test_a_token_that_slack_refuses_stops_the_start(
    core: Core, slack: Slack, ring: KeyRing, company: Playground, code: str
) -> None:
    company.faults.plan("auth.test", refused(code))
    with pytest.raises(Stop, match=f"SLACK_BOT_TOKEN \\({code}\\)"):
        await ensure_workspace(core, slack, ring)
    assert keys_of(core.database) == []
