"""Installing with OAuth, and being removed."""

import base64
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from tests.playground.support import Clock, error_of


async def _access(slack: Playground, **given: str) -> dict[str, Any]:
    """The answer to an exchange; slack-sdk's own method warns with this aiohttp, so by hand."""
    own = {"client_id": slack.credentials.client_id, "client_secret": slack.credentials.client_secret}
    url = f"{slack.api_url}oauth.v2.access"
    async with aiohttp.ClientSession() as session, session.post(url, data=own | given) as answer:
        return dict(await answer.json())


async def test_a_code_gives_the_token_once_within_ten_minutes(
    slack: Playground, clock: Clock, ana: Person
) -> None:
    code, late = slack.grants(ana), slack.grants(ana)

    granted = await _access(slack, code=code)

    assert granted["access_token"] == slack.credentials.bot_token
    assert granted["authed_user"]["id"] == ana.id
    assert granted["team"]["id"] == slack.workspace.team_id
    assert (await _access(slack, code=code))["error"] == "invalid_code"
    clock.passes(minutes=11)
    assert (await _access(slack, code=late))["error"] == "code_expired"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [({"client_id": "1.2"}, "invalid_client_id"), ({"client_secret": "x"}, "bad_client_secret")],
)
async def test_an_exchange_needs_the_apps_own_secret(
    slack: Playground, ana: Person, wrong: dict[str, str], error: str
) -> None:
    assert (await _access(slack, code=slack.grants(ana), **wrong))["error"] == error


async def test_id_and_secret_may_come_as_basic_authentication(slack: Playground, ana: Person) -> None:
    own = f"{slack.credentials.client_id}:{slack.credentials.client_secret}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(own).decode()}"}
    url, body = f"{slack.api_url}oauth.v2.access", {"code": slack.grants(ana)}
    async with aiohttp.ClientSession(headers=headers) as session, session.post(url, data=body) as answer:
        assert (await answer.json())["ok"]


async def test_a_removed_app_hears_of_it_and_can_do_nothing_more(
    slack: Playground, app: AsyncApp, client: AsyncWebClient
) -> None:
    await slack.uninstalls()
    sent = [delivery.event["type"] for delivery in slack.deliveries]
    assert set(sent) == {"tokens_revoked", "app_uninstalled"}
    assert await error_of(client.auth_test()) == "account_inactive"
