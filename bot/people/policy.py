"""Who may read or do what in the people chain: the one place that decides (product.md, "Walls").

The viewer's relations are computed from the responsibility line, never stored. A line that has
ended has no people manager any more: who held it keeps what they wrote, and reads nothing else.
"""

from collections.abc import Set
from datetime import datetime
from typing import Protocol

from bot.errors import NotAllowed
from bot.walls import Grant, Policy, Table

SHARED_RECORD = "shared_record"
MEETING = "meeting"
CLAIM = "claim"

AUTHOR, REPORT, MANAGER, NAMED = "author", "report", "manager", "named"


def _only(*relations: str) -> frozenset[str]:
    return frozenset(relations)


TABLE: Table = {
    # agenda, answers, pulse: product.md, "shared 1:1 record"
    SHARED_RECORD: {
        "read": _only(AUTHOR, REPORT, MANAGER),
        "write": _only(REPORT, MANAGER),
        "answer": _only(REPORT),
        "mark": _only(REPORT, MANAGER),
        "change": _only(AUTHOR),
        "delete": _only(AUTHOR),
    },
    # when the two meet, and whether they did
    MEETING: {
        "see": _only(REPORT, MANAGER),
        "schedule": _only(MANAGER),
        "move": _only(REPORT, MANAGER),
        "skip": _only(MANAGER),
        "skip_check_in": _only(REPORT),
        "record_outcome": _only(MANAGER),
    },
    # "my people manager is ...": the named one decides
    CLAIM: {"make": _only(AUTHOR), "decide": _only(NAMED)},
}
POLICY = Policy(TABLE)
BEGINS_SOMETHING = _only("write", "answer", "schedule", "move", "skip", "skip_check_in", "record_outcome")
"""What nobody does any more once a line has ended."""


class LineLike(Protocol):
    """A responsibility line, as far as the policy looks at it."""

    @property
    def id(self) -> str: ...
    @property
    def report_id(self) -> str: ...
    @property
    def manager_id(self) -> str: ...
    @property
    def ended_at(self) -> datetime | None: ...


class Written(Protocol):
    """Something that a person wrote inside a line."""

    @property
    def author_id(self) -> str: ...
    @property
    def readable_from(self) -> datetime: ...


def relations(viewer_id: str, line: LineLike) -> frozenset[str]:
    """How a viewer stands to a line."""
    found = set()
    if viewer_id == line.report_id:
        found.add(REPORT)
    if viewer_id == line.manager_id and line.ended_at is None:
        found.add(MANAGER)
    return frozenset(found)


def relations_to(viewer_id: str, line: LineLike, written: Written, now: datetime) -> frozenset[str]:
    """How a viewer stands to something written. Before it is readable, only its author is anybody."""
    author = _only(AUTHOR) if viewer_id == written.author_id else frozenset[str]()
    return author if now < written.readable_from else author | relations(viewer_id, line)


def permit(viewer_id: str, line: LineLike, action: str, *, record: str = SHARED_RECORD) -> Grant:
    """Leave to do something in a line. Raises `NotAllowed`."""
    grant = POLICY.permit(viewer_id, relations(viewer_id, line), record, action, scope=line.id)
    if line.ended_at is not None and action in BEGINS_SOMETHING:
        raise NotAllowed(
            "The two of you are no longer people manager and report, so nothing new begins here. "
            "Nothing was stored."
        )
    return grant


def permit_written(viewer_id: str, line: LineLike, written: Written, now: datetime, action: str) -> Grant:
    """Leave to read or change one thing that was written. Raises `NotAllowed`."""
    found = relations_to(viewer_id, line, written, now)
    return POLICY.permit(viewer_id, found, SHARED_RECORD, action, scope=line.id)


def may_read(viewer_id: str, line: LineLike, written: Written, now: datetime) -> bool:
    return POLICY.allows(relations_to(viewer_id, line, written, now), SHARED_RECORD, "read")


def may(viewer_id: str, line: LineLike, action: str, *, record: str = MEETING) -> bool:
    """Whether to offer it at all: the same answer as `permit`, as a question."""
    try:
        permit(viewer_id, line, action, record=record)
    except NotAllowed:
        return False
    return True


def permit_decision(viewer_id: str, named_id: str, scope: str) -> Grant:
    """Leave to confirm or decline a claim."""
    found: Set[str] = _only(NAMED) if viewer_id == named_id else frozenset()
    return POLICY.permit(viewer_id, found, CLAIM, "decide", scope=scope)


def permit_own_claim(viewer_id: str, author_id: str, scope: str) -> Grant:
    """Leave to make a claim, again too: the same submission comes twice."""
    found: Set[str] = _only(AUTHOR) if viewer_id == author_id else frozenset()
    return POLICY.permit(viewer_id, found, CLAIM, "make", scope=scope)


def readers(line: LineLike, author_id: str) -> tuple[str, ...]:
    """The persons beside its author who can read what is written in a line."""
    people = (line.report_id, line.manager_id)
    return tuple(one for one in people if one != author_id and relations(one, line))
