"""The state of P1 and P2 for everybody, computed from the rows as they are, or were at a moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.cadence import period_days
from bot.chain import Duty, State, Tally
from bot.people import rules
from bot.people.check_ins import repo as written
from bot.people.check_ins.models import Answer
from bot.people.lines import repo as lines
from bot.people.lines.models import Line
from bot.people.lines.pairs import Pair, pairs
from bot.people.one_on_ones import repo as meetings
from bot.people.schedules import repo as schedules
from bot.people.schedules.models import Schedule
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.work import Work

P1, P2 = "P1", "P2"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the states of many lines are computed from, as of one moment."""

    at: datetime
    pairs: Mapping[str, Pair]
    active: Mapping[str, Schedule]
    accepted: Mapping[str, datetime]
    held: Mapping[str, datetime]
    asked: frozenset[str]
    waiting: Mapping[str, list[datetime]]


def duties(work: Work, viewer: Person | None) -> list[Duty]:
    """P1 of everybody; P2 of the viewer's own pairs only (product.md, "Walls")."""
    facts = _facts(work, lines.open_lines(work), work.now, is_past=False)
    found = [duty for pair in facts.pairs.values() for duty in _of_pair(facts, pair, viewer)]
    looked_after = {pair.report.id for pair in facts.pairs.values()}
    for person in roster.everyone(work):
        if person.id not in looked_after:
            found += _unheld(person, viewer)
    return sorted(found, key=lambda duty: (duty.unit, duty.unit_id, duty.id))


def _of_pair(facts: Facts, pair: Pair, viewer: Person | None) -> list[Duty]:
    found = [_duty(P1, pair, p1(facts, pair))]
    if viewer is not None and viewer.id in (pair.report.id, pair.manager.id):
        found.append(_duty(P2, pair, p2(facts, pair)))
    return found


def _duty(duty_id: str, pair: Pair, state: State) -> Duty:
    return Duty(duty_id, pair.report.id, pair.report.name, pair.manager.id, state)


def _unheld(person: Person, viewer: Person | None) -> list[Duty]:
    ids = (P1, P2) if viewer is not None and viewer.id == person.id else (P1,)
    return [Duty(duty_id, person.id, person.name, None, State.UNHELD) for duty_id in ids]


def tallies(work: Work) -> list[Tally]:
    """P2 in sum, as of the last Monday, over four people or more."""
    at = rules.last_monday(work.now)
    facts = _facts(work, lines.open_at(work, at), at, is_past=True)
    states = {(pair.report.id, pair.manager.id): p2(facts, pair) for pair in facts.pairs.values()}
    sums = rules.tally(states)
    return [Tally(P2, *(sums or (None, None)))]


def p1(facts: Facts, pair: Pair) -> State:
    if rules.is_paused(pair.manager_days, pair.report_days, facts.at):
        return State.PAUSED
    line = pair.line
    schedule = facts.active.get(line.id)
    period = period_days(schedule.rule) if schedule else rules.P1_DAYS
    reference = facts.held.get(line.id) or facts.accepted.get(line.id) or line.began_at
    return rules.p1(reference, period, rules.both_here(pair.manager_days, pair.report_days), facts.at)


def p2(facts: Facts, pair: Pair) -> State:
    """Where nobody was ever asked, it stands as the one-on-one does with which they are asked."""
    if rules.is_paused(pair.manager_days, pair.report_days, facts.at):
        return State.PAUSED
    if pair.line.id not in facts.asked:
        return p1(facts, pair)
    days = rules.both_here(pair.manager_days, pair.report_days)
    return rules.p2(facts.waiting.get(pair.line.id, []), days, facts.at)


def _facts(work: Work, found: Iterable[Line], at: datetime, *, is_past: bool) -> Facts:
    known = pairs(work, found)
    return Facts(
        at=at,
        pairs=known,
        active=schedules.active(work, known),
        accepted=schedules.first_active(work, known, at),
        held=meetings.last_held(work, known, at),
        asked=meetings.asked(work, known, at),
        waiting=_waiting(work, known, at, is_past=is_past),
    )


def _waiting(
    work: Work, line_ids: Iterable[str], at: datetime, *, is_past: bool
) -> dict[str, list[datetime]]:
    """For each line, since when its unopened answers wait."""
    rows: Iterable[Answer] = written.unopened(work, line_ids, at, is_past=is_past)
    ones = meetings.one_on_ones(work, {row.one_on_one_id for row in rows})
    found: dict[str, list[datetime]] = {}
    for row in rows:
        since = rules.waits_since(row.readable_from, row.edited_at, ones[row.one_on_one_id].starts_at)
        found.setdefault(row.line_id, []).append(since)
    return found
