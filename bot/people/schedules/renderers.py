"""What the messages about times say."""

from collections.abc import Mapping, Sequence

from bot.chain import Message, Renderer
from bot.delivery.models import Delivery
from bot.people.lines.pairs import Pair, pairs_of
from bot.people.names import PROPOSAL, SCHEDULE_SET
from bot.people.one_on_ones import repo as meetings
from bot.people.schedules import repo, views
from bot.people.schedules.models import Schedule
from bot.people.schedules.rules import ACTIVE, PROPOSED
from bot.storage.work import Work


def proposal(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """None where everything was agreed, or ended, before it was sent."""
    rows = _current(work, deliveries)
    unseen = all(it.sent_at is None for it in deliveries)
    if not rows or (unseen and all(row.state != PROPOSED for _pair, row in rows)):
        return None
    return views.proposal(rows, work.now)


def _current(work: Work, deliveries: Sequence[Delivery]) -> list[tuple[Pair, Schedule]]:
    """What stands by now for the lines that were proposed for."""
    lines = [row.line_id for it in deliveries if (row := repo.schedule(work, it.subject)) is not None]
    standing = repo.standing(work, lines)
    known = pairs_of(work, lines)
    return [(known[line], standing[line]) for line in dict.fromkeys(lines) if line in standing]


def agreed(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """None where the times were changed again since."""
    row = repo.schedule(work, deliveries[0].subject)
    if row is None or row.state != ACTIVE:
        return None
    pair = pairs_of(work, [row.line_id])[row.line_id]
    coming = meetings.coming(work, [row.line_id]).get(row.line_id)
    return views.agreed(views.Agreed(pair, row, deliveries[0].recipient, work.now, coming))


RENDERERS: Mapping[str, Renderer] = {PROPOSAL: proposal, SCHEDULE_SET: agreed}
