"""When the duties P1 and P2 are kept: pure."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import WorkCalendar
from bot.chain import State
from bot.people import rules

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAYS = WorkCalendar(zone="UTC")


def p1_after(days: int, calendar: WorkCalendar = DAYS) -> State:
    return rules.p1(MONDAY, 14, calendar, MONDAY + timedelta(days=days))


def test_p1_is_kept_then_due_then_overdue() -> None:
    assert [p1_after(days) for days in (0, 13, 14, 17, 18)] == [
        State.KEPT,
        State.KEPT,
        State.DUE,
        State.DUE,
        State.OVERDUE,
    ]


def test_grace_counts_working_days_of_the_holder() -> None:
    friday = datetime(2026, 3, 6, 10, tzinfo=UTC)
    due = friday + timedelta(days=14)
    assert rules.p1(friday, 14, DAYS, due + timedelta(days=5)) == State.DUE
    assert rules.p1(friday, 14, DAYS, due + timedelta(days=6)) == State.OVERDUE


def test_days_of_leave_of_either_do_not_count() -> None:
    his = WorkCalendar(zone="UTC", is_away=lambda day: date(2026, 3, 9) <= day <= date(2026, 3, 13))
    assert p1_after(18, rules.both_here(DAYS, his)) == State.KEPT
    assert p1_after(18) == State.OVERDUE


def test_p2_without_answers_is_kept() -> None:
    assert rules.p2([], DAYS, MONDAY) == State.KEPT


def test_p2_waits_two_working_days_from_the_meeting_or_the_answer() -> None:
    assert rules.p2([MONDAY], DAYS, MONDAY + timedelta(days=2)) == State.DUE
    assert rules.p2([MONDAY, MONDAY + timedelta(days=9)], DAYS, MONDAY + timedelta(days=3)) == State.OVERDUE
    assert rules.waits_since(MONDAY, None, MONDAY + timedelta(days=1)) == MONDAY + timedelta(days=1)
    late = MONDAY + timedelta(days=5)
    assert rules.waits_since(MONDAY, late, MONDAY + timedelta(days=1)) == late


def test_fewer_than_four_are_not_shown_in_sum() -> None:
    assert tally("a", "a", "a", "a", states=[State.KEPT, State.OVERDUE, State.KEPT, State.PAUSED]) is None
    five = [State.KEPT, State.OVERDUE, State.DUE, State.KEPT, State.PAUSED]
    assert tally("a", "a", "a", "a", "a", states=five) == (3, 1)


def test_a_sum_is_not_shown_to_a_manager_of_all_but_one() -> None:
    states = [State.KEPT, State.KEPT, State.KEPT, State.OVERDUE]
    assert tally("a", "a", "a", "b", states=states) is None
    assert tally("a", "a", "b", "b", states=states) == (3, 1)


def tally(*managers: str, states: list[State]) -> tuple[int, int] | None:
    """Over reports of these managers."""
    pairs = {
        (f"report {number}", manager): state
        for number, (manager, state) in enumerate(zip(managers, states, strict=True))
    }
    return rules.tally(pairs)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_sums_stay_the_same_from_one_monday_to_the_next(now: datetime) -> None:
    monday = rules.last_monday(now)
    assert (monday.weekday(), monday.hour, monday.minute) == (0, 0, 0)
    assert timedelta() <= now - monday < timedelta(days=7)


@given(st.integers(1, 40), st.integers(0, 10))
def test_a_duty_never_turns_back_by_itself(period: int, grace: int) -> None:
    order = [State.KEPT, State.DUE, State.OVERDUE]
    due = rules.due_day(date(2026, 3, 2), period, DAYS)
    states = [rules.state_on(date(2026, 3, 2) + timedelta(days=day), due, grace, DAYS) for day in range(80)]
    assert states == sorted(states, key=order.index)
