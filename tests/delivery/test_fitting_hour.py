"""Nobody is pinged at the wrong hour, too often, twice for one thing, or before they were welcomed."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.cadence import WorkCalendar
from bot.delivery import outbox
from bot.delivery.budget import PINGS_A_DAY
from bot.delivery.outbox import DIGEST, Parcel
from bot.delivery.window import fitting
from bot.roster.models import Person
from bot.storage.work import Work
from tests.delivery.conftest import Office

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EVENING = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
TUESDAY_EIGHT = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)
MONDAY_EIGHT = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
UTC_DAYS = WorkCalendar("UTC")
ON_LEAVE = WorkCalendar("UTC", is_away=lambda day: day.day < 5)


@pytest.mark.parametrize(
    ("now", "days", "asked_for", "bound", "expected"),
    [
        (EVENING, UTC_DAYS, False, False, TUESDAY_EIGHT),
        (EVENING, UTC_DAYS, True, False, EVENING),
        (EVENING, UTC_DAYS, False, True, EVENING),
        (SATURDAY, UTC_DAYS, False, False, MONDAY_EIGHT),
        (SATURDAY, UTC_DAYS, False, True, SATURDAY),
        (EVENING, ON_LEAVE, False, True, datetime(2026, 3, 5, 8, 0, tzinfo=UTC)),
        (EVENING, ON_LEAVE, True, False, EVENING),
        (EVENING, WorkCalendar("America/New_York"), False, False, EVENING),
        (EVENING, WorkCalendar("Asia/Tokyo"), False, False, datetime(2026, 3, 2, 23, 0, tzinfo=UTC)),
    ],
)
def test_the_fitting_hour(
    now: datetime, days: WorkCalendar, asked_for: bool, bound: bool, expected: datetime
) -> None:
    assert fitting(now, days, asked_for=asked_for, bound=bound) == expected


async def test_a_prompt_in_the_evening_comes_in_the_morning(office: Office) -> None:
    office.person()
    office.clock.move_to(EVENING)
    office.enqueue("prompt")
    office.enqueue("confirmation", asked_for=True)
    await office.sender.drain()
    assert office.reads() == ["confirmation"]
    assert office.row("prompt").due_at == TUESDAY_EIGHT
    office.clock.move_to(TUESDAY_EIGHT)
    await office.sender.drain()
    assert office.reads() == ["confirmation", "prompt"]


async def test_a_public_holiday_is_no_working_day(office: Office) -> None:
    office.person(country="DE", tz="Europe/Berlin")
    office.clock.move_to(datetime(2026, 5, 1, 9, 0, tzinfo=UTC))
    office.enqueue("prompt")
    await office.sender.drain()
    assert office.row("prompt").due_at == datetime(2026, 5, 4, 6, 0, tzinfo=UTC)


async def test_whoever_is_away_gets_nothing_but_what_they_asked_for(office: Office) -> None:
    office.person()
    now = office.clock.now()
    office.away("ana", now, now + DAY)
    office.enqueue("prompt")
    office.enqueue("agenda", bound=True, not_after=now + HOUR)
    office.enqueue("confirmation", asked_for=True)
    await office.sender.drain()
    assert office.reads() == ["confirmation"]
    assert office.row("prompt").due_at == datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
    assert (office.row("agenda").state, office.row("agenda").error) == ("dropped", "stale")


async def test_a_channel_has_no_evening(office: Office) -> None:
    channel = office.slack.add_channel("team")
    office.clock.move_to(EVENING)
    office.enqueue("update", to=channel.id, to_channel=True)
    assert await office.sender.drain() == 1


async def test_one_budget_for_both_chains(office: Office) -> None:
    office.person()
    office.enqueue("digest", priority=DIGEST, due_at=office.clock.now() - HOUR)
    for number in range(PINGS_A_DAY):
        chain = ("people", "direction")[number % 2]
        office.enqueue(f"{chain} {number}", chain=chain)
    office.enqueue("agenda", bound=True)
    office.enqueue("confirmation", asked_for=True)
    await office.sender.drain()
    assert "digest" not in office.reads()
    assert len(office.reads()) == PINGS_A_DAY + 2
    assert office.row("digest").due_at == TUESDAY_EIGHT
    office.clock.move_to(TUESDAY_EIGHT)
    await office.sender.drain()
    assert office.reads()[-1] == "digest"


async def test_the_budget_is_for_the_recipient_s_own_day(office: Office) -> None:
    office.person(tz="Pacific/Auckland")
    office.clock.move_to(datetime(2026, 3, 3, 3, 0, tzinfo=UTC))  # 16:00 on the same day there
    for number in range(PINGS_A_DAY + 1):
        office.enqueue(f"prompt {number}")
    await office.sender.drain()
    assert len(office.reads()) == PINGS_A_DAY
    office.clock.move_to(datetime(2026, 3, 3, 19, 0, tzinfo=UTC))  # eight o'clock of the next day there
    await office.sender.drain()
    assert len(office.reads()) == PINGS_A_DAY + 1


async def test_over_the_budget_and_too_late_is_dropped(office: Office) -> None:
    office.person()
    for number in range(PINGS_A_DAY):
        office.enqueue(f"prompt {number}")
    office.enqueue("one too many", not_after=office.clock.now() + HOUR)
    await office.sender.drain()
    assert office.row("one too many").error == "stale"


async def test_messages_of_one_kind_and_hour_go_out_as_one(office: Office) -> None:
    office.person()
    office.person("ben")
    now = office.clock.now()
    office.enqueue("one", merges=True)
    office.enqueue("two", merges=True, due_at=now + timedelta(minutes=59))
    office.enqueue("next hour", merges=True, due_at=now + HOUR)
    office.enqueue("other kind", merges=True, kind="post")
    office.enqueue("other chain", merges=True, chain="direction")
    office.enqueue("alone")
    office.enqueue("for ben", merges=True, to="ben")
    await office.sender.drain()
    assert office.reads("ana") == ["one + two", "other kind", "other chain", "alone"]
    assert office.reads("ben") == ["for ben"]
    assert office.addresses("one") == office.addresses("two")
    office.clock.move(HOUR)
    await office.sender.drain()


async def test_a_merged_message_is_one_ping(office: Office) -> None:
    office.person()
    for number in range(PINGS_A_DAY + 3):
        office.enqueue(f"m{number}", merges=True)
    for number in range(PINGS_A_DAY - 1):
        office.enqueue(f"single {number}")
    await office.sender.drain()
    assert len(office.reads()) == PINGS_A_DAY


async def test_the_hour_is_that_of_the_recipient_s_clock(office: Office) -> None:
    office.person(tz="Asia/Kolkata")
    office.clock.move_to(datetime(2026, 3, 3, 4, 30, tzinfo=UTC))  # ten o'clock there
    now = office.clock.now()
    office.enqueue("ten", merges=True)
    office.enqueue("a quarter to eleven", merges=True, due_at=now + timedelta(minutes=45))
    await office.sender.drain()
    assert office.reads() == ["ten + a quarter to eleven"]


async def test_what_is_stale_does_not_hold_back_what_it_would_have_been_merged_with(office: Office) -> None:
    office.person()
    office.enqueue("old", merges=True, not_after=office.clock.now() - HOUR)
    office.enqueue("new", merges=True)
    await office.sender.drain()
    assert office.reads() == ["new"]
    assert (office.row("old").state, office.row("new").state) == ("dropped", "sent")


def greeting(work: Work, person: Person) -> Parcel:
    return Parcel("tandem", "welcome", f"welcome {person.id}", "first", person.id, work.now)


async def test_the_welcome_goes_before_the_first_message_and_never_again(office: Office) -> None:
    office.person(welcomed=False)
    office.welcome = greeting
    office.enqueue("confirmation", asked_for=True, priority=outbox.URGENT)
    await office.sender.drain()
    office.enqueue("prompt")
    await office.sender.drain()
    assert office.reads() == ["welcome ana", "confirmation", "prompt"]
    person = office.do(lambda work: work.session.get(Person, (work.workspace_id, "ana")))
    assert person.welcomed_at == office.clock.now()


async def test_the_welcome_is_due_no_later_than_what_it_goes_before(office: Office) -> None:
    """Else a sender whose clock was read a moment earlier would find it not yet due, and overtake it."""
    office.person(welcomed=False)
    office.welcome = greeting
    office.enqueue("news")
    office.clock.move(HOUR)
    await office.sender.drain()
    assert office.row("welcome ana").due_at <= office.row("news").due_at


async def test_the_welcome_waits_for_the_message_that_it_accompanies(office: Office) -> None:
    office.person(welcomed=False)
    office.welcome = greeting
    office.clock.move_to(EVENING)
    office.enqueue("prompt")
    assert await office.sender.drain() == 0
    assert office.reads() == []
    office.clock.move_to(TUESDAY_EIGHT)
    await office.sender.drain()
    assert office.reads() == ["welcome ana", "prompt"]


async def test_channels_and_what_nobody_needs_are_not_welcomed(office: Office) -> None:
    office.person(welcomed=False)
    office.welcome = greeting
    channel = office.slack.add_channel("team")
    office.enqueue("update", to=channel.id, to_channel=True)
    office.say["gone"] = None
    office.enqueue("gone")
    await office.sender.drain()
    assert [message.text for message in channel.messages] == ["update"]
    assert office.reads() == []
