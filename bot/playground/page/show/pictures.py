"""Pictures and files: those that the app uploaded are here, all others are only spoken of."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.playground.state.files import File

Json = dict[str, Any]
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")
_OURS = re.compile(r"https://files\.slack\.invalid/(\w+)/.*")


@dataclass(frozen=True, slots=True)
class Picture:
    """`source` is where the page has it; empty where it doesn't, and then `address` is where it would be."""

    alt: str
    source: str = ""
    address: str = ""


def picture(image: Json) -> Picture:
    """Of an image block or element."""
    alt, file = str(image["alt_text"]), image.get("slack_file", {})
    address = str(image.get("image_url") or file.get("url", ""))
    ours = _OURS.fullmatch(address)
    found = str(file.get("id", "")) or (ours[1] if ours else "")
    return Picture(alt, source=_source(found) if found else "", address=address)


@dataclass(frozen=True, slots=True)
class Shared:
    """A file in a message."""

    title: str
    name: str
    size: str
    source: str
    alt: str
    is_picture: bool


def shared(file: File) -> Shared:
    """A file as a reader sees it."""
    title = file.title or file.name
    kind = str(file.as_slack_shows()["mimetype"])
    alt = file.alt_text or title
    return Shared(title, file.name, size(file.length), _source(file.id), alt, kind in _PICTURES)


def size(length: int) -> str:
    """A number of bytes in words."""
    if length < 1_000:
        return f"{length} bytes" if length != 1 else "1 byte"
    return f"{length / 1_000:.0f} kB" if length < 1_000_000 else f"{length / 1_000_000:.1f} MB"


def _source(file_id: str) -> str:
    return f"/file/{quote(file_id, safe='')}"
