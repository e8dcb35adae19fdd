"""What a wish changes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.direction.lines.rules import discipline_of, leaders_plan, members_plan

LINES = st.dictionaries(st.sampled_from(["general", "design", "product"]), st.sampled_from("abc"))


@given(LINES, LINES)
def test_ending_and_beginning_leads_to_what_was_wished(now: dict[str, str], wished: dict[str, str]) -> None:
    plan = leaders_plan(now, wished)
    after = {name: now[name] for name in now if name not in plan.ends}
    assert after | {name: wished[name] for name in plan.begins} == wished


@given(LINES)
def test_a_wish_for_what_is_changes_nothing(now: dict[str, str]) -> None:
    plan = leaders_plan(now, now)
    assert (plan.ends, plan.begins) == ((), ())


def test_only_members_that_differ_end_or_begin() -> None:
    plan = members_plan(frozenset("ab"), frozenset("bc"))
    assert (plan.ends, plan.begins) == (("a",), ("c",))


def test_a_discipline_has_one_spelling() -> None:
    assert discipline_of("  Product   Design ") == "product design"
