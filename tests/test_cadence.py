"""When things happen, in every zone and across every change of clocks."""

import itertools
import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot import cadence
from bot.cadence import DAY, Recurrence, WorkCalendar

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
zones = st.sampled_from(ZONES)
days = st.dates(date(2010, 1, 1), date(2036, 12, 31))
walls = st.builds(time, st.integers(0, 23), st.integers(0, 59))
moments = st.datetimes(datetime(2010, 1, 2), datetime(2036, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
kinds = st.sampled_from(sorted(cadence.RULES))
MINUTE = timedelta(minutes=1)


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@given(days, walls, zones)
def test_a_wall_time_is_kept_or_moves_to_the_end_of_the_gap(day: date, wall: time, zone: str) -> None:
    moment = cadence.resolve(day, wall, zone)
    wanted = datetime.combine(day, wall)
    shown = local(moment, zone)
    if shown != wanted:
        assert shown > wanted
        assert local(moment - timedelta(seconds=1), zone) < wanted  # the clocks jumped over it


@given(days, walls, zones)
def test_a_repeated_hour_means_its_first_passing(day: date, wall: time, zone: str) -> None:
    moment = cadence.resolve(day, wall, zone)
    shown = local(moment, zone)
    for earlier in (15, 20, 30, 40, 60, 120, 180):
        assert local(moment - MINUTE * earlier, zone) != shown


@pytest.mark.parametrize(
    ("day", "wall", "zone", "expected"),
    [
        (date(2026, 3, 29), time(2, 30), "Europe/Berlin", "2026-03-29T01:00"),
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", "2026-10-25T00:30"),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03T15:30"),
        (date(2011, 12, 30), time(10), "Pacific/Apia", "2011-12-30T10:00"),
        (date(2026, 3, 8), time(2, 0), "America/New_York", "2026-03-08T07:00"),
    ],
)
def test_known_gaps_and_folds(day: date, wall: time, zone: str, expected: str) -> None:
    assert cadence.resolve(day, wall, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(kinds, days, walls, zones, moments)
@settings(max_examples=60)
def test_occurrences_follow_each_other_one_a_day_at_most(
    kind: str, anchor: date, wall: time, zone: str, after: datetime
) -> None:
    recurrence = Recurrence(cadence.rule_for(kind, anchor), wall, zone, anchor)
    seen = []
    for _ in range(5):
        following = cadence.next_occurrence(recurrence, after)
        assert following is not None
        assert following > after
        seen.append(following)
        after = following
    occurrence_days = {local(moment, zone).date() for moment in seen}
    assert len(occurrence_days) == 5
    rhythm = cadence.period_days(recurrence.rule)
    for earlier, later in itertools.pairwise(seen):
        assert timedelta(days=min(rhythm, 27)) <= later - earlier + DAY


@given(kinds, days, days, zones)
def test_a_moved_anchor_changes_nothing(kind: str, anchor: date, before: date, zone: str) -> None:
    rule = cadence.rule_for(kind, anchor)
    moved = cadence.moved_anchor(rule, anchor, before)
    assert anchor <= moved <= max(anchor, before)
    assert _first_after(rule, moved, before) == _first_after(rule, anchor, before)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;INTERVAL=3",
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR",
        "FREQ=DAILY;INTERVAL=10",
        "FREQ=YEARLY",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20300101T000000",
    ],
)
@given(days, days)
@settings(max_examples=25)
def test_neither_does_it_for_other_rules(rule: str, anchor: date, before: date) -> None:
    moved = cadence.moved_anchor(rule, anchor, before)
    assert _first_after(rule, moved, before) == _first_after(rule, anchor, before)


def _first_after(rule: str, anchor: date, before: date) -> datetime | None:
    from dateutil.rrule import rrulestr

    found: datetime | None = rrulestr(rule, dtstart=datetime.combine(anchor, time())).after(
        datetime.combine(before, time())
    )
    return found


@pytest.mark.parametrize("kind", sorted(cadence.RULES))
def test_an_old_beginning_costs_no_more_than_a_new_one(kind: str) -> None:
    def cost(anchor: date) -> float:
        recurrence = Recurrence(cadence.rule_for(kind, anchor), time(10), "Europe/Lisbon", anchor)
        after = datetime(2026, 3, 2, tzinfo=UTC)
        cadence.next_occurrence(recurrence, after)
        took = []
        for _ in range(20):
            start = stopwatch.process_time()
            cadence.next_occurrence(recurrence, after)
            took.append(stopwatch.process_time() - start)
        return min(took)

    assert cost(date(1996, 2, 29)) < 5 * cost(date(2026, 2, 26)) + 0.0005


