"""What is due next between people managers and reports: that, when and for whom, never what it says."""

from collections.abc import Iterator

from bot.chain import Coming
from bot.delivery import outbox
from bot.people.lines import repo as lines
from bot.people.lines.pairs import Pair, pairs
from bot.people.names import AGENDA, CHECK_IN, NAME, PREPARE, WRAPUP
from bot.people.one_on_ones import repo as meetings
from bot.people.one_on_ones import rules
from bot.people.one_on_ones.models import OneOnOne
from bot.roster.models import Person
from bot.storage.work import Work

WORDS = {
    CHECK_IN: "Check-in prompt to {me}, for the one-on-one with {other}",
    PREPARE: "Prompt to {me}, to prepare the one-on-one with {other}",
    AGENDA: "Agenda to {me}, for the one-on-one with {other}",
    WRAPUP: "Wrap-up prompt to {me}, after the one-on-one with {other}",
}


def coming(work: Work) -> list[Coming]:
    known = pairs(work, lines.open_lines(work))
    unfinished = {row.id: row for row in meetings.unfinished(work, known)}
    found = [one for row in unfinished.values() for one in _of_meeting(work, known[row.line_id], row)]
    for delivery in outbox.to_come(work, NAME):
        row = unfinished.get(delivery.subject)
        if row is not None and delivery.kind in WORDS:
            pair = known[row.line_id]
            me = pair.other(pair.other(delivery.recipient).id)
            found.append(Coming(delivery.due_at, _said(delivery.kind, pair, me)))
    return found


def _of_meeting(work: Work, pair: Pair, row: OneOnOne) -> Iterator[Coming]:
    """What is not in the outbox yet: it follows from where the meeting stands.

    One on a day on which either is away is skipped once its turn comes: nothing of it is ahead.
    """
    if row.stage in rules.COMING and rules.is_away(row.starts_at, pair.days):
        return
    if row.stage == rules.PLANNED:
        for kind, person in ((CHECK_IN, pair.report), (PREPARE, pair.manager)):
            due = rules.prompt_due(row.starts_at, pair.days_of(person.id), work.now)
            yield Coming(due, _said(kind, pair, person))
    if row.stage in rules.COMING:
        yield Coming(row.starts_at, f"One-on-one of {pair.report.name} and {pair.manager.name}")
    elif row.next_at is not None:
        yield Coming(row.next_at, _said(WRAPUP, pair, pair.manager))


def _said(kind: str, pair: Pair, me: Person) -> str:
    return WORDS[kind].format(me=me.name, other=pair.other(me.id).name)
