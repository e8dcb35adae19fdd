"""What each cell of a roster file may hold (interfaces.md). Pure: text in, text out or a reason why not."""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from unicodedata import category
from zoneinfo import available_timezones

import holidays
from holidays.registry import EntityLoader

Check = Callable[[str], str]
"""The cell as Tandem keeps it. Raises `ValueError` with what is wrong and what to write instead."""

EMAIL = re.compile(r"[^@\s,;:<>\"]+@[^@\s,;:<>\"]+")
SLACK_ID = re.compile(r"[UW][A-Z0-9]{1,31}")
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{1,31}")
CHANNEL_NAME = re.compile(r"[^\s#@,<>A-Z]{1,80}")
COUNTRY = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")
PART = re.compile("[A-Z0-9]{1,3}")
GENERAL = "general"


def one_line(limit: int) -> Check:
    """Any text up to `limit` characters; runs of white space become one space."""

    def check(text: str) -> str:
        return _storable(" ".join(text.split()), limit)

    return check


def some_lines(limit: int) -> Check:
    def check(text: str) -> str:
        return _storable("\n".join(line.strip() for line in text.strip().splitlines()), limit)

    return check


def _storable(text: str, limit: int) -> str:
    if len(text) > limit:
        raise ValueError(f"this is {len(text)} characters long; {limit} fit")
    if any(char != "\n" and category(char) in {"Cc", "Cs"} for char in text):
        raise ValueError("this holds a control character; delete it and type the cell anew")
    return text


def email(text: str) -> str:
    if not EMAIL.fullmatch(text) or len(text) > 320 or not text.isprintable():
        raise ValueError("this is not an email address; write one like ana@example.com")
    return text.lower()


def slack_id(text: str) -> str:
    if not SLACK_ID.fullmatch(text):
        raise ValueError("this is not a Slack member id; write one like U012AB3CD, or leave it empty")
    return text


def time_zone(text: str) -> str:
    if text in _zones():
        return text
    near = get_close_matches(text, _zones(), n=1, cutoff=0.75)
    raise ValueError(f"this is not an IANA time zone; write one like {near[0] if near else 'Europe/Madrid'}")


def country(text: str) -> str:
    """ISO 3166, as far as its public holidays are known."""
    code = COUNTRY.fullmatch(text.upper())
    if code is None or code[1] not in _countries():
        raise ValueError("this is not an ISO 3166 country; write one like DE, or DE-BY for Bavaria")
    parts = _parts_of(code[1])
    if code[2] and code[2] not in parts:
        example = f"{code[1]} or {code[1]}-{parts[0]}" if parts else code[1]
        raise ValueError(f"no public holidays are known for this part of the country; write {example}")
    return code[0]


def channel(text: str) -> str:
    """A channel's Slack id, or its name behind a `#`."""
    if CHANNEL_ID.fullmatch(text):
        return text
    name = text.removeprefix("#").lower()
    if not CHANNEL_NAME.fullmatch(name) or not name.isprintable():
        raise ValueError("this is not a channel; write its name like #search, or its id like C012AB3CD")
    return f"#{name}"


def leaders(text: str) -> Mapping[str, str]:
    """Discipline to email. A bare email leads in `general`."""
    found: dict[str, str] = {}
    for part in _parts(text):
        named, _, address = part.rpartition(":")
        discipline = one_line(40)(named).lower() or GENERAL
        if discipline in found:
            raise ValueError(f"{discipline} has two leaders here; one person leads in each discipline")
        found[discipline] = _named_email(address.strip(), "engineering:ana@example.com;design:bo@example.com")
    return found


def members(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_named_email(part, "ana@example.com;bo@example.com") for part in _parts(text)))


def _named_email(text: str, example: str) -> str:
    try:
        return email(text)
    except ValueError:
        raise ValueError(f"one of these is not an email address; write them like {example}") from None


def _parts(text: str) -> list[str]:
    return [part for part in (piece.strip() for piece in text.split(";")) if part]


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - {"Factory", "localtime"}


@cache
def _countries() -> frozenset[str]:
    """Those whose holidays are known."""
    return frozenset(EntityLoader.get_country_codes(include_aliases=False))


@cache
def _parts_of(country: str) -> Sequence[str]:
    """The subdivisions whose holidays are known. It loads one country; there are 250."""
    found: Sequence[str] = getattr(holidays, country).subdivisions
    return [part for part in found if PART.fullmatch(part)]
