"""Following Slack's list of people, and telling the people team who came without a manager or leader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chain import Chain
from bot.delivery import outbox
from bot.delivery.outbox import Parcel
from bot.roster import people as roster
from bot.roster.models import Person
from bot.roster.profiles import follow
from bot.setup import policy
from bot.storage.work import Work

WELCOME, INVITE, NEWCOMER = "welcome", "invite", "newcomer"
OnLeave = Sequence[Callable[[Work, Person], object]]
"""What each chain does when somebody leaves: it ends their lines."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the chains do when Slack says something of a person."""

    on_leave: OnLeave
    on_move: OnLeave = ()
    """The person's time zone has changed."""


def welcome_parcel(work: Work, person: Person) -> Parcel | None:
    """First contact, for the sender to put before any other message; None for whoever had it."""
    if person.welcomed_at is not None or not person.active:
        return None
    return Parcel(
        "tandem", WELCOME, person.id, person.id, person.id, work.now, priority=outbox.FIRST, asked_for=True
    )


def invite(work: Work, installer: Person) -> None:
    """Ask whoever installed Tandem to set it up."""
    outbox.answer(work, "tandem", INVITE, installer.id, installer.id)


def unheld(chains: Sequence[Chain], work: Work) -> frozenset[str]:
    """The persons for whom one of the chains has nobody."""
    return frozenset().union(*(chain.unheld(work) for chain in chains))


def follow_user(chains: Sequence[Chain], hooks: Hooks, work: Work, user: Mapping[str, Any]) -> None:
    """A person joined, changed, moved, left or came back, as Slack says. Can be repeated."""
    before = _known(work, str(user["id"]))
    if before is None and user.get("team_id", work.workspace_id) != work.workspace_id:
        return  # somebody of another workspace, seen through a shared channel
    was_here = before is not None and before.active
    was_in = before.time_zone if before is not None else None
    now = follow(work, user)
    if now is None:
        return
    if was_in is not None and now.time_zone != was_in:
        for move in hooks.on_move:
            move(work, now)
    if now.active == was_here:
        return
    if now.active:
        report(work, [now.id] if now.id in unheld(chains, work) else [], because_of=now)
    else:
        left(chains, hooks.on_leave, work, now)


def left(chains: Sequence[Chain], on_leave: OnLeave, work: Work, person: Person) -> None:
    """A person is not active any more: their lines end, and who is left without is reported."""
    before = unheld(chains, work)
    for tell in on_leave:
        tell(work, person)
    report(work, sorted(unheld(chains, work) - before), because_of=person)


def report(work: Work, person_ids: Sequence[str], *, because_of: Person) -> None:
    """Tell the people team, or the admins where there is none, who has no manager or no leader."""
    recipients = policy.people_team(work) or policy.admins(work)
    for subject in person_ids:
        for recipient in recipients:
            if recipient.id != subject:
                parcel = Parcel(
                    "tandem", NEWCOMER, subject, because_of.id, recipient.id, work.now, merges=True
                )
                outbox.enqueue(work, parcel)


def _known(work: Work, slack_id: str) -> Person | None:
    try:
        return roster.by_slack_id(work, slack_id)
    except roster.UnknownPerson:
        return None
