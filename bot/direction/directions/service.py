"""Stating, affirming and changing a direction."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.delivery import outbox
from bot.delivery.outbox import Parcel
from bot.direction import policy
from bot.direction.directions import repo
from bot.direction.directions.models import Direction
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.updates import seats
from bot.direction.updates.repo import cadence_of
from bot.direction.updates.rules import QUARTER
from bot.direction.words import CHAIN
from bot.errors import Refusal
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.base import new_id
from bot.storage.work import Work
from bot.walls import Grant

KIND, SAVED = "direction", "saved"
WHERE_FIELD = "direction.state.where_to"
find, from_source = repo.find, repo.from_source


@dataclass(frozen=True, slots=True)
class Stated:
    """Where to, and why. The second may be missing where it was said in one breath."""

    where_to: str
    why: str = ""


def state(
    work: Work, me: Person, lead: Lead, words: Stated, *, source: str, readable_from: datetime
) -> Direction:
    """Store a direction and tell the team. The same source stores it once."""
    before = repo.from_source(work, source)
    if before is not None:
        _mine(work, me, before)
        return before
    policy.permit(work, me, lead, policy.DIRECTION, policy.WRITE)
    _need(words.where_to)
    row = Direction(
        workspace_id=work.workspace_id,
        id=new_id(),
        lead_id=lead.id,
        author_id=me.id,
        source=source,
        readable_from=readable_from,
        stated_at=work.now,
    )
    _seal(work, row, words)
    work.session.add(row)
    work.session.flush()
    seats.ask_direction_from(work, lead, work.now)
    _send(work, row, lead)
    return row


def affirm(work: Work, me: Person, lead: Lead) -> None:
    """Still true. What a predecessor stated is said again, as this leader's own."""
    policy.permit(work, me, lead, policy.DIRECTION, policy.WRITE)
    latest = repo.latest(work, lead.team_id, lead.discipline)
    if latest is None:
        raise Refusal("No direction is stated yet, so there is nothing to affirm. State it first.")
    if latest.lead_id != lead.id:
        latest = _adopted(work, me, lead, latest)
    latest.affirmed_at = work.now
    seats.ask_direction_from(work, lead, work.now)
    outbox.refresh(work, CHAIN, latest.id, KIND)


def words_of(work: Work, row: Direction, grant: Grant) -> Stated | None:
    """What it says; None where it was deleted."""
    if row.where_to is None:
        return None
    why = work.vault.open(row, "why", grant) if row.why else ""
    return Stated(work.vault.open(row, "where_to", grant), why)


def own_words(work: Work, me: Person, row: Direction) -> Stated:
    words = words_of(work, row, _mine(work, me, row))
    if words is None:
        raise Refusal("You have deleted this direction, so there is nothing left to change.")
    return words


def change(work: Work, me: Person, row: Direction, words: Stated) -> None:
    """Correct my words; a new direction is stated instead."""
    if own_words(work, me, row) == words:
        return
    _need(words.where_to)
    _seal(work, row, words)
    row.edited_at = work.now if row.readable_from <= work.now else None
    _refresh(work, row)


def change_text(work: Work, me: Person, row: Direction, text: str) -> None:
    change(work, me, row, replace(own_words(work, me, row), where_to=text))


def delete(work: Work, me: Person, row: Direction) -> None:
    """Take my words out. What was stated before them counts again, and is asked for in its time."""
    _mine(work, me, row)
    if row.where_to is None:
        return
    row.where_to = row.why = None
    outbox.drop(work, CHAIN, row.id, KIND)
    lead = lines.lead(work, row.lead_id)
    if lead.ended_at is None:
        left = repo.newest(work, [lead.id], 1)
        cadence_of(work, lead).direction_at = (left[0].said_at if left else work.now) + QUARTER
    _refresh(work, row)


def withdraw(work: Work, me: Person, row: Direction) -> str:
    """Not for them: my text, taken out; its source is free to be stored elsewhere."""
    text = own_words(work, me, row).where_to
    delete(work, me, row)
    row.source = f"gone:{row.id}"
    work.session.flush()
    return text


def readers(work: Work, row: Direction) -> str:
    return policy.readers(work, policy.DIRECTION, lines.lead(work, row.lead_id))


def _adopted(work: Work, me: Person, lead: Lead, old: Direction) -> Direction:
    words = words_of(work, old, policy.public(work, old))
    assert words is not None
    row_id = new_id()
    row = Direction(
        workspace_id=work.workspace_id,
        id=row_id,
        lead_id=lead.id,
        author_id=me.id,
        source=f"affirmed:{row_id}",
        readable_from=work.now,
        stated_at=work.now,
    )
    _seal(work, row, words)
    work.session.add(row)
    work.session.flush()
    return row


def _mine(work: Work, me: Person, row: Direction) -> Grant:
    lead = lines.lead(work, row.lead_id)
    return policy.permit(work, me, lead, policy.DIRECTION, policy.CHANGE, author=row.author_id)


def _need(text: str) -> None:
    if not text.strip():
        raise Refusal("This is empty. One sentence on where the team is going is enough.", field=WHERE_FIELD)


def _seal(work: Work, row: Direction, words: Stated) -> None:
    row.where_to = work.vault.seal(row, "where_to", words.where_to.strip())
    row.why = work.vault.seal(row, "why", words.why.strip()) if words.why.strip() else None


def _refresh(work: Work, row: Direction) -> None:
    work.session.flush()
    outbox.refresh(work, CHAIN, row.id, KIND, SAVED)


def _send(work: Work, row: Direction, lead: Lead) -> None:
    team = roster.team(work, lead.team_id)
    recipients = [(team.channel, True)] if team.channel else []
    recipients += [(one.id, False) for one in lines.active_members(work, team.id) if one.id != row.author_id]
    for recipient, to_channel in recipients:
        parcel = Parcel(CHAIN, KIND, row.id, row.id, recipient, row.readable_from, to_channel=to_channel)
        outbox.enqueue(work, parcel)
