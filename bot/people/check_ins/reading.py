"""The only ways to what was written. Each is told the viewer, and leaves out what is not theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.people import policy
from bot.people.check_ins import repo
from bot.people.check_ins.models import Answer, Point
from bot.people.lines.models import Line
from bot.people.lines.pairs import Pair
from bot.people.one_on_ones.models import OneOnOne
from bot.people.words import joined
from bot.storage.work import Work


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer, opened for one viewer."""

    id: str
    one_on_one_id: str
    author_id: str
    question: str
    text: str
    given_at: datetime
    edited_at: datetime | None
    is_new: bool
    """The people manager has not opened it since it was last changed."""


@dataclass(frozen=True, slots=True)
class ReadPoint:
    """A talking point, opened for one viewer."""

    id: str
    author_id: str
    text: str
    raised_at: datetime
    done_at: datetime | None


def answer_for(work: Work, viewer_id: str, line: Line, row: Answer) -> ReadAnswer:
    """Raises `NotAllowed`."""
    grant = policy.permit_written(viewer_id, line, row, work.now, "read")
    return ReadAnswer(
        id=row.id,
        one_on_one_id=row.one_on_one_id,
        author_id=row.author_id,
        question=row.question,
        text=work.vault.open(row, "text", grant),
        given_at=row.given_at,
        edited_at=row.edited_at,
        is_new=row.opened_at is None,
    )


def point_for(work: Work, viewer_id: str, line: Line, row: Point) -> ReadPoint:
    """Raises `NotAllowed`."""
    grant = policy.permit_written(viewer_id, line, row, work.now, "read")
    return ReadPoint(row.id, row.author_id, work.vault.open(row, "text", grant), row.raised_at, row.done_at)


def answers(work: Work, viewer_id: str, line: Line, rows: Iterable[Answer]) -> list[ReadAnswer]:
    """Those that the viewer may read."""
    return [
        answer_for(work, viewer_id, line, row)
        for row in rows
        if policy.may_read(viewer_id, line, row, work.now)
    ]


def points(work: Work, viewer_id: str, line: Line, rows: Iterable[Point]) -> list[ReadPoint]:
    return [
        point_for(work, viewer_id, line, row)
        for row in rows
        if policy.may_read(viewer_id, line, row, work.now)
    ]


def agenda(work: Work, viewer_id: str, line: Line, one: OneOnOne) -> list[ReadPoint]:
    """The talking points that are open, and those that were done at or since this meeting."""
    return points(work, viewer_id, line, repo.open_points(work, [line.id], since=one.starts_at))


def to_talk_about(work: Work, viewer_id: str, line: Line) -> list[ReadPoint]:
    """The open talking points."""
    return points(work, viewer_id, line, repo.open_points(work, [line.id]))


def reader_names(pair: Pair, author_id: str) -> Sequence[str]:
    """Who beside its author reads what is written in this line."""
    names = {person.id: person.name for person in pair.both}
    return [names[one] for one in policy.readers(pair.line, author_id)]


def readers(pair: Pair, author_id: str) -> str:
    """As part of a sentence, said to the author: "you and Ana Torres"."""
    return joined(["you", *reader_names(pair, author_id)])
