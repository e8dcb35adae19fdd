"""What the notices about lines say."""

from collections.abc import Mapping, Sequence

from bot.chain import Message, Renderer
from bot.delivery.models import Delivery
from bot.people.lines import repo, views
from bot.people.lines.models import Line
from bot.people.lines.pairs import pairs
from bot.people.lines.views import Change
from bot.people.names import LINE_BEGAN, LINE_ENDED
from bot.people.one_on_ones import repo as meetings
from bot.people.schedules import repo as schedules
from bot.roster import people as roster
from bot.slack.text import escape
from bot.storage.work import Work


def began(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """None where the line has ended before anybody read of it."""
    changes = [change for change in _changes(work, deliveries) if change.pair.line.is_open]
    if not changes:
        return None
    if changes[0].viewer_id == changes[0].pair.report.id:
        return views.began_for_report(changes[0])
    return views.began_for_manager(changes)


def ended(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    changes = _changes(work, deliveries)
    if not changes:
        return None
    if changes[0].viewer_id == changes[0].pair.report.id:
        return views.ended_for_report(changes[0])
    return views.ended_for_manager(changes)


def _changes(work: Work, deliveries: Sequence[Delivery]) -> list[Change]:
    found = {line.id: line for line in repo.lines(work, {delivery.subject for delivery in deliveries})}
    known = pairs(work, found.values())
    standing = schedules.standing(work, found)
    coming = meetings.coming(work, found)
    return [
        Change(
            pair=known[it.subject],
            viewer_id=it.recipient,
            now=work.now,
            by=_by(work, found[it.subject], it),
            other_manager=_other_manager(work, found[it.subject], it),
            schedule=standing.get(it.subject),
            coming=coming.get(it.subject),
        )
        for it in deliveries
        if it.subject in found
    ]


def _by(work: Work, line: Line, delivery: Delivery) -> str:
    did = line.began_by if delivery.kind == LINE_BEGAN else line.ended_by
    if did is None:
        return "the roster file"
    return "you" if did == delivery.recipient else escape(roster.person(work, did).name)


def _other_manager(work: Work, line: Line, delivery: Delivery) -> str:
    other = repo.before(work, line) if delivery.kind == LINE_BEGAN else repo.after(work, line)
    return escape(roster.person(work, other.manager_id).name) if other else ""


RENDERERS: Mapping[str, Renderer] = {LINE_BEGAN: began, LINE_ENDED: ended}
