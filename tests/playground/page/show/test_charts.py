from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.page.show.blocks import draw_message
from bot.playground.page.show.charts import BOTTOM, TOP, Scale, chart
from tests.playground.blocks import bars, pie
from tests.playground.page.gallery import AROUND, MORE_CHARTS, PIE, _plot, message
from tests.playground.page.markup import read

NUMBERS = st.floats(-1e9, 1e9).map(lambda number: round(number, 3))


@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_every_value_has_its_place_between_round_ticks(values: list[float]) -> None:
    scale = Scale(values)
    assert 0 in [round(tick, 9) for tick in scale.ticks]
    assert 2 <= len(scale.ticks) <= 7
    assert all(TOP <= scale.at(value) <= BOTTOM for value in values)


def test_greater_is_higher() -> None:
    scale = Scale([0, 3, -2])
    assert scale.at(3) < scale.at(0) < scale.at(-2)


def test_points_are_put_to_their_categories_whatever_their_order() -> None:
    block: Any = bars(2)
    block["chart"]["series"][0]["data"] = [{"label": "c1", "value": 5}, {"label": "c0", "value": 2}]
    assert chart(block).rows == [["c0", "2"], ["c1", "5"]]


@pytest.mark.parametrize(("kind", "shapes"), [("bar", 8), ("line", 10), ("area", 12)])
def test_each_kind_has_its_shapes(kind: str, shapes: int) -> None:
    drawn = read(draw_message(message(_plot(kind, "Kept")), AROUND))
    assert len(drawn.all("path")) == shapes
    assert {path["class"].split()[-1] for path in drawn.all("path")} == {"series-1", "series-2"}


def test_a_pie_has_a_slice_for_each_share() -> None:
    assert [shape.words for shape in chart(PIE).shapes] == [
        "I'm in: 7 (70%)",
        "A question: 2 (20%)",
        "Differently: 1 (10%)",
    ]


def test_a_pie_of_one_is_round() -> None:
    assert chart(pie(1)).shapes[0].path.count("a") == 2


def test_what_it_shows_can_be_read_as_a_table() -> None:
    drawn = read(draw_message(message(*MORE_CHARTS[:1]), AROUND))
    assert drawn.all("svg")[0]["aria-label"].startswith("As lines, a line chart")
    rows = [
        [cell.text for cell in row.all() if cell.name in ("th", "td")] for row in drawn.one("table").all("tr")
    ]
    assert rows[:2] == [["Week", "People", "Direction"], ["Feb 2", "4", "3"]]
    assert [item.text for item in drawn.one("ul").all("li")] == ["People", "Direction"]


def test_labels_that_would_run_into_each_other_are_left_out() -> None:
    block: Any = bars(20)
    assert 0 < len(chart(block).labels) < 20
