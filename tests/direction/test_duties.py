"""D1 and D2: computed from rows, for every team, the same for every viewer."""

from datetime import date, timedelta

from bot.chain import Duty, State
from bot.direction.chain import DIRECTION
from bot.direction.directions import service as directions
from bot.direction.updates import service
from tests.direction.conftest import Atlas
from tests.direction.updates.test_cadence import asked, due
from tests.factories import make_away, make_team


def duties(atlas: Atlas) -> list[Duty]:
    found: list[Duty] = atlas.do(lambda work: DIRECTION.duties(work, None))
    return found


def state(atlas: Atlas, duty: str) -> State:
    (found,) = [one.state for one in duties(atlas) if one.id == duty]
    return found


def test_a_direction_is_due_from_the_first_day_and_overdue_after_ten_working_days(atlas: Atlas) -> None:
    assert state(atlas, "D1") is State.DUE
    atlas.later(days=14)
    assert state(atlas, "D1") is State.DUE, "it is the tenth working day"
    atlas.later(days=1)
    assert state(atlas, "D1") is State.OVERDUE


def test_a_stated_direction_is_kept_for_a_quarter(atlas: Atlas) -> None:
    atlas.state()
    atlas.later(days=90)
    assert state(atlas, "D1") is State.KEPT
    atlas.later(days=1)
    assert state(atlas, "D1") is State.DUE


def test_affirming_keeps_it_for_another_quarter(atlas: Atlas) -> None:
    atlas.state()
    atlas.later(days=80)
    lead = atlas.lead
    atlas.do(lambda work: directions.affirm(work, atlas.ben, lead))
    atlas.later(days=80)
    assert state(atlas, "D1") is State.KEPT


def test_updates_are_kept_within_the_cadence_plus_grace(atlas: Atlas) -> None:
    assert state(atlas, "D2") is State.KEPT
    atlas.later(days=14)
    assert state(atlas, "D2") is State.DUE
    atlas.later(days=3)
    assert state(atlas, "D2") is State.OVERDUE
    atlas.post()
    assert state(atlas, "D2") is State.KEPT


def test_an_update_that_was_deleted_does_not_count(atlas: Atlas) -> None:
    atlas.later(days=17)
    row = atlas.post()
    atlas.do(lambda work: service.delete(work, atlas.ben, work.session.merge(row)))
    assert state(atlas, "D2") is State.OVERDUE


def test_a_prompt_that_was_moved_moves_the_duty(atlas: Atlas) -> None:
    due(atlas)
    atlas.post()
    atlas.later(days=14)
    atlas.sweep()
    later = atlas.clock.now().replace(hour=12)
    occurrence = asked(atlas).id
    atlas.do(lambda work: service.move(work, atlas.ben, occurrence, later + timedelta(days=5)))
    atlas.later(days=4)
    assert state(atlas, "D2") is State.KEPT


def test_a_leader_who_is_away_is_paused(atlas: Atlas) -> None:
    atlas.do(lambda work: make_away(work, atlas.ben, date(2026, 3, 16), date(2026, 3, 20)))
    atlas.later(days=15)
    assert state(atlas, "D2") is State.PAUSED


def test_a_team_without_a_leader_is_unheld(atlas: Atlas) -> None:
    atlas.do(lambda work: make_team(work, "Borealis"))
    found = [(one.id, one.holder_id, one.state) for one in duties(atlas) if one.unit == "Borealis"]
    assert found == [("D1", None, State.UNHELD), ("D2", None, State.UNHELD)]


def test_each_discipline_is_a_unit_of_its_own(atlas: Atlas) -> None:
    atlas.assign(leaders={"general": atlas.ben.id, "design": atlas.max.id})
    assert [(one.unit, one.holder_id) for one in duties(atlas) if one.id == "D2"] == [
        ("Atlas (design)", atlas.max.id),
        ("Atlas", atlas.ben.id),
    ]


def test_a_successor_has_the_grace_of_a_beginner(atlas: Atlas) -> None:
    atlas.later(days=30)
    assert state(atlas, "D1") is State.OVERDUE
    atlas.lead_by("Max")
    assert state(atlas, "D1") is State.DUE
    assert state(atlas, "D2") is State.KEPT


def test_every_viewer_sees_the_same(atlas: Atlas) -> None:
    nobody = duties(atlas)
    assert atlas.do(lambda work: DIRECTION.duties(work, atlas.ana)) == nobody
    assert atlas.do(lambda work: DIRECTION.duties(work, atlas.ben)) == nobody
    assert atlas.do(DIRECTION.tallies) == []
