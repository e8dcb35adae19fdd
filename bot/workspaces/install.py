"""A workspace's beginning: its row and its data key, once Slack has said which workspace the token is for."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.errors import Stop
from bot.slack.client import Slack
from bot.slack.errors import Limited, Refused, Revoked, SlackFailed
from bot.storage.upsert import insert_or_ignore
from bot.storage.vault import KeyRing
from bot.workspaces.core import Core
from bot.workspaces.keys import give_data_key
from bot.workspaces.models import ACTIVE, Workspace

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 2.0, 300.0
log = logging.getLogger(__name__)


async def ensure_workspace(core: Core, slack: Slack, ring: KeyRing) -> str:
    """The workspace of the token: its id, with its row and data key in the database.

    Waits for as long as Slack does not answer. Raises `Stop` where Slack refuses the token.
    """
    who = await _patiently(slack, core.clock)
    team = str(who["team_id"])

    def install(session: Session) -> None:
        workspace = ensure_row(session, ring, team, core.clock.now())
        workspace.name = str(who.get("team") or workspace.name)[:255]
        workspace.bot_user = str(who.get("user_id") or workspace.bot_user)
        workspace.state = ACTIVE

    await core.sessions(install)
    return team


def ensure_row(session: Session, ring: KeyRing, workspace_id: str, now: datetime) -> Workspace:
    """The workspace's row, made with a data key where there was none. Two processes may do so at once."""
    row = {
        "workspace_id": workspace_id,
        "name": "",
        "bot_user": "",
        "state": ACTIVE,
        "created_at": now,
        "admins": [],
        "people_team": [],
    }
    if insert_or_ignore(session, Workspace, [row]) == 1:
        give_data_key(session, ring, workspace_id, now)
        session.flush()
    return session.get_one(Workspace, workspace_id)


async def whose_token(slack: Slack) -> Mapping[str, Any]:
    """Slack's `auth.test`. Raises `Stop` where Slack refuses the token, or knows no workspace for it."""
    try:
        who = await slack.who_am_i()
    except (Refused, Revoked) as error:
        raise Stop(
            f"Slack refuses SLACK_BOT_TOKEN ({error.code}): copy the bot token anew from the app's page, "
            "under OAuth & Permissions."
        ) from error
    if not who.get("team_id"):
        raise Stop("Slack names no workspace for SLACK_BOT_TOKEN: use a bot token of one workspace.")
    return who


async def _patiently(slack: Slack, clock: Clock) -> Mapping[str, Any]:
    wait = FIRST_WAIT_SECONDS
    while True:
        try:
            return await whose_token(slack)
        except SlackFailed as error:
            pause = max(wait, error.seconds) if isinstance(error, Limited) else wait
            log.warning("Slack does not say whose token this is (%s); again in %.0f s", error.code, pause)
        await clock.sleep(pause)
        wait = min(wait * 2, LONGEST_WAIT_SECONDS)
