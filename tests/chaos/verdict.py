"""What came of it: the Slack's own record, held against what should have been.

The database is asked what an id stands for (which delivery, which meeting, whose), and whether what people
said and clicked is there. Whether a message was sent, and how often, only the Slack tells.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery.models import UNKNOWN, Delivery
from bot.direction.updates.models import UPDATE, Occurrence
from bot.people.lines.models import Line
from bot.people.names import AGENDA, CHECK_IN, NAME, PREPARE, WRAPUP
from bot.people.one_on_ones.models import OneOnOne
from bot.playground import Playground
from bot.roster.models import Person
from bot.storage.work import reading
from tests.chaos import answers, shown
from tests.chaos.company import LENGTH_MINUTES, Meeting
from tests.chaos.world import World

SETTLED = timedelta(minutes=LENGTH_MINUTES) + timedelta(hours=1)
"""After its beginning a one-on-one has sent all that it sends."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message that somebody should have got, once."""

    chain: str
    kind: str
    subject: str
    recipient: str

    def __str__(self) -> str:
        return f"{self.chain} {self.kind} {self.subject} to {self.recipient}"


@dataclass(frozen=True, slots=True)
class Post:
    """A message that the Slack took: what it bore, and what was in it."""

    delivery: str
    channel: str
    ts: str
    blocks: str


@dataclass
class Verdict:
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    """How many of what were looked at."""


def judge(world: World) -> Verdict:
    verdict = Verdict()
    verdict.lost += ["what the replicas were at: they never came to rest"] if world.never_rested else []
    posts = list(_posts(world.slack))
    with reading(world.database) as session:
        rows = {row.id: row for row in session.scalars(select(Delivery))}
        _same_id_twice(verdict, posts, rows)
        _unknown(verdict, posts, rows)
        _each_row_once(verdict, posts, [row for row in rows.values() if row.due_at <= world.clock.now()])
        _each_meeting(verdict, world, session, posts, rows)
        _each_update_asked(verdict, world, session, posts, rows)
        answers.check(verdict, world, session)
        shown.check(verdict, world, session)
    return verdict


def _unknown(verdict: Verdict, posts: Sequence[Post], rows: Mapping[str, Delivery]) -> None:
    """What the bot says it can't know, with its cause, and what the Slack knows of it."""
    times = Counter(post.delivery for post in posts)
    for row in rows.values():
        if row.state == UNKNOWN:
            truth = f"the Slack has it {_times(times[row.lead or row.id])}"
            verdict.unknown.append(f"{row.chain} {row.kind} to {row.recipient}: {row.error}; {truth}")


def _times(number: int) -> str:
    return {0: "not", 1: "once"}.get(number, f"{number} times")


def _posts(slack: Playground) -> Iterator[Post]:
    """Also those of which the caller never heard."""
    for call in slack.calls_of("chat.postMessage"):
        if call.ok:
            borne = _parsed(call.args.get("metadata")) or {}
            delivery = str(borne.get("event_payload", {}).get("delivery", ""))
            yield Post(
                delivery, call.answer["channel"], call.answer["ts"], json.dumps(call.args.get("blocks"))
            )


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _same_id_twice(verdict: Verdict, posts: Sequence[Post], rows: Mapping[str, Delivery]) -> None:
    """Each message bears the id of a delivery that there is, and no other message bears it."""
    verdict.checked["messages"] = len(posts)
    nothing = {post.delivery for post in posts} - rows.keys()
    verdict.doubled += [f"a message bears the id {each!r}, which stands for nothing" for each in nothing]
    for delivery, times in Counter(post.delivery for post in posts).items():
        if times > 1:
            verdict.doubled.append(f"{times} messages bear the id {delivery or 'of nothing'}")


def _covering(posts: Sequence[Post], rows: dict[str, Delivery]) -> dict[tuple[str, str, str], list[Post]]:
    """The posts by chain, kind and recipient of the delivery whose id they bear."""
    found = defaultdict(list)
    for post in posts:
        row = rows.get(post.delivery)
        if row is not None:
            found[row.chain, row.kind, row.recipient].append(post)
    return found


def _times_told(wanted: Wanted, told: Sequence[Post], rows: dict[str, Delivery]) -> int:
    """How many of these messages are about it: by the id that they bear, or, merged, by what is in them."""
    return sum(
        rows[post.delivery].subject == wanted.subject or wanted.subject in post.blocks for post in told
    )


