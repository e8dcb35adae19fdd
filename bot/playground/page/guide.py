"""What the page can show beside Slack, and can't know: whoever opens it for an app fills in what they have.

Everything has a default that shows nothing, so that any app can be looked at without a guide.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.playground.state.messages import Message


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is in the company, in a few words, as a line below their name."""

    kind: str
    """A short name that decides the colour, the same for all roles of a kind: `people`, `direction`."""
    words: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whether one person may read what a message holds, and why."""

    user: str
    """The user id."""
    may: bool
    why: str
    """In a few words: "wrote it", "leads Atlas, which is the other chain"."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Who may read what is in a message, as the app's own rules decide it."""

    what: str
    """What it is to the app: "An answer in the record of Paulo and Ana"."""
    kind: str
    """As in `Role`; empty where it belongs to nothing."""
    readers: Sequence[Reader]
    note: str = ""
    """What else is true now: "Until 15:02 nobody but Paulo reads it."."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that will happen by itself."""

    at: datetime
    """UTC, aware."""
    words: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Jump:
    """A way to let company time pass: a button."""

    label: str
    """"An hour", "To the next prompt"."""
    go: Callable[[], Awaitable[None]]
    """Returns when everything that fell due on the way is done."""
    words: str = ""
    """What the label leaves open: "In New York, where most of the company is"."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a pane shows: whose Slack, and where they are in it."""

    user: str
    at: str = "dm"
    """`dm`, `home`, or a channel's id."""
    thread: Callable[[], str] | None = None
    """The `ts` of the message whose thread is open beside it; empty where there is none to see yet."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the tour. It may be played in any order, more than once, or left."""

    title: str
    words: str
    """What to do or to look at, a few sentences."""
    left: Look
    right: Look | None = None
    do: Callable[[], Awaitable[str]] | None = None
    """Plays it for whoever would rather watch, and says what was done; None where looking is all.
    Does nothing (and says so) where it is done already or can't be done any more."""
    leave: Callable[[], Awaitable[None]] | None = None
    """Closes what was opened to be looked at in this step. Called whenever somebody goes on from it."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """What somebody reads who is here for the first time: before the tour, and instead of it."""

    title: str
    words: str
    """Where they are, in two sentences."""
    kinds: Sequence[Role] = ()
    """What the colours stand for."""


async def _no_roles() -> Mapping[str, Sequence[Role]]:
    return {}


async def _no_sight(_: Message) -> Sight | None:
    return None


async def _nothing_comes() -> Sequence[Coming]:
    return ()


@dataclass(frozen=True, slots=True)
class Guide:
    """All of it."""

    title: str = "A local Slack"
    roles: Callable[[], Awaitable[Mapping[str, Sequence[Role]]]] = _no_roles
    """By user id."""
    sight: Callable[[Message], Awaitable[Sight | None]] = _no_sight
    """None where the app knows nothing of the message."""
    coming: Callable[[], Awaitable[Sequence[Coming]]] = _nothing_comes
    """What comes next, the soonest first."""
    jumps: Sequence[Jump] = ()
    """Without any, the page shows the time and can't move it."""
    tour: Sequence[Step] = field(default_factory=tuple)
    welcome: Welcome | None = None
    """The invitation to the tour; it goes when somebody has left the tour once, or declined it."""
    first: tuple[Look, Look | None] | None = None
    """What the panes show when the page is opened."""
