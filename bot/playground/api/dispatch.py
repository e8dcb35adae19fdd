"""One call of the Web API, from its name and arguments to the answer."""

from typing import Any

# Importing a family of methods enters it in the registry.
from bot.playground.api import chat, conversations, files, oauth, rest, users, views
from bot.playground.api.arguments import Arguments
from bot.playground.api.registry import METHODS, Method
from bot.playground.errors import RateLimited, SlackError
from bot.playground.slack import Slack

Json = dict[str, Any]
FAMILIES = (chat, conversations, files, oauth, rest, users, views)


def dispatch(slack: Slack, name: str, token: str | None, given: Json) -> Json:
    """Slack's answer; a `RateLimited` is for the caller to turn into HTTP 429."""
    try:
        found = _method(name)
        _authorize(slack, found, token)
        found.check(given)
        if found.tier is not None:
            slack.rates.count(found.name, found.tier)
        return {"ok": True} | found.work(slack, Arguments(given))
    except RateLimited:
        raise
    except SlackError as error:
        return refusal(error)


def refusal(error: SlackError) -> Json:
    """The answer that tells what is wrong."""
    answer: Json = {"ok": False, "error": error.code} | error.more
    if error.messages:
        answer["errors"] = [message.removeprefix("[ERROR] ") for message in error.messages]
        answer["response_metadata"] = {"messages": error.messages}
    return answer


def _method(name: str) -> Method:
    if name not in METHODS:
        raise SlackError("unknown_method")
    return METHODS[name]


def _authorize(slack: Slack, method: Method, token: str | None) -> None:
    credentials = slack.workspace.credentials
    known = {"bot": credentials.bot_token, "app": credentials.app_token}
    if method.token == "none":
        return
    if not token:
        raise SlackError("not_authed")
    if token not in known.values():
        raise SlackError("invalid_auth")
    if token != known[method.token]:
        raise SlackError("not_allowed_token_type")
    if method.token == "bot" and not slack.workspace.is_installed:
        raise SlackError("account_inactive")
    slack.workspace.scopes.need(method.scope)
