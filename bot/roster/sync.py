"""Bringing the roster up to date with Slack's list of users, when Tandem starts.

Best effort: whoever is missing joins when they first use Tandem, or by a roster file. So a Slack that
does not list its users, or answers slowly, keeps nothing from starting.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.errors import NotConfirmed, NotStored, Refusal
from bot.roster import people as roster
from bot.roster.models import Person
from bot.roster.profiles import admit, follow
from bot.slack.client import Slack
from bot.slack.errors import Limited, Refused, Revoked, SlackFailed
from bot.storage.work import Work
from bot.workspaces.core import Core
from bot.workspaces.models import Workspace

UseCase = Callable[[Work, Person], None]
User = Mapping[str, Any]

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 5.0, 900.0
BATCH = 50
"""Persons in one transaction: nothing holds SQLite's writer for more than 200 ms."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Synced:
    count: int
    """How many of those whom Slack listed the roster knows now."""
    primary_owner: str | None
    """Slack's id."""


class RosterSync:
    """Follows Slack for one workspace.

    `installer` is an email; None means the workspace's primary owner. `invite` is called once for that
    person; `left` for whoever was deactivated while nobody listened.
    """

    def __init__(
        self,
        core: Core,
        slack: Slack,
        workspace_id: str,
        *,
        installer: str | None,
        invite: UseCase,
        left: UseCase,
    ) -> None:
        self._core = core
        self._slack = slack
        self._workspace_id = workspace_id
        self._installer = installer
        self._invite = invite
        self._left = left

    async def keep(self) -> None:
        """For the background: tries again for as long as Slack or the database do not answer."""
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                await self.arrive()
                return
            except Revoked as error:
                log.error("the roster cannot follow Slack, which refuses the token (%s)", error.code)
                return
            except (SlackFailed, NotStored, NotConfirmed) as error:
                pause = max(wait, error.seconds) if isinstance(error, Limited) else wait
                log.warning("the roster could not follow Slack (%s); again in %.0f s", _why(error), pause)
            await self._core.clock.sleep(pause)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    async def arrive(self) -> None:
        """Sync, then invite. Raises `SlackFailed`, or `NotStored`, where that has to be tried again."""
        owner = None
        try:
            synced = await self.sync()
            owner = synced.primary_owner
            log.info("the roster knows %d of Slack's users", synced.count)
        except Refused as error:  # for good: whoever uses Tandem joins one by one
            log.warning("Slack does not list its users (%s); people join as they use Tandem", error.code)
        profile = await _looked_up(self._slack, self._installer)

        def invite_once(work: Work) -> None:
            _invite_once(work, self._installer, profile, owner, self._invite)

        await self._core.work(self._workspace_id, invite_once)

    async def sync(self) -> Synced:
        """Everybody on Slack's list into the roster, a batch at a time. Raises `SlackFailed`."""
        users = [user async for user in self._slack.users() if user.get("id")]
        count = 0
        for batch in _batches(users):
            count += await self._core.work(self._workspace_id, _following(batch, self._left))
        owner = next((str(user["id"]) for user in users if user.get("is_primary_owner")), None)
        return Synced(count, owner)


async def _looked_up(slack: Slack, email: str | None) -> User | None:
    if email is None:
        return None
    try:
        return await slack.user_by_email(email)
    except Refused as error:
        log.warning("Slack does not know TANDEM_INSTALLER (%s)", error.code)
        return None


def _invite_once(
    work: Work, email: str | None, profile: User | None, owner: str | None, invite: UseCase
) -> None:
    workspace = work.session.get_one(Workspace, work.workspace_id)
    if workspace.invited_at is not None:
        return
    whom = _installer(work, email, profile, owner)
    if whom is None:
        log.warning("nobody to invite: name an email in TANDEM_INSTALLER, or type /tandem setup in Slack")
        return
    workspace.invited_at = work.now
    invite(work, whom)


def _installer(work: Work, email: str | None, profile: User | None, owner: str | None) -> Person | None:
    """The person of TANDEM_INSTALLER, else the primary owner, else an admin of the workspace."""
    if profile:
        try:
            return admit(work, profile)
        except Refusal:
            log.warning("TANDEM_INSTALLER is a guest or a bot, who take no part")
    admins = select(Person).where(Person.workspace_id == work.workspace_id, Person.is_admin, Person.active)
    named = roster.by_email(work, email) if email else None
    found = [named, *work.session.scalars(admins.order_by(Person.slack_id != owner, Person.name))]
    return next((person for person in found if person is not None and person.active), None)


def _following(users: Sequence[User], left: UseCase) -> Callable[[Work], int]:
    def follow_all(work: Work) -> int:
        ids = [str(user["id"]) for user in users]
        here = select(Person.slack_id).where(
            Person.workspace_id == work.workspace_id, Person.slack_id.in_(ids), Person.active
        )
        were_active = set(work.session.scalars(here))
        followed = [person for user in users if (person := follow(work, user)) is not None]
        for person in followed:
            if not person.active and person.slack_id in were_active:
                left(work, person)
        return len(followed)

    return follow_all


def _batches(users: Sequence[User]) -> Iterator[Sequence[User]]:
    for start in range(0, len(users), BATCH):
        yield users[start : start + BATCH]


def _why(error: Exception) -> str:
    return error.code if isinstance(error, SlackFailed) else type(error).__name__
