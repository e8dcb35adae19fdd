"""Routes of the record."""

from collections.abc import Mapping

from bot.desk import Desk, Handler
from bot.people.records import service, views
from bot.roster.models import Person
from bot.slack.payloads import Ack, Click, View
from bot.storage.work import Work


async def open_record(desk: Desk, click: Click) -> Ack:
    """The value is a line's id, or `id:page`."""
    line_id, _, page = click.value.partition(":")

    def fill(work: Work, me: Person) -> View:
        return views.record(service.record(work, me, line_id), int(page) if page.isdigit() else 0, work.now)

    if click.action_id == views.RECORD:
        await desk.show(click, "Record", fill)
    else:
        await desk.refill(click, fill)
    return None


ROUTES: Mapping[str, Handler] = {
    views.RECORD: open_record,
    f"{views.RECORD}.newer": open_record,
    f"{views.RECORD}.older": open_record,
}
