"""What is proposed, chosen and carried over."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import WorkCalendar, next_occurrence, rule_for
from bot.errors import Refusal
from bot.people.schedules import rules
from bot.people.schedules.rules import Slot, Terms

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAYS = WorkCalendar(zone="Europe/Lisbon")


def test_the_first_proposal_is_a_tuesday_at_ten_three_working_days_ahead_at_least() -> None:
    found = rules.proposal([], DAYS, DAYS, date(2026, 3, 2))
    assert (found.anchor, found.wall, found.length_minutes) == (date(2026, 3, 10), time(10), 30)
    assert found.rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"


@pytest.mark.parametrize(
    ("zone", "wall"),
    [("America/New_York", time(13)), ("America/Sao_Paulo", time(11)), ("Asia/Kolkata", time(10))],
)
def test_a_proposal_falls_into_the_hours_that_both_work(zone: str, wall: time) -> None:
    assert rules.proposal([], DAYS, WorkCalendar(zone=zone), date(2026, 3, 2)).wall == wall


def test_where_they_have_no_hours_in_common_the_managers_count() -> None:
    assert rules.proposal([], DAYS, WorkCalendar(zone="Pacific/Auckland"), date(2026, 3, 2)).wall == time(10)


@given(st.integers(1, 60), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_proposals_of_one_manager_never_collide_while_there_is_room(count: int, today: date) -> None:
    taken: list[Slot] = []
    for _ in range(count):
        found = rules.proposal(taken, DAYS, DAYS, today)
        slot = rules.slot_of(found.recurrence, found.length_minutes, "Europe/Lisbon", NOW)
        assert slot is not None
        assert rules.is_free(slot, taken)
        assert (found.anchor - today).days >= 3
        taken.append(slot)


def test_what_is_carried_over_keeps_its_week_and_takes_the_new_zone() -> None:
    old = Terms("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", time(10), "Europe/Lisbon", date(2026, 2, 19), 45)
    new = rules.carried_over(old, "Asia/Tokyo", [], NOW)
    assert new == Terms(old.rule, time(10), "Asia/Tokyo", date(2026, 3, 5), 45)


def test_where_the_new_manager_is_taken_it_moves_to_the_next_free_half_hour() -> None:
    old = Terms("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", time(10, 15), "Europe/Lisbon", date(2026, 3, 5), 30)
    taken = [Slot(3, 10 * 60, 60)]
    assert rules.carried_over(old, "Europe/Lisbon", taken, NOW).wall == time(11)


zones = st.sampled_from(["Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Pacific/Apia"])


@given(zones, zones, st.times(), st.integers(0, 400))
def test_carried_over_terms_go_on_after_the_change(here: str, there: str, wall: time, day: int) -> None:
    anchor = date(2026, 1, 1 + day % 28)
    kind = ("week", "two_weeks", "four_weeks", "month")[day % 4]
    old = Terms(rule_for(kind, anchor), wall.replace(second=0, microsecond=0), here, anchor, 30)
    new = rules.carried_over(old, there, [], NOW)
    following = next_occurrence(new.recurrence, NOW)
    assert following is not None
    assert following.astimezone(ZoneInfo(there)).date() >= new.anchor


@pytest.mark.parametrize(
    ("kind", "first", "at", "length", "field"),
    [
        ("never", "2026-03-05", "10:00", "30", rules.EVERY),
        (None, "2026-03-05", "10:00", "30", rules.EVERY),
        ("week", "soon", "10:00", "30", rules.FIRST),
        ("week", None, "10:00", "30", rules.FIRST),
        ("week", "2026-03-05", "noon", "30", rules.TIME),
        ("week", "2026-03-05", "10:00", "31", rules.LENGTH),
        ("week", "2026-03-05", "10:00", None, rules.LENGTH),
    ],
)
def test_bad_input_is_refused_beside_its_field(
    kind: str | None, first: str | None, at: str | None, length: str | None, field: str
) -> None:
    with pytest.raises(Refusal) as no:
        rules.chosen(kind, first, at, length=length, zone="UTC")
    assert no.value.field == field


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (datetime(2026, 3, 2, 11, tzinfo=UTC), "passed"),
        (datetime(2027, 4, 2, 11, tzinfo=UTC), "more than a year"),
        (datetime(2026, 3, 7, 11, tzinfo=UTC), "weekend"),
    ],
)
def test_when_a_first_one_cannot_be(first: datetime, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        rules.check(first, NOW, [DAYS])
