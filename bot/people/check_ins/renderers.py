"""What the confirmations say at the moment at which they are sent, or sent anew."""

from collections.abc import Mapping, Sequence

from bot.chain import Message, Renderer
from bot.delivery.models import Delivery
from bot.people.check_ins import forms, service, views
from bot.people.check_ins.models import Answer
from bot.people.lines.pairs import pairs_of
from bot.people.names import SAVED, SAVED_FORM
from bot.people.one_on_ones import repo as meetings
from bot.storage.work import Work


def saved(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    delivery = deliveries[0]
    row = service.by_id(work, delivery.subject)
    if row is None:
        return views.taken_out() if delivery.sent_at is not None else None
    one = meetings.find(work, row.one_on_one_id) if isinstance(row, Answer) else None
    return views.saved(
        views.Saved(
            pair=pairs_of(work, [row.line_id])[row.line_id],
            written_id=row.id,
            author_id=row.author_id,
            source=row.source,
            now=work.now,
            readable_from=row.readable_from,
            edited_at=row.edited_at,
            is_threaded=delivery.thread is not None,
            one=one,
            is_late=isinstance(row, Answer) and one is not None and row.given_at >= one.starts_at,
        )
    )


def saved_form(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    delivery = deliveries[0]
    one = meetings.find(work, delivery.subject)
    if one is None:
        return None
    number = forms.count(work, delivery.recipient, one)
    if not number and delivery.sent_at is None:
        return None
    return views.saved_form(pairs_of(work, [one.line_id])[one.line_id], one, number, work.now)


RENDERERS: Mapping[str, Renderer] = {SAVED: saved, SAVED_FORM: saved_form}
