"""What a check-in asks."""

from itertools import pairwise

from bot.people.check_ins import rules


def test_the_pulse_asks_just_the_three_that_a_people_manager_answers_for() -> None:
    assert list(rules.PULSE) == ["happy", "productive", "expectations"]
    assert list(rules.SCALE) == ["1", "2", "3", "4", "5"]


def test_one_question_changes_every_time_and_comes_back_after_all_others() -> None:
    asked = [rules.changing_question(number) for number in range(1, 2 * len(rules.CHANGING) + 1)]
    assert len(rules.CHANGING) >= 20
    assert all(first != second for first, second in pairwise(asked))
    assert asked[: len(rules.CHANGING)] == asked[len(rules.CHANGING) :]
    assert len(set(asked)) == len(rules.CHANGING)


def test_every_key_has_its_words() -> None:
    for key in (*rules.PULSE, *rules.DOING_THINGS_RIGHT, *rules.CHANGING, rules.REPLY):
        assert rules.asked(key) != rules.asked("unknown")


def test_no_two_questions_share_a_key() -> None:
    keys = [*rules.PULSE, *rules.DOING_THINGS_RIGHT, *rules.CHANGING, rules.REPLY]
    assert len(set(keys)) == len(keys)
