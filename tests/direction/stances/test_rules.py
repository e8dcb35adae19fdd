"""The wall around unsigned stances: no look, and no two looks, computes one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.direction.stances.rules import (
    CHOICES,
    DIFFER,
    IN,
    LEAST,
    QUESTION,
    Held,
    all_counts,
    chosen,
    settled,
    signed_by_name,
    unsigned_counts,
)

PERSONS = "abcdefghijkl"
Step = tuple[str, str]
"""A person, and what they do: choose one of the three, sign, or take the name off."""
DEEDS = st.sampled_from([*CHOICES, "sign", "sign", "unsign"])
STEPS = st.integers(4, len(PERSONS)).flatmap(
    lambda many: st.lists(st.tuples(st.sampled_from(PERSONS[:many]), DEEDS), max_size=70)
)


@dataclass
class Leader:
    """Somebody who remembers everything they ever saw. Knows nothing of how it is computed."""

    stances: dict[str, Held] = field(default_factory=dict)
    batch: int = 0
    versions: dict[str, int] = field(default_factory=dict)
    """Which of their choices each person holds: (person, version) is one choice."""
    chose: dict[str, list[str]] = field(default_factory=dict)
    """What each person chose, by version."""
    known: set[tuple[str, int]] = field(default_factory=set)
    looks: list[set[tuple[str, int]]] = field(default_factory=lambda: [set()])
    """The unsigned choices inside each batch."""
    counted: dict[str, int] = field(default_factory=dict)

    def see(self, person: str, what: str) -> None:
        self._do(person, what)
        before = self.batch
        after, self.batch = settled(list(self.stances.values()), before)
        self.stances = {held.person: held for held in after}
        if self.batch != before:
            self.looks.append(self._inside())
        self.known |= {(name, self.versions[name]) for name, _ in signed_by_name(after)}

    def _do(self, person: str, what: str) -> None:
        held = self.stances.get(person)
        if what in CHOICES:
            if held is None or held.choice != what:
                self.versions[person] = self._version(person, what)
            self.stances[person] = chosen(held, what) if held else Held(person, what)
        elif held is not None:
            self.stances[person] = replace(held, signed=what == "sign")

    def _version(self, person: str, what: str) -> int:
        """A choice that went and came back while it is counted is the one that is counted."""
        chose = self.chose.setdefault(person, [])
        counted = self.counted.get(person)
        if counted is not None and chose[counted] == what:
            return counted
        chose.append(what)
        return len(chose) - 1

    def _inside(self) -> set[tuple[str, int]]:
        inside = {one.person for one in self.stances.values() if one.shown and not one.shown_signed}
        self.counted = {
            name: self.versions[name] if self._counts_anew(name) else self.counted[name] for name in inside
        }
        return set(self.counted.items())

    def _counts_anew(self, name: str) -> bool:
        """A choice that went and came back between two looks is the one that was counted."""
        return name not in self.counted or self.stances[name].atoms[-1].first == self.batch


def crowd(choices: Iterable[tuple[str, int]], known: set[tuple[str, int]]) -> bool:
    persons = {person for person, version in choices if (person, version) not in known}
    return len(persons) == 0 or len(persons) >= LEAST


@given(STEPS)
@settings(max_examples=400, deadline=None)
def test_neither_a_look_nor_the_difference_of_two_looks_covers_one_to_three_unsigned_persons(
    steps: Sequence[Step],
) -> None:
    leader = Leader()
    for person, what in steps:
        leader.see(person, what)
        for before, after in zip(leader.looks, leader.looks[1:], strict=False):
            assert crowd(after, leader.known)
            assert crowd(before ^ after, leader.known)


@given(STEPS)
@settings(max_examples=200, deadline=None)
def test_members_counts_cover_nobody_or_four_and_tell_the_leader_nothing_more(steps: Sequence[Step]) -> None:
    leader, seen = Leader(), []
    for person, what in steps:
        before = leader.batch
        leader.see(person, what)
        if leader.batch != before:
            stances = leader.stances.values()
            seen.append({one.person: one.shown for one in stances if one.shown})
            signed = [one.shown for one in stances if one.shown_signed]
            unsigned = unsigned_counts(list(stances)) or dict.fromkeys(CHOICES, 0)
            members = all_counts(list(stances)) or {}
            assert all(members[one] - signed.count(one) == unsigned[one] for one in CHOICES)
    assert all(len(counted) >= LEAST for counted in seen)
    for earlier, later in pairwise(seen):
        moved = sum(earlier.get(person) != later.get(person) for person in earlier.keys() | later.keys())
        assert moved == 0 or moved >= LEAST


@given(STEPS)
@settings(max_examples=100, deadline=None)
def test_a_count_never_moves_but_by_four_at_once(steps: Sequence[Step]) -> None:
    leader, before = Leader(), None
    for person, what in steps:
        batch = leader.batch
        leader.see(person, what)
        now = {one.person: (one.shown, one.shown_signed) for one in leader.stances.values()}
        if before is not None and leader.batch == batch:
            assert {name: before.get(name, (None, False)) for name in now} == now
        before = now


def play(*steps: Step) -> Leader:
    leader = Leader()
    for person, what in steps:
        leader.see(person, what)
    return leader


def counts(leader: Leader) -> object:
    return unsigned_counts(list(leader.stances.values()))


def test_three_unsigned_stances_are_not_shown() -> None:
    leader = play(("a", IN), ("b", IN), ("c", DIFFER))
    assert counts(leader) is None
    assert all_counts(list(leader.stances.values())) is None


def test_the_fourth_unsigned_stance_releases_all_four() -> None:
    leader = play(("a", IN), ("b", IN), ("c", DIFFER), ("d", QUESTION))
    assert counts(leader) == {IN: 2, QUESTION: 1, DIFFER: 1}


def test_the_fifth_waits_until_four_more_have_come() -> None:
    four = [(name, IN) for name in "abcd"]
    assert counts(play(*four, ("e", DIFFER), ("f", DIFFER), ("g", DIFFER))) == {IN: 4, QUESTION: 0, DIFFER: 0}
    eight = play(*four, *[(name, DIFFER) for name in "efgh"])
    assert counts(eight) == {IN: 4, QUESTION: 0, DIFFER: 4}


def test_a_signed_stance_is_seen_by_name_at_once() -> None:
    leader = play(("a", IN), ("a", "sign"))
    assert signed_by_name(list(leader.stances.values())) == [("a", IN)]


def test_a_name_waits_while_it_would_tell_on_the_other_three() -> None:
    four = [(name, IN) for name in "abcd"]
    assert signed_by_name(list(play(*four, ("a", "sign")).stances.values())) == []
    five = [(name, DIFFER) for name in "efghi"]
    assert signed_by_name(list(play(*five, ("e", "sign")).stances.values())) == []


def names(leader: Leader) -> list[str]:
    return [name for name, _ in signed_by_name(list(leader.stances.values()))]


def test_a_name_waits_while_the_choice_that_was_counted_is_another() -> None:
    four = [(name, IN) for name in "abcd"]
    changed = play(*four, ("a", DIFFER), ("a", "sign"), ("b", "sign"), ("c", "sign"), ("d", "sign"))
    assert names(changed) == []


def test_names_of_a_later_batch_wait_while_they_would_tell_on_one_of_an_earlier() -> None:
    first = [(name, IN) for name in "abcd"]
    second = [(name, DIFFER) for name in "bcde"]
    signing = [(name, "sign") for name in "bcde"]
    assert names(play(*first, *second, *signing)) == ["b"], "without c too, only a, d and e are left"


def test_names_are_shown_when_all_of_a_batch_have_signed() -> None:
    leader = play(*[(name, IN) for name in "abcd"], *[(name, "sign") for name in "abcd"])
    assert [name for name, _ in signed_by_name(list(leader.stances.values()))] == list("abcd")


def test_a_choice_whose_name_was_taken_off_is_counted_only_when_chosen_anew() -> None:
    signed = [step for name in "abc" for step in ((name, IN), (name, "sign"), (name, "unsign"))]
    assert counts(play(*signed, ("d", DIFFER))) is None
    assert counts(play(*signed, ("d", DIFFER), ("a", DIFFER), ("b", QUESTION), ("c", DIFFER))) is not None


def test_a_choice_that_the_leader_saw_named_does_not_hide_three_others_when_it_is_chosen_again() -> None:
    seen = [("b", IN), ("b", "sign"), ("b", "unsign"), ("b", IN)]
    assert counts(play(*seen, ("a", IN), ("e", DIFFER), ("d", DIFFER))) is None
    assert counts(play(*seen, ("a", IN), ("e", DIFFER), ("d", DIFFER), ("f", IN))) == {
        IN: 2,
        QUESTION: 0,
        DIFFER: 2,
    }


def test_members_cannot_tell_the_fifth_by_three_others_who_signed_meanwhile() -> None:
    leader = play(*[(name, IN) for name in "abcd"], *[(name, "sign") for name in "abcd"], ("e", DIFFER))
    assert all_counts(list(leader.stances.values())) == {IN: 4, QUESTION: 0, DIFFER: 0}


def test_four_signed_ones_are_counted_for_the_members() -> None:
    leader = play(*[step for name in "abcd" for step in ((name, IN), (name, "sign"))])
    assert all_counts(list(leader.stances.values())) == {IN: 4, QUESTION: 0, DIFFER: 0}
    assert counts(leader) is None
