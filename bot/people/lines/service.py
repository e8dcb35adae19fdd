"""Beginning and ending lines. Everyone concerned is told, whoever did it."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from bot.delivery.outbox import Parcel
from bot.people import post
from bot.people.claims import repo as claims
from bot.people.lines import repo, rules
from bot.people.lines.models import Line
from bot.people.names import AGENDA, CLAIM, LINE_BEGAN, LINE_ENDED, PREPARE
from bot.people.one_on_ones import repo as meetings
from bot.people.schedules import service as schedules
from bot.roster import people as roster
from bot.roster.models import Person
from bot.roster.wishes import ManagerWish, Outcome, Wishes
from bot.storage.base import ordered_id
from bot.storage.work import Work


def assign(work: Work, wishes: Wishes, by: Person | None) -> Outcome:
    """Fulfil the wishes for people managers; where one is faulty, nothing is stored."""
    current = {line.report_id: line for line in repo.open_lines(work)}
    managers = {report: line.manager_id for report, line in current.items()}
    people = _concerned(work, managers, wishes.managers)
    faults = rules.faults(managers, wishes.managers, people)
    if faults:
        return Outcome(faults=tuple(faults))
    wanted = rules.differing(managers, wishes.managers)
    _change(work, wanted, current, by)
    return Outcome(changes=tuple(_said(wish, managers, people) for wish in wanted))


def _concerned(work: Work, managers: dict[str, str], wishes: Sequence[ManagerWish]) -> dict[str, Person]:
    wished = {one for wish in wishes for one in (wish.report_id, wish.manager_id) if one}
    return roster.persons(work, {*managers, *managers.values(), *wished})


def _said(wish: ManagerWish, managers: dict[str, str], people: dict[str, Person]) -> str:
    former = managers.get(wish.report_id)
    return rules.change_line(
        people[wish.report_id].name,
        people[wish.manager_id].name if wish.manager_id else None,
        people[former].name if former else None,
    )


def _change(work: Work, wanted: Sequence[ManagerWish], current: dict[str, Line], by: Person | None) -> None:
    ending = [current[wish.report_id] for wish in wanted if wish.report_id in current]
    end(work, ending, by)
    begun = [
        (_line(work, wish.report_id, wish.manager_id, by), current.get(wish.report_id))
        for wish in wanted
        if wish.manager_id is not None
    ]
    work.session.add_all([line for line, _before in begun])
    work.session.flush()
    replaced = {line.report_id for line, _before in begun}
    post.enqueue(work, _news(work, [line for line, _before in begun], ending, replaced))
    schedules.follow(work, begun)
    schedules.close_lines(work, [line.id for line in ending if line.report_id not in replaced])
    _settle_claims(work, [wish.report_id for wish in wanted])


def _news(
    work: Work, begun: Iterable[Line], ending: Iterable[Line], replaced: Collection[str]
) -> Iterator[Parcel]:
    """Everyone concerned is told, but for a report who is told of the next line anyway."""
    for line in begun:
        yield post.news(work, LINE_BEGAN, line.id, line.report_id)
        yield post.news(work, LINE_BEGAN, line.id, line.manager_id, merges=True)
    for line in ending:
        yield post.news(work, LINE_ENDED, line.id, line.manager_id, merges=True)
        if line.report_id not in replaced:
            yield post.news(work, LINE_ENDED, line.id, line.report_id)


def end(work: Work, ending: Iterable[Line], by: Person | None) -> None:
    for line in ending:
        line.ended_at, line.ended_by = work.now, by.id if by else None
        for row in meetings.of_line(work, line.id):  # who held it is shown nothing of them any more
            post.refresh(work, row.id, PREPARE, AGENDA)
    work.session.flush()  # only one may be open


def _line(work: Work, report_id: str, manager_id: str, by: Person | None) -> Line:
    return Line(
        workspace_id=work.workspace_id,
        id=ordered_id(work.now),
        report_id=report_id,
        manager_id=manager_id,
        began_at=work.now,
        began_by=by.id if by else None,
    )


def _settle_claims(work: Work, person_ids: Iterable[str]) -> None:
    """Whoever was assigned a manager no longer waits for the one whom they named."""
    ids = set(person_ids)
    for claim in claims.claims_asked(work, ids):
        if claim.report_id in ids:
            claim.state, claim.decided_at = "replaced", work.now
            post.refresh(work, claim.id, CLAIM)
    work.session.flush()


def leave(work: Work, person: Person) -> None:
    """Slack deactivated somebody: the lines that they hold and are in end, and nobody waits for them.

    Whoever is left without a people manager is found by `unheld`. Doing it twice changes nothing.
    """
    own = repo.open_line_of(work, person.id)
    ending = [*repo.held_by(work, person.id), *([own] if own else [])]
    end(work, ending, None)
    schedules.close_lines(work, [line.id for line in ending])
    for line in ending:
        other = line.manager_id if line.report_id == person.id else line.report_id
        post.notice(work, LINE_ENDED, line.id, other, merges=True)
    for claim in claims.claims_asked(work, [person.id]):
        claim.state, claim.decided_at = "replaced", work.now
        post.drop(work, claim.id, CLAIM)
    work.session.flush()


def holders(work: Work) -> frozenset[str]:
    """The persons who wear this hat."""
    return frozenset(line.manager_id for line in repo.open_lines(work))


def unheld(work: Work) -> frozenset[str]:
    """The active persons for whom nobody wears it."""
    looked_after = {line.report_id for line in repo.open_lines(work)}
    return frozenset(person.id for person in roster.everyone(work)) - looked_after
