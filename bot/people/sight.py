"""Who may read what a message of the people chain holds: asked of the policy, person by person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.chain import Leave, Shown, Sight, Told
from bot.delivery.models import Delivery
from bot.people import policy
from bot.people.check_ins import repo as written
from bot.people.check_ins import rules, service
from bot.people.check_ins.models import Answer, Point
from bot.people.lines import repo as lines
from bot.people.lines.models import Line
from bot.people.lines.pairs import Pair, pairs_of
from bot.people.names import (
    AGENDA,
    CHECK_IN,
    LINE_BEGAN,
    LINE_ENDED,
    MOVED,
    NAME,
    PREPARE,
    PROPOSAL,
    SAVED,
    SAVED_FORM,
    SCHEDULE_SET,
    SKIPPED,
    WRAPUP,
)
from bot.people.one_on_ones import repo as meetings
from bot.people.schedules import repo as schedules
from bot.people.words import count
from bot.roster.models import Person
from bot.storage.work import Work

WHY = {policy.AUTHOR: "wrote it", policy.REPORT: "the report", policy.MANAGER: "their people manager"}
EVERYBODY = "everyone here may"
WAITS = "not yet: only its author reads it before its two minutes are over"


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that is kept in a line: something written, or when the two meet."""

    line: Line
    row: Answer | Point | None = None

    @property
    def kind_and_action(self) -> tuple[str, str]:
        return (policy.MEETING, "see") if self.row is None else (policy.SHARED_RECORD, "read")


def sight(work: Work, shown: Shown, viewers: Sequence[Person]) -> list[Sight]:
    """The records that a message holds, and who of these may read each. None of them in another chain's."""
    found = list(_records(work, shown))
    known = pairs_of(work, {record.line.id for record in found})
    alike = Counter(map(_sort, found))
    sights = [_sight(work, known[one.line.id], one, viewers, number=alike[_sort(one)]) for one in found]
    return [*_who_holds_what(work, shown, viewers), *sights]


def _sort(record: Record) -> tuple[str, type | None]:
    """What is called by one name, in the plural where there are several."""
    return record.line.id, type(record.row) if record.row else None


def _who_holds_what(work: Work, shown: Shown, viewers: Sequence[Person]) -> Iterator[Sight]:
    """That a line began or ended is no secret, though only those concerned are told."""
    if isinstance(shown, str | Told) or shown.chain != NAME or shown.kind not in (LINE_BEGAN, LINE_ENDED):
        return
    for pair in pairs_of(work, {line.id for line in lines.lines(work, [shown.subject])}).values():
        yield Sight(
            what=f"Who is {pair.report.name}'s people manager, which is public",
            about=frozenset({pair.report.id}),
            leaves={viewer.id: Leave(True, EVERYBODY) for viewer in viewers},
        )


def _records(work: Work, shown: Shown) -> Iterator[Record]:
    if isinstance(shown, str):
        row = service.from_source(work, shown)
        yield from _written(work, [row] if row else [])
    elif not isinstance(shown, Told) and shown.chain == NAME:
        yield from _delivered(work, shown)


def _delivered(work: Work, delivery: Delivery) -> Iterator[Record]:
    if delivery.kind == SAVED:
        row = service.by_id(work, delivery.subject)
        yield from _written(work, [row] if row else [])
    elif delivery.kind in (PROPOSAL, SCHEDULE_SET):
        schedule = schedules.schedule(work, delivery.subject)
        yield from [Record(lines.line(work, schedule.line_id))] if schedule else []
    elif delivery.kind == LINE_BEGAN:
        yield from _taken_over(work, delivery)
    elif delivery.kind in (CHECK_IN, PREPARE, AGENDA, WRAPUP, MOVED, SKIPPED, SAVED_FORM):
        yield from _of_meeting(work, delivery)


def _taken_over(work: Work, delivery: Delivery) -> Iterator[Record]:
    """When the two meet, where times were agreed before it was sent."""
    sent_at = delivery.sent_at or work.now
    for line_id in schedules.first_active(work, [delivery.subject], sent_at):
        yield Record(lines.line(work, line_id))


def _of_meeting(work: Work, delivery: Delivery) -> Iterator[Record]:
    """When the two meet, and what the message shows of what they wrote for it."""
    subject = delivery.subject
    if delivery.kind == MOVED:
        move = meetings.move(work, subject)
        subject = move.one_on_one_id if move else ""
    one = meetings.find(work, subject)
    if one is None:
        return
    line = lines.line(work, one.line_id)
    if delivery.kind == SAVED_FORM:
        yield from _written(
            work, [row for row in written.answers_to(work, one.id) if row.question != rules.REPLY]
        )
        return
    yield Record(line)
    if delivery.kind in (CHECK_IN, PREPARE, AGENDA):
        since = one.starts_at if delivery.kind == AGENDA else None
        points = written.open_points(work, [line.id], since=since)
        yield from _written(
            work, [row for row in points if policy.may_read(delivery.recipient, line, row, work.now)]
        )


def _written(work: Work, rows: Iterable[Answer | Point]) -> Iterator[Record]:
    for row in rows:
        yield Record(lines.line(work, row.line_id), row)


def _sight(work: Work, pair: Pair, record: Record, viewers: Sequence[Person], *, number: int) -> Sight:
    row = record.row
    return Sight(
        what=_what(pair, row, number),
        about=frozenset({pair.report.id, *([row.author_id] if row else [])}),
        leaves={viewer.id: _leave(work, record, viewer) for viewer in viewers},
        readable_from=row.readable_from if row else None,
    )


def _what(pair: Pair, row: Answer | Point | None, number: int) -> str:
    both = f"{pair.report.name} and {pair.manager.name}"
    if row is None:
        return f"When {both} meet one-on-one"
    kind = "answer" if isinstance(row, Answer) else "talking point"
    said = count(number, kind) if number > 1 else f"{'An' if kind == 'answer' else 'A'} {kind}"
    return f"{said} in the one-on-one record of {both}"


def _leave(work: Work, record: Record, viewer: Person) -> Leave:
    line, row = record.line, record.row
    kind, action = record.kind_and_action
    stands = policy.relations(viewer.id, line)
    found = stands if row is None else policy.relations_to(viewer.id, line, row, work.now)
    if policy.POLICY.allows(found, kind, action):
        by = found & policy.POLICY.relations_for(kind, action)
        return Leave(True, next(why for relation, why in WHY.items() if relation in by))
    if policy.POLICY.allows(stands, kind, action):
        return Leave(False, WAITS)
    return Leave(False, _why_not(work, line, viewer))


def _why_not(work: Work, line: Line, viewer: Person) -> str:
    if viewer.id == line.manager_id:
        return "was their people manager, and no longer is"
    now = lines.open_line_of(work, line.report_id)
    if now is not None and now.manager_id == viewer.id:
        return "their people manager now; this is from before"
    return ""
