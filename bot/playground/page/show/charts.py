"""Charts as lines and numbers: what the template draws as SVG, and the same as a table."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
WIDTH, HEIGHT = 480, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 472, 28, 192
_GAP = 0.25  # of a category's room that stays free between its bars and the next ones
_DOT = 3
_LETTER = 8  # how wide one is, roughly


@dataclass(frozen=True, slots=True)
class Mark:
    """Words beside the chart: `at` is where, along the axis."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One bar, line, area, dot or slice. `look` says how: `fill`, `stroke` or `area`."""

    path: str
    series: int
    words: str
    look: str = "fill"


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it."""

    title: str
    kind: str
    shapes: list[Shape]
    legend: list[str]
    headings: list[str]
    rows: list[list[str]]
    grid: list[Mark] = field(default_factory=list)
    labels: list[Mark] = field(default_factory=list)
    x_label: str = ""
    y_label: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT


def chart(block: Json) -> Chart:
    """The chart of a `data_visualization` block."""
    given = block["chart"]
    return _pie(block["title"], given) if given["type"] == "pie" else _plot(block["title"], given)


def _pie(title: str, given: Json) -> Chart:
    segments = given["segments"]
    total = math.fsum(segment["value"] for segment in segments)
    shapes, begin = [], 0.0
    for number, segment in enumerate(segments, 1):
        share = segment["value"] / total
        said = f"{segment['label']}: {_number(segment['value'])} ({share:.0%})"
        shapes.append(Shape(_slice(begin, begin + share), number, said))
        begin += share
    rows = [[segment["label"], _number(segment["value"])] for segment in segments]
    return Chart(title, "pie", shapes, [row[0] for row in rows], ["", "Value"], rows)


def _slice(begin: float, end: float) -> str:
    """From `begin` to `end` of a turn, clockwise from the top."""
    x, y, radius = WIDTH / 2, HEIGHT / 2, HEIGHT / 2 - 12
    if end - begin > 1 - 1e-9:  # an arc can't be a whole turn
        half = f"a{radius} {radius} 0 1 1"
        return f"M{x} {y - radius}{half} 0 {2 * radius}{half} 0 {-2 * radius}Z"
    points = [
        (x + radius * math.sin(turn * math.tau), y - radius * math.cos(turn * math.tau))
        for turn in (begin, end)
    ]
    (x1, y1), (x2, y2) = points
    large = int(end - begin > 0.5)
    return f"M{x} {y}L{x1:.1f} {y1:.1f}A{radius} {radius} 0 {large} 1 {x2:.1f} {y2:.1f}Z"


def _plot(title: str, given: Json) -> Chart:
    axis = given["axis_config"]
    categories = axis["categories"]
    series = [_by_category(one, categories) for one in given["series"]]
    scale = Scale([value for values in series for value in values])
    names = [one["name"] for one in given["series"]]
    draw = {"bar": _bars, "line": _lines, "area": _areas}[given["type"]]
    rows = [
        [category, *(_number(values[place]) for values in series)]
        for place, category in enumerate(categories)
    ]
    return Chart(
        title,
        given["type"],
        list(draw(series, names, categories, scale)),
        names,
        [axis.get("x_label", ""), *names],
        rows,
        grid=[Mark(scale.at(tick), _number(tick)) for tick in scale.ticks],
        labels=list(_labels(categories)),
        x_label=axis.get("x_label", ""),
        y_label=axis.get("y_label", ""),
    )


def _labels(categories: Sequence[str]) -> Iterator[Mark]:
    """Below the axis: all where there is room for them, else every second, third, ..."""
    room = (RIGHT - LEFT) / len(categories)
    every = math.ceil(max(map(len, categories)) * _LETTER / room)
    for place in range(0, len(categories), every):
        yield Mark(round(LEFT + room * (place + 0.5), 1), categories[place])


def _by_category(series: Json, categories: Sequence[str]) -> list[float]:
    """The values in the order of the axis, in whatever order they came."""
    values = {point["label"]: point["value"] for point in series["data"]}
    return [values.get(category, 0) for category in categories]


class Scale:
    """Values on the upright axis: zero is always on it, and the ticks are round numbers."""

    def __init__(self, values: Sequence[float]) -> None:
        low, high = min(0, *values), max(0, *values)
        step = _round_step((high - low) / 4 or 0.25)
        self._low, self._high = math.floor(low / step) * step, math.ceil(high / step) * step
        self._high = self._high if self._high > self._low else self._low + step
        count = round((self._high - self._low) / step)
        self.ticks = [self._low + step * number for number in range(count + 1)]

    def at(self, value: float) -> float:
        """How far down that value is."""
        share = (value - self._low) / (self._high - self._low)
        return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _round_step(least: float) -> float:
    size = 10.0 ** math.floor(math.log10(least))
    return next(size * times for times in (1, 2, 5, 10) if size * times >= least * (1 - 1e-9))


Values = Sequence[Sequence[float]]


def _bars(series: Values, names: list[str], categories: list[str], scale: Scale) -> Iterator[Shape]:
    room = (RIGHT - LEFT) / len(categories)
    wide = room * (1 - _GAP) / len(series)
    for number, values in enumerate(series):
        for place, value in enumerate(values):
            x = LEFT + room * (place + _GAP / 2) + wide * number
            path = f"M{x:.1f} {scale.at(0)}V{scale.at(value)}h{wide:.1f}V{scale.at(0)}Z"
            yield Shape(path, number + 1, _said(names[number], categories[place], value))


def _lines(series: Values, names: list[str], categories: list[str], scale: Scale) -> Iterator[Shape]:
    for number, values in enumerate(series, 1):
        points = _points(values, scale)
        yield Shape(_through(points), number, names[number - 1], "stroke")
        for (x, y), value, category in zip(points, values, categories, strict=True):
            dot = f"M{x - _DOT} {y}a{_DOT} {_DOT} 0 1 0 {2 * _DOT} 0a{_DOT} {_DOT} 0 1 0 {-2 * _DOT} 0Z"
            yield Shape(dot, number, _said(names[number - 1], category, value))


def _areas(series: Values, names: list[str], categories: list[str], scale: Scale) -> Iterator[Shape]:
    for number, values in enumerate(series, 1):
        points, ground = _points(values, scale), scale.at(0)
        under = f"{_through(points)}L{points[-1][0]} {ground}L{points[0][0]} {ground}Z"
        yield Shape(under, number, names[number - 1], "area")
    yield from _lines(series, names, categories, scale)


def _points(values: Sequence[float], scale: Scale) -> list[tuple[float, float]]:
    room = (RIGHT - LEFT) / len(values)
    return [(round(LEFT + room * (place + 0.5), 1), scale.at(value)) for place, value in enumerate(values)]


def _through(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _said(name: str, category: str, value: float) -> str:
    return f"{name}, {category}: {_number(value)}"


def _number(value: float) -> str:
    return f"{value:,.12g}"
