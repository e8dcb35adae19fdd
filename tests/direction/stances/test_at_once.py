"""Many who choose at the same time: for each of them it is as if they had come one after the other."""

import random
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.direction.stances import service
from bot.direction.stances.counting import Mine
from bot.direction.stances.models import Stance
from bot.direction.stances.rules import CHOICES, IN
from bot.direction.stances.service import Choice
from bot.direction.updates.models import Update
from bot.errors import NotAllowed, Refusal
from bot.roster import people as roster
from bot.storage.engine import Database
from bot.storage.work import Work
from tests.direction.conftest import MEMBERS, NAMES, Atlas
from tests.direction.stances.test_service import seen_by_leader, sign

Wish = tuple[str, Update, str]
"""Who chooses what on which update."""


def at_once(atlas: Atlas, wishes: Sequence[Wish]) -> Sequence[Mine | Refusal]:
    asked = [(atlas.persons[name].id, Choice(update.id, choice)) for name, update, choice in wishes]
    ends: Sequence[Mine | Refusal] = atlas.do(lambda work: service.choose_all(work, asked))
    return ends


def told(end: Mine | Refusal) -> object:
    """What somebody reads, whichever update it is about."""
    return end.message if isinstance(end, Refusal) else (end.choice, end.signed, end.is_visible, end.team)


def kept(atlas: Atlas, update: Update) -> list[tuple[object, ...]]:
    columns = (Stance.person_id, Stance.signed, Stance.named, Stance.shown_signed, Stance.history)
    query = select(*columns).where(Stance.update_id == update.id).order_by(Stance.person_id)
    rows: list[tuple[object, ...]] = atlas.do(
        lambda work: [tuple(row) for row in work.session.execute(query)]
    )
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_together_or_one_after_the_other_makes_no_difference(atlas: Atlas, seed: int) -> None:
    chance = random.Random(seed)
    drawn = [
        (chance.choice(NAMES), chance.randrange(2), chance.choice([*CHOICES, "no such choice"]))
        for _ in range(14)
    ]
    pairs = {"together": (atlas.post(), atlas.post()), "alone": (atlas.post(), atlas.post())}
    ends = {}
    for way, updates in pairs.items():
        wishes = [(name, updates[which], choice) for name, which, choice in drawn]
        groups = (wishes[:7], wishes[7:]) if way == "together" else ([one] for one in wishes)
        ends[way] = [told(end) for group in groups for end in at_once(atlas, group)]
        for update in updates:
            if any(name == "Ana" and one is update and choice in CHOICES for name, one, choice in wishes):
                sign(atlas, update, "Ana")
    assert ends["together"] == ends["alone"]
    for together, alone in zip(*pairs.values(), strict=True):
        assert kept(atlas, together) == kept(atlas, alone)
        assert seen_by_leader(atlas, together) == seen_by_leader(atlas, alone)


def test_a_batch_is_released_by_those_who_come_together(atlas: Atlas) -> None:
    update = atlas.post()
    ends = at_once(atlas, [(name, update, IN) for name in MEMBERS])
    assert all(isinstance(end, Mine) for end in ends)
    counts = seen_by_leader(atlas, update).unsigned
    assert counts is not None
    assert counts[IN] == 4, "the fifth alone would be told from the four before"


def test_who_may_not_choose_is_refused_and_nobody_else(atlas: Atlas) -> None:
    update = atlas.post()
    leader, member, stranger = at_once(atlas, [(name, update, IN) for name in ("Ben", "Ana", "Max")])
    assert isinstance(leader, NotAllowed)
    assert isinstance(stranger, NotAllowed)
    assert isinstance(member, Mine)
    assert len(kept(atlas, update)) == 1


def test_where_all_are_refused_nothing_is_stored(atlas: Atlas) -> None:
    update = atlas.post()
    (end,) = at_once(atlas, [("Max", update, IN)])
    assert isinstance(end, NotAllowed)
    assert kept(atlas, update) == []


def test_many_ask_no_more_questions_than_one(atlas: Atlas, database: Database) -> None:
    few, many = atlas.post(), atlas.post()
    asked: list[str] = []

    def note(*how: Any) -> None:
        asked.append(how[2])

    event.listen(database.writer, "before_cursor_execute", note)
    try:
        at_once(atlas, [("Ana", few, IN)])
        alone = len(asked)
        at_once(atlas, [(name, many, IN) for name in MEMBERS[:3]])
    finally:
        event.remove(database.writer, "before_cursor_execute", note)
    assert len(asked) == 2 * alone


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_looked_for_in_all_of_the_workspace(atlas: Atlas, database: Database) -> None:
    """SQLite takes "in this workspace" for narrow, unless the workspace comes with what is asked for."""
    update = atlas.post()
    asked: list[tuple[str, Any]] = []

    def note(*how: Any) -> None:
        asked.append((how[2], how[3]))

    def ask(work: Work) -> list[str]:
        seen = work.session.connection()
        event.listen(seen, "before_cursor_execute", note)
        (me,) = roster.present(work, [atlas.ana.slack_id]).values()
        service.choose_all(work, [(me, Choice(update.id, IN))])
        event.remove(seen, "before_cursor_execute", note)
        questions = [(words, given) for words, given in asked if words.startswith("SELECT")]
        explained = [seen.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given) for words, given in questions]
        return [str(row[-1]) for plan in explained for row in plan]

    steps: list[str] = atlas.do(ask)
    assert len([step for step in steps if "VIRTUAL TABLE" in step]) == 3
    assert not [step for step in steps if step.endswith("(workspace_id=?)")], steps
