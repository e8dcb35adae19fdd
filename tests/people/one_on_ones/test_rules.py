"""Where a one-on-one ends up, given the days of two people."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import Recurrence, WorkCalendar, next_occurrence, prompt_moment
from bot.people.one_on_ones import rules

EVERY_MONDAY = Recurrence("FREQ=WEEKLY;BYDAY=MO", time(10), "Europe/Lisbon", date(2026, 3, 2))
MONDAY = datetime(2026, 3, 9, 10, tzinfo=UTC)


def days(
    zone: str = "Europe/Lisbon",
    holidays: Callable[[date], bool] = lambda _day: False,
    away: Callable[[date], bool] = lambda _day: False,
) -> WorkCalendar:
    return WorkCalendar(zone=zone, is_holiday=holidays, is_away=away)


def test_a_working_day_of_both_stays() -> None:
    assert rules.place(EVERY_MONDAY, MONDAY, [days(), days()]).starts_at == MONDAY


def test_a_holiday_of_either_moves_it_to_the_next_day_that_works_for_both() -> None:
    hers = days(holidays=lambda day: day == date(2026, 3, 9))
    his = days(away=lambda day: day == date(2026, 3, 10))
    placed = rules.place(EVERY_MONDAY, MONDAY, [hers, his])
    assert (placed.starts_at, placed.because) == (MONDAY + timedelta(days=2), rules.HOLIDAY)


def test_it_is_skipped_where_no_day_is_left_before_the_next_one() -> None:
    week_off = days(holidays=lambda day: date(2026, 3, 9) <= day <= date(2026, 3, 15))
    assert rules.place(EVERY_MONDAY, MONDAY, [week_off]).starts_at is None


def test_a_move_keeps_the_wall_time_across_a_clock_change() -> None:
    sunday = Recurrence("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", time(10), "Europe/Lisbon", date(2026, 3, 27))
    friday = datetime(2026, 3, 27, 10, tzinfo=UTC)
    off = days(holidays=lambda day: day == date(2026, 3, 27))
    assert rules.place(sunday, friday, [off]).starts_at == datetime(2026, 3, 30, 9, tzinfo=UTC)


def test_what_is_monday_for_one_may_be_sunday_for_the_other() -> None:
    early = datetime(2026, 3, 9, 1, tzinfo=UTC)
    assert rules.free_because(early, [days("Asia/Tokyo")]) == ""
    assert rules.free_because(early, [days("Asia/Tokyo"), days("America/New_York")]) == rules.WEEKEND


def test_a_late_prompt_waits_for_a_waking_hour_if_one_comes_in_time() -> None:
    night = datetime(2026, 3, 3, 23, tzinfo=UTC)
    afternoon = datetime(2026, 3, 4, 15, tzinfo=UTC)
    assert rules.prompt_due(afternoon, days(), night) == datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert rules.prompt_due(night + timedelta(hours=2), days(), night) == night


def test_news_waits_for_the_morning_unless_somebody_would_come_in_vain() -> None:
    night = datetime(2026, 3, 3, 23, tzinfo=UTC)
    assert rules.is_pressing(datetime(2026, 3, 4, 7, 30, tzinfo=UTC), days(), night)
    assert not rules.is_pressing(datetime(2026, 3, 4, 10, tzinfo=UTC), days(), night)


def test_a_move_is_told_with_its_reason() -> None:
    assert rules.moved_words(MONDAY, rules.HOLIDAY, "UTC") == "moved from Monday, a public holiday"
    assert rules.moved_words(MONDAY, rules.WEEKEND, "UTC") == "moved from Monday, a weekend"
    assert rules.moved_words(MONDAY, "", "UTC") == "moved from Monday 9, 10:00"


zones = st.sampled_from(
    ["Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Tokyo"]
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, zones, zones)
def test_the_first_prompt_is_the_earlier_of_both_and_before_the_meeting(
    meeting: datetime, here: str, there: str
) -> None:
    both = [days(here), days(there)]
    first = rules.first_prompt(meeting, both)
    assert first == min(prompt_moment(meeting, one) for one in both)
    assert first < meeting


@given(moments, st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_a_moved_one_on_one_falls_on_a_working_day_of_both(
    now: datetime, hers: set[int], his: set[int]
) -> None:
    both = [
        days(holidays=lambda day, off=found: (day - now.date()).days in off)  # type: ignore[misc]
        for found in (hers, his)
    ]
    rule = Recurrence("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", time(10), "Europe/Lisbon", now.date())
    nominal = next_occurrence(rule, now)
    assert nominal is not None
    placed = rules.place(rule, nominal, both).starts_at
    if placed is not None:
        assert rules.works(placed, both)
        following = next_occurrence(rule, nominal)
        assert following is not None
        assert nominal <= placed < following
