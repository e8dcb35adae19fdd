"""From Bolt to handlers and back: one catch-all for each kind of payload, and the routes as a table.

A handler commits before anything is acked, and nothing raises after. Whatever goes wrong, the person
gets an answer that says what is known: refused, not stored, or not confirmed (house.md).
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.app import payloads
from bot.app.logs import where
from bot.desk import Desk, Routes
from bot.desk.words import NOT_CONFIRMED, NOT_STORED
from bot.errors import NotConfirmed, NotStored, Refusal
from bot.slack.blocks import modal, section
from bot.slack.errors import SlackFailed
from bot.slack.payloads import Ack, Click, Command, Event, Payload, Submission
from bot.slack.text import escape
from bot.storage.base import new_id
from bot.watch import so_far
from bot.workspaces.core import one_deadline

log = logging.getLogger(__name__)
ANYTHING = re.compile(r".*", re.DOTALL)
OUTDATED = "This belongs to an older version of Tandem. Open Tandem's Home tab to go on from there."
COMES_AGAIN = (
    "Not confirmed yet: my database does not answer. Slack brings me your message again within five minutes, "
    "and I confirm it here as soon as it is stored. You need not type it again; it cannot be stored twice."
)
GIVEN_UP = (
    "Still not confirmed: my database does not answer, and Slack does not bring me your message again. "
    "Please send it once more in a while, unless I have confirmed it here."
)
DONE = "done"
RESULTS: Mapping[type[Exception], str] = {
    Refusal: "refused",
    NotStored: "not_stored",
    NotConfirmed: "not_confirmed",
    SlackFailed: "slack_failed",
}
LAST_RETRY = 3
"""Slack delivers an event again at once, after a minute and after five (slack.md)."""
SLACK_IS_DOWN = "Slack did not let me show that. Please try again in a minute."


class SendAgain(Exception):  # noqa: N818
    """An event could not be handled: Slack shall deliver it again. Says no content."""


class Dispatcher:
    """`routes` maps every id of both chains and of what belongs to neither to its handler."""

    def __init__(self, desk: Desk, routes: Routes) -> None:
        self._desk = desk
        self._routes = routes

    def listen(self, app: AsyncApp) -> None:
        app.action(ANYTHING)(self.click)
        app.view(ANYTHING)(self.submission)
        app.view_closed(ANYTHING)(self.nothing_to_do)
        app.command(ANYTHING)(self.command)
        app.event(ANYTHING)(self.event)
        app.error(log_failure)

    async def click(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        click = payloads.click(body)
        problem = await self._problem(click.action_id, click)
        await ack()
        if problem:
            self._desk.tell_after(click, problem)

    async def command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        command = payloads.command(body)
        answers: list[Ack] = []
        problem = await self._problem(command.name, command, answers)
        if problem:
            await ack(text=problem, response_type="ephemeral")
        else:
            await ack(**(answers[0] or {}))

    async def submission(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        submission = payloads.submission(body)
        answers: list[Ack] = []
        refusals: list[Refusal] = []
        problem = await self._problem(submission.callback_id, submission, answers, refusals)
        if problem:
            await ack(**beside_the_form(body["view"], problem, refusals))
        else:
            await ack(**(answers[0] or {}))

    async def event(self, ack: AsyncAck, body: dict[str, Any], request: AsyncBoltRequest) -> None:
        event = payloads.event(body)
        handler = self._routes.get(event.type)
        retry = retry_of(request)
        if handler is None:
            self._report(event.type, event, "ignored", retry)
        else:
            await self._handle_event(handler, event, retry)
        await ack()

    async def nothing_to_do(self, ack: AsyncAck) -> None:
        await ack()

    async def _handle_event(self, handler: Callable[..., Awaitable[Ack]], event: Event, retry: int) -> None:
        """What has to wait is said once, and once more where nothing is left to wait for."""
        result = DONE
        try:
            with one_deadline():
                await handler(self._desk, event)
        except Refusal as no:
            result = named(no)
            self._whisper(event, escape(no.message))
        except (NotStored, NotConfirmed) as unsure:
            result = named(unsure)
            self._whisper(event, {0: COMES_AGAIN, LAST_RETRY: GIVEN_UP}.get(retry))
            raise SendAgain from None
        except Exception as error:  # a fault of ours; its text may hold what a person typed
            result, words = named(error), apology(error)
            self._whisper(event, None if retry else words)
            raise SendAgain from None
        finally:
            self._report(event.type, event, result, retry)

    def _whisper(self, event: Event, text: str | None) -> None:
        """Answer what a person typed in the DM, where the event is such a message."""
        channel = str(event.body.get("channel") or "")
        if text and event.type == "message" and channel and event.user:
            slack = self._desk.slack_of(event.workspace_id)
            self._desk.background.start(slack.whisper(channel, event.user, text))

    async def _problem(
        self,
        route: str,
        payload: Payload,
        answers: list[Ack] | None = None,
        refusals: list[Refusal] | None = None,
    ) -> str | None:
        """Run a route's handler; what to tell the person where it did not do what they wanted."""
        result = DONE
        try:
            with one_deadline():
                answer = await self._routes.get(route, outdated)(self._desk, payload)
        except Exception as error:  # its text may hold what a person typed
            result = named(error)
            return self._explained(payload, error, refusals if refusals is not None else [])
        finally:
            self._report(route, payload, result)
        (answers if answers is not None else []).append(answer)
        return None

    def _explained(self, payload: Payload, error: Exception, refusals: list[Refusal]) -> str:
        match error:
            case Refusal(message=words):
                refusals.append(error)
                return words if isinstance(payload, Submission) else escape(words)
            case NotStored() | NotConfirmed():
                return said(error)
            case SlackFailed(code=code):
                log.warning("Slack said %s to a %s", code, type(payload).__name__)
                return SLACK_IS_DOWN
        return apology(error)  # a fault of ours

    def _report(self, route: str, payload: Payload, result: str, retry: int = 0) -> None:
        kind = type(payload).__name__.lower()
        self._desk.core.watch.answered(kind, route, result, so_far(), retry)


