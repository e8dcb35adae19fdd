"""The newer blocks: tables, charts and cards."""

from typing import Any

from bot.playground.checks.elements import ELEMENTS, IMAGE
from bot.playground.checks.rich_text import RICH_TEXT
from bot.playground.checks.shapes import (
    Check,
    Problems,
    Shape,
    at_least_one,
    boolean,
    by_type,
    listed,
    number,
    one_of,
    string,
)
from bot.playground.checks.texts import text

_ID: dict[str, Check] = {"block_id": string(255)}

_CELL = by_type(
    {
        "raw_text": Shape({"text": string(3000)}),
        "raw_number": Shape({"value": number}, {"text": string(255)}),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = Shape(optional={"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column_or_none(value: object, at: str, problems: Problems) -> None:
    if value is not None:  # a column without settings
        _COLUMN(value, at, problems)


def _even_rows(table: dict[str, Any], at: str, problems: Problems) -> None:
    rows = table.get("rows")
    widths = {len(row) for row in rows if isinstance(row, list)} if isinstance(rows, list) else set()
    if len(widths) > 1:
        problems.add("every row must have the same number of cells", f"{at}/rows")


TABLE = Shape(
    {"rows": listed(listed(_CELL, 20), 100)},
    {**_ID, "column_settings": listed(_column_or_none, 20)},
    (_even_rows,),
)

_LABEL = string(20)


def _positive(value: object, at: str, problems: Problems) -> None:
    number(value, at, problems)
    if isinstance(value, int | float) and value <= 0:
        problems.add("must be greater than 0", at)


_SEGMENT = Shape({"label": _LABEL, "value": _positive})
_SERIES = Shape({"name": _LABEL, "data": listed(Shape({"label": _LABEL, "value": number}), 20)})
_AXIS = Shape({"categories": listed(_LABEL, 20)}, {"x_label": string(50), "y_label": string(50)})


def _points_fit(chart: dict[str, Any], at: str, problems: Problems) -> None:
    """Every series has one point for each category, and the names of series differ."""
    try:
        categories = sorted(chart["axis_config"]["categories"])
        points = [sorted(point["label"] for point in series["data"]) for series in chart["series"]]
        names = [series["name"] for series in chart["series"]]
    except (KeyError, TypeError):
        return  # said already, where the fields were checked
    if any(labels != categories for labels in points):
        problems.add("data labels must match the categories", at)
    if len(set(names)) < len(names):
        problems.add("series names must be unique", at)


_PLOT = Shape({"series": listed(_SERIES, 6), "axis_config": _AXIS}, rules=(_points_fit,))
_CHARTS: dict[str, Check] = {
    "pie": Shape({"segments": listed(_SEGMENT, 6)}),
    "bar": _PLOT,
    "area": _PLOT,
    "line": _PLOT,
}
CHART = Shape({"title": string(50), "chart": by_type(_CHARTS)}, _ID)

CARD = Shape(
    optional={
        **_ID,
        "hero_image": by_type({"image": IMAGE}),
        "icon": by_type({"image": IMAGE}),
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "actions": listed(by_type(ELEMENTS, frozenset({"button"})), 3),
    },
    rules=(at_least_one("hero_image", "title", "body", "actions"),),
)
