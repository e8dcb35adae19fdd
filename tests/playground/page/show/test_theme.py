import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[4] / "bot/playground/page/static"
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
THEME = {name: colours for name, *colours in PAIR.findall((STATIC / "theme.css").read_text())}
THEMES = pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])

TEXT = [
    *(
        (name, "surface")
        for name in ("text", "muted", "accent", "error", "people", "direction", "success", "warning")
    ),
    *((name, "surface-raised") for name in ("text", "muted", "accent", "people", "direction")),
    *((name, "surface-hover") for name in ("text", "muted", "accent")),
    *(("text", f"{kind}-soft") for kind in ("error", "warning", "success", "info", "people", "direction")),
    ("error", "error-soft"),
    ("people", "people-soft"),
    ("direction", "direction-soft"),
    ("code", "code-surface"),
    ("mention", "mention-surface"),
    ("viewer", "viewer-surface"),
    ("on-primary", "primary"),
    ("on-danger", "danger"),
    ("on-sidebar", "sidebar"),
    ("on-sidebar", "sidebar-hover"),
    ("on-sidebar-muted", "sidebar"),
    ("on-sidebar-active", "sidebar-active"),
]
SHAPES = [
    *((name, "surface") for name in ("control-border", "focus", "primary", "danger", "error")),
    *((f"series-{number}", "surface") for number in range(1, 7)),
]


def luminance(colour: str) -> float:
    """As WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert round(contrast("#000000", "#ffffff"), 6) == 21


@THEMES
@pytest.mark.parametrize(("name", "ground"), TEXT)
def test_text_can_be_read(name: str, ground: str, theme: int) -> None:
    assert contrast(THEME[name][theme], THEME[ground][theme]) >= 4.5


@THEMES
@pytest.mark.parametrize(("name", "ground"), SHAPES)
def test_shapes_can_be_told_from_what_is_behind_them(name: str, ground: str, theme: int) -> None:
    assert contrast(THEME[name][theme], THEME[ground][theme]) >= 3


def test_all_colours_are_defined_and_none_stands_elsewhere() -> None:
    blocks = (STATIC / "blocks.css").read_text()
    defined = set(re.findall(r"--([\w-]+):", (STATIC / "theme.css").read_text()))
    assert set(re.findall(r"var\(--([\w-]+)\)", blocks)) <= defined
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl|url\(", blocks)
