"""What a roster import asks Slack, before its transaction: emails and channel names to ids."""

import contextlib
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.errors import Stop
from bot.roster.files import RosterFiles
from bot.roster.models import Person
from bot.roster.profiles import Profile
from bot.slack.client import Slack
from bot.slack.errors import Limited, Refused, SlackFailed

ONE_BY_ONE = 15
"""Up to so many emails are looked up one by one (50 a minute); more by Slack's whole list (slack.md)."""
ATTEMPTS = 6
NOT_THERE = frozenset({"unknown_method", "http_404"})
"""Whoever answers for Slack has no such method: another one may tell the same."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the roster itself does not know."""

    emails: frozenset[str]
    channels: frozenset[str]
    """Names, with their `#`."""
    ids: frozenset[str] = frozenset()
    """Slack ids of whom the roster has not met."""


@dataclass(frozen=True, slots=True)
class Found:
    """`asked` is False where there was no Slack to ask."""

    asked: bool = False
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    by_id: Mapping[str, Profile] = field(default_factory=dict)
    lists_channels: bool = True


def wanted(session: Session, workspace_id: str, files: RosterFiles) -> Wanted:
    """The emails and channel names in the files that only Slack can tell."""
    active = select(Person.email).where(Person.workspace_id == workspace_id, Person.active)
    known = set(session.scalars(active)) | {row.email for row in files.people.rows if row.slack_id}
    channels = {row.channel for row in files.teams.rows if row.channel and row.channel.startswith("#")}
    met = set(session.scalars(select(Person.slack_id).where(Person.workspace_id == workspace_id)))
    ids = {row.slack_id for row in files.people.rows if row.slack_id} - met
    return Wanted(frozenset(_mentioned(files) - known), frozenset(channels), frozenset(ids))


def _mentioned(files: RosterFiles) -> set[str]:
    emails = {row.email for row in files.people.rows}
    emails |= {row.manager for row in files.people.rows if row.manager}
    for row in files.teams.rows:
        emails |= {*(row.leaders or {}).values(), *(row.members or ())}
    return emails


async def look_up(slack: Slack, wanted: Wanted, clock: Clock) -> Found:
    """What Slack knows of it. Raises `Stop` where Slack does not answer, or refuses to be asked."""
    asking = _Asking(slack, clock)
    try:
        profiles = await asking.profiles(wanted.emails)
        by_id = await asking.by_id(wanted.ids)
        channels = await asking.channels(wanted.channels) if wanted.channels else {}
    except SlackFailed as error:
        raise Stop(
            f"Slack could not be asked ({error.code}), so nothing was imported: check SLACK_BOT_TOKEN "
            "and the app's scopes, and try again."
        ) from error
    return Found(True, profiles, channels or {}, by_id, lists_channels=channels is not None)


class _Asking:
    def __init__(self, slack: Slack, clock: Clock) -> None:
        self._slack = slack
        self._clock = clock

    async def profiles(self, emails: Collection[str]) -> dict[str, Profile]:
        """By email; the other way of asking, too, where the better one is not there."""
        ways = (self._one_by_one, self._of_everybody)
        first, second = reversed(ways) if len(emails) > ONE_BY_ONE else ways
        try:
            return await first(emails)
        except Refused as error:
            if error.code not in NOT_THERE:
                raise
        return await second(emails)

    async def by_id(self, ids: Collection[str]) -> dict[str, Profile]:
        """By Slack id. Of whom Slack does not speak, only the file tells."""
        if len(ids) > ONE_BY_ONE:
            with contextlib.suppress(Refused):
                users = await self._patiently(self._listed)
                return {user.slack_id: user for user in users if user.slack_id in ids}
            return {}
        asked = {slack_id: await self._patiently(partial(self._by_slack_id, slack_id)) for slack_id in ids}
        return {slack_id: profile for slack_id, profile in asked.items() if profile is not None}

    async def channels(self, names: Collection[str]) -> dict[str, str] | None:
        """By name; None where channels are not listed."""

        async def look() -> dict[str, str]:
            listed = [one async for one in self._slack.channels()]
            by_name = {f"#{one.get('name')}": str(one.get("id")) for one in listed}
            return {name: by_name[name] for name in names if name in by_name}

        try:
            return await self._patiently(look)
        except Refused as error:
            if error.code in NOT_THERE:
                return None
            raise

    async def _one_by_one(self, emails: Collection[str]) -> dict[str, Profile]:
        asked = {email: await self._patiently(partial(self._by_email, email)) for email in sorted(emails)}
        return {email: profile for email, profile in asked.items() if profile is not None}

    async def _of_everybody(self, emails: Collection[str]) -> dict[str, Profile]:
        everybody = await self._patiently(self._everybody)
        return {email: everybody[email] for email in emails if email in everybody}

    async def _by_email(self, email: str) -> Profile | None:
        try:
            user = await self._slack.user_by_email(email)
        except Refused as error:
            if error.code == "users_not_found":
                return None
            raise
        return Profile.of(user) if user.get("id") else None

    async def _by_slack_id(self, slack_id: str) -> Profile | None:
        try:
            user = await self._slack.user(slack_id)
        except Refused:
            return None
        return Profile.of({**user, "id": slack_id}) if user else None

    async def _listed(self) -> list[Profile]:
        return [Profile.of(user) async for user in self._slack.users() if user.get("id")]

    async def _everybody(self) -> dict[str, Profile]:
        users = await self._listed()
        # Where two accounts have one email, the one that still works.
        users.sort(key=lambda profile: profile.active)
        return {profile.email: profile for profile in users if profile.email}

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask again, a few times, where Slack says that it was asked too often."""
        for _ in range(ATTEMPTS - 1):
            try:
                return await ask()
            except Limited as error:
                await self._clock.sleep(error.seconds)
        return await ask()
