"""A seat is asked on its cadence: once, in its leader's zone, and never while nobody holds it."""

from datetime import UTC, date, datetime, time

import pytest

from bot.cadence import rule_for
from bot.direction.chain import DIRECTION
from bot.direction.directions import service as directions
from bot.direction.menu import snooze
from bot.direction.updates import repo, seats, service
from bot.direction.updates.models import Cadence, Occurrence
from bot.errors import NotAllowed, Refusal
from bot.storage.work import Work
from tests.direction.conftest import Atlas

THURSDAY = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
FORTNIGHT_ON = datetime(2026, 3, 19, 10, 0, tzinfo=UTC)


def cadence(atlas: Atlas) -> Cadence:
    found = atlas.do(lambda work: repo.cadence(work, atlas.team.id, "general"))
    assert isinstance(found, Cadence)
    return found


def asked(atlas: Atlas) -> Occurrence:
    """The open prompt for an update."""
    lead = atlas.lead
    found = atlas.do(lambda work: repo.open_occurrences(work, [lead.id], "update"))
    assert len(found) == 1
    assert isinstance(found[0], Occurrence)
    return found[0]


def due(atlas: Atlas) -> Atlas:
    """Thursday has come: Ben is asked."""
    atlas.clock.move_to(THURSDAY)
    atlas.sweep()
    return atlas


def test_the_first_prompt_comes_in_a_few_working_days_at_ten(atlas: Atlas) -> None:
    assert cadence(atlas).next_at == THURSDAY


def test_the_leader_is_asked_and_the_cadence_moves_on(atlas: Atlas) -> None:
    due(atlas)
    (prompt,) = atlas.deliveries("update_due")
    assert (prompt.recipient, prompt.due_at, prompt.not_after) == (atlas.ben.id, THURSDAY, FORTNIGHT_ON)
    assert not prompt.bound
    assert cadence(atlas).next_at == FORTNIGHT_ON
    assert "What has changed since your last update" in str(atlas.render(prompt))


def test_a_second_sweep_asks_nothing(atlas: Atlas) -> None:
    due(atlas)
    assert atlas.sweep() == 0
    assert len(atlas.deliveries("update_due")) == 1


def test_after_a_long_stop_the_leader_is_asked_once(atlas: Atlas) -> None:
    atlas.clock.move_to(datetime(2026, 5, 1, 9, 0, tzinfo=UTC))
    atlas.sweep()
    assert len(atlas.deliveries("update_due")) == 1
    assert cadence(atlas).next_at == datetime(2026, 5, 14, 9, 0, tzinfo=UTC), "ten o'clock, in summer"


def test_the_workspace_waits_only_when_something_is_due(atlas: Atlas) -> None:
    now = atlas.clock.now()
    assert atlas.do(lambda work: DIRECTION.waiting(work.session, now)) == []
    assert atlas.do(lambda work: DIRECTION.waiting(work.session, THURSDAY)) == ["T0TANDEM"]


def test_nobody_is_asked_while_nobody_leads(atlas: Atlas) -> None:
    atlas.lead_by(None)
    due(atlas)
    assert atlas.deliveries("update_due") == []


def test_the_cadence_outlives_a_leader_in_the_next_ones_zone(atlas: Atlas) -> None:
    def move_max(work: Work) -> None:
        work.session.merge(atlas.max).time_zone = "Asia/Tokyo"

    atlas.do(move_max)
    before = cadence(atlas)
    atlas.lead_by("Max")
    after = cadence(atlas)
    assert (after.id, after.rule, after.anchor) == (before.id, before.rule, before.anchor)
    assert after.next_at == datetime(2026, 3, 5, 1, 0, tzinfo=UTC)


def test_an_open_prompt_lapses_with_its_leader(atlas: Atlas) -> None:
    due(atlas)
    atlas.lead_by("Max")
    assert atlas.render(*atlas.deliveries("update_due")) is None
    assert atlas.open("Ben") == []
    assert cadence(atlas).next_at == FORTNIGHT_ON


def test_a_newer_prompt_takes_the_place_of_an_older(atlas: Atlas) -> None:
    due(atlas)
    first = asked(atlas)
    atlas.clock.move_to(FORTNIGHT_ON)
    atlas.sweep()
    assert asked(atlas).id != first.id
    with pytest.raises(Refusal, match="newer"):
        atlas.do(lambda work: service.skip(work, atlas.ben, first.id))


def test_skipping_leaves_the_cadence_as_it_is(atlas: Atlas) -> None:
    due(atlas)
    occurrence = asked(atlas).id
    atlas.do(lambda work: service.skip(work, atlas.ben, occurrence))
    assert not any(prompt.asks_text for prompt in atlas.open("Ben"))
    assert cadence(atlas).next_at == FORTNIGHT_ON


