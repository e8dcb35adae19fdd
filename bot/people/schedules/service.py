"""Agreeing on times: proposed by Tandem, chosen by the manager, carried over to the next one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple

from bot.cadence import resolve
from bot.errors import Refusal
from bot.people import policy, post
from bot.people.lines import repo as lines
from bot.people.lines.models import Line
from bot.people.lines.pairs import Pair, pair, pairs
from bot.people.names import PROPOSAL, SCHEDULE_SET
from bot.people.one_on_ones import planning
from bot.people.schedules import repo, rules
from bot.people.schedules.models import Schedule
from bot.people.schedules.rules import ACTIVE, ENDED, PROPOSED, Terms
from bot.roster.models import Person
from bot.storage.base import ordered_id
from bot.storage.work import Work

Taken = dict[str, list[rules.Slot]]
"""By manager id."""
Begun = Sequence[tuple[Line, Line | None]]
"""Lines that begin, each with the one that it takes over from."""


def follow(work: Work, begun: Begun) -> None:
    """Give each new line its times: those of the line before it, or a proposal.

    The loop goes on without anyone re-enabling it (product.md); a proposal waits to be accepted.
    """
    known = pairs(work, [line for line, _before in begun])
    taken = _taken(work, known.values())
    before = repo.standing(work, [old.id for _line, old in begun if old is not None])
    close(work, before)
    given = []
    for line, old in begun:
        whose, inherited = known[line.id], before.get(old.id) if old is not None else None
        given.append((whose, _given(work, whose, inherited, taken.setdefault(line.manager_id, []))))
    work.session.add_all([row for _whose, row in given])
    work.session.flush()
    for whose, row in given:
        if row.state == ACTIVE:
            planning.plan(work, whose, row)
    proposed = [(whose, row) for whose, row in given if row.state == PROPOSED]
    post.enqueue(
        work, [post.news(work, PROPOSAL, row.id, whose.manager.id, merges=True) for whose, row in proposed]
    )


def _given(work: Work, whose: Pair, inherited: Schedule | None, taken: list[rules.Slot]) -> Schedule:
    days = whose.manager_days
    if inherited is None:
        terms = rules.proposal(taken, days, whose.report_days, days.day_of(work.now))
        taken.append(rules.first_slot(terms))
        return _row(work, whose.line, terms, PROPOSED, None)
    terms = rules.carried_over(_terms(inherited), days.zone, taken, work.now)
    slot = rules.slot_of(terms.recurrence, terms.length_minutes, days.zone, work.now)
    taken += [slot] if slot else []
    return _row(work, whose.line, terms, PROPOSED if inherited.active_from is None else ACTIVE, None)


def _taken(work: Work, known: Iterable[Pair]) -> Taken:
    managers = {whose.manager.id: whose.manager_days.zone for whose in known}
    taken: Taken = {}
    for manager_id, row in repo.of_managers(work, managers):
        slot = rules.slot_of(row.recurrence, row.length_minutes, managers[manager_id], work.now)
        taken.setdefault(manager_id, []).extend([slot] if slot else [])
    return taken


def choose(work: Work, me: Person, line_id: str, terms: Terms) -> Schedule:
    """The manager sets when the two meet. Choosing the same again changes nothing. Raises `Refusal`."""
    line = _line(work, line_id)
    policy.permit(me.id, line, "schedule", record=policy.MEETING)
    whose = pair(work, line)
    standing = repo.standing(work, [line.id]).get(line.id)
    if standing is not None and standing.state == ACTIVE and _terms(standing) == terms:
        return standing
    rules.check(resolve(terms.anchor, terms.wall, terms.zone), work.now, whose.days)
    if standing is not None:
        _end(work, standing)
    chosen = _begin(work, line, terms, ACTIVE, me.id)
    planning.plan(work, whose, chosen)
    if standing is not None:
        post.refresh(work, standing.id, PROPOSAL)
    post.notice(work, SCHEDULE_SET, chosen.id, whose.report.id)
    post.confirm(work, SCHEDULE_SET, chosen.id, me.id)
    return chosen


def accept(work: Work, me: Person, schedule_ids: Iterable[str] | None = None) -> int:
    """The manager accepts what was proposed: these, or all of it. How many that were."""
    held = {line.id: line for line in lines.held_by(work, me.id)}
    wanted = None if schedule_ids is None else set(schedule_ids)
    proposed = [
        row
        for row in repo.standing(work, held).values()
        if row.state == PROPOSED and (wanted is None or row.id in wanted)
    ]
    known = pairs(work, [held[row.line_id] for row in proposed])
    for row in proposed:
        policy.permit(me.id, held[row.line_id], "schedule", record=policy.MEETING)
        row.state, row.active_from = ACTIVE, work.now
        planning.plan(work, known[row.line_id], row)
        post.refresh(work, row.id, PROPOSAL)
        post.notice(work, SCHEDULE_SET, row.id, held[row.line_id].report_id)
    work.session.flush()
    return len(proposed)


def close(work: Work, standing: Mapping[str, Schedule]) -> None:
    """End what stood for these lines, and what was to come of it."""
    for row in standing.values():
        _end(work, row)
        post.drop(work, row.id, PROPOSAL, SCHEDULE_SET)
    planning.close(work, list(standing))


def close_lines(work: Work, line_ids: Iterable[str]) -> None:
    close(work, repo.standing(work, line_ids))


def _end(work: Work, row: Schedule) -> None:
    row.state, row.ended_at = ENDED, work.now
    work.session.flush()  # only one may stand


def _begin(work: Work, line: Line, terms: Terms, state: str, by: str | None) -> Schedule:
    row = _row(work, line, terms, state, by)
    work.session.add(row)
    work.session.flush()
    return row


def _row(work: Work, line: Line, terms: Terms, state: str, by: str | None) -> Schedule:
    return Schedule(
        workspace_id=work.workspace_id,
        id=ordered_id(work.now),
        line_id=line.id,
        state=state,
        set_at=work.now,
        set_by=by,
        active_from=work.now if state == ACTIVE else None,
        **_columns(terms),
    )


def _columns(terms: Terms) -> dict[str, object]:
    return dict(zip(("rule", "wall", "zone", "anchor", "length_minutes"), astuple(terms), strict=True))


def _terms(row: Schedule) -> Terms:
    return Terms(row.rule, row.wall, row.zone, row.anchor, row.length_minutes)


def form_of(work: Work, me: Person, line_id: str) -> tuple[Pair, Terms]:
    """What the form begins with: what stands, or a proposal. Raises `Refusal`."""
    line = _line(work, line_id)
    policy.permit(me.id, line, "schedule", record=policy.MEETING)
    whose = pair(work, line)
    standing = repo.standing(work, [line.id]).get(line.id)
    if standing is None:
        taken = _taken(work, [whose]).get(me.id, [])
        today = whose.manager_days.day_of(work.now)
        return whose, rules.proposal(taken, whose.manager_days, whose.report_days, today)
    return whose, _terms(standing)


def _line(work: Work, line_id: str) -> Line:
    try:
        return lines.line(work, line_id)
    except LookupError:
        raise Refusal(
            "I do not know these two any more. Open Tandem's Home tab to go on from there."
        ) from None
