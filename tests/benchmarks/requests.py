"""A signed request, from its bytes to the listener: our door against Bolt's own way in."""

import json
import time
from urllib.parse import urlencode

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.app.door import decoded
from bot.app.tandem import CHAINS
from tests.benchmarks.harness import Row, compare

SECRET = "0123456789abcdef"
FORM = "application/x-www-form-urlencoded"
TIMES = 300
CLICK = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U1", "team_id": "T1"},
    "actions": [{"type": "button", "action_id": "people.benchmark", "block_id": "b", "value": "7"}],
    "message": {"text": "Your one-on-one " * 40, "blocks": [{"type": "section", "text": "words " * 40}] * 12},
    "trigger_id": "1.2.abc",
}
BODY = urlencode({"payload": json.dumps(CLICK)}).encode()


def headers() -> dict[str, str]:
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=BODY)
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": str(signature), "content-type": FORM}


def app(listeners: int, *, verify: bool) -> AsyncApp:
    """A Bolt app whose last listener takes the benchmark's click."""
    made = AsyncApp(
        token=None,
        authorize=authorize,
        signing_secret=SECRET,
        process_before_response=True,
        request_verification_enabled=verify,
    )
    for number in range(listeners - 1):
        made.action(f"people.other.{number}")(take)
    made.action("people.benchmark")(take)
    return made


async def authorize(enterprise_id: str | None, team_id: str | None) -> object:
    from slack_bolt.authorization import AuthorizeResult

    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-1")


async def take(ack) -> None:  # type: ignore[no-untyped-def]
    await ack()


async def reading() -> Row:
    """Signature, form and JSON, up to the dict that listeners get."""
    verifier, signed = SignatureVerifier(SECRET), headers()

    async def ours() -> None:
        for _ in range(TIMES):
            assert verifier.is_valid_request(BODY, signed)
            decoded(BODY, FORM)

    async def bolts() -> None:
        for _ in range(TIMES):
            request = AsyncBoltRequest(body=BODY.decode(), headers=dict(signed))
            assert verifier.is_valid_request(request.raw_body, signed)

    return await compare("reading a request", ours, "Bolt's own reading", bolts, 2.0)


async def routing() -> Row:
    """As many listeners as Tandem has routes, behind one catch-all; against one listener alone."""
    routes = sum(len(chain.routes) for chain in CHAINS)
    one, table = app(1, verify=False), app(1, verify=False)
    handlers = {f"people.other.{number}": take for number in range(routes)} | {"people.benchmark": take}

    async def dispatch(target: AsyncApp, look_up: bool) -> None:
        for _ in range(TIMES):
            if look_up:
                assert handlers["people.benchmark"]
            await target.async_dispatch(AsyncBoltRequest(body=dict(CLICK), mode="socket_mode"))

    return await compare(
        "routing with everything registered",
        lambda: dispatch(table, True),
        "one listener registered",
        lambda: dispatch(one, False),
        0.95,
    )
