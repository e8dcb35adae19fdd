"""The browser is opened where a screen is."""

import pytest

from bot.demo.live.browser import has_desktop


@pytest.mark.parametrize(
    ("platform", "environment", "there_is_one"),
    [
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"BROWSER": "w3m"}, False),
        ("darwin", {}, True),
    ],
)
def test_a_browser_without_a_screen_is_none(
    platform: str, environment: dict[str, str], there_is_one: bool
) -> None:
    assert has_desktop(environment, platform) is there_is_one
