"""Writing, posting and changing updates; skipping and moving the prompt for one."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.delivery import outbox
from bot.delivery.outbox import Parcel
from bot.direction import policy
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.updates import repo, seats
from bot.direction.updates.models import OPEN, POSTED, SKIPPED, UPDATE, Occurrence, Update
from bot.direction.words import CHAIN
from bot.errors import Refusal
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.base import new_id
from bot.storage.work import Work
from bot.walls import Grant

KIND, SAVED = "update", "saved"
CHANGE_FIELD, WHEN_FIELD = "direction.update.change", "direction.move.day"
find, from_source = repo.find, repo.from_source


@dataclass(frozen=True, slots=True)
class Written:
    """An update in its author's words; only the first is needed."""

    change: str
    ahead: str = ""
    measures: str = ""


def write(
    work: Work, me: Person, lead: Lead, words: Written, *, source: str, readable_from: datetime
) -> Update:
    """Store an update; it goes out when it may be read. The same source stores it once."""
    before = repo.from_source(work, source)
    if before is not None:
        _mine(work, me, before)
        return before
    policy.permit(work, me, lead, policy.UPDATE, policy.WRITE)
    _need(words.change)
    asked = repo.open_occurrences(work, [lead.id], UPDATE)
    row = Update(
        workspace_id=work.workspace_id,
        id=new_id(),
        lead_id=lead.id,
        author_id=me.id,
        occurrence_id=asked[0].id if asked else None,
        source=source,
        written_at=work.now,
        readable_from=readable_from,
    )
    _seal(work, row, words)
    work.session.add(row)
    work.session.flush()
    seats.close(work, asked, POSTED)
    _send(work, row, lead)
    return row


def words_of(work: Work, row: Update, grant: Grant) -> Written | None:
    """What it says; None where it was deleted."""
    if row.change is None:
        return None
    ahead = work.vault.open(row, "ahead", grant) if row.ahead else ""
    measures = work.vault.open(row, "measures", grant) if row.measures else ""
    return Written(work.vault.open(row, "change", grant), ahead, measures)


def own_words(work: Work, me: Person, row: Update) -> Written:
    """What I wrote, for changing it. Raises `Refusal` where it is not mine, or gone."""
    words = words_of(work, row, _mine(work, me, row))
    if words is None:
        raise Refusal("You have deleted this update, so there is nothing left to change.")
    return words


def change(work: Work, me: Person, row: Update, words: Written) -> None:
    """Replace my words; where they have gone out, every message shows the new ones, marked."""
    if own_words(work, me, row) == words:
        return
    _need(words.change)
    _seal(work, row, words)
    row.edited_at = work.now if row.readable_from <= work.now else None
    _refresh(work, row)


def change_text(work: Work, me: Person, row: Update, text: str) -> None:
    """The Slack message was edited: it holds what changed and why."""
    change(work, me, row, replace(own_words(work, me, row), change=text))


def delete(work: Work, me: Person, row: Update) -> None:
    """Take my words out; the prompt that they answered is open again, while it is the newest."""
    _mine(work, me, row)
    if row.change is None:
        return
    row.change = row.ahead = row.measures = None
    outbox.drop(work, CHAIN, row.id, KIND)
    asked = repo.occurrence(work, row.occurrence_id) if row.occurrence_id else None
    if asked is not None and _waits_again(work, asked):
        seats.close(work, [asked], OPEN)
    _refresh(work, row)


def _waits_again(work: Work, asked: Occurrence) -> bool:
    is_newest = asked.state == POSTED and asked.next_at > work.now
    return is_newest and lines.lead(work, asked.lead_id).ended_at is None


def withdraw(work: Work, me: Person, row: Update) -> str:
    """Not for them: my text, taken out; its source is free to be stored elsewhere."""
    text = own_words(work, me, row).change
    delete(work, me, row)
    row.source = f"gone:{row.id}"
    work.session.flush()
    return text


def post_now(work: Work, me: Person, row: Update) -> None:
    """Do not wait: let it go out, and be read, from now on."""
    own_words(work, me, row)
    if row.readable_from > work.now:
        row.readable_from = work.now
        repo.hasten(work, [KIND], row.id)
        _refresh(work, row)


def readers(work: Work, row: Update) -> str:
    """Who can read it, as part of a sentence."""
    return policy.readers(work, policy.UPDATE, lines.lead(work, row.lead_id))


def skip(work: Work, me: Person, occurrence_id: str) -> None:
    """Not this time: whether for an update or for the direction."""
    seats.close(work, [asked_of(work, me, occurrence_id)], SKIPPED)


def move(work: Work, me: Person, occurrence_id: str, moment: datetime) -> None:
    """Have this prompt's due moment elsewhere; the prompt comes again then."""
    asked = asked_of(work, me, occurrence_id)
    if moment <= work.now:
        raise Refusal("That moment has passed. Please choose a later one.", field=WHEN_FIELD)
    if moment >= asked.next_at:
        raise Refusal(
            "By then the next one is already due. Choose an earlier moment, or skip this one.",
            field=WHEN_FIELD,
        )
    asked.due_at = moment
    for delivery in repo.prompts(work, asked.id, me.id):
        outbox.snooze(work, delivery, moment)


def asked_of(work: Work, me: Person, occurrence_id: str) -> Occurrence:
    """What I am asked and have not answered. Raises `Refusal`."""
    asked = repo.occurrence(work, occurrence_id)
    if asked is None or asked.state != OPEN:
        raise Refusal("This was already done or skipped, or a newer prompt has taken its place.")
    policy.permit(work, me, lines.lead(work, asked.lead_id), policy.UPDATE, policy.WRITE)
    return asked


def _mine(work: Work, me: Person, row: Update) -> Grant:
    lead = lines.lead(work, row.lead_id)
    return policy.permit(work, me, lead, policy.UPDATE, policy.CHANGE, author=row.author_id)


def _need(text: str) -> None:
    if not text.strip():
        raise Refusal("This is empty. A sentence about what changed, and why, is enough.", field=CHANGE_FIELD)


def _seal(work: Work, row: Update, words: Written) -> None:
    row.change = work.vault.seal(row, "change", words.change.strip())
    row.ahead = work.vault.seal(row, "ahead", words.ahead) if words.ahead.strip() else None
    row.measures = work.vault.seal(row, "measures", words.measures) if words.measures.strip() else None


def _refresh(work: Work, row: Update) -> None:
    work.session.flush()
    outbox.refresh(work, CHAIN, row.id, KIND, SAVED)


def _send(work: Work, row: Update, lead: Lead) -> None:
    """To the team's channel, if it has one, and to each member but the author."""
    team = roster.team(work, lead.team_id)
    recipients = [(team.channel, True)] if team.channel else []
    recipients += [(one.id, False) for one in lines.active_members(work, team.id) if one.id != row.author_id]
    for recipient, to_channel in recipients:
        parcel = Parcel(CHAIN, KIND, row.id, row.id, recipient, row.readable_from, to_channel=to_channel)
        outbox.enqueue(work, parcel)
