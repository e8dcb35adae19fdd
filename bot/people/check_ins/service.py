"""Storing, changing and deleting what people write for their one-on-ones."""

from collections.abc import Mapping
from datetime import datetime

from bot.errors import Refusal
from bot.people import policy, post
from bot.people.check_ins import repo, rules
from bot.people.check_ins.models import Answer, Point
from bot.people.lines import repo as lines
from bot.people.lines.models import Line
from bot.people.names import AGENDA, CHECK_IN, PREPARE, SAVED
from bot.people.one_on_ones import repo as meetings
from bot.people.one_on_ones.models import OneOnOne
from bot.people.one_on_ones.service import GONE
from bot.roster.models import Person
from bot.storage.base import ordered_id
from bot.storage.work import Work

Written = Answer | Point
TEXT = "people.text"
"""The input of the forms that take one text."""
NO_TEXT = "There is no text in this, so nothing was stored. Please write a word or two."
TOO_LONG = "This is longer than I can keep in one piece. Please send it in parts."
NOT_HERE = "This is not stored any more, so there is nothing to change."


def meeting(work: Work, one_on_one_id: str) -> tuple[Line, OneOnOne]:
    """Raises `Refusal`."""
    row = meetings.find(work, one_on_one_id)
    if row is None:
        raise Refusal(GONE)
    return lines.line(work, row.line_id), row


def store_reply(
    work: Work,
    me: Person,
    one_on_one_id: str,
    text: str,
    source: str,
    *,
    readable_from: datetime,
    thread: str | None = None,
) -> Written:
    """The report's answer in their own words; any number. The same source is stored once."""
    line, one = meeting(work, one_on_one_id)
    policy.permit(me.id, line, "answer")
    if (known := stored_before(work, me, source)) is not None:
        return known
    row = Answer(
        workspace_id=work.workspace_id,
        id=ordered_id(work.now),
        line_id=line.id,
        one_on_one_id=one.id,
        author_id=me.id,
        question=rules.REPLY,
        source=source,
        given_at=work.now,
        readable_from=readable_from,
    )
    row.text = work.vault.seal(row, "text", clean(text))
    work.session.add(row)
    work.session.flush()
    post.confirm(work, SAVED, row.id, me.id, thread)
    answers_changed(work, one, readable_from)
    return row


def add_point(
    work: Work,
    me: Person,
    line_id: str,
    text: str,
    source: str,
    *,
    readable_from: datetime,
    thread: str | None = None,
) -> Written:
    """A talking point of either. The same source is stored once. Raises `Refusal`."""
    line = _line(work, line_id)
    policy.permit(me.id, line, "write")
    if (known := stored_before(work, me, source)) is not None:
        return known
    row = Point(
        workspace_id=work.workspace_id,
        id=ordered_id(work.now),
        line_id=line.id,
        author_id=me.id,
        source=source,
        raised_at=work.now,
        readable_from=readable_from,
    )
    row.text = work.vault.seal(row, "text", clean(text))
    work.session.add(row)
    work.session.flush()
    post.confirm(work, SAVED, row.id, me.id, thread)
    _points_changed(work, line, readable_from)
    return row


def from_source(work: Work, source: str) -> Written | None:
    """What was stored from a message or submission."""
    found = repo.answers_from(work, source)
    return found[0] if found else repo.point_from(work, source)


def stored_before(work: Work, me: Person, source: str) -> Written | None:
    """What I stored from it already. Raises `NotAllowed` where it came from somebody else."""
    row = from_source(work, source)
    if row is not None:
        policy.permit_written(me.id, lines.line(work, row.line_id), row, work.now, "change")
    return row


def by_id(work: Work, written_id: str) -> Written | None:
    return repo.answer(work, written_id) or repo.point(work, written_id)


def mine(work: Work, me: Person, written_id: str) -> tuple[Line, Written, str]:
    """Something that I wrote, with its text, for changing it. Raises `Refusal`."""
    row = by_id(work, written_id)
    if row is None:
        raise Refusal(NOT_HERE)
    line = lines.line(work, row.line_id)
    policy.permit_written(me.id, line, row, work.now, "change")
    grant = policy.permit_written(me.id, line, row, work.now, "read")
    return line, row, work.vault.open(row, "text", grant)


