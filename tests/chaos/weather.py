"""What the Slack does wrong, call by call: drawn from the seed before anything begins."""

import random

from bot.playground import Fault, Playground, drop_reply, rate_limited, server_error, slow
from tests.chaos.replica import PATIENCE_SECONDS

FINE = slow(0)
TOO_SLOW = slow(PATIENCE_SECONDS * 1.5)
"""Done, but the answer comes when nobody waits for it any more."""
STORM = (
    (0.06, drop_reply()),
    (0.02, server_error(500)),
    (0.02, server_error(503)),
    (0.03, rate_limited(2)),
    (0.01, rate_limited(30)),
    (0.01, TOO_SLOW),
    (0.25, slow(0.02)),
)
"""How likely each is on one call; otherwise all is well."""
METHODS = (
    "chat.postMessage",
    "chat.update",
    "conversations.history",
    "conversations.replies",
    "conversations.open",
    "views.open",
    "auth.test",
)


def stormy(rng: random.Random, slack: Playground, calls: int) -> None:
    """Plan that many calls of each method."""
    for method in METHODS:
        slack.faults.plan(method, *(_drawn(rng) for _ in range(calls)))


def _drawn(rng: random.Random) -> Fault:
    chance = rng.random()
    for likely, fault in STORM:
        if chance < likely:
            return fault
        chance -= likely
    return FINE


def clear(slack: Playground) -> None:
    """No more of it."""
    for method in METHODS:
        while slack.faults.take(method):
            pass
