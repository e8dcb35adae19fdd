"""What is wrong with wishes for people managers."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from bot.people.lines import rules
from bot.roster.wishes import Cell, ManagerWish


@dataclass(frozen=True)
class Someone:
    name: str
    active: bool = True


PEOPLE = {
    "a": Someone("Ana"),
    "b": Someone("Ben"),
    "c": Someone("Carla"),
    "gone": Someone("Gil", active=False),
}


def messages(current: dict[str, str], *wishes: ManagerWish) -> list[str]:
    return [fault.message for fault in rules.faults(current, wishes, PEOPLE)]


def test_a_person_cannot_be_their_own_manager() -> None:
    assert messages({}, ManagerWish("a", "a")) == [
        "Ana cannot be their own people manager. Choose somebody else."
    ]


def test_a_circle_is_named_with_everybody_in_it() -> None:
    found = messages({"b": "c", "c": "a"}, ManagerWish("a", "b"))
    assert found == [
        "Ana, Ben and Carla would manage each other in a circle. Give one of them another manager."
    ]


def test_a_circle_among_the_wishes_themselves_is_found() -> None:
    assert len(messages({}, ManagerWish("a", "b"), ManagerWish("b", "a"))) == 2


def test_a_wish_that_breaks_an_old_line_can_avoid_a_circle() -> None:
    assert messages({"b": "a"}, ManagerWish("a", "b"), ManagerWish("b", None)) == []


def test_somebody_deactivated_is_neither_manager_nor_report() -> None:
    assert "Gil is deactivated" in messages({}, ManagerWish("a", "gone"))[0]
    assert "Gil is deactivated" in messages({}, ManagerWish("gone", "a"))[0]


def test_somebody_unknown_is_a_fault() -> None:
    assert "does not know" in messages({}, ManagerWish("a", "x"))[0]


def test_two_managers_for_one_person_are_a_fault() -> None:
    assert messages({}, ManagerWish("a", "b"), ManagerWish("a", "c")) == [
        "Ana is given two managers. Keep one."
    ]


def test_every_fault_is_listed_with_its_place() -> None:
    wishes = [
        ManagerWish("a", "a", Cell("p.csv", 2, "manager")),
        ManagerWish("b", "gone", Cell("p.csv", 3, "manager")),
    ]
    assert [str(fault.at) for fault in rules.faults({}, wishes, PEOPLE)] == [
        "p.csv, line 2, column manager",
        "p.csv, line 3, column manager",
    ]


def test_what_stays_the_same_is_no_change() -> None:
    assert rules.differing({"a": "b"}, [ManagerWish("a", "b"), ManagerWish("c", None)]) == []


ids = st.sampled_from("abcdef")


@given(st.dictionaries(ids, ids))
def test_a_circle_is_found_exactly_where_following_upwards_comes_back(managers: dict[str, str]) -> None:
    for person in managers:
        above, steps = managers.get(person), 0
        while above is not None and above != person and steps < 10:
            above, steps = managers.get(above), steps + 1
        assert bool(rules.circle_of(person, managers)) == (above == person)
