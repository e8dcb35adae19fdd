"""Loading the whole record of a line for one viewer, who gets what is theirs to read and no more."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import NotAllowed, Refusal
from bot.people import policy
from bot.people.check_ins import reading
from bot.people.check_ins import repo as written
from bot.people.check_ins.reading import ReadAnswer, ReadPoint
from bot.people.lines import repo as lines
from bot.people.lines.pairs import Pair, pair
from bot.people.one_on_ones import repo as meetings
from bot.people.one_on_ones.models import OneOnOne
from bot.roster.models import Person
from bot.storage.work import Work


@dataclass(frozen=True, slots=True)
class Record:
    pair: Pair
    viewer_id: str
    past: Sequence[tuple[OneOnOne, Sequence[ReadAnswer]]]
    """The meetings with what was answered, the latest first."""
    points: Sequence[ReadPoint]
    """In the order in which they were raised."""
    is_whole: bool
    """False for who held the line once: they see what they wrote themselves."""


def record(work: Work, me: Person, line_id: str) -> Record:
    """Raises `Refusal` where nothing of it is this viewer's."""
    try:
        line = lines.line(work, line_id)
    except LookupError:
        raise Refusal(
            "I do not know this record any more. Open Tandem's Home tab to go on from there."
        ) from None
    is_whole = policy.may(me.id, line, "read", record=policy.SHARED_RECORD)
    answers = reading.answers(work, me.id, line, written.answers_of(work, [line.id]))
    points = reading.points(work, me.id, line, written.points_of(work, [line.id]))
    by_meeting: dict[str, list[ReadAnswer]] = {}
    for answer in answers:
        by_meeting.setdefault(answer.one_on_one_id, []).append(answer)
    past = [
        (one, by_meeting.get(one.id, []))
        for one in meetings.of_line(work, line.id)
        if one.id in by_meeting or (is_whole and one.starts_at <= work.now)
    ]
    if not is_whole and not past and not points:
        raise NotAllowed("This record is between a person and their people manager. Nothing of it is yours.")
    return Record(pair(work, line), me.id, past, points, is_whole)