async def outdated(_desk: Desk, _payload: Payload) -> None:
    raise Refusal(OUTDATED)


def named(error: Exception) -> str:
    """What came of a request, in a word for logs and figures."""
    return next((word for kind, word in RESULTS.items() if isinstance(error, kind)), "fault")


def retry_of(request: AsyncBoltRequest) -> int:
    """How often Slack has delivered an event before; nought where it does not say."""
    told = request.headers.get("x-slack-retry-num") or ["0"]
    return int(told[0]) if told[0].isdecimal() else 0


def said(unsure: NotStored | NotConfirmed) -> str:
    return NOT_STORED if isinstance(unsure, NotStored) else NOT_CONFIRMED


def apology(error: Exception) -> str:
    reference = new_id()[:8]
    log.error("reference %s: %s at %s", reference, type(error).__name__, where(error))
    return f"Something went wrong on my side, and it is not your fault. Reference: {reference}."


def beside_the_form(view: Mapping[str, Any], problem: str, refusals: Sequence[Refusal]) -> dict[str, Any]:
    """Say no without closing the form, so that nothing that was typed is lost."""
    inputs = [block["block_id"] for block in view.get("blocks", ()) if block.get("type") == "input"]
    field = next((no.field for no in refusals if no.field in inputs), None) or (inputs[0] if inputs else None)
    if field:
        return {"response_action": "errors", "errors": {field: problem}}
    notice = modal("tandem.notice", "Tandem", [section(escape(problem))])
    return {"response_action": "push", "view": notice}


async def log_failure(error: Exception) -> None:
    """Bolt's own handler would print the message; ours prints where it happened."""
    if not isinstance(error, SendAgain):
        log.error("%s at %s", type(error).__name__, where(error))


__all__ = ["Click", "Command", "Dispatcher", "Submission"]
