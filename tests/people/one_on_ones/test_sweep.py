"""The sweep: stages, prompts, leave, holidays and standstills."""

from datetime import UTC, date, datetime, time

from sqlalchemy import select

from bot.clock import ManualClock
from bot.delivery.models import Delivery
from bot.people.chain import PEOPLE
from bot.people.one_on_ones.jobs import BATCH
from bot.people.one_on_ones.rules import ENDED, HOLIDAY, PLANNED, SKIPPED
from bot.people.schedules.rules import Terms
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from bot.storage.work import Work, writing
from bot.workspaces.keys import Vaults
from tests.load.crowd import Crowd, settle
from tests.people.conftest import THURSDAY_TEN, Company, of_kind

WEEKLY = Terms("FREQ=WEEKLY;INTERVAL=1;BYDAY=TH", time(10), "Europe/Lisbon", date(2026, 3, 5), 30)


def utc(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_nothing_is_prompted_before_the_proposal_is_accepted(company: Company) -> None:
    company.deliver()
    assert company.pass_to(20, 12) == []


def test_each_is_prompted_at_ten_on_their_own_previous_working_day(company: Company) -> None:
    company.agree("Ben Ito")
    company.deliver()
    seen = {(letter.kind, letter.to): letter.at for letter in company.pass_to(5, 0)}
    assert seen == {
        ("checkin", "Ben Ito"): utc(4, 1),  # ten in Tokyo
        ("prepare", "Ana Torres"): utc(4, 10),
    }


def test_two_meetings_of_a_manager_share_one_prompt(company: Company) -> None:
    company.agree("Ben Ito")
    company.agree("Carla Weiss", Terms(THURSDAY_TEN.rule, time(11), "Europe/Lisbon", date(2026, 3, 5), 30))
    letters = of_kind(company.pass_to(5, 0), "prepare")
    assert len(letters) == 1
    assert "Ben Ito" in letters[0].words
    assert "Carla Weiss" in letters[0].words
    assert "*Ben Ito*, Thursday 10:00 your time, 19:00 theirs" in letters[0].words


def test_one_time_is_said_where_it_is_the_same_for_both(company: Company) -> None:
    company.hire("Eva Lima", "Europe/Lisbon")
    company.assign({"Eva Lima": "Ana Torres"})
    company.agree("Eva Lima")
    letters = of_kind(company.pass_to(5, 0), "prepare")
    assert "*Eva Lima*, Thursday 10:00\n" in letters[0].words


def test_the_next_one_is_planned_when_one_begins(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(5, 10)
    assert [one.starts_at for one in company.all_of("Ben Ito")] == [utc(5, 10), utc(19, 10)]


def test_it_keeps_its_wall_time_through_clock_changes(company: Company) -> None:
    company.agree("Ben Ito")
    company.at(2, 12, month=4)
    company.sweep()
    assert company.next_one("Ben Ito").starts_at == utc(16, 9, month=4)  # ten in Lisbon's summer


def test_leave_of_either_skips_it_without_a_word_and_plans_the_next(company: Company) -> None:
    company.agree("Ben Ito")
    company.deliver()
    company.away("Ben Ito", date(2026, 3, 5), date(2026, 3, 6))
    assert company.pass_to(6, 12) == []
    first = company.all_of("Ben Ito")[0]
    assert (first.stage, first.outcome, first.next_at) == (ENDED, SKIPPED, None)
    assert company.next_one("Ben Ito").starts_at == utc(19, 10)


def test_leave_that_begins_after_the_prompts_still_spares_the_agenda(company: Company) -> None:
    company.agree("Ben Ito")
    prompted = company.pass_to(4, 12)
    company.away("Ana Torres", date(2026, 3, 5), date(2026, 3, 5))
    assert company.pass_to(5, 18) == []
    message = company.again(of_kind(prompted, "checkin")[0])
    assert message is not None
    assert "skipped" in str(message.blocks)


def test_weeks_of_leave_skip_one_after_the_other(company: Company) -> None:
    company.agree("Ben Ito", WEEKLY)
    company.deliver()
    company.away("Ben Ito", date(2026, 3, 4), date(2026, 3, 20))
    company.pass_to(21, 0)
    assert [one.outcome for one in company.all_of("Ben Ito")] == [SKIPPED, SKIPPED, SKIPPED, None]
    assert company.next_one("Ben Ito").starts_at == utc(26, 10)


def test_a_public_holiday_moves_it_and_the_messages_say_so(company: Company) -> None:
    good_friday = Terms("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", time(10), "Europe/Lisbon", date(2026, 4, 3), 30)
    company.agree("Carla Weiss", good_friday)
    one = company.next_one("Carla Weiss")
    assert one.moved_because == HOLIDAY
    assert one.starts_at == utc(7, 9, month=4)  # Easter Monday is free in Bavaria, too
    letters = company.pass_to(7, 8, month=4)
    assert "moved from Friday, a public holiday" in of_kind(letters, "checkin")[0].words
    company.pass_to(8, 8, month=4)
    assert company.next_one("Carla Weiss").starts_at == utc(17, 9, month=4)


def test_after_a_standstill_no_stale_prompt_is_sent_but_the_wrap_up_is(company: Company) -> None:
    company.agree("Ben Ito")
    company.deliver()
    company.at(6, 9)
    letters = company.round()
    assert [(letter.kind, letter.to) for letter in letters] == [("wrapup", "Ana Torres")]
    assert company.round() == []
    assert company.all_of("Ben Ito")[0].asked_at is None
    assert company.do(enqueued) & {"checkin", "prepare", "agenda"} == set()
    assert company.next_one("Ben Ito").starts_at == utc(19, 10)


def enqueued(work: Work) -> set[str]:
    """The kinds of all that was ever put into the outbox."""
    return set(work.session.scalars(select(Delivery.kind)))


def test_a_standstill_of_months_is_not_made_up_for(company: Company) -> None:
    company.agree("Ben Ito", WEEKLY)
    company.deliver()
    company.at(2, 9, month=6)
    letters = company.round()
    assert [letter.kind for letter in letters] == ["wrapup"]
    assert len(company.all_of("Ben Ito")) == 2
    assert company.next_one("Ben Ito").starts_at == utc(4, 9, month=6)


def test_a_standstill_during_the_meeting_still_brings_the_agenda(company: Company) -> None:
    company.agree("Ben Ito")
    company.deliver()
    company.at(5, 10, 10)
    assert {letter.kind for letter in company.round()} == {"agenda"}


def test_a_sweep_that_is_repeated_sends_nothing_twice(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(4, 12)
    assert company.sweep() == 0
    assert company.deliver() == []


def test_only_workspaces_with_something_due_are_named(company: Company, workspace: str) -> None:
    company.agree("Ben Ito")
    assert company.do(lambda work: PEOPLE.waiting(work.session, work.now)) == []
    company.at(4, 12)
    assert company.do(lambda work: PEOPLE.waiting(work.session, work.now)) == [workspace]


def test_a_batch_takes_so_many_at_most_and_what_follows_takes_the_rest(
    database: Database, ring: KeyRing, vaults: Vaults, clock: ManualClock
) -> None:
    settle(database, ring, [Crowd("T1", clock.now(), pairs=BATCH + 9, due=BATCH + 7)])

    def sweep() -> int:
        with writing(database) as session:
            return PEOPLE.due(Work(session, "T1", clock.now(), vaults.of(session, "T1")))

    assert [sweep(), sweep(), sweep()] == [BATCH, 7, 0]


def test_an_edited_schedule_plans_the_coming_one_anew_and_keeps_the_past(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(5, 11)
    first, coming = company.all_of("Ben Ito")
    company.agree("Ben Ito", Terms(WEEKLY.rule, time(15), "Europe/Lisbon", date(2026, 3, 12), 45))
    again = company.all_of("Ben Ito")
    assert [one.id for one in again] == [first.id, coming.id]
    assert (again[1].starts_at, again[1].length_minutes, again[1].stage) == (utc(12, 15), 45, PLANNED)
    assert again[0].starts_at == first.starts_at


def test_nobody_is_prompted_twice_where_a_prompted_one_is_planned_anew(company: Company) -> None:
    company.agree("Ben Ito")
    prompted = company.pass_to(4, 12)
    company.agree("Ben Ito", Terms(THURSDAY_TEN.rule, time(15), "Europe/Lisbon", date(2026, 3, 5), 30))
    assert company.is_to_be_refreshed(of_kind(prompted, "checkin")[0])
    later = company.pass_to(5, 16)
    assert of_kind(later, "checkin") == of_kind(later, "prepare") == []
    assert len(of_kind(later, "agenda")) == 2
