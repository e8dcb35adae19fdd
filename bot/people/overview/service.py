"""Loading what somebody sees of their own place in the people chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chain import OpenPrompt
from bot.people import prompts
from bot.people.check_ins import repo as written
from bot.people.claims import repo as claims
from bot.people.lines import repo as lines
from bot.people.lines.pairs import Pair, by_name, pairs
from bot.people.one_on_ones import repo as meetings
from bot.people.one_on_ones.models import OneOnOne
from bot.people.schedules import repo as schedules
from bot.people.schedules.models import Schedule
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.work import Work


@dataclass(frozen=True, slots=True)
class Side:
    """One line that somebody is in: the two, their times, and their next one-on-one."""

    pair: Pair
    schedule: Schedule | None
    coming: OneOnOne | None
    unopened: int = 0
    """Answers that the manager has not opened."""


@dataclass(frozen=True, slots=True)
class Overview:
    me: Person
    now: datetime
    own: Side | None
    reports: Sequence[Side]
    past: Sequence[Pair]
    """The lines in which I was the report."""
    asked: str | None
    """Whom I have named as my people manager, while they have not decided."""
    open: Sequence[OpenPrompt]
    """What waits for words of mine."""


def overview(work: Work, me: Person) -> Overview:
    own = lines.open_line_of(work, me.id)
    held = lines.held_by(work, me.id)
    past = lines.past_lines_of(work, me.id)
    known = pairs(work, [*([own] if own else []), *held, *past])
    sides = _sides(work, known)
    return Overview(
        me=me,
        now=work.now,
        own=sides[own.id] if own else None,
        reports=[sides[pair.line.id] for pair in by_name(known[line.id] for line in held)],
        past=[known[line.id] for line in past],
        asked=_asked(work, me),
        open=[prompt for prompt in prompts.open_prompts(work, me) if prompt.asks_text],
    )


def _sides(work: Work, known: dict[str, Pair]) -> dict[str, Side]:
    standing = schedules.standing(work, known)
    coming = meetings.coming(work, known)
    unopened: dict[str, int] = {}
    for row in written.unopened(work, known, work.now, is_past=False):
        unopened[row.line_id] = unopened.get(row.line_id, 0) + 1
    return {
        line: Side(pair, standing.get(line), coming.get(line), unopened.get(line, 0))
        for line, pair in known.items()
    }


def _asked(work: Work, me: Person) -> str | None:
    """The name of whom I have named."""
    mine = [claim for claim in claims.claims_asked(work, [me.id]) if claim.report_id == me.id]
    return roster.person(work, mine[0].manager_id).name if mine else None
