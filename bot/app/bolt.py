"""Bolt, set up so that it asks nobody for leave and logs nothing that a person typed."""

import logging
from collections.abc import Callable

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient


def bolt_app(token_of: Callable[[str], str], bot_of: Callable[[str], str], address: str) -> AsyncApp:
    """`token_of` and `bot_of` tell a workspace's bot token and bot user, by its id.

    Authorizing from memory saves Bolt's `auth.test` per request. Listeners run before the response
    (PBR), so an ack means that everything was stored.
    """

    async def authorize(
        enterprise_id: str | None, team_id: str | None, user_id: str | None
    ) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_token=token_of(team_id or ""),
            bot_user_id=bot_of(team_id or ""),
        )

    return AsyncApp(
        name="tandem",  # otherwise Bolt reads the sources of all its callers, to find one
        authorize=authorize,
        client=AsyncWebClient(base_url=address),
        logger=silent(),
        process_before_response=True,
        request_verification_enabled=False,  # the door checks it, before anything is read
        ignoring_self_events_enabled=True,
        raise_error_for_unhandled_request=False,
    )


def silent() -> logging.Logger:
    """Bolt prints whole bodies when it warns or debugs: it keeps quiet below an error."""
    logger = logging.getLogger("bot.bolt")
    logger.setLevel(logging.ERROR)
    for name in ("slack_bolt", "slack_sdk"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return logger