def test_a_prompt_can_be_moved_but_not_into_the_past_nor_past_the_next_one(atlas: Atlas) -> None:
    due(atlas)
    friday = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
    occurrence = asked(atlas).id

    def move(moment: datetime) -> None:
        atlas.do(lambda work: service.move(work, atlas.ben, occurrence, moment))

    move(friday)
    assert atlas.deliveries("update_due")[0].due_at == friday
    for wrong in (THURSDAY, FORTNIGHT_ON):
        with pytest.raises(Refusal) as no:
            move(wrong)
        assert no.value.field == service.WHEN_FIELD


def test_a_prompt_is_moved_by_nobody_but_its_leader(atlas: Atlas) -> None:
    due(atlas)
    occurrence = asked(atlas).id
    with pytest.raises(NotAllowed):
        atlas.do(lambda work: service.skip(work, atlas.ana, occurrence))


def test_a_snoozed_prompt_does_not_come_again_once_it_is_answered(atlas: Atlas) -> None:
    due(atlas)
    (prompt,) = atlas.deliveries("update_due")
    atlas.do(lambda work: snooze(work, atlas.ben, prompt.id))
    atlas.post()
    (prompt,) = atlas.deliveries("update_due")
    assert prompt.state == "dropped"
    with pytest.raises(Refusal):
        atlas.do(lambda work: snooze(work, atlas.ben, prompt.id))


def test_somebody_elses_prompt_cannot_be_snoozed(atlas: Atlas) -> None:
    due(atlas)
    (prompt,) = atlas.deliveries("update_due")
    with pytest.raises(Refusal):
        atlas.do(lambda work: snooze(work, atlas.ana, prompt.id))


def test_a_cadence_that_was_agreed_begins_on_its_first_day(atlas: Atlas) -> None:
    first = date(2026, 3, 11)
    rule, lead = rule_for("week", first), atlas.lead
    agreed = atlas.do(lambda work: seats.agree(work, atlas.ben, lead, rule, first=first, wall=time(9, 30)))
    assert agreed.next_at == datetime(2026, 3, 11, 9, 30, tzinfo=UTC)
    with pytest.raises(NotAllowed):
        atlas.do(lambda work: seats.agree(work, atlas.ana, lead, rule, first=first, wall=time(9)))


def test_a_leader_who_moves_is_asked_at_the_same_hour_there(atlas: Atlas) -> None:
    def moves(work: Work) -> None:
        ben = work.session.merge(atlas.ben)
        ben.time_zone = "America/New_York"
        seats.follow_zone(work, ben)

    atlas.do(moves)
    assert cadence(atlas).next_at == datetime(2026, 3, 5, 15, 0, tzinfo=UTC)


def test_a_leader_who_was_asked_today_and_moves_west_is_not_asked_again_today(atlas: Atlas) -> None:
    atlas.clock.move_to(datetime(2026, 3, 5, 12, 0, tzinfo=UTC))
    atlas.do(DIRECTION.due)
    following = cadence(atlas).next_at

    def moves(work: Work) -> None:
        ben = work.session.merge(atlas.ben)
        ben.time_zone = "America/New_York"
        seats.follow_zone(work, ben)

    atlas.do(moves)
    moved = cadence(atlas).next_at
    assert following is not None
    assert moved is not None
    assert moved.date() == following.date()


def test_a_leader_who_has_moved_unnoticed_is_asked_later_that_day(atlas: Atlas) -> None:
    def moves(work: Work) -> None:
        work.session.merge(atlas.ben).time_zone = "America/New_York"

    atlas.do(moves)
    due(atlas)
    assert atlas.deliveries("update_due") == []
    assert cadence(atlas).next_at == datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
    atlas.later(hours=5)
    atlas.sweep()
    assert len(atlas.deliveries("update_due")) == 1


def test_the_direction_is_asked_for_first_and_again_a_quarter_after_it_was_stated(atlas: Atlas) -> None:
    atlas.later(days=1)
    atlas.sweep()
    (prompt,) = atlas.deliveries("direction_due")
    asked = str(atlas.render(prompt))
    assert "Nothing is stated yet" in asked
    assert "A reply in this thread states it. " in asked
    atlas.state()
    assert atlas.render(*atlas.deliveries("direction_due")) is None
    atlas.later(days=90)
    atlas.sweep()
    assert len(atlas.deliveries("direction_due")) == 1
    atlas.later(days=1)
    atlas.sweep()
    assert len(atlas.deliveries("direction_due")) == 2
    assert "Is this still where the team is going" in str(atlas.render(atlas.deliveries("direction_due")[1]))


def test_affirming_puts_the_next_question_a_quarter_off(atlas: Atlas) -> None:
    atlas.state()
    atlas.later(days=60)
    lead = atlas.lead
    atlas.do(lambda work: directions.affirm(work, atlas.ben, lead))
    atlas.later(days=60)
    atlas.sweep()
    assert atlas.deliveries("direction_due") == []
