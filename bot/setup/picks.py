"""From people picked in Slack to persons: whoever Tandem doesn't know yet is looked up and admitted."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot.desk import Desk
from bot.errors import Refusal
from bot.roster.models import Person
from bot.roster.profiles import Profile, admit
from bot.slack.payloads import Submission
from bot.storage.work import Work
from bot.workspaces.core import seconds_left

AT_ONCE = 10
MOST_UNKNOWN = 60
"""Slack's `users.info` allows some hundred calls a minute; the form is answered within three seconds."""
TOO_LATE = "Slack did not tell me in time who they are, so nothing was stored. Please press the button again."
Users = Mapping[str, Mapping[str, Any]]
"""Slack's user objects, by id."""


async def look_up(desk: Desk, submission: Submission, slack_ids: Iterable[str], field: str) -> Users:
    """Slack's word on those whom the roster doesn't know, before any transaction begins."""
    picked = sorted(set(slack_ids))
    unknown = await desk.read(submission, lambda work, _me: _unknown(work, picked))
    if len(unknown) > MOST_UNKNOWN:
        raise Refusal(
            f"Please pick at most {MOST_UNKNOWN} people at once whom Tandem has not met yet.", field=field
        )
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(slack_id: str) -> Mapping[str, Any]:
        async with gate:
            return await desk.slack_of(submission.workspace_id).user(slack_id)

    try:
        async with asyncio.timeout(seconds_left()):
            found = await asyncio.gather(*[ask(slack_id) for slack_id in unknown])
    except TimeoutError:
        raise Refusal(TOO_LATE, field=field) from None
    return dict(zip(unknown, found, strict=True))


def persons(work: Work, slack_ids: Sequence[str], users: Users, field: str) -> list[Person]:
    """The picked persons, in order. Raises `Refusal` for guests, bots and whoever is deactivated."""
    known = _known(work, slack_ids)
    found = [known.get(slack_id) or _admitted(work, users.get(slack_id, {}), field) for slack_id in slack_ids]
    for person in found:
        if not person.active:
            raise Refusal(f"{person.name} is deactivated in Slack. Choose somebody who is here.", field=field)
    return found


def _admitted(work: Work, user: Mapping[str, Any], field: str) -> Person:
    try:
        return admit(work, user)
    except Refusal as no:
        name = f"{Profile.of(user).name}: " if user else ""
        raise Refusal(f"{name}{no.message}", field=field) from None


def _known(work: Work, slack_ids: Iterable[str]) -> dict[str, Person]:
    query = select(Person).where(
        Person.workspace_id == work.workspace_id, Person.slack_id.in_(list(slack_ids))
    )
    return {person.slack_id: person for person in work.session.scalars(query)}


def _unknown(work: Work, slack_ids: Sequence[str]) -> list[str]:
    known = _known(work, slack_ids)
    return [slack_id for slack_id in slack_ids if slack_id not in known]
