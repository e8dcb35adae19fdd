"""Slack's side: the token, what it may do, and whose clock is right."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.cli.checks.finding import Finding, State
from bot.cli.checks.settings import Given
from bot.clock import Clock
from bot.config import BOT_TOKEN, SOCKET, Settings
from bot.slack.client import Slack
from bot.slack.errors import Refused, Revoked, SlackFailed
from bot.slack.manifest import SCOPES

SECONDS = 8
NOTICED = timedelta(seconds=5)
TOO_FAR = timedelta(seconds=30)
"""A lease on a message lasts for that long, by the clock of whoever looks at it."""
SET_CLOCK = "let this machine keep its clock with NTP"
RENEW = (
    f"copy the bot token anew from the app's page (OAuth & Permissions) into {BOT_TOKEN}, and restart Tandem"
)


def look(given: Given, clock: Clock) -> Iterator[Finding]:
    settings = given.settings
    if settings.bot_token is None:
        yield Finding(State.OPEN, "Slack", f"there is no {BOT_TOKEN} to ask it with")
    elif given.faulty & {"SLACK_API_URL"}:
        yield Finding(State.OPEN, "Slack", "SLACK_API_URL is no address to ask it at")
    else:
        yield from _asked(settings, clock)
    if settings.app_token is not None:
        said = f"{SOCKET}: only opening a connection would tell whether Slack takes it"
        yield Finding(State.OPEN, "Socket Mode", said, "a Tandem that runs says so in /readyz and its log")


def _asked(settings: Settings, clock: Clock) -> Iterator[Finding]:
    try:
        team, headers, now = asyncio.run(_auth_test(settings, clock))
    except (Refused, Revoked) as no:
        yield Finding(State.BROKEN, "Slack", f"refuses {BOT_TOKEN} ({no.code})", RENEW)
    except SlackFailed as error:
        do = "see whether this machine reaches Slack (proxy, firewall, SLACK_API_URL)"
        yield Finding(State.BROKEN, "Slack", f"does not answer ({error.code})", do)
    else:
        yield Finding(State.OK, "Slack", f"the token is for the workspace {team}")
        yield scopes(headers.get("x-oauth-scopes", ""))
        yield clocks(headers.get("date", ""), now)


async def _auth_test(settings: Settings, clock: Clock) -> tuple[str, Mapping[str, str], datetime]:
    """The workspace, the answer's headers (names in lower case), and when it came."""
    async with aiohttp.ClientSession() as session:
        answer = await Slack(settings.bot_token or "", session, settings.api_url, seconds=SECONDS).test()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return str(answer.data.get("team_id") or "?"), headers, clock.now()


def scopes(header: str) -> Finding:
    """What the token may do against what the manifest asks for."""
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    missing = [scope for scope in SCOPES if scope not in granted]
    if not granted:
        return Finding(State.OPEN, "scopes", "the answer does not say which ones were granted")
    if missing:
        do = "add them on the app's page (OAuth & Permissions), and install the app again"
        return Finding(State.BROKEN, "scopes", f"missing: {', '.join(missing)}", do)
    more = sorted(granted - set(SCOPES))
    unneeded = f"; Tandem does without {', '.join(more)}" if more else ""
    return Finding(State.OK, "scopes", f"all {len(SCOPES)} of the manifest{unneeded}")


def clocks(header: str, now: datetime) -> Finding:
    try:
        theirs = parsedate_to_datetime(header)
    except ValueError:
        return Finding(State.OPEN, "clock", "Slack's answer bears no date")
    return skew("clock", "Slack's", now - theirs)


def skew(name: str, whose: str, ahead: timedelta) -> Finding:
    """How far this machine's clock is from another one."""
    off = abs(ahead)
    said = f"{off.total_seconds():.0f} s {'ahead of' if ahead > timedelta() else 'behind'} {whose}"
    if off >= TOO_FAR:
        why = "; replicas may take each other's messages, and past five minutes Slack's requests are refused"
        return Finding(State.BROKEN, name, f"{said}{why}", SET_CLOCK)
    if off >= NOTICED:
        return Finding(State.LOOK, name, said, SET_CLOCK)
    return Finding(State.OK, name, f"agrees with {whose}")
