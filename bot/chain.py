"""What a chain offers to the rest of Tandem. There are two: `people` and `direction`.

Nobody outside a chain knows what it stores. The composition root joins both to the sender, the
scheduler and Bolt; the inbox asks each which prompts are open; the ledger stacks what each shows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from bot.delivery.models import Delivery
from bot.desk import Routes
from bot.roster.models import Person
from bot.roster.wishes import Outcome, Wishes
from bot.slack.payloads import Block
from bot.storage.work import Work


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is what a notification shows: it never holds what a person wrote."""

    text: str
    blocks: Sequence[Block] = field(default_factory=tuple)


Renderer = Callable[[Work, Sequence[Delivery]], Message | None]
"""The message for one delivery, or for several that are merged; None where nobody needs it any more."""


@dataclass(frozen=True, slots=True)
class OpenPrompt:
    """Something of a chain's that text can be an answer to."""

    chain: str
    id: str
    """The chain's own name for it; nobody else reads it. At most 80 characters."""
    label: str
    """For a button: what the text would become, at most 75 characters."""
    readers: str
    """Who would read it, as part of a sentence: "you and Ana Torres"."""
    asks_text: bool
    """Whether it is a text question that waits for an answer (product.md: whose turn is a DM?)."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person typed in the DM. `source` is the message's address and names it for ever."""

    person: Person
    text: str
    source: str
    """`channel:ts`"""
    readable_from: datetime
    """Until then nobody but its author reads it (UTC)."""
    thread: str | None
    """The timestamp under which it was said; None where it was typed unthreaded."""


class State(StrEnum):
    KEPT = "kept"
    DUE = "due"
    OVERDUE = "overdue"
    UNHELD = "unheld"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Duty:
    """The computed state of one duty for one unit: a report (people) or a team's seat (direction)."""

    id: str
    """P1 to P8, D1 to D8 (product.md)."""
    unit_id: str
    unit: str
    """A person's or team's name."""
    holder_id: str | None
    state: State


@dataclass(frozen=True, slots=True)
class Tally:
    """A duty that others see only in sum, weekly, over four or more; None means: not shown."""

    id: str
    kept: int | None
    overdue: int | None


@dataclass(frozen=True, slots=True)
class Role:
    """How somebody stands in a chain; public, like all that says who holds what."""

    person_id: str
    words: str
    """In a few words: "People manager of Jonas and Mia", "Member of Beacon"."""
    towards: frozenset[str] = frozenset()
    """Whom somebody answers for with it: persons' ids."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that will happen by itself. It says whom it concerns, and never what somebody wrote."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """An answer to a click that only whoever clicked sees: it is in no outbox, but it has buttons."""

    person_id: str
    buttons: Mapping[str, str]
    """Value by action id."""


Shown = Delivery | Told | str
"""What a message holds: what was delivered, what answers a click, or by its source what somebody typed."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Whether one person may read a record, as the chain's policy decides it, and why."""

    may: bool
    why: str = ""
    """In a few words; empty where somebody stands in no relation to it in this chain."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Who may read one record."""

    what: str
    """What it is, without what it says: "An answer in the record of Paulo Reis and Ana Torres"."""
    about: frozenset[str]
    """Whom it concerns: persons' ids."""
    leaves: Mapping[str, Leave]
    """By person id, for everybody who was asked about."""
    readable_from: datetime | None = None
    """Until then nobody but its author reads it; None where nobody wrote it."""
    note: str = ""
    """A sentence on what hangs on it and is read by others."""


@dataclass(frozen=True, slots=True)
class Chain:
    name: str
    """The prefix of every id that it registers: `people` or `direction`."""
    mark: str
    """The one emoji that marks the hat."""
    hat: str
    """Whose hat its prompts are for: "people manager" or "team leader"."""

    routes: Routes
    renderers: Mapping[str, Renderer]
    """By a delivery's kind."""

    waiting: Callable[[Session, datetime], list[str]]
    """The workspaces in which something is due at that moment."""
    due: Callable[[Work], int]
    """Moves schedules on and enqueues prompts; how many rows it took, in one short batch."""
    out_of_step: Callable[[Work], list[str]]
    """The ids of what is planned for another moment than its wall time is by the rules of its zone now."""
    put_in_step: Callable[[Work, Sequence[str]], None]
    """Plans these anew, at their wall time."""

    assign: Callable[[Work, Wishes, Person | None], Outcome]
    """Begins and ends responsibility lines; the person is who did it, None for the roster file."""
    holders: Callable[[Work], frozenset[str]]
    """The persons who wear this chain's hat."""
    unheld: Callable[[Work], frozenset[str]]
    """The active persons for whom nobody wears it."""

    open_prompts: Callable[[Work, Person], list[OpenPrompt]]
    prompts_at: Callable[[Work, Person, Sequence[Delivery]], list[OpenPrompt]]
    """What a reply under a delivered message can be an answer to."""
    accept: Callable[[Work, OpenPrompt | str, Said], None]
    """Stores an answer to a prompt (by its id) and enqueues the confirmation. Raises `Refusal`."""
    edited: Callable[[Work, Person, str, str], bool]
    """(source, text): the author changed the Slack message. False where it is not this chain's."""
    deleted: Callable[[Work, Person, str], bool]
    """(source): the author deleted it."""
    withdraw: Callable[[Work, Person, str], str | None]
    """(source): "Not for them": the text, taken out as if it had never been there; None if not here."""
    readers: Callable[[Work, str], str | None]
    """(source): who can read what was stored from it, in words; None where it is not this chain's."""

    sight: Callable[[Work, Shown, Sequence[Person]], list[Sight]]
    """The records that a message of this chain's holds, and which of these persons may read each."""
    roles: Callable[[Work], list[Role]]
    """Everybody's, as they are now."""
    coming: Callable[[Work], list[Coming]]
    """What is due next of all that will happen by itself, in no order."""

    duties: Callable[[Work, Person | None], list[Duty]]
    """All states that this viewer may see; None is somebody without any relation."""
    tallies: Callable[[Work], list[Tally]]
    home: Callable[[Work, Person], list[Block]]
    """This viewer's part of the App Home."""
    help: Sequence[str]
    """What its command can do, a line each."""
    doubts: Mapping[str, Callable[[Work, Delivery], None]] = field(default_factory=dict)
    """By a delivery's kind: asks a person where nobody can tell whether it was posted."""
