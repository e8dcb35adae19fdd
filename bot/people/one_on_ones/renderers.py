"""What the one-on-ones' deliveries say at the moment at which they are sent, or sent anew."""

from collections.abc import Mapping, Sequence

from bot.chain import Message, Renderer
from bot.delivery.models import Delivery
from bot.people import policy
from bot.people.check_ins import reading
from bot.people.check_ins import repo as written
from bot.people.lines.pairs import pairs_of
from bot.people.names import AGENDA, CHECK_IN, MOVED, PREPARE, SKIPPED, WRAPUP
from bot.people.one_on_ones import repo, rules, views
from bot.people.one_on_ones.views import Shown
from bot.storage.work import Work


def shown(work: Work, deliveries: Sequence[Delivery]) -> list[Shown]:
    """The meetings that deliveries are about, as each recipient sees them; without content as yet."""
    rows = repo.one_on_ones(work, {delivery.subject for delivery in deliveries})
    pairs = pairs_of(work, {row.line_id for row in rows.values()})
    return [
        Shown(pairs[rows[it.subject].line_id], rows[it.subject], it.recipient, work.now, it)
        for it in deliveries
        if it.subject in rows
    ]


def _with_points(work: Work, one: Shown, *, at_meeting: bool = False) -> Shown:
    """The same, with what the viewer may read of it."""
    line = one.pair.line
    found = (
        reading.agenda(work, one.viewer_id, line, one.one)
        if at_meeting
        else reading.to_talk_about(work, one.viewer_id, line)
    )
    found = [point for point in found if point.raised_at <= one.one.ends_at]
    answers = [
        row
        for row in written.answers_to(work, one.one.id)
        if policy.may_read(one.viewer_id, line, row, work.now)
    ]
    return Shown(one.pair, one.one, one.viewer_id, work.now, one.delivery, found, len(answers))


def _is_over(one: Shown) -> bool:
    """Nobody needs it any more, if it was not sent: the line has ended, or the meeting is skipped."""
    return not one.pair.line.is_open or one.one.outcome == rules.SKIPPED


def _wanted(one: Shown) -> bool:
    return one.delivery.sent_at is not None or not _is_over(one)


def check_in(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    for one in shown(work, deliveries):
        if not _wanted(one):
            return None
        if not one.pair.line.is_open:
            return views.closed(one)
        return views.check_in(_with_points(work, one))
    return None


def prepare(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    wanted = [one for one in shown(work, deliveries) if _wanted(one)]
    still = [one for one in wanted if one.pair.line.is_open]
    if still:
        return views.prepare([_with_points(work, one) for one in still])
    return views.closed(wanted[0]) if wanted else None


def agenda(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    for one in shown(work, deliveries):
        if not _wanted(one):
            return None
        if not one.pair.line.is_open:
            return views.closed(one)
        return views.agenda(_with_points(work, one, at_meeting=True))
    return None


def wrapup(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    for one in shown(work, deliveries):
        return views.wrapup(one) if _wanted(one) and one.pair.line.is_open else None
    return None


def moved(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """The subject is the move; one that was moved again meanwhile is told by the later notice."""
    for delivery in deliveries:
        move = repo.move(work, delivery.subject)
        one = repo.find(work, move.one_on_one_id) if move else None
        if move is None or one is None:
            return None
        pair = pairs_of(work, [one.line_id])[one.line_id]
        if not pair.line.is_open or one.starts_at != move.moved_to or one.outcome == rules.SKIPPED:
            return None
        return views.moved(
            Shown(pair, one, delivery.recipient, work.now, delivery), move.was_at, move.moved_by
        )
    return None


def skipped(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    for one in shown(work, deliveries):
        if not one.pair.line.is_open:
            return None
        return views.skipped(one, repo.coming(work, [one.pair.line.id]).get(one.pair.line.id))
    return None


RENDERERS: Mapping[str, Renderer] = {
    CHECK_IN: check_in,
    PREPARE: prepare,
    AGENDA: agenda,
    WRAPUP: wrapup,
    MOVED: moved,
    SKIPPED: skipped,
}
