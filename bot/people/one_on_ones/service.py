"""What the two do with a one-on-one: move it, skip it, say whether it was held."""

from datetime import date, datetime, time

from bot.cadence import next_occurrence, resolve
from bot.errors import Refusal
from bot.people import policy, post
from bot.people.lines import repo as lines
from bot.people.lines.pairs import Pair, pair
from bot.people.names import CHECK_IN, MOVED, SKIPPED, WRAPUP
from bot.people.one_on_ones import planning, repo, rules
from bot.people.one_on_ones.models import Move, OneOnOne
from bot.people.schedules import repo as schedules
from bot.people.words import full_day, local
from bot.roster.models import Person
from bot.storage.base import new_id
from bot.storage.work import Work

DATE, TIME = "people.move.date", "people.move.time"
GONE = "I do not know this one-on-one any more. Open Tandem's Home tab to go on from there."


def find(
    work: Work, me: Person, one_on_one_id: str, action: str, *, lock: bool = False
) -> tuple[Pair, OneOnOne]:
    """A one-on-one, for doing something with it. Raises `Refusal`."""
    row = repo.find(work, one_on_one_id, lock=lock)
    if row is None:
        raise Refusal(GONE)
    line = lines.line(work, row.line_id)
    policy.permit(me.id, line, action, record=policy.MEETING)
    return pair(work, line), row


def record_outcome(
    work: Work, me: Person, one_on_one_id: str, outcome: str, *, correct: bool = False
) -> None:
    """Held or not held. What is recorded stays, unless it is corrected in so many words."""
    whose, row = find(work, me, one_on_one_id, "record_outcome", lock=True)
    if row.outcome == outcome:
        return
    if row.outcome == rules.SKIPPED:
        raise Refusal(f"The one-on-one of {_day(row, whose)} was skipped, so there is nothing to record.")
    if row.starts_at > work.now:
        raise Refusal("This one-on-one has not begun yet. I ask you once it is over.")
    if row.outcome is not None and not correct:
        raise Refusal(
            f"Already recorded as {words(row.outcome)} on {_day(row, whose)}. "
            f"To change that, use the button below what is recorded."
        )
    row.outcome, row.outcome_at = outcome, work.now
    work.session.flush()
    post.refresh(work, row.id, WRAPUP)


def words(outcome: str) -> str:
    return outcome.replace("_", " ")


def _day(row: OneOnOne, whose: Pair) -> str:
    return full_day(local(row.starts_at, whose.manager_days.zone).date())


def skip(work: Work, me: Person, one_on_one_id: str) -> None:
    """The manager skips the one-on-one: the report is told, and the next one is planned."""
    whose, row = find(work, me, one_on_one_id, "skip", lock=True)
    if row.outcome == rules.SKIPPED:
        return
    _still_to_come(row)
    schedule = schedules.active(work, [row.line_id]).get(row.line_id)
    planning.skip(work, row, by=me.id)
    if schedule is not None:
        planning.plan_after(work, whose, schedule, row)
    _tell(work, SKIPPED, row.id, whose, to=whose.report, before=row.starts_at)


def skip_check_in(work: Work, me: Person, one_on_one_id: str) -> None:
    """The report skips the check-in: the meeting stays, and nobody asks again."""
    _whose, row = find(work, me, one_on_one_id, "skip_check_in", lock=True)
    _still_to_come(row)
    row.check_in_skipped_at = row.check_in_skipped_at or work.now
    work.session.flush()
    post.refresh(work, row.id, CHECK_IN)


def move(work: Work, me: Person, one_on_one_id: str, day: date, wall: time) -> OneOnOne:
    """Either moves it, in their own local time; the other is told. Raises `Refusal`."""
    whose, row = find(work, me, one_on_one_id, "move", lock=True)
    moment = resolve(day, wall, whose.days_of(me.id).zone)
    if row.starts_at == moment:
        return row
    _still_to_come(row)
    _check_moment(work, whose, row, moment)
    moved = Move(
        workspace_id=work.workspace_id,
        id=new_id(),
        one_on_one_id=row.id,
        was_at=row.starts_at,
        moved_to=moment,
        moved_by=me.id,
        moved_on=work.now,
    )
    work.session.add(moved)
    row.moved_from, row.moved_because = row.starts_at, ""
    planning.put_at(work, whose.days, row, moment)
    work.session.flush()
    _tell(work, MOVED, moved.id, whose, to=whose.other(me.id), before=min(moved.was_at, moment))
    post.confirm(work, MOVED, moved.id, me.id)
    return row


def _tell(work: Work, kind: str, subject: str, whose: Pair, *, to: Person, before: datetime) -> None:
    """News for the other: it waits for a waking hour, unless they would come in vain."""
    pressing = rules.is_pressing(before, whose.days_of(to.id), work.now)
    post.enqueue(work, [post.of_meeting(kind, subject, to.id, due_at=work.now, is_bound=pressing)])


def _still_to_come(row: OneOnOne) -> None:
    if row.outcome == rules.SKIPPED:
        raise Refusal("This one-on-one is skipped already. The next one is planned.")
    if row.stage not in rules.COMING:
        raise Refusal("This one-on-one has begun already, so it stays as it is.")


def _check_moment(work: Work, whose: Pair, row: OneOnOne, moment: datetime) -> None:
    if moment <= work.now:
        raise Refusal("That moment has passed. Please choose one that is to come.", field=DATE)
    _before_the_next(work, row, moment)
    ids = {person.id for person in whose.both}
    for other in repo.coming_of_person(work, ids):
        if other.id != row.id and rules.overlap(
            moment, row.length_minutes, other.starts_at, other.length_minutes
        ):
            raise Refusal("One of you has another one-on-one then. Please choose another time.", field=TIME)


def _before_the_next(work: Work, row: OneOnOne, moment: datetime) -> None:
    schedule = schedules.active(work, [row.line_id]).get(row.line_id)
    following = next_occurrence(schedule.recurrence, row.nominal_at) if schedule else None
    if following is not None and moment >= following:
        raise Refusal(
            "By then your next one-on-one is due. Choose an earlier day, or skip this one.", field=DATE
        )
