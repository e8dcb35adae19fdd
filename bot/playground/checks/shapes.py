"""A small language for the shapes of payloads, so that the limits read as a table.

A check takes a value, where it is (a JSON pointer) and the list to which it adds what is wrong, in Slack's
words: `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Problems:
    """What is wrong with a payload."""

    found: list[str] = field(default_factory=list)

    def add(self, what: str, at: str) -> None:
        """One more, with the place."""
        self.found.append(f"[ERROR] {what} [json-pointer:{at}]")


Check = Callable[[Any, str, Problems], None]


@dataclass(frozen=True)
class Shape:
    """An object: the fields it must have, those it may have, and rules about them together."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    rules: tuple[Check, ...] = ()

    def __call__(self, value: object, at: str, problems: Problems) -> None:
        """Check a value against it."""
        if not isinstance(value, dict):
            problems.add("must provide an object", at)
            return
        known = {**self.required, **self.optional}
        for name in self.required:
            if name not in value:
                problems.add(f"missing required field: {name}", at)
        for name, inner in value.items():
            if name in known:
                known[name](inner, f"{at}/{name}", problems)
            elif name != "type":
                problems.add(f"invalid additional property: {name}", at)
        for rule in self.rules:
            rule(value, at, problems)

    def with_optional(self, **more: Check) -> "Shape":
        """The same, with more fields that it may have."""
        return Shape(self.required, {**self.optional, **more}, self.rules)


def string(most: int, least: int = 1) -> Check:
    """A text of so many characters."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add("must provide a string", at)
        elif len(value) < least:
            problems.add(f"must be more than {least - 1} characters", at)
        elif len(value) > most:
            problems.add(f"must be less than {most + 1} characters", at)

    return check


def matching(pattern: str, what: str) -> Check:
    """A text of a certain form."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            problems.add(f"must provide {what}", at)

    return check


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: object, at: str, problems: Problems) -> None:
        if value not in allowed:
            problems.add(f"must be a valid enum value: {', '.join(allowed)}", at)

    return check


def boolean(value: object, at: str, problems: Problems) -> None:
    """True or false."""
    if not isinstance(value, bool):
        problems.add("must provide a boolean", at)


def number(value: object, at: str, problems: Problems) -> None:
    """A number, and not a boolean."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        problems.add("must provide a number", at)


def whole(least: int, most: int) -> Check:
    """A whole number within bounds."""

    def check(value: object, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            problems.add(f"must be a whole number from {least} to {most}", at)

    return check


def anything(value: object, at: str, problems: Problems) -> None:
    """No limits that we know of."""


def listed(each: Check, most: int, least: int = 1) -> Check:
    """A list of so many things, each checked."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add("must provide an array", at)
            return
        if len(value) < least:
            problems.add(f"must provide at least {least} items", at)
        if len(value) > most:
            problems.add(f"no more than {most} items allowed", at)
        for index, item in enumerate(value):
            each(item, f"{at}/{index}", problems)

    return check


def by_type(shapes: Mapping[str, Check], allowed: frozenset[str] | None = None) -> Check:
    """An object whose `type` decides; types that are unknown, or not allowed here, are refused."""

    def check(value: object, at: str, problems: Problems) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            problems.add("missing required field: type", at)
        elif kind not in shapes or (allowed is not None and kind not in allowed):
            problems.add(f"unsupported type: {kind}", f"{at}/type")
        else:
            shapes[kind](value, at, problems)

    return check


def at_least_one(*names: str) -> Check:
    """One of these fields has to be there."""

    def check(value: Json, at: str, problems: Problems) -> None:
        if not any(name in value for name in names):
            problems.add(f"must define one of: {', '.join(names)}", at)

    return check


def exactly_one(*names: str) -> Check:
    """One of these fields has to be there, and no second one."""

    def check(value: Json, at: str, problems: Problems) -> None:
        if sum(name in value for name in names) != 1:
            problems.add(f"must define exactly one of: {', '.join(names)}", at)

    return check
