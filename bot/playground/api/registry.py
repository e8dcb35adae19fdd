"""Which methods there are: what each takes, how often it may be called, and with which token."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.playground.api.arguments import Arguments
from bot.playground.errors import SlackError
from bot.playground.slack import Slack

Json = dict[str, Any]
Work = Callable[[Slack, Arguments], Json]
Token = Literal["bot", "app", "none"]


@dataclass(frozen=True)
class Method:
    """One method of the Web API. `tier` is Slack's (1 to 4); `None` means it limits itself.

    `scope` is what the app needs to have been granted; empty where nothing is needed, or where it depends.
    """

    name: str
    work: Work
    required: frozenset[str]
    optional: frozenset[str]
    tier: int | None
    token: Token
    scope: str

    def check(self, given: Json) -> None:
        """Refuse what is missing and what Slack doesn't know, by name."""
        missing = [f"[ERROR] missing required field: {name}" for name in sorted(self.required - set(given))]
        unknown = set(given) - self.required - self.optional - ALWAYS_KNOWN
        unknown_ones = [f"[ERROR] unknown argument: {name}" for name in sorted(unknown)]
        if missing or unknown_ones:
            raise SlackError("invalid_arguments", missing + unknown_ones)


# slack-sdk's client, as Bolt configures it, names the team in every call.
ALWAYS_KNOWN = frozenset({"token", "team_id"})
METHODS: dict[str, Method] = {}


def method(
    name: str,
    *,
    tier: int | None,
    required: str = "",
    optional: str = "",
    scope: str = "",
    token: Token = "bot",  # noqa: S107 - a kind of token
) -> Callable[[Work], Work]:
    """Enter a function as a method of the Web API; arguments are named with spaces between."""

    def enter(work: Work) -> Work:
        names = frozenset(required.split()), frozenset(optional.split())
        METHODS[name] = Method(name, work, *names, tier, token, scope)
        return work

    return enter
