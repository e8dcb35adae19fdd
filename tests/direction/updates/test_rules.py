"""When a seat is first asked, and when it is late."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import WorkCalendar
from bot.chain import State
from bot.direction.updates.rules import first_day, state_of

LISBON = WorkCalendar("Europe/Lisbon")
LIMIT = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_the_first_prompt_is_three_to_seven_working_days_ahead_in_mid_week(today: date) -> None:
    day = first_day(today, LISBON)
    assert day.weekday() in {1, 2, 3}
    assert 3 <= (day - today).days <= 9


def test_a_holiday_is_no_first_day() -> None:
    closed = WorkCalendar("Europe/Lisbon", is_holiday=lambda day: day == date(2026, 3, 5))
    assert first_day(date(2026, 3, 2), closed) == date(2026, 3, 10)


def test_a_duty_is_kept_then_due_then_overdue() -> None:
    def state(day: int, hour: int) -> State:
        return state_of(datetime(2026, 3, day, hour, tzinfo=UTC), LIMIT, 2, LISBON)

    assert state(5, 9) is State.KEPT
    assert state(5, 10) is State.DUE
    assert state(9, 23) is State.DUE, "Friday and Monday are the grace"
    assert state(10, 0) is State.OVERDUE


def test_whoever_is_away_is_paused_but_not_where_the_duty_is_kept() -> None:
    away = WorkCalendar("Europe/Lisbon", is_away=lambda day: True)
    assert state_of(LIMIT, LIMIT, 2, away) is State.PAUSED
    assert state_of(datetime(2026, 3, 5, 9, tzinfo=UTC), LIMIT, 2, away) is State.KEPT