def change(work: Work, me: Person, written_id: str, text: str) -> None:
    """New words for something that I wrote. What was opened before counts as unopened again."""
    line, row, _old = mine(work, me, written_id)
    rewrite(work, me, line, row, text)
    _changed(work, row)


def delete(work: Work, me: Person, written_id: str) -> None:
    """Deleting twice changes nothing. Raises `Refusal` where it is somebody else's."""
    row = by_id(work, written_id)
    if row is None:
        return
    policy.permit_written(me.id, lines.line(work, row.line_id), row, work.now, "delete")
    work.session.delete(row)
    _changed(work, row)


def withdraw(work: Work, me: Person, source: str) -> str | None:
    """Take out what came from a source, as if it had never been there; its text. None: not here."""
    row = from_source(work, source)
    if row is None:
        return None
    _line_of, row, text = mine(work, me, row.id)
    work.session.delete(row)
    _changed(work, row)
    return text


def rewrite(work: Work, me: Person, line: Line, row: Written, text: str) -> None:
    grant = policy.permit_written(me.id, line, row, work.now, "read")
    policy.permit_written(me.id, line, row, work.now, "change")
    new = clean(text)
    if work.vault.open(row, "text", grant) == new:
        return
    row.text = work.vault.seal(row, "text", new)
    row.edited_at = work.now
    if isinstance(row, Answer):
        row.opened_at = None


def _changed(work: Work, row: Written) -> None:
    work.session.flush()
    post.refresh(work, row.id, SAVED)
    if isinstance(row, Point):
        _retold(work, row)
    else:
        post.refresh(work, row.one_on_one_id, CHECK_IN, PREPARE)


def answers_changed(work: Work, one: OneOnOne, readable_from: datetime | None = None) -> None:
    """The prompts count the answers: the manager's, those that they can read."""
    post.refresh(work, one.id, CHECK_IN)
    post.refresh(work, one.id, PREPARE, at=readable_from)


def _points_changed(work: Work, line: Line, readable_from: datetime | None = None) -> None:
    """The messages of the meetings that are under way show the points."""
    for row in meetings.unfinished(work, [line.id]):
        post.refresh(work, row.id, CHECK_IN, PREPARE, AGENDA, at=readable_from)


def _retold(work: Work, point: Point) -> None:
    """A point has other words, or none: so it has in every message that shows it, also of old meetings."""
    for row in meetings.of_line(work, point.line_id):
        if row.ends_at >= point.raised_at:
            post.refresh(work, row.id, CHECK_IN, PREPARE, AGENDA)


def mark_point(work: Work, me: Person, point_id: str, *, done: bool) -> None:
    """Either ticks a talking point off, or brings it back. Doing it twice changes nothing."""
    row = repo.point(work, point_id)
    if row is None:
        raise Refusal("This talking point is not there any more.")
    line = lines.line(work, row.line_id)
    policy.permit_written(me.id, line, row, work.now, "read")
    policy.permit(me.id, line, "mark")
    if (row.done_at is not None) == done:
        return
    row.done_at, row.done_by = (work.now, me.id) if done else (None, None)
    work.session.flush()
    _points_changed(work, line)


def mark_opened(work: Work, me: Person, shown: Mapping[str, datetime]) -> None:
    """The people manager had these before their eyes, each as of a moment (P2: opened by a click)."""
    for answer_id, moment in shown.items():
        row = repo.answer(work, answer_id)
        if row is None or row.opened_at is not None or (row.edited_at or moment) > moment:
            continue
        line = lines.line(work, row.line_id)
        if policy.MANAGER in policy.relations_to(me.id, line, row, work.now):
            row.opened_at = work.now
            row.first_opened_at = row.first_opened_at or work.now
    work.session.flush()


def clean(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise Refusal(NO_TEXT, field=TEXT)
    if len(stripped) > rules.LONGEST:
        raise Refusal(TOO_LONG, field=TEXT)
    return stripped


def _line(work: Work, line_id: str) -> Line:
    try:
        return lines.line(work, line_id)
    except LookupError:
        raise Refusal("I do not know these two any more. Nothing was stored.") from None
