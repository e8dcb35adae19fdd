"""What the panes show, as it stands in the address: reload and back lead to the same."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from bot.playground.page.guide import Guide, Look


@dataclass(frozen=True, slots=True)
class Place:
    """Where one pane is. What isn't in the address (from `new` on) the script remembers."""

    user: str
    at: str = "dm"
    """`dm`, `home`, or a channel's id."""
    thread: str = ""
    """The `ts` of the message whose thread is open."""
    new: str | None = None
    """The `ts` above which the "New" line stays while the pane is open; None: find it out."""
    notices: int | None = None
    """How many notices the person has dismissed; None: all that there were."""
    earlier: int = 0
    """How often earlier messages were asked for."""
    edit: str = ""
    """The `ts` of the message that is being changed."""


@dataclass(frozen=True, slots=True)
class Places:
    """Both panes, and the step of the tour."""

    left: Place | None
    right: Place | None = None
    tour: int = 0
    """From 1; 0 is no tour."""

    def address(self) -> str:
        """The query that leads here."""
        parts = {**_query(self.left, "left", ""), **_query(self.right, "right", "right")}
        return "?" + urlencode(parts | ({"tour": str(self.tour)} if self.tour else {}))


def _query(place: Place | None, name: str, prefix: str) -> dict[str, str]:
    if place is None:
        return {}
    named = {name: place.user, f"{prefix}at": place.at}
    return named | ({f"{prefix}thread": place.thread} if place.thread else {})


def from_query(query: Mapping[str, str], guide: Guide, somebody: str) -> Places:
    """What the address asks for; where it asks for nothing, what the guide begins with, or somebody's DM."""
    tour = number(query.get("tour", ""))
    tour = tour if tour <= len(guide.tour) else 0
    if "left" in query:
        right = _asked(query, "right", "right") if query.get("right") else None
        return Places(_asked(query, "left", ""), right, tour)
    return replace(_first(guide, somebody), tour=tour)


def _first(guide: Guide, somebody: str) -> Places:
    if guide.first is None:
        return Places(Place(somebody) if somebody else None)
    left, right = guide.first
    return Places(_place(left), _place(right) if right else None)


def _place(look: Look) -> Place:
    return Place(look.user, look.at)


def _asked(query: Mapping[str, str], name: str, prefix: str) -> Place:
    return Place(query[name], query.get(f"{prefix}at") or "dm", query.get(f"{prefix}thread", ""))


def of_part(query: Mapping[str, str]) -> Place:
    """One pane, as the script asks for it: with what it remembers."""
    return Place(
        user=query.get("user", ""),
        at=query.get("at") or "dm",
        thread=query.get("thread", ""),
        new=query.get("new"),
        notices=number(query["notices"]) if "notices" in query else None,
        earlier=number(query.get("earlier", "")),
        edit=query.get("edit", ""),
    )


def of_look(look: Look) -> str:
    """The part of a tour step that a script can read: `U1 dm`, or `U1 dm 12.34` with a thread."""
    thread = look.thread() if look.thread else ""
    return f"{look.user} {look.at} {thread}".rstrip()


def number(text: str) -> int:
    """A small number of an address; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
