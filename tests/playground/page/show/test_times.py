from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.page.show import times

MADRID = ZoneInfo("Europe/Madrid")
THEN = datetime(2026, 3, 3, 18, 39, 45, tzinfo=MADRID)
LONG_AGO = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("{date_num}", "2026-03-03"),
        ("{date_slash}", "03/03/2026"),
        ("{date}", "March 3rd, 2026"),
        ("{date_short}", "Mar 3, 2026"),
        ("{date_long}", "Tuesday, March 3rd, 2026"),
        ("{date_full}", "March 3, 2026"),
        ("{date_long_full}", "Tuesday, March 3, 2026"),
        ("{date_pretty}", "March 3rd, 2026"),
        ("{date_short_pretty} at {time}", "Mar 3, 2026 at 18:39"),
        ("on {date_long_pretty}", "on Tuesday, March 3rd, 2026"),
        ("{time_secs}", "18:39:45"),
        ("{ago}", "89 days ago"),
        ("{unknown} {time", "{unknown} {time"),
    ],
)
def test_tokens(form: str, said: str) -> None:
    assert times.spoken(form, THEN, LONG_AGO) == said


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "tomorrow"), (0, "today"), (1, "yesterday"), (2, "Mar 3, 2026")]
)
def test_near_days_have_names(days: int, said: str) -> None:
    assert times.spoken("{date_short_pretty}", THEN, THEN + timedelta(days=days)) == said


def test_which_day_is_today_is_the_viewers_calendar() -> None:
    in_the_morning = datetime(2026, 3, 2, 8, 0, tzinfo=MADRID)
    now = datetime(2026, 3, 1, 23, 10, tzinfo=UTC)  # ten past midnight in Madrid
    assert times.spoken("{date_pretty}", in_the_morning, now) == "today"


@pytest.mark.parametrize("day", range(1, 32))
def test_days_end_as_they_are_spoken(day: int) -> None:
    endings = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
    then = datetime(2026, 1, day, tzinfo=UTC)
    assert times.spoken("{date}", then, LONG_AGO) == f"January {day}{endings.get(day, 'th')}, 2026"


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(seconds=-20), "now"),
        (timedelta(minutes=-1), "1 minute ago"),
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(days=2, hours=5), "in 2 days"),
    ],
)
def test_how_far_away(away: timedelta, said: str) -> None:
    assert times.spoken("{ago}", THEN + away, THEN) == said


@pytest.mark.parametrize(
    ("utc", "said"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "01:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "03:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "02:30"),
    ],
)
def test_clocks_change(utc: datetime, said: str) -> None:
    then = times.moment(int(utc.timestamp()), MADRID)
    assert then is not None
    assert times.spoken("{time}", then, utc) == said


@pytest.mark.parametrize("seconds", ["soon", "", "1e3", None, 10**20, -(10**20)])
def test_what_is_no_moment(seconds: object) -> None:
    assert times.moment(seconds, MADRID) is None
    assert times.as_wall(seconds, MADRID) == ""


ZONES = st.sampled_from(
    ["Europe/Madrid", "Africa/Lagos", "America/St_Johns", "Asia/Kolkata", "Australia/Lord_Howe"]
)


@given(st.integers(946_684_800, 2_208_988_800), ZONES)
def test_a_wall_time_comes_back_as_it_was_shown(seconds: int, name: str) -> None:
    zone = ZoneInfo(name)
    shown = times.as_wall(seconds, zone)
    again = times.from_wall(shown, zone)
    assert times.as_wall(again, zone) == shown


def test_of_an_hour_that_comes_twice_it_is_the_first() -> None:
    assert times.from_wall("2026-10-25T02:30", MADRID) == int(
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()
    )


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-03-03T10:00+01:00", "2026-13-01T00:00"])
def test_what_is_no_wall_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        times.from_wall(text, MADRID)
