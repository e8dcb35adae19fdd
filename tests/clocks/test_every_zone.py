"""A short form of `make clocks`: the zones with the oddest changes, and some at random."""

import random
from datetime import date

import pytest

from tests.clocks.comparing import ZONES, compared

ODD = {
    "Pacific/Apia": date(2011, 6, 1),
    "Australia/Lord_Howe": date(2026, 1, 1),
    "Africa/Casablanca": date(2026, 1, 1),
    "America/Nuuk": date(2023, 1, 1),
    "Asia/Pyongyang": date(2015, 1, 1),
    "Antarctica/Troll": date(2026, 1, 1),
}
"""A day that was skipped, half an hour, four changes a year, at midnight, and of two hours."""
CHANCE = random.Random(31).sample(ZONES, 6)


@pytest.mark.parametrize(("zone", "first"), [*ODD.items(), *((zone, date(2026, 1, 1)) for zone in CHANCE)])
def test_each_occurrence_comes_once_and_at_its_wall_time(zone: str, first: date) -> None:
    assert compared(zone, first, years=2) > 1000
