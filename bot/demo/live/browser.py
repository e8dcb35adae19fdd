"""Opening the visitor's browser, where there is one to open."""

import contextlib
import os
import sys
import webbrowser
from collections.abc import Mapping


def has_desktop(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a browser would have a screen. One in the terminal would take the demo's place."""
    return platform in ("darwin", "win32") or any(
        environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def open_browser(address: str) -> None:
    """Never fails: the address is printed too."""
    if has_desktop():
        with contextlib.suppress(Exception):
            webbrowser.open(address)
