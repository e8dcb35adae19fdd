"""Choosing, signing, and who sees what of it."""

import pytest

from bot.direction.stances import service
from bot.direction.stances.counting import Mine
from bot.direction.stances.models import Stance
from bot.direction.stances.rules import DIFFER, IN, QUESTION
from bot.direction.stances.service import LeaderView
from bot.direction.updates import repo as updates
from bot.direction.updates import service as writing
from bot.direction.updates.models import Update
from bot.errors import NotAllowed, Refusal
from bot.storage.work import Work
from tests.direction.conftest import MEMBERS, Atlas


def choose(atlas: Atlas, update: Update, name: str, choice: str = IN) -> Mine:
    mine = atlas.do(lambda work: service.choose(work, atlas.persons[name], update.id, choice))
    assert isinstance(mine, Mine)
    return mine


def sign(atlas: Atlas, update: Update, name: str, *, signed: bool = True) -> Mine:
    mine = atlas.do(lambda work: service.sign(work, atlas.persons[name], update.id, signed=signed))
    assert isinstance(mine, Mine)
    return mine


def seen_by_leader(atlas: Atlas, update: Update, name: str = "Ben") -> LeaderView:
    view = atlas.do(lambda work: service.for_leader(work, atlas.persons[name], row(work, update)))
    assert isinstance(view, LeaderView)
    return view


def seen_by_member(atlas: Atlas, update: Update, name: str = "Ana") -> object:
    return atlas.do(lambda work: service.for_member(work, atlas.persons[name], row(work, update)))


def row(work: Work, update: Update) -> Update:
    found = updates.find(work, update.id)
    assert found is not None
    return found


def test_a_signed_stance_is_seen_by_the_leader_with_the_name(atlas: Atlas) -> None:
    update = atlas.post()
    choose(atlas, update, "Ana", DIFFER)
    assert seen_by_leader(atlas, update) == LeaderView([], None)
    assert sign(atlas, update, "Ana").is_visible
    assert seen_by_leader(atlas, update) == LeaderView([("Ana", DIFFER)], None)


def test_four_unsigned_ones_are_counted_for_leader_and_members(atlas: Atlas) -> None:
    update = atlas.post()
    for name in MEMBERS[:3]:
        choose(atlas, update, name)
    assert seen_by_leader(atlas, update).unsigned is None
    choose(atlas, update, MEMBERS[3], QUESTION)
    counts = {IN: 3, QUESTION: 1, DIFFER: 0}
    assert seen_by_leader(atlas, update).unsigned == counts
    assert seen_by_member(atlas, update) == counts


def test_choosing_otherwise_replaces_and_choosing_twice_changes_nothing(atlas: Atlas) -> None:
    update = atlas.post()
    choose(atlas, update, "Ana")
    choose(atlas, update, "Ana")
    assert choose(atlas, update, "Ana", DIFFER).choice == DIFFER
    assert atlas.do(lambda work: work.session.query(Stance).count()) == 1


def test_who_has_not_chosen_is_seen_by_nobody(atlas: Atlas) -> None:
    update = atlas.post()
    for name in MEMBERS[:4]:
        choose(atlas, update, name)
    assert "Fay" not in str(seen_by_leader(atlas, update))


def test_leader_and_members_each_see_only_their_own_view(atlas: Atlas) -> None:
    update = atlas.post()
    for name in ("Ana", "Max", "Nia"):
        with pytest.raises(NotAllowed):
            seen_by_leader(atlas, update, name)
    for name in ("Ben", "Max", "Nia"):
        with pytest.raises(NotAllowed):
            seen_by_member(atlas, update, name)


def test_only_members_choose(atlas: Atlas) -> None:
    update = atlas.post()
    for name in ("Ben", "Max"):
        with pytest.raises(NotAllowed):
            choose(atlas, update, name)


def test_my_own_stance_is_mine_to_see(atlas: Atlas) -> None:
    update = atlas.post()
    choose(atlas, update, "Ana", QUESTION)
    mine = atlas.do(lambda work: service.mine(work, atlas.ana, row(work, update)))
    assert (mine.choice, mine.signed, mine.leader, mine.team) == (QUESTION, False, "Ben", "Atlas")
    assert atlas.do(lambda work: service.mine(work, atlas.cy, row(work, update))) is None


def test_a_stance_that_was_not_chosen_cannot_be_signed(atlas: Atlas) -> None:
    update = atlas.post()
    with pytest.raises(Refusal, match="nothing to sign"):
        sign(atlas, update, "Ana")


def test_a_successor_sees_no_stance_on_the_predecessors_update(atlas: Atlas) -> None:
    update = atlas.post()
    for name in MEMBERS[:4]:
        choose(atlas, update, name)
    atlas.lead_by("Max")
    for name in ("Ben", "Max"):
        with pytest.raises(NotAllowed):
            seen_by_leader(atlas, update, name)


def test_a_click_on_an_update_of_a_former_leader_is_answered_kindly(atlas: Atlas) -> None:
    update = atlas.post()
    atlas.lead_by("Max")
    with pytest.raises(Refusal, match="no longer leads"):
        choose(atlas, update, "Ana")


def test_a_click_on_an_update_that_was_taken_back_is_answered_kindly(atlas: Atlas) -> None:
    update = atlas.post()
    atlas.do(lambda work: writing.delete(work, atlas.ben, row(work, update)))
    with pytest.raises(Refusal, match="taken back"):
        choose(atlas, update, "Ana")
    with pytest.raises(Refusal, match="taken back"):
        atlas.do(lambda work: service.choose(work, atlas.ana, "nothing", IN))


def test_a_choice_that_there_is_not_is_refused(atlas: Atlas) -> None:
    with pytest.raises(Refusal):
        choose(atlas, atlas.post(), "Ana", "maybe")


def test_a_stance_is_sealed_at_rest(atlas: Atlas) -> None:
    update = atlas.post()
    choose(atlas, update, "Ana", DIFFER)
    stored = atlas.do(lambda work: work.session.query(Stance).one())
    assert DIFFER.encode() not in stored.choice