def _each_row_once(verdict: Verdict, posts: Sequence[Post], due: Sequence[Delivery]) -> None:
    """Whatever was enqueued, is due and was not taken back stands in the Slack."""
    told = Counter(post.delivery for post in posts)
    for row in due:
        verdict.checked["deliveries"] += 1
        times = told[row.lead or row.id]
        if row.state == UNKNOWN or (row.state == "dropped" and row.error == "not needed"):
            continue
        if times == 0:
            verdict.lost.append(
                f"{row.chain} {row.kind} to {row.recipient}, due {row.due_at:%d %B %H:%M}: "
                f"{row.state} {row.error or ''}, and the Slack has it not"
            )


def _each_meeting(
    verdict: Verdict, world: World, session: Session, posts: Sequence[Post], rows: dict[str, Delivery]
) -> None:
    """Each time that two meet sends five messages: worked out from what was agreed."""
    told = _covering(posts, rows)
    known = _meetings(session)
    until = world.clock.now() - SETTLED
    for meeting in world.company.meetings:
        manager, report = (_person(session, world, email) for email in (meeting.manager, meeting.report))
        for begins in meeting.begins(until):
            verdict.checked["one-on-ones"] += 1
            subject = known.get((manager, report, begins))
            if subject is None:
                verdict.lost.append(f"the one-on-one of {meeting.report} at {begins:%d %B %H:%M} UTC")
                continue
            for wanted in _five(subject, manager, report):
                _once(verdict, wanted, told, rows)


def _meetings(session: Session) -> dict[tuple[str, str, datetime], str]:
    query = select(OneOnOne, Line).join(
        Line, (Line.workspace_id == OneOnOne.workspace_id) & (Line.id == OneOnOne.line_id)
    )
    return {(line.manager_id, line.report_id, one.starts_at): one.id for one, line in session.execute(query)}


def _person(session: Session, world: World, email: str) -> str:
    slack_id = world.slack.person(email).id
    return str(session.scalar(select(Person.id).where(Person.slack_id == slack_id)))


def _five(subject: str, manager: str, report: str) -> Iterator[Wanted]:
    for kind, recipient in (
        (CHECK_IN, report),
        (PREPARE, manager),
        (AGENDA, manager),
        (AGENDA, report),
        (WRAPUP, manager),
    ):
        yield Wanted(NAME, kind, subject, recipient)


def _once(
    verdict: Verdict, wanted: Wanted, told: dict[tuple[str, str, str], list[Post]], rows: dict[str, Delivery]
) -> None:
    times = _times_told(wanted, told[wanted.chain, wanted.kind, wanted.recipient], rows)
    if times == 0:
        verdict.lost.append(str(wanted))
    elif times > 1:
        verdict.doubled.append(f"{wanted}: {times} messages")


def _each_update_asked(
    verdict: Verdict, world: World, session: Session, posts: Sequence[Post], rows: dict[str, Delivery]
) -> None:
    """Each seat is asked for an update at each of its moments, once."""
    told = _covering(posts, rows)
    moments: Counter[tuple[str, datetime]] = Counter()
    for asked in session.scalars(select(Occurrence).where(Occurrence.what == UPDATE)):
        moments[asked.cadence_id, asked.due_at] += 1
        if asked.due_at < world.clock.now() - timedelta(days=3):
            verdict.checked["updates asked for"] += 1
            _once_by_subject(verdict, asked.id, told, rows)
    for (seat, moment), times in moments.items():
        if times > 1:
            verdict.doubled.append(f"seat {seat} was asked {times} times for {moment:%d %B}")


def _once_by_subject(
    verdict: Verdict, subject: str, told: dict[tuple[str, str, str], list[Post]], rows: dict[str, Delivery]
) -> None:
    times = sum(rows[post.delivery].subject == subject for group in told.values() for post in group)
    if times > 1:
        verdict.doubled.append(f"the update prompt {subject}: {times} messages")
    elif times == 0 and not any(row.subject == subject and row.state == "dropped" for row in rows.values()):
        verdict.lost.append(f"the update prompt {subject}")


__all__ = ["Meeting", "Verdict", "judge"]
