"""Who leads and who belongs: lines begin, end and are told."""

import pytest
from sqlalchemy.exc import IntegrityError

from bot.direction.chain import DIRECTION
from bot.direction.lines import repo, service
from bot.direction.lines.models import Lead
from bot.roster.wishes import Cell, TeamWish, Wishes
from bot.storage.base import new_id
from bot.storage.work import Work
from tests.direction.conftest import Atlas
from tests.factories import make_person


def test_a_new_leader_is_said_with_who_it_was_before(atlas: Atlas) -> None:
    outcome = atlas.lead_by("Max", by=atlas.nia)
    assert outcome.changes == ("Atlas: general leader is now Max (was Ben)",)


def test_the_same_wish_again_changes_nothing(atlas: Atlas) -> None:
    before = len(atlas.deliveries("lines"))
    assert atlas.lead_by("Ben").changes == ()
    assert len(atlas.deliveries("lines")) == before


def test_none_leaves_members_as_they_are_and_an_empty_set_ends_them(atlas: Atlas) -> None:
    atlas.lead_by("Max")
    assert len(atlas.do(lambda work: repo.active_members(work, atlas.team.id))) == 5
    changes = atlas.assign(members=frozenset()).changes
    assert "Atlas: Ana is no longer a member" in changes
    assert len(changes) == 5


def test_a_team_has_a_leader_for_each_discipline(atlas: Atlas) -> None:
    outcome = atlas.assign(leaders={"general": atlas.ben.id, " Design ": atlas.max.id})
    assert outcome.changes == ("Atlas: design leader is now Max (was nobody)",)
    assert atlas.do(DIRECTION.holders) == {atlas.ben.id, atlas.max.id}


def test_of_two_wishes_for_a_team_the_last_one_counts(atlas: Atlas) -> None:
    wishes = [TeamWish(atlas.team.id, {"design": leader.id}) for leader in (atlas.ben, atlas.max)]
    atlas.do(lambda work: DIRECTION.assign(work, Wishes(teams=tuple(wishes)), None))
    leads = atlas.do(lambda work: repo.leads_of_team(work, atlas.team.id))
    assert [(lead.discipline, lead.leader_id) for lead in leads] == [("design", atlas.max.id)]


def test_every_fault_is_listed_and_nothing_is_stored(atlas: Atlas) -> None:
    gone = atlas.do(lambda work: make_person(work, "Gus", active=False))
    outcome = atlas.assign(leaders={"general": gone.id, " ": "nobody"}, members=frozenset({gone.id}))
    assert len(outcome.faults) == 4
    assert outcome.changes == ()
    assert atlas.lead.leader_id == atlas.ben.id


def test_a_discipline_listed_twice_or_too_long_is_a_fault(atlas: Atlas) -> None:
    assert atlas.assign(leaders={"design": atlas.ben.id, "Design": atlas.max.id}).faults
    assert atlas.assign(leaders={"d" * 41: atlas.ben.id}).faults


def test_a_team_that_is_not_there_is_a_fault(atlas: Atlas) -> None:
    wishes = Wishes(teams=(TeamWish("nowhere", leaders={}),))
    assert atlas.do(lambda work: DIRECTION.assign(work, wishes, None)).faults


def test_a_fault_in_a_file_names_line_and_column(atlas: Atlas) -> None:
    gone = atlas.do(lambda work: make_person(work, "Gus", active=False))
    at = Cell("teams.csv", 7, "team")
    wishes = Wishes(teams=(TeamWish(atlas.team.id, members=frozenset({gone.id}), at=at),))
    (fault,) = atlas.do(lambda work: DIRECTION.assign(work, wishes, None)).faults
    assert str(fault).startswith("teams.csv, line 7, column members: Gus is deactivated")


def test_at_most_one_line_is_open_for_a_seat(atlas: Atlas) -> None:
    def second(work: Work) -> None:
        lead = Lead(
            workspace_id=work.workspace_id,
            id=new_id(),
            team_id=atlas.team.id,
            discipline="general",
            leader_id=atlas.max.id,
            began_at=work.now,
        )
        work.session.add(lead)

    with pytest.raises(IntegrityError):
        atlas.do(second)


def test_everyone_concerned_is_told_who_did_what(atlas: Atlas) -> None:
    before = {row.id for row in atlas.deliveries("lines")}
    atlas.lead_by("Max", by=atlas.nia)
    rows = [row for row in atlas.deliveries("lines") if row.id not in before]
    assert {row.recipient for row in rows} == {
        atlas.persons[name].id for name in ("Ben", "Max", "Ana", "Cy", "Dee", "Eve", "Fay")
    }
    assert all(row.merges for row in rows)
    told = str(atlas.render(*[row for row in rows if row.recipient == atlas.ben.id]))
    assert "You no longer lead Atlas. (Nia did this.)" in told
    assert "Max now leads Atlas. (Nia did this.)" in told
    assert "What was said to an earlier leader stays with them." in told


def test_one_person_reads_all_changes_in_one_message(atlas: Atlas) -> None:
    told = str(atlas.render(*atlas.deliveries("lines", "Ana")))
    assert "Ben now leads Atlas." in told
    assert "You are now a member of Atlas." in told
    assert "earlier leader" not in told, "nobody was replaced"


def test_whoever_leaves_leads_and_follows_nobody(atlas: Atlas) -> None:
    def deactivated(work: Work) -> tuple[str, ...]:
        work.session.merge(atlas.ben).active = False
        return service.leave(work, atlas.ben)

    assert atlas.do(deactivated) == ("Atlas: general leader is now nobody (was Ben)",)
    assert atlas.do(DIRECTION.holders) == frozenset()
    assert not [row for row in atlas.deliveries("lines", "Ben") if "no longer" in str(atlas.render(row))]
    assert any("Ben no longer leads" in str(atlas.render(row)) for row in atlas.deliveries("lines", "Ana"))


def test_whoever_is_on_no_team_with_a_leader_is_unheld(atlas: Atlas) -> None:
    assert atlas.do(DIRECTION.unheld) == {atlas.ben.id, atlas.max.id, atlas.nia.id}
    atlas.lead_by(None)
    assert len(atlas.do(DIRECTION.unheld)) == 8
