"""`/1on1`, and the buttons that lead to the same place."""

from collections.abc import Mapping, Sequence

from bot.desk import Desk, Handler
from bot.errors import Refusal
from bot.people.names import MARK
from bot.people.overview import service, views
from bot.people.schedules import service as agreeing
from bot.roster.models import Person
from bot.slack.blocks import context, section
from bot.slack.payloads import Ack, Click, Command, View
from bot.storage.work import Work

HELP: Sequence[str] = (
    "`/1on1` shows your next one-on-one and your reports: choose times, add talking points, open the record.",
    "`/1on1 help` lists what it can do.",
    "Answer a check-in by replying to it, by typing here, or in its form.",
)
NOTHING_WAITS = "Nothing waits to be accepted: these times were agreed or replaced in the meantime."


async def command(desk: Desk, said: Command) -> Ack:
    word = said.text.strip().lower()
    if word in ("", "list", "show"):
        await desk.show(said, "One-on-ones", lambda work, me: _view(work, me, 0))
        return None
    return help_text("" if word == "help" else "I don't know that one yet. This is what I can do:")


def help_text(first: str) -> Ack:
    lines = "\n".join(f"• {line}" for line in HELP)
    blocks = [
        section(f"{MARK} {first or '*One-on-ones*: what your people manager and you keep going.'}"),
        section(lines),
        context("Only the two of you read what you write."),
    ]
    return {"response_type": "ephemeral", "text": f"{first or 'One-on-ones'}\n{lines}", "blocks": blocks}


async def open_overview(desk: Desk, click: Click) -> Ack:
    """The value is empty, or `:page`."""
    page = click.value.partition(":")[2]

    def fill(work: Work, me: Person) -> View:
        return _view(work, me, int(page) if page.isdigit() else 0)

    if click.action_id == f"{views.OVERVIEW}.open":
        await desk.show(click, "One-on-ones", fill)
    else:
        await desk.refill(click, fill)
    return None


async def accept_all(desk: Desk, click: Click) -> Ack:
    """Every proposal that waits for me; also from the message that proposes them, and from the Home."""
    if not await desk.write(click, agreeing.accept):
        desk.refresh_home(click)
        raise Refusal(NOTHING_WAITS)
    if click.view is not None and not click.on_home:
        await desk.refill(click, lambda work, me: _view(work, me, 0))
    desk.refresh_home(click)
    return None


def _view(work: Work, me: Person, page: int) -> View:
    return views.modal_view(service.overview(work, me), page)


ROUTES: Mapping[str, Handler] = {
    views.ACCEPT_ALL: accept_all,
    "/1on1": command,
    f"{views.OVERVIEW}.open": open_overview,
    f"{views.OVERVIEW}.newer": open_overview,
    f"{views.OVERVIEW}.older": open_overview,
}
