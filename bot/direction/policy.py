"""Who may read or do what in the direction chain: the one place that decides (product.md, Walls).

A relation is always one to a *line*: the holder of the next line stands in none to this one, so
nothing that was said to a leader is read by the successor. The people manager has no relation at
all: they read what everyone reads, or what they read as a member of the team.
"""

from datetime import datetime
from typing import ClassVar, Protocol

from bot.direction.lines import repo
from bot.direction.lines.models import Lead
from bot.direction.words import listed
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.work import Work
from bot.walls import Grant, Policy, Table

AUTHOR, LEADER, MEMBER, EVERYONE = "author", "leader", "member", "everyone"
COUNTING = "counting"
"""Tandem itself, when it counts stances: what comes of it is only ever a batch (see stances.rules)."""

DIRECTION, UPDATE, STANCE = "direction", "update", "stance"
QUESTION, ANSWER = "question", "answer"
READ, WRITE, CHANGE = "read", "write", "change"
NAMED, UNSIGNED, COUNTS, COUNT = "read named", "read unsigned", "read counts", "count"


def _only(*relations: str) -> frozenset[str]:
    return frozenset(relations)


TABLE: Table = {
    DIRECTION: {READ: _only(EVERYONE), WRITE: _only(LEADER), CHANGE: _only(AUTHOR)},
    UPDATE: {READ: _only(EVERYONE), WRITE: _only(LEADER), CHANGE: _only(AUTHOR)},
    STANCE: {
        READ: _only(AUTHOR),
        WRITE: _only(MEMBER),
        NAMED: _only(LEADER),
        UNSIGNED: _only(LEADER),
        COUNTS: _only(MEMBER),
        COUNT: _only(COUNTING),
    },
    QUESTION: {READ: _only(AUTHOR, LEADER, MEMBER), WRITE: _only(MEMBER), CHANGE: _only(AUTHOR)},
    ANSWER: {READ: _only(AUTHOR, LEADER, MEMBER), WRITE: _only(LEADER), CHANGE: _only(AUTHOR)},
}
POLICY = Policy(TABLE)


class Written(Protocol):
    """Something that a person wrote inside a line."""

    __record__: ClassVar[str]

    @property
    def scope(self) -> str: ...
    @property
    def readable_from(self) -> datetime: ...


def relations(work: Work, viewer: Person, lead: Lead, author_id: str | None = None) -> frozenset[str]:
    """How a viewer stands to one line, and to a record of a named author inside it.

    Who leads is no member of that line, also where the roster has them in the team: a stance of the
    leader's own among four would tell them of the other three.
    """
    found = {EVERYONE}
    if author_id == viewer.id:
        found.add(AUTHOR)
    if lead.ended_at is None and lead.leader_id == viewer.id:
        found.add(LEADER)
    elif repo.was_member(work, lead, viewer.id):
        found.add(MEMBER)
    return frozenset(found)


def relations_to(work: Work, viewer: Person, lead: Lead, row: Written, author_id: str) -> frozenset[str]:
    """How a viewer stands to something written. Before it is readable, only its author is anybody."""
    found = relations(work, viewer, lead, author_id)
    return found if row.readable_from <= work.now else found & {AUTHOR}


def may_read(work: Work, viewer: Person, lead: Lead, row: Written, author_id: str) -> bool:
    return POLICY.allows(relations_to(work, viewer, lead, row, author_id), row.__record__, READ)


def permit_read(work: Work, viewer: Person, lead: Lead, row: Written, author_id: str) -> Grant:
    """Leave to read one thing that was written. Raises `NotAllowed`."""
    found = relations_to(work, viewer, lead, row, author_id)
    return POLICY.permit(viewer.id, found, row.__record__, READ, scope=row.scope)


def allows(
    work: Work, viewer: Person, lead: Lead, record: str, action: str, *, author: str | None = None
) -> bool:
    return POLICY.allows(relations(work, viewer, lead, author), record, action)


def permit(
    work: Work, viewer: Person, lead: Lead, record: str, action: str, *, author: str | None = None
) -> Grant:
    """Leave to do this inside this line. Raises `NotAllowed`."""
    found = relations(work, viewer, lead, author)
    return POLICY.permit(viewer.id, found, record, action, scope=lead.id)


def permit_stance(viewer_id: str, leader_id: str, lead_id: str, *, belongs: bool) -> Grant:
    """Leave to take a stance on an open line, for whoever has read all of this with one question.

    Raises `NotAllowed`.
    """
    member = {MEMBER} if belongs else set[str]()
    found = _only(EVERYONE, *({LEADER} if viewer_id == leader_id else member))
    return POLICY.permit(viewer_id, found, STANCE, WRITE, scope=lead_id)


def permit_own_stance(viewer_id: str, author_id: str, scope: str) -> Grant:
    """Leave to read one's own stance. Raises `NotAllowed`."""
    found = _only(AUTHOR) if viewer_id == author_id else frozenset[str]()
    return POLICY.permit(viewer_id, found, STANCE, READ, scope=scope)


def public(work: Work, row: Written) -> Grant:
    """Leave to read what everyone may read by now, for a message that anybody in a channel can see.

    Raises `NotAllowed` for what has not gone out.
    """
    found = frozenset({EVERYONE} if row.readable_from <= work.now else ())
    return POLICY.permit("", found, row.__record__, READ, scope=row.scope)


def counting(lead_id: str) -> Grant:
    """Leave for Tandem to count a line's stances; nothing but whole batches may come of it."""
    return POLICY.permit("", frozenset({COUNTING}), STANCE, COUNT, scope=lead_id)


def readers(work: Work, record: str, lead: Lead, *, asker: Person | None = None) -> str:
    """Who reads a record of a line besides "you", its author: "you, Ben Ito and the members of Atlas"."""
    may = POLICY.relations_for(record, READ)
    if EVERYONE in may:
        return "everyone here"
    names = ["you"]
    if record == ANSWER and asker is not None:
        names.append(asker.name)
    elif LEADER in may:
        names.append(roster.person(work, lead.leader_id).name)
    if MEMBER in may:
        names.append(f"the members of {roster.team(work, lead.team_id).name}")
    return listed(names)