@pytest.mark.parametrize(
    ("kind", "day", "rule", "words", "period"),
    [
        ("week", date(2026, 3, 3), "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", "every week", 7),
        ("two_weeks", date(2026, 3, 5), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "every two weeks", 14),
        ("four_weeks", date(2026, 3, 8), "FREQ=WEEKLY;INTERVAL=4;BYDAY=SU", "every four weeks", 28),
        ("month", date(2026, 3, 10), "FREQ=MONTHLY;BYDAY=2TU", "every month on the second Tuesday", 31),
        ("month", date(2026, 3, 31), "FREQ=MONTHLY;BYDAY=-1TU", "every month on the last Tuesday", 31),
    ],
)
def test_the_rhythms_that_are_offered(kind: str, day: date, rule: str, words: str, period: int) -> None:
    assert cadence.rule_for(kind, day) == rule
    assert cadence.describe(rule) == words
    assert cadence.period_days(rule) == period
    assert cadence.kind_of(rule) == kind


def test_other_rhythms_have_words_too() -> None:
    assert cadence.describe("FREQ=MONTHLY;INTERVAL=3") == "every three months"
    assert cadence.describe("FREQ=DAILY;INTERVAL=10") == "every 10 days"
    assert cadence.kind_of("FREQ=MONTHLY;INTERVAL=3") is None
    assert cadence.period_days("FREQ=MONTHLY;INTERVAL=3") == 93


@given(kinds, days)
def test_an_offered_rhythm_begins_on_its_own_day(kind: str, day: date) -> None:
    recurrence = Recurrence(cadence.rule_for(kind, day), time(10), "UTC", day)
    first = next(cadence.occurrence_days(recurrence, day - DAY))
    assert first == day or (kind == "month" and day.day > 28)


def test_a_rule_that_has_ended_has_no_next_occurrence() -> None:
    ended = Recurrence("FREQ=WEEKLY;UNTIL=20200101T000000", time(10), "UTC", date(2019, 1, 1))
    assert cadence.next_occurrence(ended, datetime(2026, 3, 2, tzinfo=UTC)) is None


free_days = st.frozensets(st.integers(0, 40), max_size=30)


def calendar(zone: str, start: date, holidays: frozenset[int], away: frozenset[int]) -> WorkCalendar:
    return WorkCalendar(
        zone,
        is_holiday=lambda day: (day - start).days in holidays,
        is_away=lambda day: (day - start).days in away,
    )


@given(moments, zones, free_days, free_days)
def test_a_prompt_comes_at_ten_on_the_working_day_before(
    meeting: datetime, zone: str, holidays: frozenset[int], away: frozenset[int]
) -> None:
    its_day = meeting.astimezone(ZoneInfo(zone)).date()
    recipient = calendar(zone, its_day - DAY * 35, holidays, away)
    prompt = cadence.prompt_moment(meeting, recipient)
    assert prompt < meeting
    day = recipient.previous_working_day(its_day)
    assert recipient.is_working(day)
    assert prompt == cadence.resolve(day, time(10), zone)
    between = (its_day - day).days
    assert not any(recipient.is_working(day + DAY * count) for count in range(1, between))


@given(moments, zones, free_days, free_days)
def test_the_next_waking_moment_is_waking_and_not_earlier(
    moment: datetime, zone: str, holidays: frozenset[int], away: frozenset[int]
) -> None:
    days = calendar(zone, moment.date(), holidays, away)
    found = cadence.next_waking(moment, days)
    assert found >= moment
    assert cadence.is_waking(found, days)
    assert found == moment or local(found, zone).time() >= cadence.EARLIEST
    if found != moment:
        assert not cadence.is_waking(found - MINUTE, days)


def test_a_day_that_a_zone_skipped_is_no_working_day_to_wait_for() -> None:
    thursday_evening = cadence.resolve(date(2011, 12, 29), time(20), "Pacific/Apia")
    found = cadence.next_waking(thursday_evening, WorkCalendar("Pacific/Apia"))
    assert local(found, "Pacific/Apia") == datetime(2012, 1, 2, 8, 0)  # noqa: DTZ001


def test_whoever_is_away_for_years_still_has_weekdays() -> None:
    days = WorkCalendar("UTC", is_away=lambda _day: True)
    assert days.next_working_day(date(2026, 3, 6)) == date(2026, 3, 9)
    assert days.previous_working_day(date(2026, 3, 9)) == date(2026, 3, 6)


@given(days, st.integers(0, 12))
def test_working_days_are_counted_without_weekends(day: date, count: int) -> None:
    assume(day.weekday() < 5)
    later = WorkCalendar("UTC").plus_working_days(day, count)
    between = [day + DAY * step for step in range(1, (later - day).days + 1)]
    assert sum(one.weekday() < 5 for one in between) == count
