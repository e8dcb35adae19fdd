"""What is loaded for looking: answers for the manager, open points for either."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import Refusal
from bot.people import policy
from bot.people.check_ins import reading, repo, service
from bot.people.check_ins.reading import ReadAnswer, ReadPoint
from bot.people.lines import repo as lines
from bot.people.lines.pairs import Pair, pair
from bot.people.one_on_ones.models import OneOnOne
from bot.roster.models import Person
from bot.storage.work import Work


@dataclass(frozen=True, slots=True)
class Opened:
    """The answers to one meeting's check-in, opened for a viewer, and the page that they want."""

    pair: Pair
    one: OneOnOne
    found: Sequence[ReadAnswer]
    viewer_id: str
    page: int


def answers(work: Work, me: Person, what: str) -> Opened:
    """`what` is a meeting's id, or `id:page`. Raises `Refusal`."""
    one_on_one_id, _, page = what.partition(":")
    line, one = service.meeting(work, one_on_one_id)
    policy.permit(me.id, line, "read")
    found = reading.answers(work, me.id, line, repo.answers_to(work, one.id))
    return Opened(pair(work, line), one, found, me.id, int(page) if page.isdigit() else 0)


def points(work: Work, me: Person, line_id: str) -> tuple[Pair, str, Sequence[ReadPoint]]:
    """A line's open talking points, for adding one. Raises `Refusal`."""
    try:
        line = lines.line(work, line_id)
    except LookupError:
        raise Refusal(
            "I do not know these two any more. Open Tandem's Home tab to go on from there."
        ) from None
    policy.permit(me.id, line, "write")
    return pair(work, line), me.id, reading.to_talk_about(work, me.id, line)
