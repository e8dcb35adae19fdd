"""Whoever read "not confirmed" learns how it ended."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.desk.background import Background
from bot.desk.words import ANSWERS_AGAIN, NOT_STORED_AFTER_ALL, STORED_AFTER_ALL
from bot.errors import NotConfirmed, Refusal
from bot.roster.people import UnknownPerson
from bot.slack.client import Slack
from bot.slack.payloads import Click, Command, Submission
from bot.slack.text import escape

Doer = Click | Command | Submission


class Outcomes:
    """Of what people did, in this process: whoever sends it again meanwhile stores nothing twice.

    `tell` answers a click or command with a line that only its user sees.
    """

    def __init__(
        self,
        slack_of: Callable[[str], Slack],
        tell: Callable[[Click | Command, str], Awaitable[None]],
        background: Background,
    ) -> None:
        self._slack_of = slack_of
        self._tell = tell
        self._background = background
        self._in_doubt: list[Doer] = []

    def follow(self, payload: Doer, ending: "asyncio.Future[Any]") -> None:
        """It still runs: say so when it has ended."""
        self._background.start(self._say_ending(payload, ending))

    def doubt(self, payload: Doer) -> None:
        """Nobody can tell how it ended."""
        self._in_doubt.append(payload)

    def answers_again(self) -> None:
        """Whoever's outcome nobody could tell looks for themselves, now that there is something to see."""
        waiting, self._in_doubt = self._in_doubt, []
        for payload in waiting:
            self._background.start(self._say(payload, ANSWERS_AGAIN))

    async def _say_ending(self, payload: Doer, ending: "asyncio.Future[Any]") -> None:
        try:
            answer = await ending
            words = answer if isinstance(answer, str) and answer else STORED_AFTER_ALL
        except NotConfirmed:
            self.doubt(payload)
            return
        except UnknownPerson:
            words = NOT_STORED_AFTER_ALL
        except Refusal as no:
            words = escape(no.message)
        except Exception:  # whatever it was, it was rolled back, and the core has logged it
            words = NOT_STORED_AFTER_ALL
        await self._say(payload, words)

    async def _say(self, payload: Doer, words: str) -> None:
        """To whoever did something a while ago: their trigger is spent by now."""
        if not isinstance(payload, Submission) and payload.response_url:
            await self._tell(payload, words)
            return
        slack = self._slack_of(payload.workspace_id)
        await slack.whisper(await slack.open_dm(payload.user), payload.user, words)
