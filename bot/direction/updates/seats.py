"""A seat's cadence: made when it first has a leader, at rest while nobody holds it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import cadence
from bot.cadence import PROMPT_AT, Recurrence, WorkCalendar
from bot.delivery import outbox
from bot.direction import policy
from bot.direction.directions import repo as directions
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.updates import repo, rules
from bot.direction.updates.models import DIRECTION, LAPSED, OPEN, POSTED, UPDATE, Cadence, Occurrence
from bot.direction.words import CHAIN
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.base import new_id
from bot.storage.work import Work

DEFAULT = "two_weeks"


def recurrence(seat: Cadence) -> Recurrence:
    return Recurrence(seat.rule, seat.wall, seat.zone, seat.anchor)


def hold(work: Work, begun: Sequence[Lead], people: Mapping[str, Person]) -> None:
    """Leaders begin: each seat's cadence goes on, in this leader's zone, or is made."""
    known = repo.cadences(work) if begun else {}
    days = roster.calendars(work, {people[lead.leader_id] for lead in begun})
    for lead in begun:
        seat = known.get((lead.team_id, lead.discipline))
        stated = seat and directions.latest(work, lead.team_id, lead.discipline)
        _begin(work, seat or _made(work, lead, days[lead.leader_id]), days[lead.leader_id], bool(stated))
    work.session.flush()


def _begin(work: Work, seat: Cadence, days: WorkCalendar, is_stated: bool) -> None:
    seat.zone = days.zone
    seat.next_at = cadence.next_occurrence(recurrence(seat), work.now)
    day = days.plus_working_days(days.day_of(work.now), rules.SUCCESSOR_AFTER if is_stated else 1)
    seat.direction_at = cadence.resolve(day, PROMPT_AT, days.zone)


def vacate(work: Work, lead: Lead) -> None:
    """A leader's line has ended: nobody is asked until the next one begins."""
    seat = repo.cadence(work, lead.team_id, lead.discipline)
    if seat is not None:
        seat.next_at = seat.direction_at = None
    lapse(
        work,
        [
            *repo.open_occurrences(work, [lead.id], UPDATE),
            *repo.open_occurrences(work, [lead.id], DIRECTION),
        ],
    )


def lapse(work: Work, occurrences: Sequence[Occurrence]) -> None:
    close(work, occurrences, LAPSED)


def close(work: Work, occurrences: Sequence[Occurrence], state: str) -> None:
    """What has become of these: their messages say so, and a snoozed one does not come again."""
    for occurrence in occurrences:
        occurrence.state = state
        if state == OPEN:
            outbox.refresh(work, CHAIN, occurrence.id)
        else:
            outbox.drop(work, CHAIN, occurrence.id)
    work.session.flush()


def agree(work: Work, me: Person, lead: Lead, rule: str, *, first: date, wall: time) -> Cadence:
    """From now on the seat is asked by this rule, counted from a local date of the leader's."""
    policy.permit(work, me, lead, policy.UPDATE, policy.WRITE)
    seat = repo.cadence_of(work, lead)
    seat.rule, seat.anchor, seat.wall, seat.zone = rule, first, wall, me.time_zone
    before_first = cadence.resolve(first, wall, seat.zone) - timedelta(seconds=1)
    seat.next_at = cadence.next_occurrence(recurrence(seat), max(work.now, before_first))
    work.session.flush()
    return seat


def follow_zone(work: Work, leader: Person) -> None:
    """A leader's time zone has changed: their seats ask on the same day, at the same wall time there."""
    for lead in lines.leads_held_by(work, leader.id):
        seat = repo.cadence_of(work, lead)
        if seat.next_at is not None:
            day = seat.next_at.astimezone(ZoneInfo(seat.zone)).date()
            seat.next_at = cadence.resolve(day, seat.wall, leader.time_zone)
        seat.zone = leader.time_zone
    work.session.flush()


def ask_direction_from(work: Work, lead: Lead, moment: datetime) -> None:
    """The direction was stated or affirmed: it is asked for again a quarter later."""
    repo.cadence_of(work, lead).direction_at = moment + rules.QUARTER
    close(work, repo.open_occurrences(work, [lead.id], DIRECTION), POSTED)


def period(seat: Cadence) -> timedelta:
    return timedelta(days=cadence.period_days(seat.rule))


def _made(work: Work, lead: Lead, days: WorkCalendar) -> Cadence:
    first = rules.first_day(days.day_of(work.now), days)
    seat = Cadence(
        workspace_id=work.workspace_id,
        id=new_id(),
        team_id=lead.team_id,
        discipline=lead.discipline,
        rule=cadence.rule_for(DEFAULT, first),
        wall=PROMPT_AT,
        zone=days.zone,
        anchor=first,
    )
    work.session.add(seat)
    return seat
